//! Addresses of files, as editors write them: `file:///home/a%20b.md`.

use std::path::{Path, PathBuf};

use super::protocol::Uri;
use crate::path::decode;

/// The path of a file's address; None for any other address.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    // A host is that of a share; those of other machines are no files here.
    let at = rest.find('/')?;
    let (host, path) = rest.split_at(at);
    if !matches!(host, "" | "localhost") {
        return None;
    }
    let decoded = decode(path)?;
    Some(PathBuf::from(without_slash(&decoded)))
}

/// `/c:/notes` is `c:/notes` where drives have letters.
fn without_slash(path: &str) -> &str {
    let has_drive = |rest: &&str| rest.len() > 1 && rest.as_bytes()[1] == b':';
    path.strip_prefix('/').filter(|rest| cfg!(windows) && has_drive(rest)).unwrap_or(path)
}

/// The address of a file.
pub(super) fn of(path: &Path) -> Uri {
    let text = path.to_string_lossy().replace('\\', "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    let mut uri = format!("file://{slash}");
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_back_to_their_paths() {
        for text in ["/a/b.md", "/a b/ü#?%25.md", "/ねこ/🐈.md", "/[x]/{y}&z=1.md"] {
            let uri = of(Path::new(text));
            assert_eq!(path(&uri).as_deref(), Some(Path::new(text)), "{uri:?}");
            assert!(uri.0.is_ascii());
        }
        assert_eq!(path(&Uri("file://localhost/a".to_owned())), Some(PathBuf::from("/a")));
        for none in ["untitled:1", "https://a/b", "file://host/a", "file:///%zz", "file:///%ff", "file://"] {
            assert_eq!(path(&Uri(none.to_owned())), None, "{none}");
        }
    }
}
