//! `[repository]`: where the site's sources are shown. Links to files of it that are no part of the site lead there.

use super::read::Table;
use crate::diagnostic::Code;
use crate::path::{encode, normalise};

/// The repository that holds the site.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Repository {
    /// Its address, without a trailing slash.
    pub address: String,
    /// The branch that is shown.
    pub branch: String,
    /// The folder of site.toml in it; empty at the top.
    pub folder: String,
    /// How its host spells the address of a file.
    pub host: Host,
}

/// Hosts of repositories, each with its form of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// github.com, and its server for companies.
    GitHub,
    /// gitlab.com, and servers of that.
    GitLab,
    /// Codeberg, Forgejo and Gitea.
    Forgejo,
    /// bitbucket.org.
    Bitbucket,
    /// The server of Bitbucket for companies, whose addresses name a project.
    BitbucketDataCenter,
}

/// Names of hosts in settings.
const HOSTS: [(&str, Host); 4] = [
    ("github", Host::GitHub),
    ("gitlab", Host::GitLab),
    ("forgejo", Host::Forgejo),
    ("bitbucket", Host::Bitbucket),
];

impl Repository {
    /// Reads the table; None where it names no address.
    pub(super) fn read(table: &mut Table<'_>) -> Option<Self> {
        table.require(&["address"]);
        let written = table.optional_text("address");
        let address = written.as_ref().and_then(|written| super::base_url(&written.value));
        if let Some(written) = written.filter(|_| address.is_none()) {
            table
                .fault(Code::ConfigInvalid, written.span, "`address` is not an http or https address")
                .help_last("write it in full: `address = \"https://github.com/example/notes\"`");
        }
        // What git clones from may end so, and pages do not.
        let address = address.map(|address| address.strip_suffix(".git").unwrap_or(&address).to_owned());
        let mut host = host_of(address.as_deref().unwrap_or_default());
        table.choice("host", &HOSTS, &mut host);
        if host == Host::Bitbucket && address.as_deref().is_some_and(is_of_data_center) {
            host = Host::BitbucketDataCenter;
        }
        let branch = read_branch(table, host);
        let folder = read_folder(table);
        Some(Self { address: address?, branch, folder, host })
    }

    /// The address of a file or folder, by its path from the top of the repository.
    pub fn url(&self, path: &str) -> String {
        let form = match self.host {
            Host::GitHub => "blob",
            Host::GitLab => "-/blob",
            Host::Forgejo => "src/branch",
            Host::Bitbucket => "src",
            Host::BitbucketDataCenter => {
                let branch = encode_query(&format!("refs/heads/{}", self.branch));
                return format!("{}/browse/{}?at={branch}", self.address, encode(path));
            }
        };
        format!("{}/{form}/{}/{}", self.address, encode(&self.branch), encode(path))
    }

    /// Where a file of the site is edited in a browser. Bitbucket Data Center has no address for that; there it is the file.
    pub fn edit_url(&self, path: &str) -> String {
        let path = self.folder_of(path);
        let form = match self.host {
            Host::GitHub => "edit",
            Host::GitLab => "-/edit",
            Host::Forgejo => "_edit",
            Host::Bitbucket => {
                return format!("{}?mode=edit&at={}", self.url(&path), encode_query(&self.branch));
            }
            Host::BitbucketDataCenter => return self.url(&path),
        };
        format!("{}/{form}/{}/{}", self.address, encode(&self.branch), encode(&path))
    }

    /// Where a problem is reported, with a title and a text that are filled in. Bitbucket's form takes neither, and Bitbucket
    /// Data Center has none.
    pub fn report_url(&self, title: &str, text: &str) -> Option<String> {
        let (form, names) = match self.host {
            Host::GitHub | Host::Forgejo => ("issues/new", Some(("title", "body"))),
            Host::GitLab => ("-/issues/new", Some(("issue[title]", "issue[description]"))),
            Host::Bitbucket => ("issues/new", None),
            Host::BitbucketDataCenter => return None,
        };
        let query = names.map(|(of_title, of_text)| {
            let [of_title, title, of_text, text] = [of_title, title, of_text, text].map(encode_query);
            format!("?{of_title}={title}&{of_text}={text}")
        });
        Some(format!("{}/{form}{}", self.address, query.unwrap_or_default()))
    }

    /// The folder of a file of the site, as seen from the top of the repository.
    pub fn folder_of(&self, folder: &str) -> String {
        format!("{}/{folder}", self.folder).trim_matches('/').to_owned()
    }
}

/// A name or a value of a query: only signs that mean nothing there stand as they are.
fn encode_query(text: &str) -> String {
    let sign = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => (byte as char).to_string(),
        _ if byte.is_ascii_alphanumeric() => (byte as char).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(sign).collect()
}

/// The branch. The addresses of bitbucket.org can't name one with a slash, escaped or not, as Atlassian says.
fn read_branch(table: &mut Table<'_>, host: Host) -> String {
    let written = table.optional_text("branch");
    let fault = written.as_ref().and_then(|written| match written.value.as_str() {
        name if name.trim().is_empty() => Some("`branch` has no name"),
        name if host == Host::Bitbucket && name.contains('/') => {
            Some("bitbucket.org has no addresses for a branch with a slash in its name")
        }
        _ => None,
    });
    if let (Some(written), Some(message)) = (&written, fault) {
        table
            .fault(Code::ConfigInvalid, written.span, message)
            .help_last("name the branch that is published, such as `branch = \"main\"`");
    }
    let known = written.map(|written| written.value).filter(|_| fault.is_none());
    known.unwrap_or_else(|| "main".to_owned())
}

/// The folder of site.toml in the repository.
fn read_folder(table: &mut Table<'_>) -> String {
    let Some(written) = table.optional_text("folder") else { return String::new() };
    let folder = normalise(written.value.trim_start_matches('/'));
    if folder.is_none() {
        table
            .fault(
                Code::ConfigInvalid,
                written.span,
                format!("`{}` is not a folder of the repository", written.value),
            )
            .help_last(
                "write the path of site.toml's folder from the root of the repository: `folder = \"docs\"`",
            );
    }
    folder.unwrap_or_default()
}

/// The host of an address, as far as its name says.
fn host_of(address: &str) -> Host {
    let name = address.split('/').nth(2).unwrap_or_default().to_ascii_lowercase();
    let is_named = |part: &str| name.contains(part);
    if is_named("gitlab") {
        Host::GitLab
    } else if is_named("codeberg") || is_named("forgejo") || is_named("gitea") {
        Host::Forgejo
    } else if is_named("bitbucket") {
        Host::Bitbucket
    } else {
        Host::GitHub
    }
}

/// Whether an address is that of a repository on Bitbucket Data Center: `/projects/OPS/repos/notes`, or one of a user.
fn is_of_data_center(address: &str) -> bool {
    let parts: Vec<&str> = address.split('/').collect();
    matches!(parts.as_slice(), [.., "projects" | "users", _, "repos", _])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(address: &str) -> Repository {
        let host = if is_of_data_center(address) { Host::BitbucketDataCenter } else { host_of(address) };
        let branch = if host == Host::Bitbucket { "v1+2" } else { "release/1.x#ü" };
        Repository {
            address: address.to_owned(),
            branch: branch.to_owned(),
            folder: "docs site".to_owned(),
            host,
        }
    }

    #[test]
    fn each_host_has_its_forms() {
        let path = "content/a b#c?d%e/é&f=g+h.md";
        let (file, branch) =
            ("docs%20site/content/a%20b%23c%3Fd%25e/%C3%A9&f=g+h.md", "release/1.x%23%C3%BC");
        let title = "Problem%3A%20%E2%80%9Ca%20%26%20b%23%25%2B%E2%80%9D";
        let text = "https%3A%2F%2Fa.example%2F%0Ax";
        let of_query = format!("issues/new?title={title}&body={text}");
        let of_gitlab = format!("-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={text}");
        let browse = format!("browse/{file}?at=refs%2Fheads%2Frelease%2F1.x%23%C3%BC");
        let rows: [(&str, String, String, Option<String>); 9] = [
            (
                "https://github.com/a/b",
                format!("blob/{branch}/{file}"),
                format!("edit/{branch}/{file}"),
                Some(of_query.clone()),
            ),
            (
                "https://GitHub.a.example/a/b",
                format!("blob/{branch}/{file}"),
                format!("edit/{branch}/{file}"),
                Some(of_query.clone()),
            ),
            (
                "https://gitlab.com/a/b",
                format!("-/blob/{branch}/{file}"),
                format!("-/edit/{branch}/{file}"),
                Some(of_gitlab.clone()),
            ),
            (
                "https://GitLab.a.example:8443/x/a/b/c",
                format!("-/blob/{branch}/{file}"),
                format!("-/edit/{branch}/{file}"),
                Some(of_gitlab),
            ),
            (
                "https://codeberg.org/a/b",
                format!("src/branch/{branch}/{file}"),
                format!("_edit/{branch}/{file}"),
                Some(of_query.clone()),
            ),
            (
                "https://forgejo.a.example/sub/a/b",
                format!("src/branch/{branch}/{file}"),
                format!("_edit/{branch}/{file}"),
                Some(of_query.clone()),
            ),
            (
                "https://gitea.com/a/b",
                format!("src/branch/{branch}/{file}"),
                format!("_edit/{branch}/{file}"),
                Some(of_query),
            ),
            (
                "https://bitbucket.org/a/b",
                format!("src/v1+2/{file}"),
                format!("src/v1+2/{file}?mode=edit&at=v1%2B2"),
                Some("issues/new".to_owned()),
            ),
            ("https://bitbucket.a.example/x/projects/A/repos/b", browse.clone(), browse, None),
        ];
        for (address, shown, edited, reported) in rows {
            let repository = repository(address);
            assert_eq!(repository.url(&repository.folder_of(path)), format!("{address}/{shown}"));
            assert_eq!(repository.edit_url(path), format!("{address}/{edited}"));
            let report = repository.report_url("Problem: “a & b#%+”", "https://a.example/\nx");
            assert_eq!(report, reported.map(|form| format!("{address}/{form}")));
        }
    }
}
