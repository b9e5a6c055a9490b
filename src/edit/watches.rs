//! The digests of what a note watches, written beside each pattern: `- deploy/*.yaml` becomes
//! `- {path: deploy/*.yaml, digest: 0123…}`, and a map gets or changes its `digest`.

use super::keys::{Refusal, set_in};
use super::{Edit, Front, front};
use crate::parse::yaml::{bare_or_quoted, quoted};
use crate::path::SourcePath;
use crate::tree::{Node, Value};

/// The key of a digest.
const DIGEST: &str = "digest";

/// A text with digests of some of its watches, in their order, under a key.
///
/// # Errors
///
/// Where the front matter can't be changed in place.
pub(super) fn record(
    path: &SourcePath,
    text: &str,
    key: &[&str],
    digests: &[Option<String>],
) -> Result<String, Refusal> {
    let mut new = text.to_owned();
    let Front::Map(root, _) = front(path, text).ok_or(Refusal::Unreadable)? else { return Ok(new) };
    let Some(list) = key.iter().try_fold(&root, |node, key| node.get(key)) else { return Ok(new) };
    // The last first: a change moves what stands behind it.
    for (item, digest) in list.items().iter().zip(digests).rev() {
        if let Some(digest) = digest {
            new = with_digest(&new, item, &bare_or_quoted(digest))?;
        }
    }
    Ok(new)
}

fn with_digest(text: &str, item: &Node, digest: &str) -> Result<String, Refusal> {
    let written = &text[item.span.range()];
    if is_shared(text, item) || written.contains(['\n', '\r']) && item.entries().is_empty() {
        return Err(Refusal::Shared);
    }
    match &item.value {
        Value::Map(_) => {
            let order = |_: &[&str]| vec!["path".to_owned(), DIGEST.to_owned()];
            set_in(text, item, (&[DIGEST], 0), digest, &order)
        }
        Value::Scalar(scalar) => {
            let is_safe = !scalar.plain || !written.contains([',', '[', ']', '{', '}']);
            let path = if is_safe { written.to_owned() } else { quoted(&scalar.text) };
            let entry = format!("{{path: {path}, {DIGEST}: {digest}}}");
            Ok(Edit::replace(item.span.range(), entry).apply(text))
        }
        Value::List(_) => Err(Refusal::NoMap),
    }
}

/// Whether an item is, or has, a name that others refer to, or a tag.
fn is_shared(text: &str, item: &Node) -> bool {
    let start = item.span.start as usize;
    let before = text[..start].trim_end();
    let word = before.rsplit([' ', '\t', '\n', '[', ',', '-']).next().unwrap_or_default();
    word.starts_with(['&', '!', '|', '>']) || text[start..].starts_with(['&', '*', '!'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(text: &str) -> Result<String, Refusal> {
        let path = SourcePath::new("content/a.md").unwrap();
        let digests = [Some("0123456789ab".to_owned()), None, Some("abcdefabcdef".to_owned())];
        record(&path, text, &["watches"], &digests)
    }

    #[test]
    fn digests_stand_beside_their_patterns() {
        let cases = [
            (
                "---\nwatches:\n  - src/a.rs # a\n  - b\n  - 'c d'\n---\n",
                "---\nwatches:\n  - {path: src/a.rs, digest: 0123456789ab} # a\n  - b\n  - {path: 'c d', digest: abcdefabcdef}\n---\n",
            ),
            (
                "---\nwatches: [a, b, \"{c,d}\"]\n---\n",
                "---\nwatches: [{path: a, digest: 0123456789ab}, b, {path: \"{c,d}\", digest: abcdefabcdef}]\n---\n",
            ),
            (
                "---\r\nwatches:\r\n- path: a\r\n  digest: 00 # x\r\n- b\r\n- path: c\r\n---\r\n",
                "---\r\nwatches:\r\n- path: a\r\n  digest: 0123456789ab # x\r\n- b\r\n- path: c\r\n  digest: abcdefabcdef\r\n---\r\n",
            ),
            (
                "---\nwatches:\n  - {path: a, digest: 00}\n  - b\n  - {path: c}\n---\n",
                "---\nwatches:\n  - {path: a, digest: 0123456789ab}\n  - b\n  - {path: c, digest: abcdefabcdef}\n---\n",
            ),
            (
                "---\nwatches:\n  - src/{a,b}.rs\n---\n",
                "---\nwatches:\n  - {path: \"src/{a,b}.rs\", digest: 0123456789ab}\n---\n",
            ),
            ("---\nowner: B\n---\n", "---\nowner: B\n---\n"),
        ];
        for (text, wanted) in cases {
            assert_eq!(recorded(text).as_deref(), Ok(wanted), "{text:?}");
        }
        for text in [
            "---\nwatches:\n  - &a src/a.rs\n---\n",
            "---\na: &a b\nwatches:\n  - *a\n---\n",
            "---\nwatches:\n  - >\n    a\n---\n",
            "---\nwatches:\n  - !!str a\n---\n",
        ] {
            assert_eq!(recorded(text), Err(Refusal::Shared), "{text:?}");
        }
    }
}
