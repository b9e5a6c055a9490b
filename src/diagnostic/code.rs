//! Every code a diagnostic can carry: its permanent name, its default level, and the page that explains it.
//!
//! The page of a code is `codes/NAME.md` beside this file: what `fieldnotes explain NAME` prints, what the
//! manual shows, and the code's documentation here. A code is never renamed and never used for another fault.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Level;

macro_rules! codes {
    ($($variant:ident $name:literal $level:ident)*) => {
        /// What is wrong, as a permanent kebab-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(
                #[doc = include_str!(concat!("codes/", $name, ".md"))]
                $variant,
            )*
        }

        impl Code {
            /// All codes, in the order of the manual.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The permanent name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The level that holds unless `[lints]` says otherwise.
            pub const fn default_level(self) -> Level {
                match self { $(Self::$variant => Level::$level),* }
            }

            /// The page that explains the code, as Markdown.
            pub const fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("codes/", $name, ".md"))),* }
            }
        }
    };
}

codes! {
    // Files
    NotUtf8 "not-utf8" Deny
    EmptyFile "empty-file" Deny
    FileTooLarge "file-too-large" Deny
    UnreadableFile "unreadable-file" Deny
    BadFileName "bad-file-name" Deny
    UnsafeFile "unsafe-file" Deny
    Secret "secret" Deny
    PicturePlace "picture-place" Warn
    PictureMetadata "picture-metadata" Warn
    OtherFormat "other-format" Warn
    MisplacedIndex "misplaced-index" Warn
    // Front matter as YAML
    FrontMatterMissing "front-matter-missing" Deny
    FrontMatterUnclosed "front-matter-unclosed" Deny
    FrontMatterMisplaced "front-matter-misplaced" Deny
    ForeignFrontMatter "foreign-front-matter" Deny
    YamlSyntax "yaml-syntax" Deny
    YamlTab "yaml-tab" Deny
    YamlUnquotedColon "yaml-unquoted-colon" Deny
    YamlTooDeep "yaml-too-deep" Deny
    YamlTooLarge "yaml-too-large" Deny
    YamlUnknownAlias "yaml-unknown-alias" Deny
    YamlUnusedAnchor "yaml-unused-anchor" Warn
    YamlTag "yaml-tag" Deny
    YamlSecondDocument "yaml-second-document" Deny
    YamlComment "yaml-comment" Warn
    YamlRunOn "yaml-run-on" Warn
    DuplicateKey "duplicate-key" Deny
    ControlCharacter "control-character" Deny
    HiddenCharacter "hidden-character" Warn
    // Fields
    MissingField "missing-field" Deny
    EmptyField "empty-field" Deny
    UnknownField "unknown-field" Deny
    DeprecatedField "deprecated-field" Warn
    WrongType "wrong-type" Deny
    AmbiguousText "ambiguous-text" Warn
    InvalidDate "invalid-date" Deny
    UnknownValue "unknown-value" Deny
    ScoreOutOfRange "score-out-of-range" Deny
    NumberOutOfRange "number-out-of-range" Deny
    InvalidVersion "invalid-version" Deny
    InvalidInterval "invalid-interval" Deny
    InvalidHash "invalid-hash" Deny
    InvalidUrl "invalid-url" Deny
    InvalidSlug "invalid-slug" Deny
    InvalidAlias "invalid-alias" Deny
    PatternMismatch "pattern-mismatch" Deny
    SummaryTooLong "summary-too-long" Warn
    UnknownLanguage "unknown-language" Warn
    NumericFlag "numeric-flag" Warn
    // Fields together
    UpdatedBeforeDate "updated-before-date" Deny
    ReviewInFuture "review-in-future" Deny
    ReadingTimeOff "reading-time-off" Warn
    DateInName "date-in-name" Warn
    DuplicateItem "duplicate-item" Warn
    HasImagesMismatch "has-images-mismatch" Warn
    ImageWithoutSource "image-without-source" Warn
    SourceWithoutImage "source-without-image" Warn
    // The body
    BrokenLink "broken-link" Deny
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
    RawHtml "raw-html" Warn
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
    // Notes together
    SupersededByMissing "superseded-by-missing" Deny
    SupersededByCircle "superseded-by-circle" Deny
    DuplicateReference "duplicate-reference" Deny
    DuplicatePermalink "duplicate-permalink" Deny
    DuplicateAlias "duplicate-alias" Deny
    AliasHidesPage "alias-hides-page" Deny
    TermSpelling "term-spelling" Warn
    UnknownTerm "unknown-term" Warn
    UnusedFile "unused-file" Warn
    UnknownPage "unknown-page" Deny
    BrokenMenuLink "broken-menu-link" Warn
    // Addresses
    VanishedAddress "vanished-address" Deny
    ReusedAddress "reused-address" Warn
    UnlistedAddress "unlisted-address" Allow
    BrokenRedirect "broken-redirect" Deny
    RedirectChain "redirect-chain" Warn
    LedgerSyntax "ledger-syntax" Deny
    // The site
    ConfigSyntax "config-syntax" Deny
    ConfigUnknownKey "config-unknown-key" Deny
    ConfigMissing "config-missing" Deny
    ConfigInvalid "config-invalid" Deny
    TemplateSyntax "template-syntax" Deny
    TemplateRender "template-render" Deny
    PageTooLarge "page-too-large" Deny
    OutputOccupied "output-occupied" Deny
    NoNotes "no-notes" Deny
    // Lints and ourselves
    UnusedAllow "unused-allow" Warn
    UnknownCode "unknown-code" Warn
    InternalError "internal-error" Deny
}

impl Code {
    /// Whether it is a fault of the site's templates, of which no note is free.
    pub fn is_of_template(self) -> bool {
        matches!(self, Self::TemplateSyntax | Self::TemplateRender | Self::PageTooLarge)
    }

    /// Whether nothing at all is published with such an error: a site without what it costs is worse than the one that
    /// is there.
    pub fn stops_build(self) -> bool {
        self.is_of_template() || matches!(self, Self::NoNotes | Self::ConfigSyntax)
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
