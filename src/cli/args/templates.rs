//! The arguments of `templates`.

use clap::{Args, Subcommand};

/// `templates`.
#[derive(Debug, Args)]
pub struct Templates {
    /// What to do.
    #[command(subcommand)]
    pub action: TemplatesAction,
}

/// What `templates` does.
#[derive(Debug, Subcommand)]
pub enum TemplatesAction {
    /// List the files of the theme, what each is for, and which of them the site has replaced
    List,
    /// Print a file of the theme
    Show {
        /// The file, such as base.html or assets/theme.css
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Copy a file of the theme into templates/, where it replaces the theme's; never overwrites
    Copy {
        /// The file, such as base.html or assets/theme.css
        #[arg(value_name = "NAME")]
        name: String,
    },
}
