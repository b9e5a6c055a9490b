//! Every code a diagnostic can carry: its permanent name, its default level, and the page that explains it.
//!
//! The page of a code is `codes/NAME.md` beside this file: what `fieldnotes explain NAME` prints, what the
//! manual shows, and the code's documentation here. A code is never renamed and never used for another fault.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Level;

macro_rules! codes {
    ($($group:literal { $($variant:ident $name:literal $level:ident)* })*) => {
        /// What is wrong, as a permanent kebab-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(
                #[doc = include_str!(concat!("codes/", $name, ".md"))]
                $variant,
            )*)*
        }

        impl Code {
            /// All codes, in the order of the manual.
            pub const ALL: &[Self] = &[$($(Self::$variant,)*)*];

            /// The same in groups, each with what its codes are about.
            pub const GROUPS: &[(&str, &[Self])] = &[$(($group, &[$(Self::$variant,)*]),)*];

            /// The permanent name.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)*)* }
            }

            /// The level that holds unless `[lints]` says otherwise.
            pub const fn default_level(self) -> Level {
                match self { $($(Self::$variant => Level::$level,)*)* }
            }

            /// The page that explains the code, as Markdown.
            pub const fn page(self) -> &'static str {
                match self { $($(Self::$variant => include_str!(concat!("codes/", $name, ".md")),)*)* }
            }
        }
    };
}

codes! {
    "Files" {
        NotUtf8 "not-utf8" Withhold
        EmptyFile "empty-file" Withhold
        FileTooLarge "file-too-large" Withhold
        UnreadableFile "unreadable-file" Withhold
        BadFileName "bad-file-name" Withhold
        UnsafeFile "unsafe-file" Withhold
        Secret "secret" Withhold
        PicturePlace "picture-place" Warn
        PictureMetadata "picture-metadata" Warn
        OtherFormat "other-format" Warn
        MisplacedIndex "misplaced-index" Warn
    }
    "Front matter as YAML" {
        FrontMatterMissing "front-matter-missing" Withhold
        FrontMatterUnclosed "front-matter-unclosed" Withhold
        FrontMatterMisplaced "front-matter-misplaced" Withhold
        ForeignFrontMatter "foreign-front-matter" Withhold
        YamlSyntax "yaml-syntax" Withhold
        YamlTab "yaml-tab" Withhold
        YamlUnquotedColon "yaml-unquoted-colon" Withhold
        YamlTooDeep "yaml-too-deep" Withhold
        YamlTooLarge "yaml-too-large" Withhold
        YamlUnknownAlias "yaml-unknown-alias" Withhold
        YamlUnusedAnchor "yaml-unused-anchor" Warn
        YamlTag "yaml-tag" Withhold
        YamlSecondDocument "yaml-second-document" Withhold
        YamlComment "yaml-comment" Warn
        YamlRunOn "yaml-run-on" Warn
        DuplicateKey "duplicate-key" Withhold
        ControlCharacter "control-character" Withhold
        HiddenCharacter "hidden-character" Warn
    }
    "Fields" {
        MissingField "missing-field" Withhold
        EmptyField "empty-field" Withhold
        PlaceholderLeft "placeholder-left" Warn
        UnknownField "unknown-field" Withhold
        DeprecatedField "deprecated-field" Warn
        WrongType "wrong-type" Withhold
        AmbiguousText "ambiguous-text" Warn
        InvalidDate "invalid-date" Withhold
        UnknownValue "unknown-value" Withhold
        ScoreOutOfRange "score-out-of-range" Withhold
        NumberOutOfRange "number-out-of-range" Withhold
        InvalidVersion "invalid-version" Withhold
        InvalidInterval "invalid-interval" Withhold
        InvalidHash "invalid-hash" Withhold
        InvalidUrl "invalid-url" Withhold
        InvalidSlug "invalid-slug" Withhold
        InvalidAlias "invalid-alias" Deny
        PatternMismatch "pattern-mismatch" Withhold
        SummaryTooLong "summary-too-long" Warn
        UnknownLanguage "unknown-language" Warn
        NumericFlag "numeric-flag" Warn
    }
    "Fields together" {
        UpdatedBeforeDate "updated-before-date" Withhold
        ReviewInFuture "review-in-future" Withhold
        ReviewDrifted "review-drifted" Allow
        ReviewEdited "review-edited" Allow
        ReviewOverdue "review-overdue" Allow
        ReviewDue "review-due" Allow
        ReviewUnreviewed "review-unreviewed" Allow
        ReviewDeferred "review-deferred" Allow
        ReadingTimeOff "reading-time-off" Warn
        DateInName "date-in-name" Warn
        DuplicateItem "duplicate-item" Warn
        HasImagesMismatch "has-images-mismatch" Warn
        ImageWithoutSource "image-without-source" Warn
        SourceWithoutImage "source-without-image" Warn
    }
    "The body" {
        BrokenLink "broken-link" Deny
        AmbiguousLink "ambiguous-link" Warn
        BrokenAnchor "broken-anchor" Deny
        MissingImage "missing-image" Deny
        UnreadableImage "unreadable-image" Warn
        ImageTooLarge "image-too-large" Warn
        MissingAlt "missing-alt" Warn
        InsecureImage "insecure-image" Warn
        MissingLinkText "missing-link-text" Warn
        EmptyLink "empty-link" Warn
        LinkLeavesSite "link-leaves-site" Deny
        UnsafeLink "unsafe-link" Deny
        DraftLink "draft-link" Warn
        HeadingSkipsLevel "heading-skips-level" Warn
        DuplicateHeadingId "duplicate-heading-id" Warn
        MathSyntax "math-syntax" Warn
        FenceAttribute "fence-attribute" Warn
        BlockSyntax "block-syntax" Deny
        BlockFailed "block-failed" Deny
        BlockOutput "block-output" Deny
        BlockSkipped "block-skipped" Warn
        RawHtml "raw-html" Warn
        HtmlDropped "html-dropped" Warn
        HtmlAsText "html-as-text" Warn
        TableCells "table-cells" Warn
        TableDelimiter "table-delimiter" Warn
        UnclosedFence "unclosed-fence" Warn
        UnclosedComment "unclosed-comment" Warn
        UndefinedReference "undefined-reference" Warn
        UndefinedFootnote "undefined-footnote" Warn
        FootnoteInImage "footnote-in-image" Warn
        UnusedDefinition "unused-definition" Warn
        DuplicateDefinition "duplicate-definition" Warn
        UnknownAlert "unknown-alert" Warn
        WikiLink "wiki-link" Warn
        ForeignSyntax "foreign-syntax" Warn
        MarkupAsText "markup-as-text" Warn
        ListNumber "list-number" Warn
        LostBackslash "lost-backslash" Warn
    }
    "Notes together" {
        SupersededByMissing "superseded-by-missing" Deny
        SupersededByCircle "superseded-by-circle" Deny
        DuplicateReference "duplicate-reference" Withhold
        DuplicatePermalink "duplicate-permalink" Withhold
        DuplicateAlias "duplicate-alias" Deny
        AliasHidesPage "alias-hides-page" Deny
        DuplicateAlert "duplicate-alert" Deny
        AlertAddress "alert-address" Warn
        TermSpelling "term-spelling" Warn
        UnknownTerm "unknown-term" Warn
        UnusedFile "unused-file" Warn
        WatchedMissing "watched-missing" Warn
        WatchedUnknown "watched-unknown" Warn
        InvalidWatch "invalid-watch" Warn
        UnknownPage "unknown-page" Deny
        BrokenMenuLink "broken-menu-link" Warn
        MissingThemeFile "missing-theme-file" Deny
    }
    "Addresses" {
        VanishedAddress "vanished-address" Deny
        ReusedAddress "reused-address" Warn
        UnlistedAddress "unlisted-address" Allow
        BrokenRedirect "broken-redirect" Deny
        RedirectChain "redirect-chain" Warn
        LedgerSyntax "ledger-syntax" Deny
    }
    "Alerts and their rules" {
        BrokenRunbook "broken-runbook" Deny
        AlertWithoutNote "alert-without-note" Warn
        AlertWithoutRule "alert-without-rule" Warn
        RulesSyntax "rules-syntax" Warn
    }
    "Known faults" {
        BaselineSyntax "baseline-syntax" Deny
        BaselineOutdated "baseline-outdated" Warn
    }
    "The site" {
        ConfigSyntax "config-syntax" Deny
        ConfigUnknownKey "config-unknown-key" Deny
        ConfigMissing "config-missing" Deny
        ConfigInvalid "config-invalid" Deny
        Untranslated "untranslated" Warn
        LocalBaseUrl "local-base-url" Deny
        TemplateSyntax "template-syntax" Deny
        TemplateRender "template-render" Deny
        PageTooLarge "page-too-large" Deny
        OutputOccupied "output-occupied" Deny
        NoNotes "no-notes" Deny
        UnknownPast "unknown-past" Warn
    }
    "Lints and ourselves" {
        UnusedAllow "unused-allow" Warn
        UnknownCode "unknown-code" Warn
        InternalError "internal-error" Withhold
    }
}

impl Code {
    /// Whether it is a fault of the site's templates, of which no note is free.
    pub fn is_of_template(self) -> bool {
        matches!(self, Self::TemplateSyntax | Self::TemplateRender | Self::PageTooLarge)
    }

    /// Whether it is found only by a check that is given rule files.
    pub fn is_of_rules(self) -> bool {
        matches!(
            self,
            Self::BrokenRunbook | Self::AlertWithoutNote | Self::AlertWithoutRule | Self::RulesSyntax
        )
    }

    /// Whether nothing at all is published with such an error: a site without what it costs is worse than the one that
    /// is there.
    pub fn stops_build(self) -> bool {
        self.is_of_template() || matches!(self, Self::NoNotes | Self::ConfigSyntax)
    }

    /// Whether it depends on the day whether there is such a fault: a build has none.
    pub fn is_of_day(self) -> bool {
        self.name().starts_with("review-")
    }

    /// What a level means for the code: as an error a secret, or what could run in a reader's browser, always withholds; what a
    /// build never reports withholds nothing.
    pub fn error_level(self, level: Level) -> Level {
        let is_of_safety = matches!(self, Self::Secret | Self::UnsafeFile);
        match level {
            Level::Deny if is_of_safety => Level::Withhold,
            Level::Withhold if self.is_of_day() => Level::Deny,
            level => level,
        }
    }

    /// Whether a file with such a fault may hold fields that nobody could read.
    pub fn hides_fields(self) -> bool {
        let name = self.name();
        name.starts_with("yaml-")
            || name.starts_with("front-matter-")
            || matches!(
                self,
                Self::NotUtf8
                    | Self::EmptyFile
                    | Self::FileTooLarge
                    | Self::UnreadableFile
                    | Self::ForeignFrontMatter
                    | Self::DuplicateKey
                    | Self::ControlCharacter
                    | Self::UnknownField
                    | Self::InternalError
            )
    }

    /// What it means: the first sentence of its page.
    pub fn summary(self) -> String {
        let first = self.page().split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let end = first.find(". ").map_or(first.len(), |end| end + 1);
        first[..end].trim_end().to_owned()
    }

    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
