//! A text of a rule file with templates in it: what it says for sure, and where it has gaps.

use super::action::{OPEN, STANDS_CLOSED, STANDS_OPEN, next};

/// What a text is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Piece>);

/// A piece of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What stands there as it is.
    Text(String),
    /// The name of the alert.
    Name,
    /// What nobody knows before the alert fires, or the chart is made.
    Gap,
}

/// Templates that become the name of the alert.
const NAMES: [&str; 2] = ["$labels.alertname", ".Labels.alertname"];

impl Template {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Self {
        let text = text.replace(STANDS_OPEN, OPEN).replace(STANDS_CLOSED, "}}");
        // A chart writes the templates of its rules as texts of its own: {{`{{ $labels.x }}`}}.
        let plain = |action: &str| literal(action).map(|text| Piece::Text(text.to_owned()));
        let unwrapped: String = split(&text, |action| plain(action).unwrap_or_else(|| as_written(action)))
            .into_iter()
            .filter_map(|piece| if let Piece::Text(text) = piece { Some(text) } else { None })
            .collect();
        Self(split(
            &unwrapped,
            |action| if NAMES.contains(&inner(action)) { Piece::Name } else { Piece::Gap },
        ))
    }

    /// The same of an alert of that name, which may have gaps itself.
    #[must_use]
    pub fn named(self, name: &Self) -> Self {
        let pieces = |piece: Piece| match piece {
            Piece::Name => name
                .0
                .iter()
                .map(|piece| if *piece == Piece::Name { Piece::Gap } else { piece.clone() })
                .collect(),
            other => vec![other],
        };
        Self(self.0.into_iter().flat_map(pieces).collect())
    }

    /// The text, if all of it is known.
    pub fn whole(&self) -> Option<String> {
        self.0
            .iter()
            .map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None })
            .collect()
    }

    /// Whether it can become a text, where a gap is anything but a `/`. The first place where what follows a gap stands is as
    /// good as any: it leaves most to the gaps behind it.
    pub fn can_be(&self, text: &str) -> bool {
        let (mut rest, mut is_open) = (text, false);
        for (at, piece) in self.0.iter().enumerate() {
            let own = match piece {
                Piece::Text(own) => own,
                Piece::Name | Piece::Gap => {
                    is_open = true;
                    continue;
                }
            };
            let is_last = at + 1 == self.0.len();
            let found = match is_open {
                false => rest.starts_with(own).then_some(0),
                true if is_last => {
                    rest.len().checked_sub(own.len()).filter(|at| rest.as_bytes()[*at..] == *own.as_bytes())
                }
                true => rest.find(own),
            };
            let Some(found) = found.filter(|at| !rest.as_bytes()[..*at].contains(&b'/')) else {
                return false;
            };
            rest = &rest[found + own.len()..];
            is_open = false;
        }
        if is_open { !rest.contains('/') } else { rest.is_empty() }
    }
}

/// The pieces of a text, where its actions become what they are made.
fn split(text: &str, make: impl Fn(&str) -> Piece) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(action) = next(text, at) {
        if action.start > at {
            pieces.push(Piece::Text(text[at..action.start].to_owned()));
        }
        at = action.end;
        pieces.push(make(&text[action]));
    }
    if at < text.len() {
        pieces.push(Piece::Text(text[at..].to_owned()));
    }
    pieces
}

fn as_written(action: &str) -> Piece {
    Piece::Text(action.to_owned())
}

/// What an action says, without its braces and the signs that trim.
fn inner(action: &str) -> &str {
    let inner = action.get(2..action.len() - 2).unwrap_or_default();
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    inner.strip_suffix('-').unwrap_or(inner).trim()
}

/// The text of an action that is one and no more.
fn literal(action: &str) -> Option<&str> {
    let inner = inner(action);
    let within =
        |quote: char| inner.strip_prefix(quote)?.strip_suffix(quote).filter(|text| !text.contains(quote));
    within('`').or_else(|| within('"').filter(|text| !text.contains('\\')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_anything_within_one_part_of_an_address() {
        let can_be =
            |template: &str, text: &str| Template::parse(template).named(&Template::parse("A")).can_be(text);
        assert!(can_be("/x/{{ $labels.y }}/", "/x/abc/"));
        assert!(can_be("/x/{{ $labels.y }}-{{ .Values.z }}/", "/x/a-b-c/"));
        assert!(!can_be("/x/{{ $labels.y }}/", "/x/a/b/"));
        assert!(can_be("/x/{{ $labels.alertname }}/", "/x/A/"));
        assert!(!can_be("/x/{{ $labels.alertname }}/", "/x/B/"));
        assert!(can_be("/x/{{ $labels.alertname | toLower }}/", "/x/a/"));
        assert!(can_be("/x/{{ a }}b", "/x/abab") && !can_be("/x/{{ a }}b/{{ c }}", "/x/aba/c"));
        assert!(can_be("{{ a }}/b", "x/b") && !can_be("{{ a }}/b", "x/y/b"));
        assert!(!can_be(&"{{ a }}x".repeat(40), &"x".repeat(39)));
    }

    #[test]
    fn what_a_chart_writes_as_text_is_a_template_of_the_rule() {
        for text in [
            "{{ $labels.alertname }}",
            "{{- .Labels.alertname -}}",
            "{{`{{ $labels.alertname }}`}}",
            "{{ `{{` }} $labels.alertname {{ `}}` }}",
            "{{ \"{{\" }} $labels.alertname {{ \"}}\" }}",
            "« $labels.alertname »",
        ] {
            assert_eq!(Template::parse(text).0, [Piece::Name], "{text}");
        }
        assert_eq!(Template::parse("{{ open").0, [Piece::Text("{{ open".to_owned())]);
        assert_eq!(Template::parse("a {{ b").whole().as_deref(), Some("a {{ b"));
        let named = Template::parse("/x/{{ $labels.alertname }}/").named(&Template::parse("{{ a }}Down"));
        assert!(named.can_be("/x/HostDown/") && !named.can_be("/x/HostUp/"));
    }
}
