//! Footnotes: numbered in the order they are referred to, gathered at the end, each with links back.

use std::collections::HashMap;

use crate::parse::ids;
use crate::render::html::escape_into;
use crate::render::words::Words;

/// The footnotes of a body.
#[derive(Default)]
pub(super) struct Footnotes {
    /// Labels in the order of their first reference, and how often each is referred to.
    referred: Vec<(String, usize)>,
    numbers: HashMap<String, usize>,
    texts: HashMap<String, String>,
    /// What is put aside while a footnote's text is written: its label, and the page so far.
    aside: Vec<(String, String)>,
}

impl Footnotes {
    /// Writes a reference.
    pub(super) fn reference(&mut self, label: &str, out: &mut String) {
        let (referred, label) = (&mut self.referred, label.to_lowercase());
        let number = *self.numbers.entry(label.clone()).or_insert_with(|| {
            referred.push((label, 0));
            referred.len()
        });
        self.referred[number - 1].1 += 1;
        let id = ids::footnote_reference(number, self.referred[number - 1].1);
        out.push_str(&format!(
            "<sup class=\"fnref\"><a id=\"{id}\" href=\"#{}\">{number}</a></sup>",
            ids::footnote(number)
        ));
    }

    /// Begins a footnote's text: what follows goes to it, not to the page.
    pub(super) fn begin(&mut self, label: &str, out: &mut String) {
        self.aside.push((label.to_lowercase(), std::mem::take(out)));
    }

    /// Ends a footnote's text.
    pub(super) fn end(&mut self, out: &mut String) {
        if let Some((label, page)) = self.aside.pop() {
            let text = std::mem::replace(out, page);
            self.texts.entry(label).or_insert(text);
        }
    }

    /// Writes all footnotes that are referred to. One that refers to another brings it in.
    pub(super) fn write(&mut self, words: &Words, out: &mut String) {
        if self.referred.is_empty() {
            return;
        }
        let heading = ids::FOOTNOTES;
        out.push_str(&format!(
            "<section class=\"footnotes\" aria-labelledby=\"{heading}\"><h2 id=\"{heading}\">"
        ));
        escape_into(out, words.get("footnotes"));
        out.push_str("</h2>\n<ol>\n");
        for (at, (label, count)) in self.referred.iter().enumerate() {
            let number = at + 1;
            let text = self.texts.get(label).map_or("", String::as_str).trim_end();
            let (text, end) = text.strip_suffix("</p>").map_or((text, ""), |text| (text, "</p>"));
            out.push_str(&format!("<li id=\"{}\">{text}", ids::footnote(number)));
            for use_number in 1..=*count {
                let id = ids::footnote_reference(number, use_number);
                out.push_str(&format!(" <a class=\"back\" href=\"#{id}\" aria-label=\""));
                escape_into(out, &words.fill("footnote_back", &[("n", &number.to_string())]));
                out.push_str("\">↩</a>");
            }
            out.push_str(end);
            out.push_str("</li>\n");
        }
        out.push_str("</ol></section>\n");
    }
}
