//! What is found, what is let through, and what a text looks like that can be shown. Tokens are put together here, so
//! that no scanner of repositories takes them for real ones.

use super::*;

/// Signs without any order, as many as are asked for, of one alphabet.
fn random(length: usize, alphabet: &[u8]) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(alphabet[(state >> 33) as usize % alphabet.len()])
    };
    (0..length).map(|_| next()).collect()
}

fn word(length: usize) -> String {
    random(length, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

fn hex(length: usize) -> String {
    random(length, b"0123456789abcdef")
}

fn upper(length: usize) -> String {
    random(length, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
}

fn base64(text: &str) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in text.as_bytes().chunks(3) {
        let bits =
            part.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for at in 0..4 {
            let sign = char::from(SIGNS[(bits >> (18 - 6 * at)) as usize & 63]);
            out.push(if at > part.len() { '=' } else { sign });
        }
    }
    out
}

fn token() -> String {
    format!("ghp_{}", word(36))
}

fn web_token(header: &str, payload: &str) -> String {
    let part = |text: &str| base64(text).trim_end_matches('=').replace('+', "-").replace('/', "_");
    format!("{}.{}.{}", part(header), part(payload), word(43))
}

/// A text with each kind of secret.
fn secrets() -> Vec<String> {
    let key = |label: &str, between: &str| {
        format!(
            "-----BEGIN {label}-----{between}{}{between}{}{between}-----END {label}-----",
            word(64),
            word(60)
        )
    };
    let mut all: Vec<String> = [
        ("AKIA", upper(16)),
        ("ASIA", upper(16)),
        ("ghp_", word(36)),
        ("gho_", word(36)),
        ("ghu_", word(36)),
        ("ghs_", word(36)),
        ("ghr_", word(36)),
        ("github_pat_", format!("{}_{}", word(22), word(59))),
        ("glpat-", word(20)),
        ("gldt-", word(20)),
        ("glrt-", word(20)),
        ("GR1348941", word(20)),
        ("npm_", word(36)),
        ("pypi-AgEIcHlwaS5vcmc", word(120)),
        ("rubygems_", hex(48)),
        ("dckr_pat_", word(27)),
        ("xoxb-", format!("902847561034-8365018274651-{}", word(24))),
        ("xoxp-", format!("90284756103-836501827465-{}", hex(32))),
        ("xapp-1-", format!("A{}-9283650187463-{}", upper(10), hex(64))),
        ("https://hooks.slack.com/services/", format!("T{}/B{}/{}", upper(8), upper(10), word(24))),
        ("https://discord.com/api/webhooks/", format!("918273645546372819/{}", word(68))),
        ("sk_live_", word(24)),
        ("rk_live_", word(24)),
        ("whsec_", word(32)),
        ("AIza", word(35)),
        ("GOCSPX-", word(28)),
        ("ya29.", word(60)),
        ("SG.", format!("{}.{}", word(22), word(43))),
        ("hf_", word(34)),
        ("dop_v1_", hex(64)),
        ("AGE-SECRET-KEY-1", random(58, b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")),
        ("sk-ant-api03-", word(80)),
        ("sk-proj-", word(60)),
        ("sk-", format!("{}T3BlbkFJ{}", word(20), word(20))),
        ("827364519:AA", word(33)),
        ("SK", hex(32)),
        ("AccountKey=", format!("{}==", word(86))),
        ("SharedAccessKey=", format!("{}=", word(43))),
        ("hvs.", word(90)),
        ("glsa_", format!("{}_{}", word(32), hex(8))),
        ("glc_", word(60)),
        ("dapi", hex(32)),
        ("shpat_", hex(32)),
        ("dp.st.prd.", word(43)),
        ("", format!("{}.atlasv1.{}", word(14), word(67))),
        ("", format!("{}8Q~{}", word(3), word(34))),
        ("tskey-auth-", format!("{}-{}", word(12), word(32))),
        ("PMAK-", format!("{}-{}", hex(24), hex(34))),
        ("aws_secret_access_key = ", word(40)),
        ("AWS_SECRET_ACCESS_KEY=\"", word(40)),
        ("\"SecretAccessKey\": \"", word(40)),
        ("PrivateKey = ", format!("{}=", word(43))),
        ("NRAK-", upper(27)),
        ("xkeysib-", format!("{}-{}", hex(64), word(16))),
    ]
    .into_iter()
    .map(|(beginning, rest)| format!("{beginning}{rest}"))
    .collect();
    all.extend([
        key("PRIVATE KEY", "\n"),
        key("RSA PRIVATE KEY", "\r\n    "),
        key("OPENSSH PRIVATE KEY", "\\n"),
        key("EC PRIVATE KEY", "\n> "),
        key("ENCRYPTED PRIVATE KEY", " "),
        key("PGP PRIVATE KEY BLOCK", "\n"),
        format!(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{}\n\n{}\n",
            hex(16),
            word(64)
        ),
        format!(
            "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{}\nPrivate-MAC: {}\n",
            word(64),
            hex(64)
        ),
        base64(&key("PRIVATE KEY", "\n")),
        web_token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", "{\"sub\":\"deploy\",\"exp\":1795996800}"),
        format!("Authorization: Basic {}", base64("deploy:Hf7-q0pZ")),
        format!("{{\"auth\": \"{}\"}}", base64("robot:Hf7-q0pZ")),
    ]);
    all
}

#[test]
fn each_kind_is_found_alone_and_in_the_midst_of_text() {
    for secret in secrets() {
        for text in [
            secret.clone(),
            format!("Then, see `{secret}`.\n"),
            format!("  - key: \"{secret}\"\n"),
            format!("a={secret}&b"),
        ] {
            let found = find(&text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let shown = masked(&text);
            assert_eq!((shown.len(), shown.matches('\n').count()), (text.len(), text.matches('\n').count()));
            assert!(found[0].shown.len() <= 40, "{found:?}");
            let tail = &secret[secret.len().saturating_sub(12)..];
            let is_block =
                secret.contains("-----BEGIN") || secret.contains("PuTTY") || secret.ends_with("\"}");
            assert!(is_block || !shown.contains(tail), "{shown}");
            assert!(find(&shown).is_empty(), "what is shown is none: {shown}");
        }
        assert!(find(&format!("x{secret}")).len() <= 1);
    }
}

#[test]
fn a_key_is_hidden_in_all_of_its_lines() {
    let (first, last) = (word(64), hex(50));
    let text = format!("a\n-----BEGIN PRIVATE KEY-----\n{first}\n{last}\n-----END PRIVATE KEY-----\nb\n");
    let stars = |text: &str| "*".repeat(text.len());
    let shown = format!(
        "a\n-----BEGIN PRIVATE KEY-----\n{}\n{}\n-----END PRIVATE KEY-----\nb\n",
        stars(&first),
        stars(&last)
    );
    assert_eq!(masked(&text), shown);
    assert_eq!(find(&text)[0].span.of(&text), "-----BEGIN PRIVATE KEY-----");
}

#[test]
fn passwords_in_addresses_are_found_and_hidden() {
    for (text, shown) in [
        ("postgres://app:Qz81-kLm@db/app", "postgres://app:********@db/app"),
        ("(https://u:Hx7-kq2@host)", "(https://u:*******@host)"),
        ("redis://:p%40ss9@[fd00::1]:6379", "redis://:*******@[fd00::1]:6379"),
        ("http://a:Qz81-kLm@localhost,db/app", "http://a:********@localhost,db/app"),
        ("http://a:Qz81-kLm@localhost.internal", "http://a:********@localhost.internal"),
        ("mongodb+srv://a:b@c:9@h,i/", "mongodb+srv://a:*****@h,i/"),
        ("amqp://guest:Pä55-wort@mq", "amqp://guest:**********@mq"),
        ("x=ftp://a:s3cr3t@$HOST/", "x=ftp://a:******@$HOST/"),
        ("postgres://app:12$ab{c@db", "postgres://app:*******@db"),
        ("smtp://a%40b:supersecret@m", "smtp://a%40b:***********@m"),
        ("<postgres://u:rEal-1@h>", "<postgres://u:******@h>"),
        ("jdbc:postgresql://h/db?user=a&password=Zt5-x", "jdbc:postgresql://h/db?user=a&password=*****"),
        ("jdbc:sqlserver://h;user=a;password=Zt5-x;", "jdbc:sqlserver://h;user=a;password=*****;"),
    ] {
        assert_eq!(masked(text), shown);
        assert_eq!(find(text).len(), 1, "{text}");
    }
}

#[test]
fn evident_examples_are_let_through() {
    let jwt = web_token("{\"alg\":\"HS256\"}", "{\"sub\":\"1234567890\",\"name\":\"John Doe\"}");
    let header = web_token("{\"typ\":\"JWT\"}", "{\"sub\":\"deploy\",\"exp\":1795996800}");
    for text in [
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AKIAZZZZZZZZZZZZZZZZ",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "aws_secret_access_key = ${SECRET}",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
        "ghp_…",
        "`ghp_`",
        "gho_16C7e42F292c6912E7710c838347Ae178B4a",
        "glpat-ZZZZZZZZZZZZZZZZZZZZ",
        "glpat-<token>",
        "sk_live_...",
        "glpat-your-token-goes-here",
        "xoxb-your-token",
        "AIzaSyZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "sk_test_51Hx",
        "https://hooks.slack.com/services/T00000000/B00000000/ZZZZZZZZZZZZZZZZZZZZ",
        "risks",
        "SKILL",
        "hf_token",
        "dapi1234567890abcdef1234567890abcdef",
        "postgres://user:pass@host/db",
        "postgres://user:password@localhost",
        "http://loki:Qz81-kLm@localhost:3100",
        "http://loki:Qz81-kLm@127.0.0.1:3100/x",
        "redis://:p%40ss9@[::1]:6379",
        "http://a:Qz81-kLm@app.localhost",
        "postgres://a:Qz81-kLm@db.example.org/x?y",
        "jdbc:postgresql://localhost/db?user=a&password=Zt5-x",
        "postgres://u:<password>@h",
        "postgres://u:${PGPASS}@h",
        "postgres://u:$PGPASS@h",
        "postgres://u:{{pw}}@h",
        "postgres://u:{{ pw }}@h",
        "postgres://u:***@h",
        "postgres://u:xxx@h",
        "postgres://u:changeme@h",
        "redis://default:redis@cache",
        "ftp://anonymous:guest@ftp.example.org",
        "amqp://user:bitnami@rmq",
        "https://foo:test123@h",
        "a://u:...@h",
        "postgres://postgres:postgres@db",
        "amqp://guest:guest@mq",
        "a://u:%(password)s@h",
        "a://u:[password]@h",
        "a://u:$(pass db)@h",
        "a://u:PASSWORD@h",
        "a://u:DB_PASSWORD@h",
        "a://u:your-password@h",
        "a://u:my_secret@h",
        "http://localhost:8080/a@b",
        "https://example.org:443?mail=a@b.example",
        "http://a:80, then b@c",
        "ssh://git@host:22/x",
        "see http://host:9090) or mail ops@example.org",
        "-----BEGIN CERTIFICATE-----\nMIIC\n",
        "git@host:a/b",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA...\n",
        "grep -r 'BEGIN PRIVATE KEY' /etc",
        "-----BEGIN PUBLIC KEY-----",
        "Basic authentication is off",
        "Basic dXNlcjpwYXNz",
        "\"auth\": true",
        "password=hunter2",
        "jdbc:mysql://h/db?password=<password>",
        "jdbc:mysql://h/db?password=$PW",
        "AGE-SECRET-KEY-1...",
        "PrivateKey = <key>",
        "eyJhbGciOiJIUzI1NiJ9",
        "SG.1.2",
        "key-value",
        "sq0",
        "npm_config_cache",
        &jwt,
        &header,
    ] {
        assert_eq!(find(text), [], "{text}");
    }
    let embedded = format!("MIIB{}AKIA{}abc", word(40), upper(16));
    assert_eq!(find(&embedded), []);
}

#[test]
fn a_checksum_proves_a_token_whatever_it_looks_like() {
    // Zeros, with the checksum of zeros behind them.
    let mut sum = flate2::Crc::new();
    sum.update(&[b'0'; 30]);
    assert!(!encoded::has_checksum(format!("npm_{}", "0".repeat(36)).as_bytes()));
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digit = |power: u32| char::from(digits[(sum.sum() / 62_u32.pow(power) % 62) as usize]);
    let checksum: String = (0..6).rev().map(digit).collect();
    assert_eq!(find(&format!("npm_{}{checksum}", "0".repeat(30))).len(), 1);
}

#[test]
fn a_line_says_that_it_is_an_example() {
    let secret = token();
    for text in [
        format!("a: {secret} # fieldnotes: example-secret\n"),
        format!("# fieldnotes: example-secret\na: {secret}\n"),
        format!("<!-- fieldnotes: example-secret -->\n\n```yaml\na: 1\nb: {secret}\n```\n"),
        format!("<!--fieldnotes:example-secret-->\n> ~~~\n> {secret}\n> ~~~\n"),
        format!("{{# fieldnotes: example-secret #}}\r\n<b>{secret}</b>\r\n"),
        format!("// fieldnotes: example-secret\n-----BEGIN PRIVATE KEY-----\n{}\n", word(64)),
    ] {
        assert_eq!(find(&text), [], "{text}");
        assert_eq!(masked(&text), text);
    }
    for text in [
        format!("# fieldnotes: example-secret\na: 1\nb: {secret}\n"),
        format!("{secret}\n# fieldnotes: example-secret\n"),
        format!("<!-- fieldnotes: example-secret -->\n```\na\n```\n{secret}\n"),
        format!("# fieldnotes: example\na: {secret}\n"),
    ] {
        assert_eq!(find(&text).len(), 1, "{text}");
    }
}

#[test]
fn signs_that_markdown_escapes_hide_no_token() {
    let (first, second) = (word(36), hex(40));
    let text = format!("é ghp\\_{first} \\_ and sqp\\_{second}.\n");
    let shown = format!("é ghp\\_{} \\_ and sqp\\_{}.\n", "*".repeat(36), "*".repeat(40));
    assert_eq!(masked(&text), shown);
    assert_eq!(find(&text)[0].span.of(&text), format!("ghp\\_{first}"));
}

#[test]
fn several_in_one_line_are_hidden_each() {
    let (token, key) = (token(), format!("AKIA{}", upper(16)));
    let text = format!("https://x:{token}@h {key} {token}\nblob://ghp:{token}");
    let shown = masked(&text);
    assert!(!shown.contains(&token[5..]) && !shown.contains(&key[5..]), "{shown}");
    assert_eq!(find(&text).len(), 4);
}

#[test]
fn nothing_panics_on_pieces_and_every_place_is_between_characters() {
    let pieces = [
        "://",
        "ü",
        "@",
        ":",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "eyJ",
        ".",
        "=",
        "ghp_",
        "\n",
        "\\",
        "a",
        "ab12CD34ef",
    ];
    let mut state = 7_usize;
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) % pieces.len()]);
        }
        for secret in find(&text) {
            assert!(
                text.get(secret.span.range()).is_some() && text.get(secret.hidden.clone()).is_some(),
                "{text}"
            );
        }
        assert_eq!(masked(&text).len(), text.len());
    }
}
