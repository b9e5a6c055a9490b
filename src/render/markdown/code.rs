//! Code blocks: a frame with title and language, and highlighted lines.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event};

use super::Writer;
use super::end_of;
use crate::parse::fence::Fence;
use crate::parse::session::{Cut, Session, Unfinished};
use crate::render::highlight::highlight;
use crate::render::highlight::language::{self, Language};
use crate::render::html::escape_into;

impl Writer<'_> {
    /// Writes a code block.
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, events: &[Event<'_>], at: usize) -> usize {
        let end = end_of(events, at);
        let mut code = String::new();
        for event in &events[at..end] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let fence = Fence::parse(info);
        self.frame(&fence);
        let placeholders =
            if fence.placeholders { Placeholders::find(&code) } else { Placeholders::default() };
        let language = fence.language.and_then(|word| language::of(word, &code));
        let hidden = placeholders.hide(&code);
        let html = highlight(&hidden, language, self.body.reads.cache());
        self.lines(&placeholders.show(&html), &fence);
        self.out.push_str("</code></pre>");
        if let Some(Language::Console) = language
            && let Some(cut) = Session::read(&hidden).cut
        {
            self.warn_of_half(&cut);
        }
        self.out.push_str("</div>\n");
        end + 1
    }

    /// Says that a command has no end in the block; the script makes no button then.
    fn warn_of_half(&mut self, cut: &Cut) {
        let line = cut.line.to_string();
        let words = self.body.reads.words();
        let text = match &cut.why {
            Unfinished::Document(end) => words.fill("copy_no_document", &[("line", &line), ("end", end)]),
            Unfinished::Quote => words.fill("copy_no_quote", &[("line", &line)]),
            Unfinished::More => words.fill("copy_no_more", &[("line", &line)]),
        };
        self.out.push_str("<p class=\"code-note\">");
        escape_into(&mut self.out, &text);
        self.out.push_str("</p>");
    }

    fn frame(&mut self, fence: &Fence<'_>) {
        let language = fence.language.unwrap_or("text");
        self.out.push_str("<div class=\"code\" data-language=\"");
        escape_into(&mut self.out, language);
        self.out.push_str("\"><div class=\"code-head\">");
        if let Some(title) = fence.title {
            self.out.push_str("<span class=\"code-title\">");
            escape_into(&mut self.out, title);
            self.out.push_str("</span>");
        }
        self.out.push_str("<span class=\"code-language\">");
        escape_into(&mut self.out, language);
        self.out.push_str("</span></div><pre tabindex=\"0\"");
        self.out.push_str(if fence.numbered { " class=\"numbered\"><code>" } else { "><code>" });
    }

    fn lines(&mut self, html: &str, fence: &Fence<'_>) {
        if !fence.numbered && fence.highlighted.is_empty() {
            return self.out.push_str(html);
        }
        for (at, line) in html.split_inclusive('\n').enumerate() {
            self.out.push_str(if fence.highlights(at + 1) {
                "<span class=\"l hl\">"
            } else {
                "<span class=\"l\">"
            });
            self.out.push_str(line.trim_end_matches('\n'));
            self.out.push_str("</span>\n");
        }
    }
}

/// Names like `<<host>>` that the reader fills in. While the code is highlighted a plain word stands for each,
/// so that no syntax takes it apart.
#[derive(Default)]
struct Placeholders {
    names: Vec<String>,
    stem: String,
}

impl Placeholders {
    fn find(code: &str) -> Self {
        let mut names: Vec<String> = Vec::new();
        for part in code.split("<<").skip(1) {
            if let Some((name, _)) = part.split_once(">>")
                && is_name(name)
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        }
        let mut stem = "phz".to_owned();
        while code.contains(&stem) {
            stem.push('z');
        }
        Self { names, stem }
    }

    fn hide<'c>(&self, code: &'c str) -> Cow<'c, str> {
        let replace = |code: Cow<'c, str>, (at, name): (usize, &String)| {
            code.replace(&format!("<<{name}>>"), &format!("{}{at}q", self.stem)).into()
        };
        self.names.iter().enumerate().fold(code.into(), replace)
    }

    fn show<'h>(&self, html: &'h str) -> Cow<'h, str> {
        let replace = |html: Cow<'h, str>, (at, name): (usize, &String)| {
            let input = format!("<var class=\"ph\" data-name=\"{name}\">&lt;&lt;{name}&gt;&gt;</var>");
            html.replace(&format!("{}{at}q", self.stem), &input).into()
        };
        self.names.iter().enumerate().fold(html.into(), replace)
    }
}

/// Letters, digits, `_` and `-`: nothing that HTML could take for more.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= 40
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}
