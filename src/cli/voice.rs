//! The streams: a reply or a failure becomes text and an exit code. Nothing else writes a result.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use super::args::Options;
use super::{Failure, Reply, closed, env};
use crate::config::{self, Color, Flags, Settings};
use crate::exchange::json;

/// How to speak: known before the command line is understood, so that its errors are spoken the same way.
pub struct Voice {
    json: bool,
    quiet: bool,
    verbose: bool,
    color: bool,
}

impl Voice {
    /// Looks among the words as typed for what an error in them needs.
    pub fn of(words: &[OsString]) -> Voice {
        let typed: Vec<&str> = words.iter().skip(1).take_while(|w| *w != "--").filter_map(|w| w.to_str()).collect();
        let after = |name: &str| {
            let at = typed.iter().position(|word| *word == name)?;
            typed.get(at + 1).copied()
        };
        let color = match after("--color").or_else(|| typed.iter().find_map(|word| word.strip_prefix("--color="))) {
            Some("always") => Some(Color::Always),
            Some("never") => Some(Color::Never),
            _ => None,
        };
        let flags = Flags { color, ..Flags::default() };
        let to_terminal = io::stderr().is_terminal();
        let color = Settings::gather(flags, &env, config::clock()).is_ok_and(|s| s.colours(to_terminal, &env));
        Voice { json: typed.contains(&"--json"), quiet: false, verbose: false, color }
    }

    /// Takes over what the options say, now that they are understood.
    pub fn understood(&mut self, options: &Options) {
        (self.json, self.quiet, self.verbose) = (options.json, options.quiet, options.verbose);
    }

    /// Says it, and gives the exit code.
    pub fn tell(&self, answer: Result<Reply, Failure>) -> u8 {
        match answer.and_then(|reply| self.reply(reply)) {
            Ok(code) => code,
            Err(failure) => {
                self.complain(&failure);
                failure.kind.code()
            }
        }
    }

    fn reply(&self, reply: Reply) -> Result<u8, Failure> {
        let mut out = io::stdout().lock();
        let written = match closed::output_was_closed() && !reply.out.is_empty() {
            true => Err(io::Error::from_raw_os_error(libc::EBADF)),
            false => out.write_all(reply.out.as_bytes()).and_then(|()| out.flush()),
        };
        written.map_err(|error| Failure::io("the output cannot be written", error))?;
        if !self.quiet && !self.json {
            let notes: String = reply.notes.iter().map(|note| format!("{note}\n")).collect();
            // Nobody is left to be told that standard error is gone.
            let _ = io::stderr().write_all(notes.as_bytes());
        }
        Ok(reply.code)
    }

    fn complain(&self, failure: &Failure) {
        let closed = failure.kind == super::Kind::Closed;
        let text = match self.json && !closed {
            true => json::text(&failure.json()),
            false => failure.text(self.color, self.verbose),
        };
        let _ = io::stderr().write_all(text.as_bytes());
    }
}
