//! The least body that still differs: without lines, then words, then characters, as long as something can go.

/// Shrinks a body, which has to be one that differs.
pub(crate) fn least(body: &str, differs: &mut dyn FnMut(&str) -> bool) -> String {
    let mut best = body.to_owned();
    loop {
        let before = best.len();
        for pieces in [lines, words, characters] {
            best = without_pieces(&best, pieces, differs);
        }
        if best.len() == before {
            return plain(best, differs);
        }
    }
}

/// The same with `a` for each letter that can be one, so that like differences look alike.
fn plain(mut text: String, differs: &mut dyn FnMut(&str) -> bool) -> String {
    let letters: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric()).map(|(at, _)| at).collect();
    for at in letters {
        let mut tried = text.clone();
        tried.replace_range(at..=at, "a");
        if differs(&tried) {
            text = tried;
        }
    }
    text
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

fn characters(text: &str) -> Vec<&str> {
    text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]).collect()
}

/// Leaves out runs of pieces: long ones first, then shorter ones.
fn without_pieces(
    text: &str,
    pieces: fn(&str) -> Vec<&str>,
    differs: &mut dyn FnMut(&str) -> bool,
) -> String {
    let mut best = text.to_owned();
    let mut run = pieces(text).len() / 2;
    while run > 0 {
        let mut at = 0;
        loop {
            let parts = pieces(&best);
            if at >= parts.len() {
                break;
            }
            let end = (at + run).min(parts.len());
            let tried = [&parts[..at], &parts[end..]].concat().concat();
            if differs(&tried) {
                best = tried;
            } else {
                at += run;
            }
        }
        run /= 2;
    }
    best
}
