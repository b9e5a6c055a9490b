//! What the scripts of clap lack for `KEY=VALUE`: Bash takes such a word for three, and replaces the last one alone; zsh puts a blank behind
//! a key.

/// The script of a shell, with what it lacks.
pub(super) fn mended(shell: &str, script: &str) -> String {
    match shell {
        "bash" => script.replacen(BASH_ASKS, &format!("{BASH_JOINS}{BASH_ASKS}"), 1).replacen(
            BASH_ANSWERED,
            &format!("{BASH_CUTS}{BASH_ANSWERED}"),
            1,
        ),
        "zsh" => script
            .replacen(ZSH_BEGINS, &format!("{ZSH_BEGINS}{ZSH_DECLARES}"), 1)
            .replacen(ZSH_OTHERS, &format!("{ZSH_KEYS}{ZSH_OTHERS}"), 1)
            .replacen(ZSH_DESCRIBES, &format!("{ZSH_DESCRIBES_KEYS}{ZSH_DESCRIBES}"), 1),
        _ => script.to_owned(),
    }
}

const BASH_ASKS: &str = "    COMPREPLY=( $( \\\n";
const BASH_JOINS: &str = r#"    local _line="${COMP_LINE:0:COMP_POINT}" _pair=""
    local _last="${_line##*[[:space:]]}"
    if [[ "$COMP_WORDBREAKS" == *=* && "$_last" == [!-]*=* ]]; then
        local _at=$COMP_CWORD
        while (( _at > 1 )) && [[ "${COMP_WORDS[_at]}" == = || "${COMP_WORDS[_at-1]}" == = ]]; do (( _at-- )); done
        words=("${COMP_WORDS[@]:0:_at}" "$_last")
        _CLAP_COMPLETE_INDEX=$_at
        _pair="${_last%=*}="
    fi
"#;
const BASH_ANSWERED: &str = "    if [[ $? != 0 ]]; then\n";
const BASH_CUTS: &str = r#"    local _status=$?
    [[ -n "$_pair" ]] && COMPREPLY=("${COMPREPLY[@]#"$_pair"}")
    (exit $_status)
"#;

const ZSH_BEGINS: &str = "        local -a other=()\n";
const ZSH_DECLARES: &str = "        local -a keys=()\n";
const ZSH_OTHERS: &str = "            else\n                other+=";
const ZSH_KEYS: &str =
    "            elif [[ \"$value\" == *= ]]; then\n                keys+=(\"$completion\")\n";
const ZSH_DESCRIBES: &str = "        [[ -n $other ]] && _describe";
const ZSH_DESCRIBES_KEYS: &str = "        [[ -n $keys ]] && _describe -V 'fields' keys -S ''\n";

#[cfg(test)]
mod tests {
    use clap_complete::env::Shells;

    use super::*;

    #[test]
    fn the_scripts_have_the_places_that_are_mended() {
        for (shell, places) in
            [("bash", &[BASH_ASKS, BASH_ANSWERED][..]), ("zsh", &[ZSH_BEGINS, ZSH_OTHERS, ZSH_DESCRIBES])]
        {
            let mut script = Vec::new();
            let known = Shells::builtins();
            known.completer(shell).unwrap().write_registration("X", "x", "x", "x", &mut script).unwrap();
            let script = String::from_utf8(script).unwrap();
            for place in places {
                assert_eq!(script.matches(place).count(), 1, "{shell}: {place}\n{script}");
            }
        }
    }
}
