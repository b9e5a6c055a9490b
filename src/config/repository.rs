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
        let mut host = host_of(address.as_deref().unwrap_or_default());
        table.choice("host", &HOSTS, &mut host);
        let mut branch = "main".to_owned();
        table.text("branch", &mut branch);
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
        };
        format!("{}/{form}/{}/{}", self.address, encode(&self.branch), encode(path))
    }

    /// Where a file of the site is edited in a browser.
    pub fn edit_url(&self, path: &str) -> String {
        let path = self.folder_of(path);
        let form = match self.host {
            Host::GitHub => "edit",
            Host::GitLab => "-/edit",
            Host::Forgejo => "_edit",
            Host::Bitbucket => return self.url(&path) + "?mode=edit",
        };
        format!("{}/{form}/{}/{}", self.address, encode(&self.branch), encode(&path))
    }

    /// Where a problem is reported, with a title and a text that are filled in. Bitbucket's form takes neither.
    pub fn report_url(&self, title: &str, text: &str) -> String {
        let (form, names) = match self.host {
            Host::GitHub | Host::Forgejo => ("issues/new", Some(("title", "body"))),
            Host::GitLab => ("-/issues/new", Some(("issue[title]", "issue[description]"))),
            Host::Bitbucket => ("issues/new", None),
        };
        let query = names.map(|(of_title, of_text)| {
            let [of_title, title, of_text, text] = [of_title, title, of_text, text].map(encode_query);
            format!("?{of_title}={title}&{of_text}={text}")
        });
        format!("{}/{form}{}", self.address, query.unwrap_or_default())
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
    let name = address.split('/').nth(2).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(address: &str, folder: &str) -> Repository {
        Repository {
            address: address.to_owned(),
            branch: "main".to_owned(),
            folder: folder.to_owned(),
            host: host_of(address),
        }
    }

    #[test]
    fn each_host_has_its_form() {
        let url = |address: &str| repository(address, "").url("src/a b.rs");
        assert_eq!(url("https://github.com/a/b"), "https://github.com/a/b/blob/main/src/a%20b.rs");
        assert_eq!(
            url("https://gitlab.a.example/a/b"),
            "https://gitlab.a.example/a/b/-/blob/main/src/a%20b.rs"
        );
        assert_eq!(url("https://codeberg.org/a/b"), "https://codeberg.org/a/b/src/branch/main/src/a%20b.rs");
        assert_eq!(url("https://bitbucket.org/a/b"), "https://bitbucket.org/a/b/src/main/src/a%20b.rs");
    }

    #[test]
    fn each_host_has_forms_for_edits_and_problems() {
        let urls = |address: &str| {
            let mut repository = repository(address, "docs site");
            repository.branch = "release/1.x".to_owned();
            [
                repository.edit_url("content/a b#c?.md"),
                repository.report_url("Problem: a & b", "https://a.example/\nx"),
            ]
        };
        let (path, query) = ("docs%20site/content/a%20b%23c%3F.md", "Problem%3A%20a%20%26%20b");
        let text = "https%3A%2F%2Fa.example%2F%0Ax";
        let of_query = format!("issues/new?title={query}&body={text}");
        assert_eq!(
            urls("https://github.com/a/b"),
            [
                format!("https://github.com/a/b/edit/release/1.x/{path}"),
                format!("https://github.com/a/b/{of_query}")
            ]
        );
        assert_eq!(
            urls("https://gitlab.com/a/b"),
            [
                format!("https://gitlab.com/a/b/-/edit/release/1.x/{path}"),
                format!(
                    "https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D={query}&issue%5Bdescription%5D={text}"
                )
            ]
        );
        assert_eq!(
            urls("https://codeberg.org/a/b"),
            [
                format!("https://codeberg.org/a/b/_edit/release/1.x/{path}"),
                format!("https://codeberg.org/a/b/{of_query}")
            ]
        );
        assert_eq!(
            urls("https://bitbucket.org/a/b"),
            [
                format!("https://bitbucket.org/a/b/src/release/1.x/{path}?mode=edit"),
                "https://bitbucket.org/a/b/issues/new".to_owned()
            ]
        );
    }
}
