//! The direction of writing of a language.

/// Languages that are written from right to left, by the first part of their tag.
const RIGHT_TO_LEFT: [&str; 16] =
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "prs", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Scripts that are written from right to left, as in a tag: `az-Arab`.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 8] = ["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// The direction of writing of a language: `rtl` or `ltr`. A script in the tag goes before what its language has.
pub fn direction(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next().unwrap_or("");
    let script = parts.find(|part| part.len() == 4 && part.chars().all(|c| c.is_ascii_alphabetic()));
    let is_from_right = script
        .map_or_else(|| RIGHT_TO_LEFT.contains(&primary), |script| RIGHT_TO_LEFT_SCRIPTS.contains(&script));
    if is_from_right { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_or_its_script_sets_the_direction() {
        for (language, wanted) in [
            ("en", "ltr"),
            ("de-AT", "ltr"),
            ("ar", "rtl"),
            ("AR-EG", "rtl"),
            ("he", "rtl"),
            ("fa-IR", "rtl"),
            ("ur", "rtl"),
            ("yi", "rtl"),
            ("az-Arab-IR", "rtl"),
            ("ar-Latn", "ltr"),
            ("arn", "ltr"),
            ("", "ltr"),
        ] {
            assert_eq!(direction(language), wanted, "{language}");
        }
    }
}
