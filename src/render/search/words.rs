//! Text to the words that a search finds it by. The theme's `find.js` splits what a reader types in the same way.
//!
//! Letters lose case and marks (`Über` is found as `uber`). A name with inner signs (`pg_stat_statements`, `node.js`),
//! inner capitals (`ProxyPass`) or a number behind a word (`Error5xx`) counts as a whole and by its parts. Scripts without spaces are cut into pairs of signs; of
//! Chinese and Japanese each sign counts too. Where such a script and another one meet, a word ends.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest word, in letters: longer runs are hashes and encoded data, which nobody types.
const LONGEST: usize = 40;
/// Fewest signs of a number that names something by itself.
const LONG_NUMBER: usize = 5;
/// Fewest letters of a beginning that is looked for.
const SHORTEST_BEGINNING: usize = 2;
/// Fewest letters that a number follows as a word of its own: `Error404` is an error and a number, `p99` and `x86` are names.
const LETTERS_BEFORE_NUMBER: usize = 3;

/// Calls `take` for each word of a text, folded. A word may come several times.
pub fn each_word(text: &str, take: &mut impl FnMut(&str)) {
    let mut folded = String::new();
    for run in text.split(|c: char| !(c.is_alphanumeric() || is_joiner(c) || "+#".contains(c))) {
        let run = run.trim_matches(|c: char| is_joiner(c)).trim_start_matches(['+', '#']);
        if run.is_empty() {
            continue;
        }
        if run.is_ascii() || !run.chars().any(is_spaceless) {
            each_word_of(run, &mut folded, take);
            continue;
        }
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let is_pairs = is_spaceless(first);
            let end = rest.find(|c| is_spaceless(c) != is_pairs).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            let word = piece.trim_matches(|c: char| is_joiner(c)).trim_start_matches(['+', '#']);
            match is_pairs {
                true => pairs(piece, take),
                false if word.is_empty() => {}
                false => each_word_of(word, &mut folded, take),
            }
            rest = after;
        }
    }
}

/// Calls `take` for a name and its parts.
fn each_word_of(run: &str, folded: &mut String, take: &mut impl FnMut(&str)) {
    if run.chars().nth(LONGEST).is_none() {
        fold(trim_signs(run), folded);
        take(folded);
    }
    each_part(run, |part, is_whole| {
        if !is_whole && part.chars().nth(1).is_some() && part.chars().nth(LONGEST).is_none() {
            fold(part, folded);
            take(folded);
        }
    });
}

/// A name as one key: its letters and digits alone, folded. So `log-rotation`, `Log rotation` and `LogRotation` are one.
pub(super) fn name_key(name: &str) -> String {
    let mut key = String::new();
    fold(name, &mut key);
    key.retain(char::is_alphanumeric);
    key
}

/// Calls `take` for the keys of a reference (`anp-ref-000123-4582`): of all of it, of its pieces from the first to one that
/// holds a number, and of each long number.
pub(super) fn each_name(name: &str, take: &mut impl FnMut(&str)) {
    let has_digit = |text: &str| text.contains(|c: char| c.is_numeric());
    take(&name_key(name));
    let mut start = 0;
    for (end, _) in name.match_indices(|c: char| !c.is_alphanumeric()).chain([(name.len(), "")]) {
        let piece = &name[start..end];
        if end < name.len() && start > 0 && has_digit(&name[..end]) {
            take(&name_key(&name[..end]));
        }
        if piece.len() < name.len() && piece.len() >= LONG_NUMBER && has_digit(piece) {
            take(&name_key(piece));
        }
        start = end + name[end..].chars().next().map_or(0, char::len_utf8);
    }
}

/// Calls `take` for what a reader has typed of a reference on the way to its first number (`anp`, … `anp-ref-00012`): what
/// follows that is little, and what comes before it all references of a site have.
pub(super) fn each_beginning(name: &str, take: &mut impl FnMut(&str)) {
    let key = name_key(name);
    let number = key.find(char::is_numeric).unwrap_or(key.len());
    let after = key[number..].find(|c: char| !c.is_numeric()).map_or(key.len(), |at| number + at);
    // Two numbers that a sign parts are two: the key has no signs.
    let signs = name.char_indices().skip_while(|(_, c)| !c.is_numeric()).find(|(_, c)| !c.is_numeric());
    let end = signs.map_or(after, |(at, _)| after.min(name_key(&name[..at]).len()));
    for (at, _) in key[..end].char_indices().skip(SHORTEST_BEGINNING) {
        take(&key[..at]);
    }
}

/// `+` and `#` end a name (`C++`, `F#`), twice at most; elsewhere they are signs of a text.
fn trim_signs(run: &str) -> &str {
    let name = run.trim_end_matches(['+', '#']);
    let signs = &run[name.len()..];
    if name.contains(['+', '#']) || signs.len() > 2 { name } else { run }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '_' | '.' | '-')
}

/// Scripts that set no spaces between words: Han, kana, Thai, Lao, Khmer, Burmese.
fn is_spaceless(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF) || is_sign(c)
}

/// Han and kana, of which one sign may be a word.
fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0x3005..=0x3007 | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x323AF)
}

/// The parts of a name: between signs, where a capital follows a small letter or begins the last word of many, and between
/// words and numbers.
fn each_part(run: &str, mut take: impl FnMut(&str, bool)) {
    for piece in run.split(|c: char| is_joiner(c) || "+#".contains(c)).filter(|piece| !piece.is_empty()) {
        let mut start = 0;
        let mut before = (' ', ' ');
        let mut letters = 0;
        for (at, c) in piece.char_indices() {
            let small_to_capital = before.1.is_lowercase() && c.is_uppercase();
            let to_number = letters >= LETTERS_BEFORE_NUMBER && c.is_numeric();
            // The last of many capitals begins a word, and so does the first one behind a number.
            let last_capital = before.1.is_uppercase() && c.is_lowercase();
            let from_last = last_capital && (before.0.is_uppercase() || before.0.is_numeric());
            if small_to_capital || to_number {
                take(&piece[start..at], false);
                (start, letters) = (at, 0);
            } else if from_last {
                let capital = at - before.1.len_utf8();
                if capital > start {
                    take(&piece[start..capital], false);
                    (start, letters) = (capital, 1);
                }
            }
            letters = if c.is_alphabetic() { letters + 1 } else { 0 };
            before = (before.1, c);
        }
        take(&piece[start..], start == 0 && piece.len() == run.len());
        if start > 0 && piece.len() < run.len() {
            take(piece, false);
        }
    }
}

/// Pairs of neighbouring signs, and the signs that may be words alone.
fn pairs(run: &str, take: &mut impl FnMut(&str)) {
    let signs: Vec<char> = run.nfkc().filter(|c| c.is_alphanumeric()).collect();
    let mut word = String::new();
    for (at, sign) in signs.iter().enumerate() {
        word.clear();
        word.push(*sign);
        if is_sign(*sign) || signs.len() == 1 {
            take(&word);
        }
        if let Some(next) = signs.get(at + 1) {
            word.push(*next);
            take(&word);
        }
    }
}

/// Small letters without marks, and without those that have no mark to lose: `ß` is found as `ss`.
pub(super) fn fold(word: &str, folded: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
        folded.make_ascii_lowercase();
        return;
    }
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
}

/// Whether texts of a language may spell letters with marks out, as `ueber` for `über`: so a reader may type the one for the
/// other, however many notes have what was typed.
pub(super) fn spells_out(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    matches!(primary.as_str(), "da" | "de" | "fi" | "nb" | "nn" | "no" | "sv")
}

/// What cuts the endings off words of a language.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// For a language by its tag (`en`, `pt-BR`). Languages without rules keep their words as they stand.
    pub fn of(language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "nl" => Algorithm::Dutch,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// The stem of a folded word. Names with signs or digits are no words of a language; and a stem that begins
    /// otherwise than its word would be looked for in another place.
    pub fn stem(&self, word: &str) -> String {
        let is_plain = word.chars().all(char::is_alphabetic);
        match &self.0 {
            Some(stemmer) if is_plain => {
                let stem = stemmer.stem(word);
                if beginning(&stem) == beginning(word) { stem.into_owned() } else { word.to_owned() }
            }
            _ => word.to_owned(),
        }
    }
}

/// The first letters of a word, by which it is found: three.
pub fn beginning(word: &str) -> &str {
    word.char_indices().nth(3).map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn names_count_as_a_whole_and_by_their_parts() {
        assert_eq!(words("pg_stat_statements."), ["pg_stat_statements", "pg", "stat", "statements"]);
        assert_eq!(words("(node.js)"), ["node.js", "node", "js"]);
        assert_eq!(words("ProxyPass"), ["proxypass", "proxy", "pass"]);
        assert_eq!(words("HTTPServer"), ["httpserver", "http", "server"]);
        assert_eq!(words("my-HTTPServer"), ["my-httpserver", "my", "http", "server", "httpserver"]);
        assert_eq!(words("C++ and F#, a+b #1"), ["c++", "and", "f#", "a+b", "1"]);
        assert_eq!(words("plain words"), ["plain", "words"]);
    }

    #[test]
    fn numbers_part_words() {
        assert_eq!(words("HTTPServerError5xx"), ["httpservererror5xx", "http", "server", "error", "5xx"]);
        assert_eq!(words("LatencyP99High"), ["latencyp99high", "latency", "p99", "high"]);
        assert_eq!(words("Error404"), ["error404", "error", "404"]);
        assert_eq!(words("Disk90PercentFull"), ["disk90percentfull", "disk", "90", "percent", "full"]);
        assert_eq!(words("5xxRate HTTP500s"), ["5xxrate", "5xx", "rate", "http500s", "http", "500s"]);
        assert_eq!(
            words("k8s x86_64 p99 v12 10GB ec2"),
            ["k8s", "x86_64", "x86", "64", "p99", "v12", "10gb", "ec2"]
        );
        assert_eq!(words("utf8"), ["utf8", "utf"]);
    }

    #[test]
    fn marks_and_case_fall_and_scripts_without_spaces_come_in_pairs() {
        assert_eq!(words("Über naïve ＦＵＬＬ"), ["uber", "naive", "full"]);
        assert_eq!(words("Straße GROẞ Ærø Łódź cœur"), ["strasse", "gross", "aero", "lodz", "coeur"]);
        assert_eq!(words("証明書"), ["証", "証明", "明", "明書", "書"]);
        assert_eq!(words("nginxの設定-v1.2"), ["nginx", "の", "の設", "設", "設定", "定", "v1.2", "v1"]);
        assert_eq!(words("ｻｰﾊﾞ"), words("サーバ"), "half and full width");
        assert_eq!(words("กข"), ["กข"]);
        assert_eq!(words(&"x".repeat(41)), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_one_key_however_it_is_written() {
        for name in ["log-rotation", "Log rotation", "LogRotation", "log_rotation"] {
            assert_eq!(name_key(name), "logrotation");
        }
        let mut names = Vec::new();
        each_name("ANP-REF-000123-4582", &mut |name| names.push(name.to_owned()));
        assert_eq!(names, ["anpref0001234582", "anpref000123", "000123"]);
        names.clear();
        each_name("RB7", &mut |name| names.push(name.to_owned()));
        assert_eq!(names, ["rb7"]);
    }

    #[test]
    fn a_reference_is_found_on_the_way_to_its_number() {
        let beginnings = |name| {
            let mut names = Vec::new();
            each_beginning(name, &mut |name| names.push(name.to_owned()));
            names
        };
        assert_eq!(beginnings("OPS-1005"), ["op", "ops", "ops1", "ops10", "ops100"]);
        assert_eq!(beginnings("A-12-34"), ["a1"]);
        assert_eq!(beginnings("LOG"), ["lo"]);
        assert_eq!(beginnings("é-ab"), ["ea"]);
    }

    #[test]
    fn endings_fall_by_the_language_of_the_site() {
        let english = Stems::of("en-GB");
        assert_eq!(english.stem("renewing"), english.stem("renewed"));
        assert_eq!(Stems::of("de").stem("zertifikate"), "zertifikat");
        assert_eq!(english.stem("node.js"), "node.js");
        assert_eq!(english.stem("dying"), "dying", "its stem begins otherwise");
        assert_eq!(Stems::of("xx").stem("renewing"), "renewing");
    }
}
