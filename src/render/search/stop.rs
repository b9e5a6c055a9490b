//! Words that nearly every text of a language has: a note need not have them to be found, unless a query holds no other.

use super::words::fold;

/// Those of the languages that the theme speaks, and of some more: as one types them, in small letters.
const WORDS: [(&str, &str); 9] = [
    (
        "en",
        "a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my no \
         not of off on or our out over should so some than that the their them then there these they this to too was we were \
         what when where which while who why will with would you your",
    ),
    (
        "de",
        "ab aber als am an auch auf aus bei bin bis da das dass dem den der des die dies diese dieser doch du durch ein eine \
         einem einen einer eines er es fuer für habe haben hat ich ihr im in ist kann kein keine man mein mich mir mit nach nicht \
         noch nur ob oder ohne sich sie sind so um und uns unter vom von vor war warum was wenn wer werden wie wir wird wo zu \
         zum zur über",
    ),
    (
        "fr",
        "a ai au aux avec c ce ces cette comment d dans de des du elle en es est et il ils j je l la le les leur lui m mais me \
         mes mon n ne nos notre nous on ont ou où par pas pour pourquoi qu quand que quel quelle qui s sa sans se ses si son sont \
         sur te tu un une vos votre vous y à été être",
    ),
    (
        "es",
        "a al como cómo con cual cuál cuando cuándo de del desde donde dónde e el ella en entre es esta está este esto ha hay la \
         las le les lo los mas más me mi muy no nos o para pero por porque que qué se ser si sí sin sobre son su sus también te \
         tiene tu un una uno y ya yo",
    ),
    (
        "it",
        "a ad al alla anche che chi ci come con cosa da dal dalla dei del della delle di dove e ed era gli ha ho i il in io la le \
         lo ma mi ne nel nella non o per perché più quale quando quello questa questo se si sono su sul sulla tra un una uno è",
    ),
    (
        "pt",
        "a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este eu foi há isso já mais mas me na não nas \
         no nos o onde os ou para pela pelo por porque quais qual quando que quem se sem ser seu sua são também um uma é",
    ),
    (
        "nl",
        "aan als bij dan dat de deze die dit door een en er het hij hoe ik in is je kan maar me met mijn naar niet nog of om ook \
         op over te tot uit van voor waar waarom wat we wel wie wij ze zich zijn",
    ),
    (
        "ru",
        "а без бы в во вот все да для до если есть же за здесь и из или им их к как когда кто ли мне мы на не нет но о об он она \
         они от по при с так то только тот ты у уже что чтобы это я",
    ),
    (
        "ar",
        "أن أو إذا إلى التي الذي الى ان او بعد بين ثم حتى على عن عند في قبل كان كل كما كيف لا لم لماذا ما مع من هذا هذه هل هو هي و يا",
    ),
];

/// Those of a language by its tag, as the index splits them.
pub(super) fn words(language: &str) -> Vec<String> {
    let primary = language.split(['-', '_']).next().unwrap_or("");
    let of_language = WORDS.iter().filter(|(tag, _)| primary.eq_ignore_ascii_case(tag));
    let mut folded = String::new();
    let mut words: Vec<String> = of_language
        .flat_map(|(_, words)| words.split_whitespace())
        .map(|word| {
            fold(word, &mut folded);
            folded.clone()
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_stand_as_the_index_splits_words() {
        assert!(words("de-AT").contains(&"uber".to_owned()) && words("EN").contains(&"on".to_owned()));
        assert!(words("ja").is_empty());
    }
}
