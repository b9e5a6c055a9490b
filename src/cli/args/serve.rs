//! What can be said of `serve` on the command line.

use std::net::IpAddr;

use clap::Args as ClapArgs;

use super::page::{self, Page};

const SERVE: Page = Page {
    examples: &[
        ("fieldnotes serve", "Preview the site at http://127.0.0.1:4000"),
        ("fieldnotes serve --open --port 8080", "Open the preview in the browser, on another port"),
        (
            "fieldnotes serve --host 0.0.0.0 --allow-host buildbox.local",
            "Let other machines read the preview, also by this name",
        ),
    ],
    clean: "the preview was stopped, as with Ctrl-C",
    faults: None,
    failed: "the preview could not begin, such as because the port is in use",
    environment: &[page::EPOCH, page::PROGRAMS, page::THREADS],
};

/// `serve`.
#[derive(Debug, ClapArgs)]
#[command(add = SERVE)]
pub struct Serve {
    /// The port; 0 chooses any free port [default: 4000, or the next free port]
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// The address to listen on; with 0.0.0.0, everybody who can reach this machine can read the preview
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1", value_parser = host)]
    pub host: IpAddr,
    /// Also answer requests to this name, such as the machine's own; can be repeated
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub allow_host: Vec<String>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Poll for changes; for network folders, which send no change events
    #[arg(long)]
    pub poll: bool,
    /// Leave drafts out, as `build` does
    #[arg(long)]
    pub no_drafts: bool,
}

fn host(text: &str) -> Result<IpAddr, String> {
    let text = if text == "localhost" { "127.0.0.1" } else { text };
    text.parse().map_err(|_| "write an address, such as 127.0.0.1 or 0.0.0.0".to_owned())
}

fn host_name(text: &str) -> Result<String, String> {
    let is_name = crate::serve::is_host_name(text);
    is_name
        .then(|| text.to_owned())
        .ok_or_else(|| "write a name without a port, such as `buildbox.local`".to_owned())
}
