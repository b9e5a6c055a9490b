//! Messages on standard input and output: a header that says how long each is, and JSON.

use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};

use crossbeam_channel::{Receiver, bounded};
use lsp_server::{Connection, Message};

/// Most bytes of a message: far more than the largest file that an editor opens.
const MOST_BYTES: u64 = 256 << 20;
/// Most bytes of a line of a header.
const MOST_HEADER: u64 = 4 << 10;
/// How many messages wait on either side.
const MOST_WAITING: usize = 64;

/// What is at the other end of standard input and output.
pub(super) struct Wire {
    pub(super) connection: Connection,
    /// What came that is no message, once something did.
    pub(super) fault: Arc<OnceLock<String>>,
    /// Ends when all that was said is written.
    pub(super) written: Receiver<()>,
}

/// Reads and writes messages in threads of their own, which go with the process.
pub(super) fn connect() -> Wire {
    let (said, receiver) = bounded(MOST_WAITING);
    let (sender, told) = bounded::<Message>(MOST_WAITING);
    let fault: Arc<OnceLock<String>> = Arc::default();
    let found = Arc::clone(&fault);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let message = match read(&mut input) {
                Ok(Some(message)) => message,
                Ok(None) => return,
                Err(reason) => {
                    let _ = found.set(reason);
                    return;
                }
            };
            if said.send(message).is_err() {
                return;
            }
        }
    });
    let (done, written) = bounded(1);
    std::thread::spawn(move || {
        let mut output = io::stdout().lock();
        // Who reads nothing more has gone.
        let _ = told.into_iter().try_for_each(|message| message.write(&mut output));
        drop(done);
    });
    Wire { written, connection: Connection { sender, receiver }, fault }
}

/// The next message; None at the end. What is no message is an error, for nobody knows where the next one begins.
fn read(input: &mut impl BufRead) -> Result<Option<Message>, String> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        let read = input.take(MOST_HEADER).read_until(b'\n', &mut line);
        if read.map_err(|error| error.to_string())? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or_else(|| format!("`{}` is no header", shown(line)))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length =
                Some(value.trim().parse::<u64>().map_err(|_| format!("`{}` is no length", shown(value)))?);
        }
    }
    let length = length.ok_or("a message does not say how long it is")?;
    if length > MOST_BYTES {
        return Err(format!("a message of {length} bytes is too long"));
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body).map_err(|error| error.to_string())?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    serde_json::from_slice(&body).map(Some).map_err(|error| format!("a message can't be read: {error}"))
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_told() {
        let told = |text: &str| read(&mut text.as_bytes()).map(|message| message.is_some());
        assert_eq!(
            told("Content-Length: 99\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}"),
            Ok(false),
            "cut off"
        );
        let whole = "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        let headers = format!("content-length: {}\r\nContent-Type: x\r\n\r\n{whole}", whole.len());
        assert_eq!(told(&headers), Ok(true));
        assert_eq!(told(""), Ok(false));
        for (text, reason) in [
            ("hello\n", "no header"),
            ("Content-Length: x\r\n\r\n", "no length"),
            ("A: b\r\n\r\n", "how long"),
            ("Content-Length: 99999999999999\r\n\r\n", "too long"),
            ("Content-Length: 2\r\n\r\n{]", "can't be read"),
        ] {
            assert!(told(text).is_err_and(|told| told.contains(reason)), "{text:?}");
        }
    }
}
