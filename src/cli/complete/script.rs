//! What the scripts of clap lack for words such as `KEY=VALUE`, `TLS: renewal` and `"Data te`: Bash parts them at `=` and `:`, hands them over
//! without their quotes, and replaces the last part alone; zsh puts a blank behind a key.

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
const BASH_JOINS: &str = r#"    local _line="${COMP_LINE:0:COMP_POINT}" _quote="" _from=0 _at _sign
    local _parts=()
    for (( _at = 0; _at < ${#_line}; _at++ )); do
        _sign="${_line:_at:1}"
        if [[ "$_quote" != \' && "$_sign" == \\ ]]; then
            (( _at++ ))
        elif [[ -n "$_quote" ]]; then
            [[ "$_sign" == "$_quote" ]] && _quote=""
        elif [[ "$_sign" == [\"\'] ]]; then
            _quote="$_sign"
        elif [[ "$_sign" == [[:space:]] ]]; then
            (( _at > _from )) && _parts+=("${_line:_from:_at-_from}")
            (( _from = _at + 1 ))
        fi
    done
    while (( ${#_parts[@]} > 1 )) && [[ "${_parts[0]}" != "${COMP_WORDS[0]}" ]]; do _parts=("${_parts[@]:1}"); done
    local _last="${_line:_from}"
    words=("${_parts[@]}" "$_last")
    _CLAP_COMPLETE_INDEX=${#_parts[@]}
    local _pair="${_last#[\"\']}"
    _pair="${_pair%"$2"}"
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
