//! Alerts in rule files of Prometheus: what each is called, and where its runbook is.
//!
//! Files come as Prometheus reads them, as objects of the kind `PrometheusRule`, several of them to a file or in a list, and as
//! parts of Helm charts. So an alert is any map with `alert` and `expr`, wherever it stands. What can't be read is told once for each
//! document, and keeps no other one from being read.

mod action;
mod template;

use std::cell::LazyCell;

pub use template::{Piece, Template};

use super::{Limits, yaml};
use crate::diagnostic::{Code, Diagnostic};
use crate::nfc::nfc;
use crate::path::SourcePath;
use crate::span::{BOM, Span, Spanned};
use crate::tree::{Node, Value};

/// Most bytes of a rule file.
pub const MOST_BYTES: u64 = 8 << 20;
/// Most values in a document of one, and most that its aliases stand for.
const MOST_VALUES: usize = 1_000_000;

/// What a rule file holds.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Its alerts, in order.
    pub alerts: Vec<Alert>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it holds rules of any kind: those that record a value are none of ours.
    is_rule_file: bool,
}

/// An alert.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What it is called.
    pub name: Spanned<String>,
    /// Its annotations and labels that say where the runbook is.
    pub runbooks: Vec<Spanned<String>>,
}

/// Reads a rule file.
pub fn read(path: &SourcePath, text: &str) -> Rules {
    let mut rules = Rules::default();
    // Made once for all documents, and only where one can't be read as it is.
    let without_actions = LazyCell::new(|| action::without(text));
    for part in documents(text) {
        let (root, fault) = document(path, (text, &without_actions), part);
        rules.diagnostics.extend(fault);
        if let Some(root) = root {
            rules.add(&root);
        }
    }
    if !rules.is_rule_file && rules.diagnostics.is_empty() {
        let fault = Diagnostic::new(Code::RulesSyntax, path, Span::at(0), "the file contains no rule");
        rules.diagnostics.push(fault.help("name a file of Prometheus rules, or of PrometheusRule objects"));
    }
    rules
}

/// The documents of a file: what stands between lines that begin with `---`.
fn documents(text: &str) -> Vec<Span> {
    let begin = if text.starts_with(BOM) { BOM.len_utf8() } else { 0 };
    let (mut parts, mut start, mut at) = (Vec::new(), begin, begin);
    for line in text[begin..].split_inclusive('\n') {
        let is_mark = |mark: &str| {
            line.strip_prefix(mark)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        };
        if is_mark("---") || is_mark("...") {
            parts.push(Span::new(start, at));
            start = at + 3;
        }
        at += line.len();
    }
    parts.push(Span::new(start, text.len()));
    let says_nothing = |line: &str| line.trim().is_empty() || line.starts_with(['#', '%']);
    parts.retain(|part| !part.of(text).lines().all(says_nothing));
    parts
}

/// A document, as far as it can be read. One with template actions is read without them, where it can't be read with them.
fn document(
    path: &SourcePath,
    (text, without_actions): (&str, &LazyCell<String, impl FnOnce() -> String>),
    part: Span,
) -> (Option<Node>, Option<Diagnostic>) {
    let limits = Limits { items: MOST_VALUES, alias_nodes: MOST_VALUES, ..Limits::default() };
    let read = |as_yaml: &str| {
        let read = yaml::read(path, as_yaml, part, limits);
        let fault = read.diagnostics.into_iter().find(|fault| hides_values(fault.code));
        (read.root, fault.map(|fault| unread(&fault, text)))
    };
    let (root, fault) = read(text);
    if fault.is_none() || !part.of(text).contains("{{") {
        return (root, fault);
    }
    read(without_actions)
}

/// Whether something could not be read for such a fault.
fn hides_values(code: Code) -> bool {
    code.hides_fields()
        && !matches!(
            code,
            Code::YamlTag | Code::YamlUnknownAlias | Code::YamlUnusedAnchor | Code::YamlComment
        )
}

/// Such a fault, as one of the file. What is blank to YAML need not be.
fn unread(fault: &Diagnostic, text: &str) -> Diagnostic {
    let why = match fault.code {
        Code::YamlTooLarge => "it contains too many values",
        _ => &fault.message,
    };
    let message = format!("rules can't be read here: {}", why.replace("the front matter", "the file"));
    let place = |at: usize| text.floor_char_boundary(at);
    let place = Span::new(place(fault.span.range().start), place(fault.span.range().end));
    let fault = Diagnostic::new(Code::RulesSyntax, &fault.path, place, message);
    fault.help("correct the file; `promtool check rules` says what else is wrong with it")
}

impl Rules {
    /// Adds the rules at a node and below it. How deep values nest is bounded where they are read.
    fn add(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(_) => {}
            Value::List(items) => items.iter().for_each(|item| self.add(item)),
            Value::Map(entries) if node.get("expr").is_none() => {
                for entry in entries {
                    self.add(&entry.value);
                }
            }
            Value::Map(_) => {
                self.is_rule_file |= node.get("alert").or(node.get("record")).is_some();
                self.alerts.extend(node.get("alert").and_then(|name| alert(node, name)));
            }
        }
    }
}

fn alert(rule: &Node, name: &Node) -> Option<Alert> {
    let name = Spanned::new(nfc(name.as_text()?.trim()).into_owned(), name.span);
    let mut runbooks = Vec::new();
    for held in ["annotations", "labels"].iter().filter_map(|key| rule.get(key)) {
        add_runbooks(held, &mut runbooks);
    }
    Some(Alert { name, runbooks })
}

/// The values of a map that say where a runbook is, with those of the maps that it takes over (`<<`).
fn add_runbooks(held: &Node, runbooks: &mut Vec<Spanned<String>>) {
    for entry in held.entries() {
        match &*entry.key.value {
            "<<" => {
                let maps = if entry.value.items().is_empty() {
                    std::slice::from_ref(&entry.value)
                } else {
                    entry.value.items()
                };
                for map in maps {
                    add_runbooks(map, runbooks);
                }
            }
            key if is_runbook(key) => {
                let text = entry.value.as_text().map(str::trim).filter(|text| !text.is_empty());
                runbooks.extend(text.map(|text| Spanned::new(text.to_owned(), entry.value.span)));
            }
            _ => {}
        }
    }
}

/// `runbook`, `runbook_url`, `runbookURL`, `runbook-uri` and the like.
fn is_runbook(key: &str) -> bool {
    key.get(..7).is_some_and(|begin| begin.eq_ignore_ascii_case("runbook"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rules {
        super::read(&SourcePath::new("rules.yaml").unwrap(), text)
    }

    fn names(rules: &Rules) -> Vec<&str> {
        rules.alerts.iter().map(|alert| alert.name.value.as_str()).collect()
    }

    #[test]
    fn alerts_are_found_in_all_forms_that_rule_files_have() {
        for text in [
            "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up}\n  - {record: r, expr: up}\n  - {alert: B, expr: up}\n",
            "%YAML 1.2\n---\nkind: PrometheusRule\nspec: {groups: [{name: g, rules: [{alert: A, expr: 1}]}]}\n--- # next\nspec: {groups: [{rules: [{alert: B, expr: 1}]}]}\n",
            "kind: List\nitems:\n- spec: {groups: [{rules: [{alert: A, expr: 1}]}]}\n- spec: {groups: [{rules: [{alert: B, expr: 1}]}]}\n",
            "\u{feff}{\"groups\": [{\"rules\": [{\"alert\": \"A\", \"expr\": \"up\"}, {\"alert\": \"B\", \"expr\": \"up\"}]}]}",
        ] {
            let rules = read(text);
            assert_eq!(names(&rules), ["A", "B"], "{text}");
            assert_eq!(rules.diagnostics, [], "{text}");
        }
    }

    #[test]
    fn a_document_that_can_not_be_read_costs_no_other_one() {
        let text = "groups: [{rules: [{alert: A, expr: 1}]}]\n---\ngroups:\n\t- x\n---\ngroups: [{rules: [{alert: B, expr: 1}]}]\n";
        let rules = read(text);
        assert_eq!(names(&rules), ["A", "B"]);
        assert_eq!(rules.diagnostics.len(), 1);
        assert_eq!(rules.diagnostics[0].span.range().start, text.find('\t').unwrap());
    }

    #[test]
    fn a_file_without_rules_is_told_and_one_that_only_records_is_none() {
        assert_eq!(read("a: 1\n").diagnostics.len(), 1);
        assert_eq!(read("").diagnostics.len(), 1);
        assert_eq!(read("groups: [{rules: [{record: a, expr: b}]}]\n").diagnostics, []);
    }

    #[test]
    fn runbooks_are_annotations_and_labels_of_that_name_also_those_taken_over() {
        let text = "a: &a {runbook_url: /a/}\nrules:\n- alert: A\n  expr: 1\n  annotations: {<<: *a, Runbook-URI: ' /b/ ', summary: /x/, runbook: ''}\n  labels: {runbookURL: /c/}\n";
        let rules = read(text);
        let found: Vec<&str> =
            rules.alerts[0].runbooks.iter().map(|runbook| runbook.value.as_str()).collect();
        assert_eq!(found, ["/a/", "/b/", "/c/"]);
    }

    #[test]
    fn a_chart_is_read_without_its_actions() {
        let text = "{{- /* a chart\n  of: ours */ -}}\n{{- if .Values.on }}\nspec:\n  groups:\n  - name: g\n    rules:\n    {{- range $i := .Values.x }}\n    - alert: {{ .Values.prefix }}Down\n      expr: up{job=\"{{ $i }}\"} == 0\n      annotations:\n        runbook_url: {{ include \"a: b\" . }}/alerts/{{`{{ $labels.alertname }}`}}/\n        text: {{`{{`}} $labels.x {{`}}`}}: y\n    {{- end }}\n{{- end }}\n";
        let rules = read(text);
        assert_eq!(rules.diagnostics.len(), 1, "a colon in plain text is no YAML: {:?}", rules.diagnostics);
        let rules = read(&text.replace(": y", " y"));
        assert_eq!(rules.diagnostics, []);
        let alert = &rules.alerts[0];
        let pieces = |text: &str| Template::parse(text).0;
        assert_eq!(pieces(&alert.name.value), [Piece::Gap, Piece::Text("Down".to_owned())]);
        let wanted =
            [Piece::Gap, Piece::Text("/alerts/".to_owned()), Piece::Name, Piece::Text("/".to_owned())];
        assert_eq!(pieces(&alert.runbooks[0].value), wanted);
    }

    /// What rule files and charts are made of.
    const PIECES: [&str; 22] = [
        "{{",
        "}}",
        "{{- end }}\n",
        "«",
        "»",
        "---\n",
        "...\n",
        "\n",
        "- ",
        "alert: ",
        "expr: 1\n",
        "annotations:\n",
        "runbook_url: ",
        "`",
        "\"",
        "é",
        "  ",
        "groups:\n",
        "{",
        "a",
        ": ",
        " #",
    ];

    proptest::proptest! {
        #[test]
        fn places_lie_in_the_text_whatever_that_is(pieces in proptest::collection::vec(proptest::sample::select(&PIECES), 0..40)) {
            let text = pieces.concat();
            let rules = read(&text);
            let runbooks = rules.alerts.iter().flat_map(|alert| &alert.runbooks);
            let named = rules.alerts.iter().map(|alert| &alert.name).chain(runbooks);
            let places = rules.diagnostics.iter().map(|fault| fault.span).chain(named.map(|text| text.span));
            for place in places {
                proptest::prop_assert!(text.get(place.range()).is_some(), "{:?}", place);
            }
        }
    }
}
