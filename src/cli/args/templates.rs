//! The arguments of `templates`.

use clap::{Args, Subcommand};

use super::super::complete;
use super::page::{self, Page};

const TEMPLATES: Page = Page {
    examples: &[
        ("fieldnotes templates list", "List the files of the theme, and which of them the site replaces"),
        (
            "fieldnotes templates copy note.html",
            "Copy a file of the theme into templates/, to change it there",
        ),
    ],
    clean: "the work was done",
    faults: None,
    failed: page::FAILED,
    environment: &[],
};

/// `templates`.
#[derive(Debug, Args)]
#[command(add = TEMPLATES)]
pub struct Templates {
    /// What to do.
    #[command(subcommand)]
    pub action: TemplatesAction,
}

/// What `templates` does.
#[derive(Debug, Subcommand)]
pub enum TemplatesAction {
    /// List the files of the theme, what each is for, and which of them the site has replaced
    #[command(add = LIST)]
    List,
    /// Print a file of the theme
    #[command(add = SHOW)]
    Show {
        /// The file, such as base.html or assets/theme.css
        #[arg(value_name = "NAME", add = complete::theme_files())]
        name: String,
    },
    /// Copy a file of the theme into templates/, where it replaces the theme's; never overwrites
    #[command(add = COPY)]
    Copy {
        /// The file, such as base.html or assets/theme.css
        #[arg(value_name = "NAME", add = complete::theme_files())]
        name: String,
    },
}

const LIST: Page = Page {
    examples: &[("fieldnotes templates list", "List the files of the theme")],
    clean: "the files were listed",
    faults: None,
    failed: page::FAILED,
    environment: &[],
};

const SHOW: Page = Page {
    examples: &[
        ("fieldnotes templates show note.html", "Print the template of a note"),
        ("fieldnotes templates show assets/theme.css", "Print the theme's stylesheet"),
    ],
    clean: "the file was printed",
    faults: None,
    failed: "the theme has no such file",
    environment: &[],
};

const COPY: Page = Page {
    examples: &[(
        "fieldnotes templates copy note.html",
        "Copy the template of a note into templates/, to change it there",
    )],
    clean: "the file was copied",
    faults: None,
    failed: "it was not, such as because the site has the file",
    environment: &[],
};
