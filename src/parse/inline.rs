//! The Markdown that texts of a front matter may hold: code, links and emphasis in a line, and nothing that makes a block.
//!
//! What stands between fences is code, and a text that needs one line is one. A field is else read as a paragraph of a body is, by the same reader, and the same on every site: HTML is text. Only addresses
//! with a scheme are links, since nobody checks or mends paths in fields; the rest stays as it is written.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::brief::one_line;
use super::events::{self, Extensions, RawHtml};

/// Stands before a line, so that it begins a paragraph whatever its own first signs are.
const BEFORE: &str = ". ";
/// A sign that nobody writes. It keeps from being read what is more than a field's: comments and names of signs are text.
const APART: &str = "\u{fdd0}";
/// Signs without which a line is its own plain text.
const SIGNS: [char; 8] = ['`', '*', '_', '[', '<', '\\', '~', '!'];

/// The events of a text of a field as one line, without those of the paragraph around it. What stands between fences is code,
/// line by line.
pub fn events(text: &str) -> Vec<Event<'static>> {
    if !text.contains('\n') {
        return of_line(text);
    }
    let mut all = Vec::new();
    let mut add = |part: Vec<Event<'static>>| {
        if !all.is_empty() && !part.is_empty() {
            all.push(Event::Text(" ".into()));
        }
        all.extend(part);
    };
    for part in parts(text) {
        match part {
            Part::Text(lines) => add(of_line(&lines.join(" "))),
            Part::Code(_, lines) => {
                let written = lines.into_iter().map(str::trim).filter(|line| !line.is_empty());
                written.for_each(|line| add(vec![Event::Code(owned(line))]));
            }
        }
    }
    all
}

/// What stands between the fences of a text, and before and behind them.
#[derive(Debug, PartialEq)]
pub enum Part<'t> {
    /// Lines outside of fences.
    Text(Vec<&'t str>),
    /// The words behind a fence, and the lines below it.
    Code(&'t str, Vec<&'t str>),
}

/// Takes a text apart at its fences; one that nothing closes reaches to its end.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut open: Option<&str> = None;
    for line in text.lines() {
        match (open, fence(line), parts.last_mut()) {
            (None, Some((signs, info)), _) => {
                open = Some(signs);
                parts.push(Part::Code(info, Vec::new()));
            }
            (Some(signs), Some((end, "")), _) if end.starts_with(signs) => open = None,
            (Some(_), _, Some(Part::Code(_, lines))) | (None, None, Some(Part::Text(lines))) => {
                lines.push(line);
            }
            _ => parts.push(Part::Text(vec![line])),
        }
    }
    parts
}

/// The fence that a line opens, and what stands behind it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = line.trim_start_matches(sign);
    let length = line.len() - info.len();
    (length >= 3 && !info.contains('`')).then(|| (&line[..length], info.trim()))
}

/// The events of a line.
fn of_line(line: &str) -> Vec<Event<'static>> {
    let line = line.trim().replace(['\n', '\r'], " ");
    if line.is_empty() {
        return Vec::new();
    }
    let apart = line.replace("<!--", "<\u{fdd0}!--").replace('&', "&\u{fdd0}");
    let source = format!("{BEFORE}{apart}");
    let extensions = Extensions { raw_html: RawHtml::Escape, ..Extensions::default() };
    let mut kept: Vec<Event<'static>> = Vec::new();
    let mut written_to = 0;
    for (event, place) in events::events(&source, extensions) {
        if place.start < written_to {
            continue;
        }
        match event {
            Event::Start(Tag::Link { link_type, ref dest_url, .. }) if !leads_on(link_type, dest_url) => {
                written_to = place.end;
                kept.push(Event::Text(source[place].to_owned().into()));
            }
            Event::Html(text) | Event::InlineHtml(text) => kept.push(Event::Text(owned(&text))),
            Event::InlineMath(text) | Event::DisplayMath(text) => kept.push(Event::Code(owned(&text))),
            Event::FootnoteReference(_) => kept.push(Event::Text(source[place].to_owned().into())),
            Event::SoftBreak | Event::HardBreak => kept.push(Event::Text(" ".into())),
            Event::Text(_) | Event::Code(_) => kept.push(event.into_static()),
            Event::Start(ref tag) if is_in_line(tag.to_end()) => kept.push(event.into_static()),
            Event::End(tag) if is_in_line(tag) => kept.push(event.into_static()),
            _ => {}
        }
    }
    if source.contains(APART) {
        kept.iter_mut().for_each(rejoin);
    }
    if let Some(Event::Text(first)) = kept.first_mut() {
        *first = owned(first.strip_prefix(BEFORE).unwrap_or(first));
    }
    kept
}

/// Takes out of an event what was put into the line.
fn rejoin(event: &mut Event<'static>) {
    let whole = |text: &mut CowStr<'static>| *text = text.replace(APART, "").into();
    match event {
        Event::Text(text) | Event::Code(text) => whole(text),
        Event::Start(Tag::Link { dest_url, title, .. }) => {
            whole(dest_url);
            whole(title);
        }
        _ => {}
    }
}

/// A text without its signs of Markdown, on one line.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(SIGNS) {
        return one_line(text);
    }
    let shown = shown(events(text));
    Cow::Owned(one_line(&shown).into_owned())
}

/// A text without its signs of Markdown, line by line: for programs, to which each may be a step.
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    if !text.contains(SIGNS) {
        return Cow::Borrowed(text);
    }
    let lines = parts(text).into_iter().flat_map(|part| match part {
        Part::Text(lines) => lines.into_iter().map(|line| shown(of_line(line))).collect(),
        Part::Code(_, lines) => lines.into_iter().map(str::to_owned).collect::<Vec<_>>(),
    });
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// What events show.
fn shown(events: Vec<Event<'_>>) -> String {
    let mut shown = String::new();
    for event in events {
        if let Event::Text(text) | Event::Code(text) = event {
            shown.push_str(&text);
        }
    }
    shown
}

/// Where the links of a text lead.
pub fn destinations(text: &str) -> Vec<String> {
    if !text.contains(':') || !text.contains(['[', '<']) {
        return Vec::new();
    }
    let destination = |event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    let lines =
        parts(text).into_iter().map(|part| if let Part::Text(lines) = part { lines } else { Vec::new() });
    lines.flatten().flat_map(of_line).filter_map(destination).collect()
}

/// The code that a line consists of.
pub fn command(line: &str) -> Option<String> {
    let line = line.trim();
    if !line.starts_with('`') || !line.ends_with('`') {
        return None;
    }
    let is_blank = |event: &Event<'_>| matches!(event, Event::Text(text) if text.trim().is_empty());
    let mut events = of_line(line).into_iter().filter(|event| !is_blank(event));
    match (events.next(), events.next()) {
        (Some(Event::Code(code)), None) => Some(code.into_string()),
        _ => None,
    }
}

fn owned(text: &str) -> CowStr<'static> {
    text.to_owned().into()
}

/// Whether a link leads somewhere from wherever the text is shown.
fn leads_on(kind: LinkType, destination: &str) -> bool {
    let has_scheme = destination.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    kind == LinkType::Email || has_scheme
}

fn is_in_line(tag: TagEnd) -> bool {
    use TagEnd::{Emphasis, Link, Strikethrough, Strong};
    matches!(tag, Emphasis | Strong | Strikethrough | Link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_plain_without_its_signs() {
        let cases = [
            ("Run `a | b`, then **wait**.", "Run a | b, then wait."),
            (
                "See [the page](https://a.example/x) and <https://b.example/>.",
                "See the page and https://b.example/.",
            ),
            ("[a file](../a.md) and array[0](x)", "[a file](../a.md) and array[0](x)"),
            ("# no heading", "# no heading"),
            ("1. no list\n- none either", "1. no list - none either"),
            ("> no quote", "> no quote"),
            ("    no code", "no code"),
            ("`a`", "a"),
            ("_a_ ![b](c.png)", "a b"),
            ("<script>x</script> <host> a_b_c & co", "<script>x</script> <host> a_b_c & co"),
            ("a <!-- b --> `<!--` &lt; `&amp;`", "a <!-- b --> <!-- &lt; &amp;"),
            ("[x]: https://a.example", "[x]: https://a.example"),
        ];
        for (text, expected) in cases {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_of_several_lines_is_one_and_fences_go() {
        let text = "First *a\nb*:\n\n```sh\n  c | *d*\n\n\te\n```\nthen `f`.\n";
        assert_eq!(plain(text), "First a b: c | *d* e then f.");
        assert_eq!(plain_lines(text), "First *a\nb*:\n\n  c | *d*\n\n\te\nthen f.");
        assert_eq!(plain("a\n  b\n"), "a b");
        assert_eq!(plain("~~~\n[a](https://b.example)"), "[a](https://b.example)");
        assert_eq!(
            destinations("[a](https://b.example)\n```\n[c](https://d.example)"),
            ["https://b.example"]
        );
    }

    #[test]
    fn links_and_commands_are_found() {
        let text = "[a](https://a.example?x&y) [b](b.md) [c](<javascript:x>) <mailto:a@b.example>";
        assert_eq!(destinations(text), ["https://a.example?x&y", "javascript:x", "mailto:a@b.example"]);
        assert_eq!(command("`kubectl rollout undo`").as_deref(), Some("kubectl rollout undo"));
        assert_eq!(command("`a` and `b`"), None);
        assert_eq!(command("a `b`"), None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2000))]
        #[test]
        fn whatever_a_field_holds_it_makes_no_block(
            line in r"(\$\$|\$`|`\$|https://a\.b/|x@y\.z|<!--|-->|~~?|\*\*?|_|\[|\]\(|\]|\)|: |> |- |1\. |```|`|\\|&amp;|# |\||--|[a-c ]|<b>|é|:::|!|\[!NOTE\]|\[\^a\]|    |a:b){0,16}"
        ) {
            let mut open = Vec::new();
            for event in events(&line) {
                match event {
                    Event::Start(tag) => open.push(tag.to_end()),
                    Event::End(tag) => assert_eq!(open.pop(), Some(tag), "{line:?}"),
                    Event::Text(_) | Event::Code(_) => {}
                    other => panic!("{line:?}: {other:?}"),
                }
            }
            assert_eq!(open, [], "{line:?}");
        }
    }
}
