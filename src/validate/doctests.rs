//! What fences say of testing their blocks, held against each other: names that nothing has, or two have, and what can't be done.

use std::collections::HashMap;

use super::fences::Words;
use super::walk::Walker;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::doctest::language::{Language, path_of_title};
use crate::parse::doctest::{Check, Doctest, is_file, is_in_circle};
use crate::parse::fence::Fence;
use crate::parse::markdown::CodeBlock;
use crate::span::Span;
use crate::suggest;

/// Checks the fences of a body.
pub(super) fn check(walker: &mut Walker<'_>, all: &[(&CodeBlock, Fence<'_>, Words)]) {
    if all.iter().all(|(_, fence, _)| fence.doctest == Doctest::default()) {
        return;
    }
    let mut named: HashMap<&str, usize> = HashMap::new();
    for (at, (code, fence, words)) in all.iter().enumerate() {
        let Some(name) = fence.doctest.name else { continue };
        if let Some(first) = named.get(name) {
            let message = format!("two blocks are named `{name}`");
            let fault = fault(walker, place(code, words, name), message);
            let first = &all[*first];
            walker.push(
                fault
                    .related(walker.path, place(first.0, &first.2, name), "first used here")
                    .help("rename one of them"),
            );
        } else {
            named.insert(name, at);
        }
    }
    for (code, fence, words) in all {
        if let Some(diagnostic) = able(walker, code, fence, words) {
            walker.push(diagnostic);
        }
        let setup = fence.doctest.setup.iter().filter(|word| !is_file(word));
        for name in setup.chain(&fence.doctest.output) {
            let span = place(code, words, name);
            let Some(other) = named.get(name) else {
                let message = format!("no block of this note is named `{name}`");
                let near = suggest::nearest(name, named.keys().copied());
                let help = near.map_or_else(
                    || format!("give a block `name={name}`"),
                    |near| format!("did you mean `{near}`?"),
                );
                walker.push(fault(walker, span, message).help(help));
                continue;
            };
            let doctest = &all[*other].1.doctest;
            let is_run = doctest.check == Some(Check::Run);
            let is_written = all[*other].1.title.and_then(path_of_title).is_some();
            if fence.doctest.output == Some(name) && !is_run {
                let message = format!("the block `{name}` is not run, and prints nothing");
                walker.push(fault(walker, span, message).help("give it `check=run`"));
            } else if !is_run && !is_written {
                let message = format!("the block `{name}` is neither run nor written to a file");
                let help = "give it `check=run`, or a `title` that is the path of a file";
                walker.push(fault(walker, span, message).help(help));
            }
        }
    }
    circle(walker, all, &named);
}

/// The first block that comes before itself.
fn circle(walker: &mut Walker<'_>, all: &[(&CodeBlock, Fence<'_>, Words)], named: &HashMap<&str, usize>) {
    let setup =
        |at: usize| all[at].1.doctest.setup.iter().filter_map(|word| named.get(word).copied()).collect();
    let mut blocks = all.iter().filter_map(|(code, fence, words)| Some((code, words, fence.doctest.name?)));
    if let Some((code, words, name)) = blocks.find(|(_, _, name)| is_in_circle(named[name], setup)) {
        let message = format!("the block `{name}` is its own setup");
        walker.push(
            fault(walker, place(code, words, name), message)
                .help("remove one of the names in `setup` that form the circle"),
        );
    }
}

/// What a block asks for, and its language or the lack of `check` does not give.
fn able(walker: &Walker<'_>, code: &CodeBlock, fence: &Fence<'_>, words: &Words) -> Option<Diagnostic> {
    let doctest = &fence.doctest;
    if doctest.is_idle() {
        let message = "the block is not run, so `setup`, `needs`, `timeout` and `expect` have no effect";
        return Some(fault(walker, place(code, words, "{"), message).help("add `check=run`, or remove them"));
    }
    let check = doctest.check?;
    let written = fence.language.unwrap_or("");
    let language = Language::of(written, fence.title);
    let verb = match (check, language) {
        (Check::Run, Some(language)) if language.can_run() => return None,
        (Check::Syntax, Some(_)) => return None,
        (Check::Run, _) => "run",
        (Check::Syntax, None) => "parsed",
    };
    let shown =
        if written.is_empty() { "a block without a language".to_owned() } else { format!("`{written}`") };
    let message = format!("{shown} can't be {verb}");
    let help = match language {
        Some(_) => "write `check=syntax`".to_owned(),
        None => "leave out `check`, and say in `because` why the block is not tested".to_owned(),
    };
    Some(fault(walker, place(code, words, "check"), message).help(help))
}

fn fault(walker: &Walker<'_>, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::FenceAttribute, walker.path, span, message)
}

/// Where a word of the braces stands.
fn place(code: &CodeBlock, words: &Words, word: &str) -> Span {
    let braces = code.info.find('{').unwrap_or(0);
    match code.info[braces..].rfind(word) {
        Some(start) => words.at(braces + start..braces + start + word.len()),
        None => words.at(0..code.info.len()),
    }
}
