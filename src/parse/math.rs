//! LaTeX formulas to `MathML`.

use pulldown_latex::config::{DisplayMode, RenderConfig};
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
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut mathml, events, config).map_err(|error| first_line(&error.to_string()))?;
    Ok(mathml)
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
    fn faults_are_said_and_depth_is_bounded() {
        assert!(to_mathml(r"\fraq{1}{2}", Placement::Inline).is_err());
        assert!(to_mathml(&"{".repeat(5000), Placement::Inline).is_err());
        assert!(to_mathml(&r"\sqrt".repeat(1000), Placement::Inline).is_err());
        assert!(to_mathml(&"x^".repeat(2000), Placement::Inline).is_err());
    }
}
