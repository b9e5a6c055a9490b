//! Blocks of a note's body: everything that Markdown has here, with links that are right and links that are not.

use super::Random;

const WORDS: [&str; 24] = [
    "index", "backup", "restore", "vacuum", "replica", "latency", "token", "secret", "renewal", "gate",
    "queue", "worker", "bloat", "lock", "index", "deploy", "rollback", "alert", "cache", "socket", "größe",
    "naïve", "<tag>", "`code`",
];
const HEADINGS: [&str; 6] = ["Setup", "Roll back", "Check", "Why & how", "Größe", "Setup"];

/// Some words.
fn words(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| random.of(&WORDS)).collect::<Vec<_>>().join(" ")
}

/// A block; `targets` are the files of the site as they are written from this note.
pub(super) fn block(random: &mut Random, targets: &[String]) -> String {
    let words_here = words(random, 6);
    let target = if targets.is_empty() { "nowhere.md" } else { &targets[random.below(targets.len())] };
    match random.below(16) {
        0..4 => format!("{words_here} {}.", words(random, 5)),
        4 | 5 => format!("## {}\n\n{words_here}.", random.of(&HEADINGS)),
        6 => format!("### {}\n\n{words_here}.", random.of(&HEADINGS)),
        7 | 8 => format!("{words_here} [see]({target}){}.", random.of(&["", " and *more*"])),
        9 => {
            let anchor = random.of(&["setup", "roll-back", "check", "why--how", "größe", "top", "gone"]);
            let to = if random.chance(30) { "" } else { target };
            format!("{words_here} [place]({to}#{anchor}).")
        }
        10 => format!("[odd]({})", odd_address(random)),
        11 => code(random),
        12 => format!("![{}]({})", random.of(&["Depth", "", "Größe"]), picture(random, targets)),
        13 => format!("| a | b |\n|---|---|\n| {words_here} | $x^2$ |"),
        14 => format!(
            "{}{words_here}",
            random.of(&["> [!NOTE]\n> ", "- [ ] ", "1. ", "Term\n: ", "<b>raw</b> ", "$$\\frac{1}{2}$$ "])
        ),
        _ => format!("Foot[^1]: {words_here}.\n\n[^1]: {}.", words(random, 3)),
    }
}

fn odd_address<'a>(random: &mut Random) -> &'a str {
    random.of(&[
        "/notes/n1/",
        "/stack/redis/",
        "/topics/",
        "/old/a/",
        "/data.txt",
        "/nowhere/",
        "../../../out.md",
        "javascript:x",
        "https://example.org/",
        "#setup",
        "../keep/",
        "n1.md?x=1",
        "nowhere.md",
        "N1.md",
    ])
}

fn picture<'a>(random: &mut Random, targets: &'a [String]) -> &'a str {
    let pictures: Vec<&str> =
        targets.iter().map(String::as_str).filter(|target| target.ends_with(".png")).collect();
    if pictures.is_empty() || random.chance(15) { "gone.png" } else { random.of(&pictures) }
}

fn code(random: &mut Random) -> String {
    let language = random.of(&["sql", "python", "console", "rust", "klingon", "", "sql title=\"q\" {1}"]);
    let line = random.of(&["select 1;", "print('x')", "$ psql -c 'x'", "let a = 1;"]);
    format!("```{language}\n{line}\n{}\n```", words(random, 3))
}

/// Another block of the same length: one letter differs.
pub(super) fn of_same_length(random: &mut Random, block: &str) -> String {
    let letters: Vec<usize> =
        block.char_indices().filter(|(_, c)| c.is_ascii_lowercase()).map(|(at, _)| at).collect();
    if letters.is_empty() {
        return block.to_owned();
    }
    let at = letters[random.below(letters.len())];
    format!("{}{}{}", &block[..at], random.of(&["a", "e", "k", "z"]), &block[at + 1..])
}

/// How a file is written in a note, from the note's folder.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let from = &from[..from.len() - 1];
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(to.len() - 1);
    let up = std::iter::repeat_n("..", from.len() - shared);
    let path = up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/");
    path.replace(' ', "%20")
}
