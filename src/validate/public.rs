//! A front matter as outputs may hold it: with what the settings add, and without what is for those who keep the note.

use std::borrow::Cow;

use super::fields::private_paths;
use crate::parse::OfSettings;
use crate::span::{Span, Spanned};
use crate::tree::{Entry, Node, Scalar, Value};

/// A front matter with the owner that the settings name, where it names none.
pub(super) fn owned<'n>(front: &'n Node, of_settings: &OfSettings) -> Cow<'n, Node> {
    let says_none =
        front.get("owner").is_none_or(|node| node.as_text().is_some_and(|text| text.trim().is_empty()));
    let (Some(owner), true, Value::Map(_)) = (&of_settings.owner, says_none, &front.value) else {
        return Cow::Borrowed(front);
    };
    let mut whole = front.clone();
    if let Value::Map(entries) = &mut whole.value {
        let span = Span::at(front.span.start as usize);
        entries.retain(|entry| *entry.key.value != *"owner");
        let value = Node { span, value: Value::Scalar(Scalar::text(owner)) };
        entries.push(Entry { key: Spanned::new("owner".into(), span), value });
    }
    Cow::Owned(whole)
}

/// A front matter without the fields that no output holds. The settings may publish why a review is put off.
pub(super) fn public<'n>(front: &'n Node, of_settings: &OfSettings) -> Cow<'n, Node> {
    let has = |path: &&Vec<String>| path.iter().try_fold(front, |node, key| node.get(key)).is_some();
    let is_kept = |path: &&Vec<String>| !(of_settings.shows_reason && path.join(".") == "revision.deferred");
    let mut public = Cow::Borrowed(front);
    for path in private_paths().iter().filter(has).filter(is_kept) {
        public.to_mut().remove(path);
    }
    public
}
