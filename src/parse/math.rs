//! LaTeX formulas to `MathML`.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::event::{Content, Event};
use pulldown_latex::{Parser, Storage, push_mathml};

/// Longest formula, in bytes.
const MOST_BYTES: usize = 8 << 10;
/// Deepest nesting of braces and environments.
const MOST_DEPTH: usize = 60;

/// How a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// In a line of text.
    Inline,
    /// In a paragraph of its own.
    Display,
}

/// The formula as `MathML`, or what is wrong with it.
pub fn to_mathml(source: &str, placement: Placement) -> Result<String, String> {
    if source.len() > MOST_BYTES || depth(source) > MOST_DEPTH {
        return Err("it is too long, or nested too deep".to_owned());
    }
    let storage = Storage::new();
    let mut fault = None;
    let events: Vec<_> = Parser::new(source, &storage)
        .map_while(|event| event.map_err(|error| fault = Some(first_line(&error.to_string()))).ok())
        .collect();
    if let Some(fault) = fault {
        return Err(fault);
    }
    let display_mode = match placement {
        Placement::Inline => DisplayMode::Inline,
        Placement::Display => DisplayMode::Block,
    };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut mathml = String::with_capacity(source.len() * 8);
    // The writer escapes text, but not the names of functions.
    let names: Vec<String> = events.iter().filter_map(function).map(escape).collect();
    let mut names = names.iter();
    let events = events.into_iter().map(|event| match event {
        Event::Content(Content::Function(_)) => {
            Event::Content(Content::Function(names.next().map_or("", String::as_str)))
        }
        event => event,
    });
    let events = events.map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut mathml, events, config).map_err(|error| first_line(&error.to_string()))?;
    // A blank that does not break: the parser names it as HTML does, and the writer escapes that.
    let mathml = mathml.replace(">&amp;nbsp;</mtext>", ">\u{a0}</mtext>");
    plain(&mathml).ok_or_else(|| "it can't be shown".to_owned())
}

fn function<'e>(event: &Event<'e>) -> Option<&'e str> {
    if let Event::Content(Content::Function(name)) = event { Some(name) } else { None }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Elements that formulas are made of.
const ELEMENTS: [&str; 26] = [
    "math",
    "menclose",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];
/// Their attributes.
const ATTRIBUTES: [&str; 22] = [
    "accent",
    "class",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rspace",
    "scriptlevel",
    "stretchy",
    "style",
    "symmetric",
    "width",
    "xmlns",
];

/// The formula, if nothing but formulas came out: whatever a writer forgets to escape, no other element reaches a page.
/// Colours become attributes of `MathML`, since the policy of a page refuses `style`; what else that held is left out.
fn plain(mathml: &str) -> Option<String> {
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml;
    while let Some((before, after)) = rest.split_once('<') {
        text(before, &mut out);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        out.push_str(if is_tag { "<" } else { "&lt;" });
        rest = if is_tag { tag(after, &mut out)? } else { after };
    }
    text(rest, &mut out);
    Some(out)
}

/// Writes text between tags: an `&` that names no character stands for itself.
fn text(written: &str, out: &mut String) {
    let mut parts = written.split('&');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let is_name =
            |name: &str| name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
        let is_entity = part.split_once(';').is_some_and(|(name, _)| !name.is_empty() && is_name(name));
        out.push_str(if is_entity { "&" } else { "&amp;" });
        out.push_str(part);
    }
}

/// Writes a tag, without its `<`, if the writer of formulas makes such; what follows it.
fn tag<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let (slash, text) = text.strip_prefix('/').map_or(("", text), |text| ("/", text));
    let (name, mut rest) = text.split_at(text.find(|c: char| !c.is_ascii_alphanumeric())?);
    if !ELEMENTS.contains(&name) {
        return None;
    }
    out.push_str(slash);
    out.push_str(name);
    loop {
        rest = rest.trim_start_matches(' ');
        for end in ["/>", ">"] {
            if let Some(after) = rest.strip_prefix(end) {
                out.push_str(end);
                return Some(after);
            }
        }
        let (attribute, value) = rest.split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        match attribute {
            "style" => colours(value, out),
            _ if ATTRIBUTES.contains(&attribute) => out.push_str(&format!(" {attribute}=\"{value}\"")),
            _ => return None,
        }
        rest = after;
    }
}

fn colours(style: &str, out: &mut String) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "()., %#".contains(c);
    for (name, value) in style.split(';').filter_map(|part| part.split_once(':')) {
        let attribute = match name.trim() {
            "color" => "mathcolor",
            "background-color" => "mathbackground",
            _ => continue,
        };
        if value.chars().all(is_plain) {
            out.push_str(&format!(" {attribute}=\"{}\"", value.trim()));
        }
    }
}

/// How deep braces and environments nest, at the most.
fn depth(source: &str) -> usize {
    let (mut depth, mut most) = (0usize, 0);
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' if source[at..].starts_with("\\begin") || source[at..].starts_with("\\left") => depth += 1,
            b'\\' if source[at..].starts_with("\\end") || source[at..].starts_with("\\right") => {
                depth = depth.saturating_sub(1);
            }
            b'^' | b'_' | b'\\' => most = most.max(runs(&source[at..])),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// How many scripts or commands follow each other without anything between: they nest too (`\sqrt\sqrt\sqrt x`).
fn runs(source: &str) -> usize {
    let mut rest = source;
    let mut count = 0;
    while let Some(after) = rest.strip_prefix(['^', '_', '\\']) {
        count += 1;
        rest = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if count > MOST_DEPTH {
            break;
        }
    }
    count
}

fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it can't be read").trim();
    line.trim_start_matches("parsing error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml() {
        let found = to_mathml(r"t = \frac{L}{3}", Placement::Display).unwrap();
        assert!(found.starts_with("<math") && found.contains("mfrac"), "{found}");
        assert!(
            to_mathml(r"\text{<script>alert(1)</script>}", Placement::Inline).unwrap().contains("&lt;script")
        );
    }

    #[test]
    fn nothing_but_formulas_comes_out() {
        for source in [
            r"\operatorname{<img src=x onerror=alert(1)>}",
            r"\operatorname{</math><script>alert(1)</script>}",
            r"\operatorname*{<meta http-equiv=refresh content=0>}",
            r"\operatorname{&lt;b&gt;}",
            "x < y",
            r"a \& b",
            r"\left< x \right>",
            r"\not<",
        ] {
            if let Ok(found) = to_mathml(source, Placement::Inline) {
                assert!(
                    !found.contains("<img") && !found.contains("<script") && !found.contains("<meta"),
                    "{found}"
                );
            }
        }
        let found = to_mathml(r"\operatorname{arg<max} x", Placement::Inline).unwrap();
        assert!(found.contains("arg&lt;max"), "{found}");
        let shown = "<mi class=\"a\">x</mi><mo><</mo><mi>&</mi><mspace width=\"1em\"/>";
        let escaped = "<mi class=\"a\">x</mi><mo>&lt;</mo><mi>&amp;</mi><mspace width=\"1em\"/>";
        assert_eq!(plain(shown).as_deref(), Some(escaped));
        for bad in
            ["<img>", "<mi onclick=\"x\">", "<mi onclick=x>", "<!--", "</script>", "<mi", "<mi\nclass=\"x\">"]
        {
            assert_eq!(plain(bad), None, "{bad}");
        }
    }

    #[test]
    fn blanks_and_signs_show_as_themselves() {
        for (source, shown) in [
            (r"a\ b", "<mtext>\u{a0}</mtext>"),
            ("x~y", "<mtext>\u{a0}</mtext>"),
            ("a<b", "<mo>&lt;</mo>"),
            (r"\text{a & b}", "a &amp; b"),
            (r"a \& b", "&amp;"),
            (r"\lt \gt", "&lt;"),
        ] {
            let found = to_mathml(source, Placement::Inline).unwrap();
            assert!(found.contains(shown) && !found.contains("nbsp"), "{found}");
        }
    }

    #[test]
    fn colours_need_no_style() {
        let found = to_mathml(r"\color{red} x \colorbox{blue}{y}", Placement::Inline).unwrap();
        assert!(found.contains("mathcolor=\"rgb(255 0 0)\"") && !found.contains("style="), "{found}");
    }

    #[test]
    fn faults_are_said_and_depth_is_bounded() {
        assert!(to_mathml(r"\fraq{1}{2}", Placement::Inline).is_err());
        assert!(to_mathml(&"{".repeat(5000), Placement::Inline).is_err());
        assert!(to_mathml(&r"\sqrt".repeat(1000), Placement::Inline).is_err());
        assert!(to_mathml(&"x^".repeat(2000), Placement::Inline).is_err());
    }
}
