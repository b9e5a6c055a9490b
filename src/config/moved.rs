//! `[redirects]` and `[gone]`: what became of addresses that no note can have as an alias.

use super::read::Table;
use crate::diagnostic::Code;
use crate::path::UrlPath;
use crate::span::Spanned;

/// An old address, and the one that it leads on to.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// The old one.
    pub from: Spanned<UrlPath>,
    /// The one that it leads to.
    pub to: Spanned<UrlPath>,
}

/// An address that leads nowhere any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// The address.
    pub url: Spanned<UrlPath>,
    /// Why: what its page says. Empty where nobody says.
    pub reason: String,
}

/// `"/topics/postgres/" = "/topics/postgresql/"`.
pub(super) fn read_redirects(table: &mut Table<'_>) -> Vec<Redirect> {
    let entries = table.all_texts();
    let redirect = |(from, to): (Spanned<String>, Spanned<String>)| {
        let (from, to) = (old_address(table, &from), address(table, &to));
        Some(Redirect { from: from?, to: to? })
    };
    entries.into_iter().filter_map(redirect).collect()
}

/// `"/notes/old/" = "the system was switched off"`.
pub(super) fn read_gone(table: &mut Table<'_>) -> Vec<Gone> {
    let entries = table.all_texts();
    let gone = |(url, reason): (Spanned<String>, Spanned<String>)| {
        Some(Gone { url: old_address(table, &url)?, reason: reason.value.trim().to_owned() })
    };
    entries.into_iter().filter_map(gone).collect()
}

fn old_address(table: &mut Table<'_>, written: &Spanned<String>) -> Option<Spanned<UrlPath>> {
    let url = UrlPath::parse(&written.value);
    if url.is_none() {
        let message = format!("`{}` can't be the path of a page", written.value);
        table.fault(Code::ConfigInvalid, written.span, message).help_last("write a path: `\"/notes/old/\"`");
    }
    Some(Spanned::new(url?, written.span))
}

fn address(table: &mut Table<'_>, written: &Spanned<String>) -> Option<Spanned<UrlPath>> {
    if written.value == "/" {
        return Some(Spanned::new(UrlPath::root(), written.span));
    }
    let url = UrlPath::parse(&written.value);
    if url.is_none() {
        let message = format!("`{}` is not the address of a page of the site", written.value);
        let help = "write a path: `\"/notes/new/\"`; list a page that moved to another site under `[gone]`";
        table.fault(Code::ConfigInvalid, written.span, message).help_last(help);
    }
    Some(Spanned::new(url?, written.span))
}
