//! `ci`: which files it writes where, and what it leaves alone; and previews, which no search engine keeps.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::{Project, note};

/// A site in a folder of a repository; empty for its top.
fn repository(folder: &str) -> Project {
    let project = Project::new("");
    project.remove("site.toml");
    let at = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    project.write(&at("site.toml"), "title = \"S\"\nbase_url = \"https://notes.example.org\"\n");
    project.write(&at("content/notes/a.md"), note("", "Text.\n"));
    let git = |arguments: &[&str]| {
        let done = Command::new("git").current_dir(project.root()).args(arguments).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q", "-b", "trunk"]);
    project
}

const GITHUB: [&str; 2] = [".github/workflows/notes.yml", ".github/workflows/notes-preview.yml"];

#[test]
fn workflows_are_printed_or_written_to_the_top_of_the_repository() {
    let project = repository("docs/site");
    let printed = project.run(&["ci", "github", "--site", "docs/site"]).expect(0).stdout;
    let written = project.run(&["ci", "github", "--site", "docs/site", "--write"]).expect(0);
    let both: String = GITHUB.iter().map(|path| format!("# {path}\n{}", project.read(path))).collect();
    assert_eq!(printed, both);
    assert!(
        written.stderr.contains("Made `.github/workflows/notes.yml` and `.github/")
            && written.stderr.contains("Settings > Pages"),
        "{}",
        written.stderr
    );
    assert!(
        both.contains("branches: [\"trunk\"]") && both.contains("working-directory: \"docs/site\""),
        "{both}"
    );
    let again = project.run(&["ci", "github", "--site", "docs/site", "--write"]).expect(0);
    assert!(again.stderr.contains("nothing to write"), "{}", again.stderr);
}

#[cfg(unix)]
#[test]
fn of_two_workflows_none_is_written_where_one_cannot_be() {
    let project = repository("");
    std::fs::create_dir_all(project.path(".github/workflows")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.path(GITHUB[1])).unwrap();
    let run = project.run(&["ci", "github", "--write"]).expect(2);
    assert!(run.stderr.contains("notes-preview.yml"), "{}", run.stderr);
    assert!(!project.exists(GITHUB[0]));
}

#[test]
fn a_plus_in_the_name_of_a_branch_is_no_pattern() {
    let project = repository("a+b");
    let rename = ["symbolic-ref", "HEAD", "refs/heads/c++"];
    let renamed = Command::new("git").current_dir(project.root()).args(rename).output().unwrap();
    assert!(renamed.status.success(), "{renamed:?}");
    let printed = project.run(&["ci", "github", "--site", "a+b"]).expect(0).stdout;
    assert!(printed.contains(r#"branches: ["c\\+\\+"]"#), "{printed}");
    assert!(printed.contains("working-directory: \"a+b\""), "{printed}");
}

#[test]
fn the_branch_is_the_one_that_is_published_and_not_the_one_one_is_on() {
    let project = repository("");
    let git = |arguments: &[&str]| {
        let user = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let done =
            Command::new("git").current_dir(project.root()).args(user).args(arguments).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    let branch = || {
        let printed = project.run(&["ci", "github"]).expect(0).stdout;
        printed.split("branches: [\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    git(&["commit", "-q", "--allow-empty", "-m", "first"]);
    git(&["checkout", "-q", "-b", "topic"]);
    assert_eq!(branch(), "trunk");
    git(&["update-ref", "refs/remotes/origin/release", "HEAD"]);
    assert_eq!(branch(), "release");
    git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    assert_eq!(branch(), "main");
    git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release"]);
    assert_eq!(branch(), "release");
}

#[test]
fn a_workflow_of_ones_own_is_kept_and_nothing_is_written_beside_it() {
    let project = repository("");
    project.write(GITHUB[1], "name: mine\n");
    let refused = project.run(&["ci", "github", "--write"]).expect(2);
    assert!(
        refused.stderr.contains("notes-preview.yml` already exists and is different"),
        "{}",
        refused.stderr
    );
    assert_eq!(project.read(GITHUB[1]), "name: mine\n");
    assert!(!project.exists(GITHUB[0]));
}

#[test]
fn a_site_above_its_repository_gets_no_workflow() {
    let project = Project::new("");
    project.write("content/notes/.git/HEAD", "ref: refs/heads/main\n");
    let program = env!("CARGO_BIN_EXE_fieldnotes");
    for arguments in [["ci", "github"].as_slice(), &["ci", "gitlab", "--write"]] {
        let mut command = std::process::Command::new(program);
        let output = command.current_dir(project.path("content/notes")).args(arguments).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("above the repository in"), "{told}");
    }
    assert!(!project.exists(".gitlab-ci.yml") && !project.exists("content/notes/.gitlab-ci.yml"));
    // From the site's own folder nothing is known of that; without a repository the site's folder is taken for one.
    project.run(&["ci", "gitlab", "--write"]).expect(0);
}

#[test]
fn a_pipeline_of_ones_own_includes_ours() {
    let project = repository("");
    project.run(&["ci", "gitlab", "--write"]).expect(0);
    assert!(project.exists(".gitlab-ci.yml") && !project.exists(".gitlab/notes.yml"));
    project.write(".gitlab-ci.yml", "test:\n  script: [make]\n");
    let run = project.run(&["ci", "gitlab", "--write"]).expect(0);
    assert!(run.stderr.contains("add `include: .gitlab/notes.yml` to .gitlab-ci.yml"), "{}", run.stderr);
    assert_eq!(project.read(".gitlab-ci.yml"), "test:\n  script: [make]\n");
    assert!(project.read(".gitlab/notes.yml").contains("notes:check:"));
}

#[test]
fn names_that_would_mean_something_in_a_workflow_are_refused() {
    for folder in ["a: b", "${{ x }}", "$(id)", "a#b", "a*", "a\\b", "`a`"] {
        let project = repository(folder);
        let run = project.run(&["ci", "github", "--site", folder]).expect(2);
        assert!(run.stderr.contains("has a sign that workflows could misread"), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn a_folder_may_have_blanks_and_letters_of_any_script() {
    for folder in ["a b", "Notizen für alle/Büro (neu)", "ノート"] {
        let project = repository(folder);
        for host in ["github", "gitlab"] {
            project.run(&["ci", host, "--site", folder, "--write"]).expect(0);
        }
        let github: serde_json::Value = serde_yaml::from_str(&project.read(GITHUB[0])).unwrap();
        assert_eq!(github["defaults"]["run"]["working-directory"], folder);
        assert!(github.to_string().contains(&format!("{folder}/.fieldnotes/cache")), "{github}");
        let gitlab: serde_json::Value = serde_yaml::from_str(&project.read(".gitlab-ci.yml")).unwrap();
        assert_eq!(gitlab[".notes"]["cache"]["paths"][0], format!("{folder}/.fieldnotes/cache"));
        assert!(gitlab[".notes"]["stage"].is_string());
    }
}

#[test]
fn each_page_of_a_preview_asks_to_be_left_out_of_search_engines_which_may_read_that() {
    let project = Project::new("");
    project.write("content/notes/a.md", note("", "Text.\n"));
    project.run(&["build", "--noindex", "--out", "preview"]).expect(0);
    project.run(&["build"]).expect(0);
    let is_kept_out =
        |page: &[u8]| String::from_utf8_lossy(page).contains("<meta name=\"robots\" content=\"noindex\">");
    let pages = |folder: &str| {
        let tree = project.tree(folder);
        let pages = tree.into_iter().filter(|(path, _)| path.ends_with(".html"));
        pages.partition::<Vec<_>, _>(|(_, page)| is_kept_out(page))
    };
    let (kept_out, others) = pages("preview");
    assert!(
        kept_out.len() > 5 && others.is_empty(),
        "{:?}",
        others.iter().map(|(path, _)| path).collect::<Vec<_>>()
    );
    assert!(!pages("public").1.is_empty());
    assert_eq!(project.read("preview/robots.txt"), "User-agent: *\nAllow: /\n");
    assert!(project.read("public/robots.txt").contains("Sitemap: "));
}

/// Each action with its commit and version, as `uses:` has it in a text.
fn pins(text: &str) -> Vec<(String, String)> {
    let used = text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "));
    // All actions of a repository stand in one commit.
    let pin = |used: &str| {
        let (action, commit) = used.split_once('@')?;
        let repository: Vec<&str> = action.split('/').take(2).collect();
        Some((repository.join("/"), commit.to_owned()))
    };
    used.filter(|used| !used.starts_with("OWNER/")).filter_map(pin).collect()
}

#[test]
fn the_workflows_that_are_printed_and_those_of_this_repository_pin_the_same_commits() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    let mut texts = vec![repository("").run(&["ci", "github"]).expect(0).stdout];
    texts.push(read(&root.join("content/manual/installing.md")));
    let folder = std::fs::read_dir(root.join(".github/workflows")).unwrap();
    texts.extend(folder.map(|entry| read(&entry.unwrap().path())));
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for (action, commit) in texts.iter().flat_map(|text| pins(text)) {
        let before = known.insert(action.clone(), commit.clone());
        assert!(before.as_ref().is_none_or(|before| *before == commit), "{action}: {before:?} and {commit}");
    }
    assert!(known.len() > 6, "{known:?}");
}
