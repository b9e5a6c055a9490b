//! What a block needs: programs that are installed, and addresses that answer.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::folder::Folder;

/// How long an address has to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a need is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A program that is installed.
    Program,
    /// An address that answers.
    Address,
}

/// What a need is, as it is written.
pub(super) fn kind(need: &str) -> Kind {
    if need.contains(':') { Kind::Address } else { Kind::Program }
}

/// What is lacking of a need: `psql` is a program, `127.0.0.1:5432` and `:5432` are addresses.
pub(super) fn lack(need: &str, folder: &Folder) -> Option<String> {
    if kind(need) == Kind::Program {
        return (!folder.has(need)).then(|| format!("`{need}` is not installed"));
    }
    let address = if need.starts_with(':') { format!("127.0.0.1{need}") } else { need.to_owned() };
    let answers = address.to_socket_addrs().ok().is_some_and(|mut addresses| {
        addresses.any(|address| TcpStream::connect_timeout(&address, PATIENCE).is_ok())
    });
    (!answers).then(|| format!("nothing answers at `{need}`"))
}
