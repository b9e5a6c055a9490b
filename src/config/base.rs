//! Where a site is published.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The address without trailing slash, when it is one that pages can be published under.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or("");
    let bad = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\?#`{}|^".contains(c);
    let path = rest[host.len()..].trim_end_matches('/');
    let is_good = is_host(host) && !path.contains("//") && !text.contains(bad) && has_whole_codes(path);
    is_good.then(|| text.trim_end_matches('/').to_owned())
}

/// Whether this is a host, with or without a port.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((inside, port)) if inside.parse::<Ipv6Addr>().is_ok() => {
            (inside, port.strip_prefix(':').or((port.is_empty()).then_some("0")))
        }
        Some(_) => return false,
        None => match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, Some("0")),
        },
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    !name.is_empty() && !name.contains(['@', '[', ']', '%']) && port.is_some_and(is_port)
}

/// Whether each percent sign of a path is the beginning of a code.
fn has_whole_codes(path: &str) -> bool {
    let is_code =
        |after: &str| after.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    path.split('%').skip(1).all(is_code)
}

/// Whether no reader on another machine can reach such an address. One in a private network can be reached there, and names
/// that only examples have are nobody's business.
pub fn is_local(base_url: &str) -> bool {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default().to_ascii_lowercase();
    if let Some(inside) = authority.strip_prefix('[') {
        let address = inside.split(']').next().and_then(|inside| inside.parse().ok());
        return address.is_some_and(is_own_v6);
    }
    let host = authority.split(':').next().unwrap_or_default().trim_end_matches('.');
    let last = host.rsplit('.').next().unwrap_or_default();
    matches!(last, "localhost" | "localdomain" | "test" | "invalid") || is_own_v4(host)
}

/// Whether a host is an address of the machine itself, or of one link: `127.1` is short for `127.0.0.1`.
fn is_own_v4(host: &str) -> bool {
    let is_number = host.starts_with(|c: char| c.is_ascii_digit())
        && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match host.parse::<Ipv4Addr>() {
        Ok(address) => address.is_loopback() || address.octets()[0] == 0 || address.is_link_local(),
        Err(_) => is_number && (host.starts_with("127.") || host.trim_matches(['0', '.']).is_empty()),
    }
}

fn is_own_v6(address: Ipv6Addr) -> bool {
    let as_v4 = address.to_ipv4_mapped().is_some_and(|address| is_own_v4(&address.to_string()));
    address.is_loopback() || address.is_unspecified() || address.is_unicast_link_local() || as_v4
}

/// The path of such an address: empty for a site at the root of its host.
pub fn base_path(base_url: &str) -> &str {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    base_url[host..].find('/').map_or("", |slash| &base_url[host + slash..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nobody_can_open_is_none() {
        let good = [
            "h",
            "h/",
            "h//",
            "h:65535/a",
            "[::1]",
            "[2001:db8::1]:8080/docs/",
            "h/caf%C3%A9",
            "bücher.example",
        ];
        for rest in good {
            let expected = format!("https://{}", rest.trim_end_matches('/'));
            assert_eq!(base_url(&format!("https://{rest}")), Some(expected), "{rest}");
        }
        let bad = [
            "", "/", ":80", "h:99999", "h:", "h:x", "h:+1", "h:1:2", "[::1", "::1]", "[::1]x", "[x]", "[]",
            "u@h", "h/%zz", "h/%", "h/%4", "h/a//b", "h?x", "h#x", "h x", "%41",
        ];
        for rest in bad {
            assert_eq!(base_url(&format!("https://{rest}")), None, "{rest}");
        }
    }

    #[test]
    fn an_address_that_only_this_machine_can_reach_is_local() {
        let local = [
            "localhost",
            "LOCALHOST:4000",
            "localhost.",
            "notes.localhost",
            "localhost.localdomain",
            "127.0.0.1",
            "127.8.9.1:80",
            "127.1",
            "0",
            "0.0.0.0:4000",
            "[::1]:4000",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[fe80::1]",
            "169.254.1.1",
            "notes.test",
            "notes.invalid",
        ];
        for host in local {
            assert!(is_local(&format!("http://{host}")), "{host}");
            assert!(is_local(&format!("https://{host}/docs")), "{host}");
        }
        let reached = [
            "notes.example.org",
            "localhost.example.org",
            "mylocalhost",
            "127.example.org",
            "10.0.0.8",
            "192.168.1.4:8080",
            "172.16.0.1",
            "wiki",
            "nas.local",
            "wiki.corp",
            "[fd00::1]",
            "[2001:db8::1]",
            "1270.0.0.1",
            "testing",
            "example.com/localhost",
        ];
        for host in reached {
            assert!(!is_local(&format!("http://{host}")), "{host}");
        }
    }
}
