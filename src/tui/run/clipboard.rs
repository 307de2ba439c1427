//! Copying a text out, over every way there is, without claiming what cannot be known.
//!
//! First OSC 52, which the terminal carries out, also over SSH, and never answers. tmux by default
//! (`set-clipboard external`) takes it from no program (tmux#1864); wrapped in its passthrough sequence it
//! gets through where `allow-passthrough` is on, and from an SSH session in a local tmux there is no other
//! way. On tmux's own machine `load-buffer -w` always works, and so is asked as the first of the tools.
//! Next a file, which can always be had back. Last the tools of the desktop, which say whether they did it,
//! and are given a second in all (an `xclip` without its display hangs).

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::guard;
use crate::text::{Shown, show};

/// Several terminals drop a sequence that is longer than 100,000 bytes; this is as much in base64.
const LONGEST: usize = 74_994;

/// For all tools together.
const LIMIT: Duration = Duration::from_secs(1);

/// Copies the text; takes up to a second, so not on the loop's thread.
pub(super) fn copy(text: &str, cache: &Path) -> Result<Shown, Shown> {
    let fits = text.len() <= LONGEST;
    let sent = fits && guard::write(osc52(text, in_tmux()).as_bytes()).is_ok();
    let file = cache.join("clip");
    let kept = keep(text, &file);
    let place = home_as_tilde(&file.to_string_lossy());
    let end = Instant::now() + LIMIT;
    let tool = tools().into_iter().find(|tool| took(tool, text, end));
    let mut said = Vec::new();
    match tool {
        Some(["tmux", ..]) => said.push("copied into tmux's buffer".to_string()),
        Some(tool) => said.push(format!("copied with {}", tool[0])),
        None if sent => said.push("sent to the terminal's clipboard (OSC 52)".to_string()),
        None if fits => said.push("the terminal takes nothing".to_string()),
        None => said.push("too long for the terminal's clipboard".to_string()),
    }
    let done = tool.is_some() || sent || kept.is_ok();
    match kept {
        Ok(()) if tool.is_none() && !sent => said.push(format!("the text is in {place}")),
        Ok(()) => said.push(format!("also in {place}")),
        // Then one of the others has it, and the file is of no interest.
        Err(_) if done => {}
        Err(error) => said.push(format!("cannot write {place}: {error}")),
    }
    let sentence = show(said.join("; "));
    if done { Ok(sentence) } else { Err(sentence) }
}

/// The sequence that sets the clipboard; for tmux both as it is and passed through.
fn osc52(text: &str, tmux: bool) -> String {
    let plain = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    if tmux { format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\") } else { plain }
}

/// Also on the far side of an SSH session, where only the terminal's name came along. GNU screen would
/// print the wrapping, and has another name.
fn in_tmux() -> bool {
    is_set("TMUX") || env::var_os("TERM").is_some_and(|term| term.to_string_lossy().starts_with("tmux"))
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Replaces the file as a whole; only its owner can read it.
fn keep(text: &str, file: &Path) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// A path as people write it.
pub(super) fn home_as_tilde(path: &str) -> String {
    let home = env::var("HOME").unwrap_or_default();
    match path.strip_prefix(&home) {
        Some(rest) if !home.is_empty() && rest.starts_with('/') => format!("~{rest}"),
        _ => path.to_string(),
    }
}

/// The tools that may work here, in the order they are tried.
fn tools() -> Vec<&'static [&'static str]> {
    let all: [(bool, &[&str]); 5] = [
        (is_set("TMUX"), &["tmux", "load-buffer", "-w", "-"]),
        (is_set("WAYLAND_DISPLAY"), &["wl-copy"]),
        (is_set("DISPLAY"), &["xclip", "-selection", "clipboard"]),
        (is_set("DISPLAY"), &["xsel", "--clipboard", "--input"]),
        (cfg!(target_os = "macos"), &["pbcopy"]),
    ];
    all.into_iter().filter(|(fits, _)| *fits).map(|(_, tool)| tool).collect()
}

/// Whether a tool took the text and said so before the end.
fn took(tool: &[&str], text: &str, end: Instant) -> bool {
    let mut command = Command::new(tool[0]);
    command.args(&tool[1..]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // On a thread, since a tool that hangs does not read.
    if let Some(mut input) = child.stdin.take() {
        let text = text.to_string();
        let _ = thread::Builder::new().spawn(move || input.write_all(text.as_bytes()));
    }
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit > group.len() { '=' } else { char::from(DIGITS[value as usize]) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, code) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), code);
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }

    #[test]
    fn tmux_is_sent_the_sequence_twice_with_its_escape_doubled() {
        assert_eq!(osc52("f", false), "\x1b]52;c;Zg==\x07");
        assert_eq!(osc52("f", true), "\x1b]52;c;Zg==\x07\x1bPtmux;\x1b\x1b]52;c;Zg==\x07\x1b\\");
    }
}
