//! Where a site is published.

/// The address without trailing slash, when it is one that pages can be published under.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or("");
    let bad = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\?#`{}|^".contains(c);
    let is_good = !host.is_empty() && !host.contains('@') && !text.contains(bad);
    is_good.then(|| text.trim_end_matches('/').to_owned())
}

/// The path of such an address: empty for a site at the root of its host.
pub fn base_path(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    base_url[host..].find('/').map_or("", |slash| &base_url[host + slash..])
}
