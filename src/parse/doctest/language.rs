//! What can be done with the language of a block: what its fence and its title say it is, and whether that can be run.

/// A language that blocks can be tested in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A script for a shell, by the name of its program.
    Shell(&'static str),
    /// A terminal session: commands, and what they print.
    Session,
    /// Python.
    Python,
    /// JavaScript.
    JavaScript,
    /// SQL as `PostgreSQL` has it, and what psql adds to it.
    Sql,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// A configuration of nginx.
    Nginx,
    /// A unit of systemd.
    Systemd,
    /// A configuration of logrotate.
    Logrotate,
}

/// Names of the languages as fences have them.
const NAMES: [(&str, Language); 30] = [
    ("sh", Language::Shell("sh")),
    ("shell", Language::Shell("bash")),
    ("bash", Language::Shell("bash")),
    ("zsh", Language::Shell("zsh")),
    ("console", Language::Session),
    ("terminal", Language::Session),
    ("session", Language::Session),
    ("shell-session", Language::Session),
    ("shellsession", Language::Session),
    ("sh-session", Language::Session),
    ("bash-session", Language::Session),
    ("py", Language::Python),
    ("py3", Language::Python),
    ("python", Language::Python),
    ("python3", Language::Python),
    ("js", Language::JavaScript),
    ("mjs", Language::JavaScript),
    ("cjs", Language::JavaScript),
    ("node", Language::JavaScript),
    ("javascript", Language::JavaScript),
    ("sql", Language::Sql),
    ("psql", Language::Sql),
    ("postgres", Language::Sql),
    ("postgresql", Language::Sql),
    ("json", Language::Json),
    ("yml", Language::Yaml),
    ("yaml", Language::Yaml),
    ("toml", Language::Toml),
    ("nginx", Language::Nginx),
    ("systemd", Language::Systemd),
];

/// What a unit of systemd is called.
const UNITS: [&str; 8] =
    [".service", ".timer", ".socket", ".path", ".mount", ".target", ".slice", ".automount"];

impl Language {
    /// That of a fence: by its name, and where this says little, by the file that its title names.
    pub fn of(name: &str, title: Option<&str>) -> Option<Self> {
        let title = title.unwrap_or("");
        match name.to_ascii_lowercase().as_str() {
            "ini" | "dosini" | "text" | "conf" if title.contains("logrotate.d/") => Some(Self::Logrotate),
            "ini" | "dosini" | "text" if UNITS.iter().any(|unit| title.ends_with(unit)) => {
                Some(Self::Systemd)
            }
            name => NAMES.iter().find(|(known, _)| *known == name).map(|(_, language)| *language),
        }
    }

    /// That of a file that is run.
    pub fn of_file(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        Self::of(extension, None).filter(|language| language.can_run())
    }

    /// Whether it can be run, and not only parsed.
    pub fn can_run(self) -> bool {
        matches!(self, Self::Shell(_) | Self::Session | Self::Python | Self::JavaScript | Self::Sql)
    }

    /// Whether it is parsed without another program.
    pub fn is_parsed_here(self) -> bool {
        matches!(self, Self::Json | Self::Yaml | Self::Toml)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shell(program) => program,
            Self::Session => "console",
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
            Self::Sql => "SQL",
            Self::Json => "JSON",
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
            Self::Nginx => "nginx",
            Self::Systemd => "systemd",
            Self::Logrotate => "logrotate",
        }
    }
}

/// The path that a title names, below the folder that a block runs in; None for a title that is no path.
pub fn path_of_title(title: &str) -> Option<String> {
    let inner = title.trim_start_matches('/');
    let is_part = |part: &str| {
        let is_plain = part.chars().all(|c| c.is_alphanumeric() || "._-@+".contains(c));
        is_plain && !part.is_empty() && part != "." && part != ".."
    };
    inner.split('/').all(is_part).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_a_name_does_not() {
        let of = |name: &str, title: &str| Language::of(name, Some(title));
        assert_eq!(of("ini", "/etc/systemd/system/a.timer"), Some(Language::Systemd));
        assert_eq!(of("text", "/etc/logrotate.d/api"), Some(Language::Logrotate));
        assert_eq!(of("ini", "/etc/redis/redis.conf"), None);
        assert_eq!(of("Bash", ""), Some(Language::Shell("bash")));
        assert_eq!(Language::of_file("tests/blocks/a.sh"), Some(Language::Shell("sh")));
        assert_eq!(Language::of_file("a.json"), None);
    }

    #[test]
    fn titles_lead_nowhere_else() {
        assert_eq!(path_of_title("/etc/a/b@.conf").as_deref(), Some("etc/a/b@.conf"));
        assert_eq!(path_of_title("src/jobs/once.js").as_deref(), Some("src/jobs/once.js"));
        for title in ["", "/", "a/../b", "../a", "gunicorn.conf.py, additions", "a b", "a//b", "a\\b"] {
            assert_eq!(path_of_title(title), None, "{title}");
        }
    }
}
