//! The kinds of secret that are looked for, as data. Each begins with a text that hardly stands anywhere else.

use std::ops::Range;

use super::{Found, address, encoded};

/// A kind of secret.
pub(super) struct Rule {
    /// The text that it is found by.
    pub(super) beginning: &'static str,
    /// Most bytes of it that stand before that text.
    pub(super) lead: usize,
    /// Where that text is looked for.
    pub(super) reach: Reach,
    /// What it is.
    pub(super) kind: &'static str,
    /// How it is told from what only begins so.
    pub(super) find: Find,
}

/// Where a beginning is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// In long words: the secret follows without a blank.
    Words,
    /// Anywhere.
    Text,
}

/// How a secret is told.
pub(super) enum Find {
    /// The whole matches, from its first byte; a group is the part that must not be shown.
    Pattern(&'static str),
    /// A function says, for the place of the beginning.
    By(fn(&[u8], Range<usize>) -> Option<Found>),
}

const fn token(beginning: &'static str, kind: &'static str, pattern: &'static str) -> Rule {
    Rule { beginning, lead: 0, reach: Reach::Words, kind, find: Find::Pattern(pattern) }
}

/// A secret that stands behind a name, with blanks, a sign or a quote between them.
const fn named(beginning: &'static str, kind: &'static str, pattern: &'static str) -> Rule {
    Rule { beginning, lead: 0, reach: Reach::Text, kind, find: Find::Pattern(pattern) }
}

const fn after(lead: usize, beginning: &'static str, kind: &'static str, pattern: &'static str) -> Rule {
    Rule { beginning, lead, reach: Reach::Words, kind, find: Find::Pattern(pattern) }
}

const fn by(
    reach: Reach,
    beginning: &'static str,
    kind: &'static str,
    find: fn(&[u8], Range<usize>) -> Option<Found>,
) -> Rule {
    Rule { beginning, lead: 0, reach, kind, find: Find::By(find) }
}

const GITHUB: &str = "a token of GitHub";
const GITLAB: &str = "a token of GitLab";
const SLACK: &str = "a token of Slack";
const STRIPE: &str = "a key of Stripe";
const AWS_KEY: &str = "a key of AWS";
const AWS_SECRET: &str =
    r#"aws_?secret_?(?:access_?)?key(?:_?id)?["']?\s{0,3}(?::|=>?|:=)?\s{0,3}["']?([A-Za-z0-9/+]{40})"#;
const PYPI: &str = "a token of PyPI";
const SHOPIFY: &str = "a token of Shopify";
const DOPPLER: &str = "a token of Doppler";
const OPENAI: &str = "a key of OpenAI";
const VAULT: &str = "a token of Vault";
const TAILSCALE: &str = "a key of Tailscale";
const AZURE: &str = "a key of Azure";
const DIGITAL_OCEAN: &str = "a token of DigitalOcean";

/// All kinds. Rules of one beginning stand together.
pub(super) const RULES: &[Rule] = &[
    // Addresses, keys and what is encoded
    by(Reach::Text, "://", "an address with a password", address::password),
    by(Reach::Text, "password=", "a password in an address", address::parameter),
    by(Reach::Text, "-----BEGIN ", "a private key", encoded::private_key),
    by(Reach::Text, "PuTTY-User-Key-File-", "a private key", encoded::putty_key),
    by(Reach::Words, "LS0tLS1CRUdJTi", "a private key in Base64", encoded::encoded_key),
    by(Reach::Words, "eyJ", "a JSON Web Token", encoded::web_token),
    by(Reach::Text, "Basic ", "a user and a password in Base64", encoded::basic),
    by(Reach::Text, "\"auth\"", "a user and a password in Base64", encoded::basic),
    token("AGE-SECRET-KEY-1", "a key of age", "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    named("PrivateKey", "a key of WireGuard", r"PrivateKey\s{0,3}=\s{0,3}([A-Za-z0-9+/]{43}=)"),
    named("PresharedKey", "a key of WireGuard", r"PresharedKey\s{0,3}=\s{0,3}([A-Za-z0-9+/]{43}=)"),
    // Clouds
    token("AKIA", AWS_KEY, "AKIA[A-Z0-9]{16}"),
    token("ASIA", AWS_KEY, "ASIA[A-Z0-9]{16}"),
    named("aws_secret", "a secret key of AWS", AWS_SECRET),
    named(
        "AWS_SECRET",
        "a secret key of AWS",
        r#"AWS_SECRET_(?:ACCESS_)?KEY["']?\s{0,3}(?::|=>?|:=)?\s{0,3}["']?([A-Za-z0-9/+]{40})"#,
    ),
    named(
        "SecretAccessKey",
        "a secret key of AWS",
        r#"SecretAccessKey["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9/+]{40})"#,
    ),
    named(
        "secretAccessKey",
        "a secret key of AWS",
        r#"secretAccessKey["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z0-9/+]{40})"#,
    ),
    token("AIza", "a key of Google", r"AIza[\w-]{35}"),
    token("GOCSPX-", "a client secret of Google", r"GOCSPX-[\w-]{28}"),
    token("ya29.", "an access token of Google", r"ya29\.[\w-]{30,}"),
    token("AccountKey=", AZURE, "AccountKey=[A-Za-z0-9+/]{86}=="),
    token("SharedAccessKey=", AZURE, "SharedAccessKey=[A-Za-z0-9+/]{43}="),
    after(4, "Q~", "a client secret of Azure", r"[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}"),
    token("LTAI", "a key of Alibaba Cloud", "LTAI[A-Za-z0-9]{20,24}"),
    token("dop_v1_", DIGITAL_OCEAN, "dop_v1_[a-f0-9]{64}"),
    token("doo_v1_", DIGITAL_OCEAN, "doo_v1_[a-f0-9]{64}"),
    token("dor_v1_", DIGITAL_OCEAN, "dor_v1_[a-f0-9]{64}"),
    token("HRKU-", "a key of Heroku", r"HRKU-[\w-]{36,}"),
    token("fm2_", "a token of Fly.io", "fm2_[A-Za-z0-9+/]{50,}={0,2}"),
    token("nfp_", "a token of Netlify", "nfp_[A-Za-z0-9]{36,}"),
    token("sbp_", "a token of Supabase", "sbp_[a-f0-9]{40}"),
    token("sb_secret_", "a key of Supabase", r"sb_secret_[\w-]{20,}"),
    token("pscale_", "a secret of PlanetScale", r"pscale_(?:tkn|pw|oauth)_[\w=.-]{32,64}"),
    token("dapi", "a token of Databricks", "dapi[a-f0-9]{32}(?:-[0-9])?"),
    // Code and packages
    token("ghp_", GITHUB, "ghp_[A-Za-z0-9]{36,}"),
    token("gho_", GITHUB, "gho_[A-Za-z0-9]{36,}"),
    token("ghu_", GITHUB, "ghu_[A-Za-z0-9]{36,}"),
    token("ghs_", GITHUB, r"ghs_[\w.-]{36,}"),
    token("ghr_", GITHUB, "ghr_[A-Za-z0-9]{36,}"),
    token("github_pat_", GITHUB, r"github_pat_\w{36,}"),
    token("glpat-", GITLAB, r"glpat-[\w.-]{20,}"),
    token("gldt-", GITLAB, r"gldt-[\w.-]{20,}"),
    token("glrt-", GITLAB, r"glrt-[\w.-]{20,}"),
    token("glcbt-", GITLAB, r"glcbt-[\w.-]{20,}"),
    token("glptt-", GITLAB, r"glptt-[\w.-]{20,}"),
    token("glsoat-", GITLAB, r"glsoat-[\w.-]{20,}"),
    token("glagent-", GITLAB, r"glagent-[\w.-]{50,}"),
    token("GR1348941", GITLAB, r"GR1348941[\w-]{20,}"),
    token("npm_", "a token of npm", "npm_[A-Za-z0-9]{36}"),
    token("pypi-AgEIcHlwaS5vcmc", PYPI, r"pypi-AgEIcHlwaS5vcmc[\w-]{50,}"),
    token("pypi-AgENdGVzdC5weXBpLm9yZw", PYPI, r"pypi-AgENdGVzdC5weXBpLm9yZw[\w-]{50,}"),
    token("rubygems_", "a key of RubyGems", "rubygems_[a-f0-9]{48}"),
    token("dckr_", "a token of Docker", r"dckr_[po]at_[\w-]{27,}"),
    token("AKCp", "a key of Artifactory", "AKCp[A-Za-z0-9]{60,}"),
    token("ATATT3", "a token of Atlassian", r"ATATT3[\w=-]{60,}"),
    token("ATBB", "a password of Bitbucket", "ATBB[A-Za-z0-9]{28,}"),
    token("sqp_", "a token of SonarQube", "sqp_[a-f0-9]{40}"),
    token("squ_", "a token of SonarQube", "squ_[a-f0-9]{40}"),
    token("CCIPAT_", "a token of CircleCI", r"CCIPAT_[\w-]{40,}"),
    // Running systems
    token("hvs.", VAULT, r"hvs\.[\w-]{24,}"),
    token("hvb.", VAULT, r"hvb\.[\w-]{24,}"),
    token("hvr.", VAULT, r"hvr\.[\w-]{24,}"),
    after(14, ".atlasv1.", "a token of Terraform Cloud", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    token("glsa_", "a token of Grafana", "glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    token("glc_", "a token of Grafana Cloud", "glc_[A-Za-z0-9+/]{32,}={0,2}"),
    token("sntrys_", "a token of Sentry", "sntrys_[A-Za-z0-9+/=_-]{60,}"),
    token("sntryu_", "a token of Sentry", "sntryu_[a-f0-9]{64}"),
    token("dt0c01.", "a token of Dynatrace", r"dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    token("NRAK-", "a key of New Relic", "NRAK-[A-Z0-9]{27}"),
    token("tskey-", TAILSCALE, r"tskey-(?:auth|api|client|webhook|scim)-[A-Za-z0-9]+-[A-Za-z0-9]{20,}"),
    token("pul-", "a token of Pulumi", "pul-[a-f0-9]{40}"),
    token("dp.", DOPPLER, r"dp\.(?:st|pt|ct|sa|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40,44}"),
    token("PMAK-", "a key of Postman", "PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    // Messages
    token("xox", SLACK, r"xox[abcdeoprs](?:\.xox[bp])?-[\w-]*[0-9][\w-]{9,}"),
    token("xapp-", SLACK, r"xapp-[0-9]-[\w-]{20,}"),
    token(
        "hooks.slack.com/",
        "an address of Slack that takes messages",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Z0-9]+/[\w/-]{16,})",
    ),
    token(
        "discord.com/api/webhooks/",
        "an address of Discord that takes messages",
        r"discord\.com/api/webhooks/([0-9]{15,}/[\w-]{50,})",
    ),
    token(
        "discordapp.com/api/webhooks/",
        "an address of Discord that takes messages",
        r"discordapp\.com/api/webhooks/([0-9]{15,}/[\w-]{50,})",
    ),
    token(
        "webhook.office.com/webhookb2/",
        "an address of Teams that takes messages",
        r"webhook\.office\.com/webhookb2/([\w@-]{60,}/IncomingWebhook/[\w/-]{60,})",
    ),
    after(10, ":AA", "a token of a Telegram bot", r"[0-9]{8,10}:AA[\w-]{33}"),
    token("SG.", "a key of SendGrid", r"SG\.[\w-]{20,24}\.[\w-]{39,50}"),
    token("key-", "a key of Mailgun", "key-[a-f0-9]{32}"),
    token("xkeysib-", "a key of Brevo", "xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}"),
    token("SK", "a key of Twilio", "SK[a-f0-9]{32}"),
    // Money
    token("sk_live_", STRIPE, "sk_live_[A-Za-z0-9]{16,}"),
    token("rk_live_", STRIPE, "rk_live_[A-Za-z0-9]{16,}"),
    token("whsec_", STRIPE, "whsec_[A-Za-z0-9+/]{32,}={0,2}"),
    token("sq0", "a token of Square", r"sq0[a-z]{3}-[\w-]{22,43}"),
    token("shpat_", SHOPIFY, "shpat_[a-fA-F0-9]{32}"),
    token("shpca_", SHOPIFY, "shpca_[a-fA-F0-9]{32}"),
    token("shppa_", SHOPIFY, "shppa_[a-fA-F0-9]{32}"),
    token("shpss_", SHOPIFY, "shpss_[a-fA-F0-9]{32}"),
    // Models and other services
    token("sk-ant-", "a key of Anthropic", r"sk-ant-[\w-]{24,}"),
    token("sk-proj-", OPENAI, r"sk-proj-[\w-]{40,}"),
    token("sk-svcacct-", OPENAI, r"sk-svcacct-[\w-]{40,}"),
    token("sk-admin-", OPENAI, r"sk-admin-[\w-]{40,}"),
    after(23, "T3BlbkFJ", OPENAI, r"sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
    token("sk-or-v1-", "a key of OpenRouter", "sk-or-v1-[a-f0-9]{64}"),
    token("gsk_", "a key of Groq", "gsk_[A-Za-z0-9]{52}"),
    token("hf_", "a token of Hugging Face", "hf_[A-Za-z0-9]{30,}"),
    token("r8_", "a token of Replicate", "r8_[A-Za-z0-9]{37}"),
    token("lin_api_", "a key of Linear", "lin_api_[A-Za-z0-9]{40}"),
    token("ntn_", "a token of Notion", "ntn_[A-Za-z0-9]{43,}"),
    token("figd_", "a token of Figma", r"figd_[\w-]{40,}"),
];
