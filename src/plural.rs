//! Which form of a word goes with a number, in each language that Unicode knows: the cardinal rules of CLDR 48, for whole numbers.
//!
//! CLDR also has rules for fractions and for numbers such as "1.2 million". Pages count notes, so what those would decide is left
//! out of the table: a condition that a whole number never fulfils is gone, and one that it always fulfils too.

use Category::{Few, Many, One, Other, Two, Zero};

/// A form of a word. What a language calls "few" may well be 21 or 1002.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Nothing, or in some languages round numbers.
    Zero,
    /// One, in many languages 21 and 31 too.
    One,
    /// Two.
    Two,
    /// A few.
    Few,
    /// Many, or millions.
    Many,
    /// All else. Every language has this form.
    Other,
}

impl Category {
    /// All forms.
    pub const ALL: [Self; 6] = [Zero, One, Two, Few, Many, Other];

    /// Its name, as CLDR and the keys of words have it.
    pub const fn name(self) -> &'static str {
        match self {
            Zero => "zero",
            One => "one",
            Two => "two",
            Few => "few",
            Many => "many",
            Other => "other",
        }
    }
}

type Rules = &'static [(Category, &'static str)];

/// The rules of a language. A copy is two words.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Plurals(Rules);

impl Plurals {
    /// The rules of a language, by its tag: `pt-PT` has other rules than `pt`, and `de-AT` those of `de`. None where Unicode knows
    /// no rules for it.
    pub fn of(language: &str) -> Option<Self> {
        let mut tag = language.replace('_', "-");
        loop {
            let is_it = |known: &str| known.eq_ignore_ascii_case(&tag);
            let found = TABLE.iter().find(|(languages, _)| languages.split(' ').any(is_it));
            if let Some((_, rules)) = found {
                return Some(Self(rules));
            }
            tag.truncate(tag.rfind('-')?);
        }
    }

    /// The form for a number of things.
    pub fn category(self, count: u64) -> Category {
        let holds =
            |rule: &str| rule.split(" or ").any(|all| all.split(" and ").all(|one| relation(one, count)));
        self.0.iter().find(|(_, rule)| holds(rule)).map_or(Other, |(category, _)| *category)
    }

    /// The forms that whole numbers have in the language, `Other` among them.
    pub fn categories(self) -> impl Iterator<Item = Category> {
        self.0.iter().map(|(category, _)| *category).chain([Other])
    }

    /// Whether a form goes with millions alone, so that what is counted by hand hardly needs it.
    pub fn is_of_millions(self, category: Category) -> bool {
        self.0.iter().any(|(known, rule)| *known == category && *rule == MILLIONS)
    }

    /// Whether a form goes with one number alone, so that a text need not say the number: "a note".
    pub fn is_of_one_number(self, category: Category) -> bool {
        let rule = self.0.iter().find(|(known, _)| *known == category).map(|(_, rule)| *rule);
        rule.and_then(|rule| rule.strip_prefix("n = ")).is_some_and(|number| number.parse::<u64>().is_ok())
    }
}

/// The form of millions alone.
const MILLIONS: &str = "n != 0 and n % 1000000 = 0";

/// The rules of English, and of languages that are not known.
impl Default for Plurals {
    fn default() -> Self {
        Self(&[(One, "n = 1")])
    }
}

/// Whether a number fulfils `n % 10 = 2..4,9` or its like. One that can't be read holds for no number; a test reads them all.
fn relation(text: &str, count: u64) -> bool {
    let (left, list, wanted) = match text.split_once(" != ") {
        Some((left, list)) => (left, list, false),
        None => match text.split_once(" = ") {
            Some((left, list)) => (left, list, true),
            None => return false,
        },
    };
    let number = match left.strip_prefix("n % ").and_then(|divisor| divisor.parse::<u64>().ok()) {
        Some(divisor) => count % divisor.max(1),
        None => count,
    };
    let is_in = |part: &str| {
        let (least, most) = part.split_once("..").unwrap_or((part, part));
        least.parse().is_ok_and(|least: u64| number >= least)
            && most.parse().is_ok_and(|most: u64| number <= most)
    };
    list.split(',').any(is_in) == wanted
}

/// The languages, and what the forms other than `Other` go with. `n` is the number; of several rules the first that holds counts.
const TABLE: &[(&str, Rules)] = &[
    (
        "af an asa ast az bal bem bez bg brx ce cgg chr ckb da de dv ee el en eo et eu fi fo fur fy gl \
         gsw ha haw hu ia ie io jgo jmc ka kaj kcg kk kkj kl ks ksb ku ky lb lg lij mas mgo ml mn mr nah \
         nb nd ne nl nn nnh no nr ny nyn om or os pap ps rm rof rwk saq sc sd sdh seh sn so sq ss ssy st \
         sv sw syr ta te teo tig tk tn tr ts ug ur uz ve vo vun wae xh xog yi",
        &[(One, "n = 1")],
    ),
    (
        "bm bo dz hnj id ig ii ja jbo jv jw kde kea km ko lkt lo ms my nqo osa sah ses sg su th to tpi vi \
         wo yo yue zh",
        &[],
    ),
    (
        "ak am as bho bn csw doi fa ff gu guw hi hy kab kn kok kok-Latn ln mg nso pa pcm si ti wa zu",
        &[(One, "n = 0..1")],
    ),
    ("he iu naq sat se sma smi smj smn sms", &[(One, "n = 1"), (Two, "n = 2")]),
    ("ca es it lld pt-PT scn vec", &[(One, "n = 1"), (Many, MILLIONS)]),
    ("bs hr sh sr", &[(One, "n % 10 = 1 and n % 100 != 11"), (Few, "n % 10 = 2..4 and n % 100 != 12..14")]),
    (
        "be ru uk",
        &[
            (One, "n % 10 = 1 and n % 100 != 11"),
            (Few, "n % 10 = 2..4 and n % 100 != 12..14"),
            (Many, "n % 10 = 0 or n % 10 = 5..9 or n % 100 = 11..14"),
        ],
    ),
    ("blo cv ksh", &[(Zero, "n = 0"), (One, "n = 1")]),
    ("ceb fil tl", &[(One, "n = 1,2,3 or n % 10 != 4,6,9")]),
    ("dsb hsb sl", &[(One, "n % 100 = 1"), (Two, "n % 100 = 2"), (Few, "n % 100 = 3..4")]),
    (
        "ar ars",
        &[
            (Zero, "n = 0"),
            (One, "n = 1"),
            (Two, "n = 2"),
            (Few, "n % 100 = 3..10"),
            (Many, "n % 100 = 11..99"),
        ],
    ),
    ("cs sk", &[(One, "n = 1"), (Few, "n = 2..4")]),
    ("fr pt", &[(One, "n = 0..1"), (Many, MILLIONS)]),
    ("is mk", &[(One, "n % 10 = 1 and n % 100 != 11")]),
    ("lv prg", &[(Zero, "n % 10 = 0 or n % 100 = 11..19"), (One, "n % 10 = 1 and n % 100 != 11")]),
    ("mo ro", &[(One, "n = 1"), (Few, "n = 0 or n != 1 and n % 100 = 1..19")]),
    (
        "br",
        &[
            (One, "n % 10 = 1 and n % 100 != 11,71,91"),
            (Two, "n % 10 = 2 and n % 100 != 12,72,92"),
            (Few, "n % 10 = 3..4,9 and n % 100 != 10..19,70..79,90..99"),
            (Many, MILLIONS),
        ],
    ),
    ("cy", &[(Zero, "n = 0"), (One, "n = 1"), (Two, "n = 2"), (Few, "n = 3"), (Many, "n = 6")]),
    ("ga", &[(One, "n = 1"), (Two, "n = 2"), (Few, "n = 3..6"), (Many, "n = 7..10")]),
    ("gd", &[(One, "n = 1,11"), (Two, "n = 2,12"), (Few, "n = 3..10,13..19")]),
    ("gv", &[(One, "n % 10 = 1"), (Two, "n % 10 = 2"), (Few, "n % 100 = 0,20,40,60,80")]),
    (
        "kw",
        &[
            (Zero, "n = 0"),
            (One, "n = 1"),
            (
                Two,
                "n % 100 = 2,22,42,62,82 or n % 1000 = 0 and n % 100000 = 1000..20000,40000,60000,80000 or n != 0 and n % 1000000 = 100000",
            ),
            (Few, "n % 100 = 3,23,43,63,83"),
            (Many, "n != 1 and n % 100 = 1,21,41,61,81"),
        ],
    ),
    ("lag", &[(Zero, "n = 0"), (One, "n = 0,1 and n != 0")]),
    ("lt", &[(One, "n % 10 = 1 and n % 100 != 11..19"), (Few, "n % 10 = 2..9 and n % 100 != 11..19")]),
    ("mt", &[(One, "n = 1"), (Two, "n = 2"), (Few, "n = 0 or n % 100 = 3..10"), (Many, "n % 100 = 11..19")]),
    (
        "pl",
        &[
            (One, "n = 1"),
            (Few, "n % 10 = 2..4 and n % 100 != 12..14"),
            (Many, "n != 1 and n % 10 = 0..1 or n % 10 = 5..9 or n % 100 = 12..14"),
        ],
    ),
    (
        "sgs",
        &[
            (One, "n % 10 = 1 and n % 100 != 11"),
            (Two, "n = 2"),
            (Few, "n != 2 and n % 10 = 2..9 and n % 100 != 11..19"),
        ],
    ),
    ("shi", &[(One, "n = 0..1"), (Few, "n = 2..10")]),
    ("tzm", &[(One, "n = 0..1 or n = 11..99")]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(language: &str, counts: &[u64]) -> Vec<&'static str> {
        let plurals = Plurals::of(language).unwrap();
        counts.iter().map(|count| plurals.category(*count).name()).collect()
    }

    #[test]
    fn numbers_have_the_forms_of_their_language() {
        assert_eq!(forms("de-AT", &[0, 1, 2, 21]), ["other", "one", "other", "other"]);
        assert_eq!(forms("fr", &[0, 1, 2, 1_000_000]), ["one", "one", "other", "many"]);
        assert_eq!(forms("pt_PT", &[0, 1]), ["other", "one"]);
        assert_eq!(forms("pt-BR", &[0, 1]), ["one", "one"]);
        assert_eq!(forms("ja", &[0, 1, 2]), ["other", "other", "other"]);
        assert_eq!(
            forms("AR", &[0, 1, 2, 3, 10, 11, 99, 100, 102, 103]),
            ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few"]
        );
        assert_eq!(forms("pl", &[1, 2, 5, 12, 21, 22]), ["one", "few", "many", "many", "many", "few"]);
        assert_eq!(forms("ru", &[1, 11, 21, 24, 25]), ["one", "many", "one", "few", "many"]);
        assert_eq!(forms("lv", &[0, 10, 11, 21, 22]), ["zero", "zero", "zero", "one", "other"]);
        assert_eq!(
            forms("sl", &[1, 2, 3, 5, 101, 102, 103]),
            ["one", "two", "few", "other", "one", "two", "few"]
        );
        assert_eq!(forms("cs", &[1, 4, 5]), ["one", "few", "other"]);
        assert!(Plurals::of("tlh").is_none() && Plurals::of("").is_none());
    }

    #[test]
    fn each_rule_can_be_read_and_holds_for_some_number_and_not_for_all() {
        let mut languages = Vec::new();
        for (names, rules) in TABLE {
            languages.extend(names.split(' '));
            for (category, rule) in *rules {
                for relation in rule.split(" or ").flat_map(|all| all.split(" and ")) {
                    let list = relation.split('=').nth(1).unwrap().trim();
                    assert!(
                        list.split([',', '.'])
                            .filter(|part| !part.is_empty())
                            .all(|part| part.parse::<u64>().is_ok()),
                        "{relation}"
                    );
                }
                let has = |count: &u64| Plurals(rules).category(*count) == *category;
                let some: Vec<u64> = (0..=200).chain([1000, 100_000, 1_000_000]).collect();
                assert!(some.iter().any(has) && !some.iter().all(has), "{names}: {rule}");
            }
        }
        assert_eq!(languages.len(), 223);
        languages.sort_unstable();
        languages.dedup();
        assert_eq!(languages.len(), 223, "each language has one place");
    }

    #[test]
    fn a_form_of_one_number_need_not_say_it() {
        let is_of_one = |language: &str, category| Plurals::of(language).unwrap().is_of_one_number(category);
        assert!(is_of_one("de", One) && is_of_one("ar", Zero) && is_of_one("ar", Two));
        assert!(!is_of_one("fr", One) && !is_of_one("ru", One) && !is_of_one("de", Other));
    }
}
