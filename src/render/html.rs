//! Text into HTML: the one place where signs that mean something to HTML are escaped.

/// Appends text as it shows in an element or in a quoted attribute. Control characters that HTML can't hold are
/// left out.
pub fn escape_into(out: &mut String, text: &str) {
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            0..=8 | 11 | 12 | 14..=31 | 127 => "",
            _ => continue,
        };
        out.push_str(&text[start..at]);
        out.push_str(replacement);
        start = at + 1;
    }
    out.push_str(&text[start..]);
}

/// Text as it shows in an element or in a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_into(&mut out, text);
    out
}

/// Text for an XML document: as in HTML, and nothing that XML 1.0 can't hold.
pub fn escape_xml(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{80}'..='\u{9f}');
    escape(&text.chars().filter(allowed).collect::<String>())
}

/// JSON that may stand in a `<script>` element: nothing in it ends the element.
pub fn json_for_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 16);
    let mut rest = json;
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        let (before, sign) = rest.split_at(at);
        out.push_str(before);
        let mut signs = sign.chars();
        if let Some(sign) = signs.next() {
            out.push_str(&format!("\\u{:04x}", u32::from(sign)));
        }
        rest = signs.as_str();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_html_reads_passes() {
        assert_eq!(escape("<a href='x\"'>&\0\u{1b}"), "&lt;a href=&#39;x&quot;&#39;&gt;&amp;");
        assert_eq!(escape("grün\tund\n"), "grün\tund\n");
        assert_eq!(json_for_script(r#"{"a":"</script>"}"#), "{\"a\":\"\\u003c/script\\u003e\"}");
    }
}
