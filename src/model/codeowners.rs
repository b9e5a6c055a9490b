//! CODEOWNERS: who owns which files of a repository, as GitHub and GitLab read it. A file of a line for each path: the last that
//! names a file says who owns it, and one without owners takes them away. GitLab's sections each say it for themselves.

use std::collections::BTreeMap;

use crate::glob::Glob;
use crate::nfc::nfc;

/// Owners of the files of a repository.
#[derive(Clone, Debug, Default)]
pub struct CodeOwners {
    sections: Vec<Section>,
}

/// Lines that are judged by themselves.
#[derive(Clone, Debug, Default)]
struct Section {
    rules: Vec<Rule>,
    /// Who owns what its lines name without owners.
    default: Vec<String>,
}

#[derive(Clone, Debug)]
struct Rule {
    globs: Vec<Glob>,
    owners: Vec<String>,
}

/// Most lines with wildcards that are heeded: each takes memory of its own.
const MOST_WILDCARDS: usize = 5000;

impl CodeOwners {
    /// Reads a file. A line that can't be read is passed over, as the hosts do.
    ///
    /// # Errors
    ///
    /// It has too many lines with wildcards.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut sections = vec![Section::default()];
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        let mut current = 0;
        let mut wildcards = 0;
        for line in text.trim_start_matches(crate::span::BOM).lines() {
            let words = words(&nfc(line));
            let Some(first) = words.first() else { continue };
            if let Some((name, default)) = header(line) {
                current = *by_name.entry(name.to_lowercase()).or_insert(sections.len());
                if current == sections.len() {
                    sections.push(Section::default());
                }
                sections[current].default = default;
                continue;
            }
            let Some(rule) = Rule::new(first, &words[1..]) else { continue };
            wildcards += rule.globs.iter().filter(|glob| !glob.is_plain()).count();
            if wildcards > MOST_WILDCARDS {
                return Err(format!("it has more than {MOST_WILDCARDS} lines with wildcards"));
            }
            sections[current].rules.push(rule);
        }
        Ok(Self { sections })
    }

    /// The owners of a file, with a blank between them: its path counts from the top of the repository.
    pub fn of(&self, path: &str) -> Option<String> {
        let mut owners: Vec<&str> = Vec::new();
        for section in &self.sections {
            for owner in section.of(path) {
                if !owners.contains(&owner.as_str()) {
                    owners.push(owner);
                }
            }
        }
        (!owners.is_empty()).then(|| owners.join(" "))
    }
}

impl Section {
    fn of(&self, path: &str) -> &[String] {
        let is_meant = |rule: &&Rule| rule.globs.iter().any(|glob| glob.is_match(path));
        match self.rules.iter().rev().find(is_meant) {
            Some(rule) if rule.owners.is_empty() => &self.default,
            Some(rule) => &rule.owners,
            None => &[],
        }
    }
}

impl Rule {
    fn new(pattern: &str, owners: &[String]) -> Option<Self> {
        // GitHub reads neither of them.
        if pattern.starts_with('!') || pattern.contains(['[', ']']) {
            return None;
        }
        let is_owner = |word: &&String| word.contains('@');
        Some(Self { globs: globs(pattern)?, owners: owners.iter().filter(is_owner).cloned().collect() })
    }
}

/// What a pattern means: one without a `/` but at its end is sought in all folders, one that ends with a name stands for all that
/// is below a folder of that name, too.
fn globs(pattern: &str) -> Option<Vec<Glob>> {
    let is_folder = pattern.ends_with('/');
    let bare = pattern.trim_start_matches('/').trim_end_matches('/');
    if bare.is_empty() {
        return None;
    }
    let is_anchored = pattern.starts_with('/') || bare.contains('/');
    let written = bare.replace('{', "[{]").replace('}', "[}]");
    let anchored = if is_anchored { written } else { format!("**/{written}") };
    let last = bare.rsplit('/').next().unwrap_or(bare);
    let is_name = !last.contains(['*', '?']);
    let is_plain = is_anchored && !bare.contains(['*', '?', '{', '}', '\\']);
    let texts = match (is_plain, is_folder, is_name) {
        (_, true, _) => vec![format!("{anchored}/**")],
        (false, false, true) => vec![format!("{anchored}/**"), anchored],
        // A plain path stands for what is below it by itself.
        (true, false, _) | (false, false, false) => vec![anchored],
    };
    texts.iter().map(|text| Glob::new(text).ok()).collect()
}

/// The words of a line, down to a comment. A backslash takes its meaning from a blank or a `#`.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|next| matches!(next, ' ' | '#' | '\t')) => {
                word.extend(letters.next());
            }
            '#' if word.is_empty() => break,
            letter if letter.is_whitespace() => words.push(std::mem::take(&mut word)),
            letter => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// The name of a section, and the owners of what it names without any: `^[Docs][2] @team`.
fn header(line: &str) -> Option<(String, Vec<String>)> {
    let inner = line.trim().trim_start_matches('^').strip_prefix('[')?;
    let (name, rest) = inner.split_once(']')?;
    // `[2]` says how many have to approve.
    let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((count, rest)) if count.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => rest,
    };
    let is_header = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let owners = words(rest).into_iter().filter(|word| word.contains('@')).collect();
    is_header.then(|| (name.trim().to_owned(), owners))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, path: &str) -> String {
        CodeOwners::parse(text).unwrap().of(path).unwrap_or_default()
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_pattern() {
        assert_eq!(of("\u{feff}/notes/ @ops\n", "notes/a.md"), "@ops");
    }

    #[test]
    fn the_last_line_that_names_a_file_counts_and_one_without_owners_takes_them_away() {
        let text = "*  @all # everything\n/docs/ @docs\n/docs/api/ \n/docs/api/v2.md @a b@example.org\n";
        assert_eq!(of(text, "src/a.rs"), "@all");
        assert_eq!(of(text, "docs/a/b.md"), "@docs");
        assert_eq!(of(text, "docs/api/v1.md"), "");
        assert_eq!(of(text, "docs/api/v2.md"), "@a b@example.org");
    }

    #[test]
    fn patterns_mean_what_they_mean_to_the_hosts() {
        let rows = [
            ("*.md", "a/b/c.md", true),
            ("*.md", "c.mdx", false),
            ("/*.md", "a/c.md", false),
            ("docs/*", "docs/a.md", true),
            ("docs/*", "docs/a/b.md", false),
            ("apps/", "x/apps/a.md", true),
            ("/apps/", "x/apps/a.md", false),
            ("/apps/", "apps", false),
            ("apps/web", "x/apps/web/a.md", false),
            ("**/logs", "build/logs/a/b.md", true),
            ("/docs/**/img.md", "docs/img.md", true),
            ("note?.md", "a/note1.md", true),
            ("logs", "a/logs/b.md", true),
            ("/a\\ b/*.md", "a b/c.md", true),
            ("\\#x.md", "a/#x.md", true),
            ("/{a}/", "{a}/b.md", true),
            ("/{a,b}/", "a/b.md", false),
            ("!x.md", "x.md", false),
            ("[ab].md", "a.md", false),
            ("/", "a.md", false),
            ("caf\u{e9}.md", "cafe\u{301}.md", false),
            ("cafe\u{301}.md", "caf\u{e9}.md", true),
        ];
        for (pattern, path, is_match) in rows {
            assert_eq!(!of(&format!("{pattern} @x"), path).is_empty(), is_match, "{pattern} {path}");
        }
    }

    #[test]
    fn sections_speak_for_themselves_and_share_their_default_owners() {
        let text = "* @all\n[Docs][2] @docs @all\n/docs/\n/docs/own/ @own\n^[Data base] @data\n*.sql\n[DOCS] @new\n/more/\n";
        assert_eq!(of(text, "a.md"), "@all");
        assert_eq!(of(text, "docs/a.md"), "@all @new");
        assert_eq!(of(text, "docs/own/a.sql"), "@all @own @data");
        assert_eq!(of("[Docs @x\n* @y", "a.md"), "@y");
        assert!(CodeOwners::parse(&"*.md @x\n".repeat(MOST_WILDCARDS + 1)).is_err());
    }
}
