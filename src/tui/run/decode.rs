//! The bytes a terminal sends, understood: keys, pastes, the focus.
//!
//! Only what terminals send unasked is known here (xterm's keys with their modifiers, the Linux console's,
//! `CSI u` of multiplexers that insist on it), since nothing is ever asked of them. Everything else in the
//! form of a sequence is passed over as a whole, so that a late answer to somebody else's question is not
//! typed into a form.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A sequence comes in one piece, over a slow line in a few; what is alone for this long is a key: Esc.
const PIECE: Duration = Duration::from_millis(25);

/// A paste whose end got lost must not swallow the keyboard for ever; a slow one must not become keys.
const PASTE: Duration = Duration::from_secs(10);

/// More than the longest text a plan can hold; the rest of a longer paste is passed over.
const LONGEST_PASTE: usize = 16 << 20;

/// No sequence that means anything is longer, and no string that is somebody's answer.
const LONGEST_SEQUENCE: usize = 64;
const LONGEST_STRING: usize = 64 << 10;

const PASTE_END: &[u8] = b"\x1b[201~";

/// What was understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Heard {
    Key(KeyEvent),
    Paste(String),
    Focus,
}

/// Takes bytes in pieces of any size.
#[derive(Default)]
pub(super) struct Decoder {
    /// The start of something whose end has not come.
    rest: Vec<u8>,
    paste: Option<Vec<u8>>,
}

enum Step {
    /// So many bytes are done with.
    Took(usize, Option<Heard>),
    PasteStarts(usize),
    /// More bytes are needed.
    Wait,
}

impl Decoder {
    /// How long to wait for more before [`Decoder::give_up`]; `None`: nothing is unfinished.
    pub fn patience(&self) -> Option<Duration> {
        match &self.paste {
            Some(_) => Some(PASTE),
            None => (!self.rest.is_empty()).then_some(PIECE),
        }
    }

    pub fn feed(&mut self, bytes: &[u8], heard: &mut Vec<Heard>) {
        self.rest.extend_from_slice(bytes);
        let mut done = 0;
        loop {
            if self.paste.is_some() {
                self.rest.drain(..std::mem::take(&mut done));
                if !self.paste_on(heard) {
                    return;
                }
            }
            match step(&self.rest[done..]) {
                Step::Took(count, what) => {
                    done += count;
                    heard.extend(what);
                }
                Step::PasteStarts(count) => {
                    done += count;
                    self.paste = Some(Vec::new());
                }
                Step::Wait => break,
            }
        }
        self.rest.drain(..done);
    }

    /// Nothing more came: what is there has to be all.
    pub fn give_up(&mut self, heard: &mut Vec<Heard>) {
        let rest = std::mem::take(&mut self.rest);
        if let Some(mut text) = self.paste.take() {
            text.extend(rest);
            heard.push(Heard::Paste(clean(&text)));
            return;
        }
        match rest[..] {
            [0x1b] => heard.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            [0x1b, c @ (b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_')] => {
                heard.push(typed(c.into(), KeyModifiers::ALT))
            }
            _ => {}
        }
    }

    /// Moves the paste on by what is in `rest`; true if its end was there.
    fn paste_on(&mut self, heard: &mut Vec<Heard>) -> bool {
        let Some(text) = &mut self.paste else { return true };
        // The end may have been cut in two between the pieces.
        let from = text.len().saturating_sub(PASTE_END.len() - 1);
        text.append(&mut self.rest);
        let end = text[from..].windows(PASTE_END.len()).position(|w| w == PASTE_END).map(|at| from + at);
        if let Some(end) = end {
            self.rest = text.split_off(end + PASTE_END.len());
            text.truncate(end);
            heard.push(Heard::Paste(clean(text)));
            self.paste = None;
        } else if text.len() > LONGEST_PASTE {
            text.drain(LONGEST_PASTE - PASTE_END.len()..text.len() - PASTE_END.len());
        }
        end.is_some()
    }
}

/// Terminals send the end of a pasted line as the Enter key, CR.
fn clean(text: &[u8]) -> String {
    String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n")
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [0x1b] => Step::Wait,
        [0x1b, b'[', rest @ ..] => csi(rest),
        [0x1b, b'O', rest @ ..] => match rest {
            [] => Step::Wait,
            [b'M', ..] => Step::Took(3, Some(key(KeyCode::Enter, KeyModifiers::NONE))),
            [last, ..] => match letter(*last) {
                Some(code) => Step::Took(3, Some(key(code, KeyModifiers::NONE))),
                None => Step::Took(2, Some(typed('O', KeyModifiers::ALT))),
            },
        },
        [0x1b, b']' | b'P' | b'X' | b'^' | b'_', rest @ ..] => string(rest),
        [0x1b, 0x1b, ..] => Step::Took(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [0x1b, rest @ ..] => plain(rest, KeyModifiers::ALT, 1),
        _ => plain(bytes, KeyModifiers::NONE, 0),
    }
}

/// A string of a terminal's answer: up to BEL or ST, and of no interest.
fn string(rest: &[u8]) -> Step {
    match rest.iter().position(|b| matches!(b, 0x07 | 0x1b)) {
        None if rest.len() > LONGEST_STRING => Step::Took(2 + rest.len(), None),
        None => Step::Wait,
        Some(at) if rest[at] == 0x07 => Step::Took(2 + at + 1, None),
        Some(at) => match rest.get(at + 1) {
            None => Step::Wait,
            Some(b'\\') => Step::Took(2 + at + 2, None),
            Some(_) => Step::Took(2 + at, None),
        },
    }
}

/// What follows `ESC [`: parameters, then one final byte.
fn csi(rest: &[u8]) -> Step {
    if let [b'[', more @ ..] = rest {
        return match more {
            [] => Step::Wait,
            [f @ b'A'..=b'E', ..] => Step::Took(4, Some(key(KeyCode::F(f - b'A' + 1), KeyModifiers::NONE))),
            _ => Step::Took(3, None),
        };
    }
    let Some(end) = rest.iter().position(|b| !(0x20..0x40).contains(b)) else {
        return if rest.len() > LONGEST_SEQUENCE { Step::Took(2 + rest.len(), None) } else { Step::Wait };
    };
    if !(0x40..0x7f).contains(&rest[end]) {
        // Broken off by the start of something else.
        return Step::Took(2 + end, None);
    }
    let took = 2 + end + 1;
    match (&rest[..end], rest[end]) {
        (b"200", b'~') => Step::PasteStarts(took),
        (b"", b'I') => Step::Took(took, Some(Heard::Focus)),
        (params, last) => Step::Took(took, sequence(params, last)),
    }
}

fn sequence(params: &[u8], last: u8) -> Option<Heard> {
    // Anything but numbers is an answer or the mouse.
    let params = std::str::from_utf8(params).ok()?;
    let mut numbers = Vec::with_capacity(3);
    for param in params.split(';') {
        // Behind a colon stands what only those get who asked for it.
        let number = param.split(':').next().unwrap_or_default();
        numbers.push(if number.is_empty() { 1 } else { number.parse::<u32>().ok()? });
    }
    let number = |at: usize| numbers.get(at).copied().unwrap_or(1);
    let held = modifiers(number(1));
    let code = match last {
        b'Z' => return Some(key(KeyCode::BackTab, held | KeyModifiers::SHIFT)),
        b'u' => return coded(number(0), held),
        b'~' if number(0) == 27 => return coded(number(2), held),
        b'~' => match number(0) {
            1 | 7 => KeyCode::Home,
            2 => KeyCode::Insert,
            3 => KeyCode::Delete,
            4 | 8 => KeyCode::End,
            5 => KeyCode::PageUp,
            6 => KeyCode::PageDown,
            n @ 11..=15 => KeyCode::F(u8::try_from(n - 10).ok()?),
            n @ 17..=21 => KeyCode::F(u8::try_from(n - 11).ok()?),
            n @ 23..=24 => KeyCode::F(u8::try_from(n - 12).ok()?),
            _ => return None,
        },
        _ if number(0) == 1 => letter(last)?,
        _ => return None,
    };
    Some(key(code, held))
}

/// The final letters that `ESC [` and `ESC O` share.
fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

/// A key by its code point, of terminals that tell more keys apart.
fn coded(code: u32, held: KeyModifiers) -> Option<Heard> {
    let code = match code {
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        // The private use area numbers keys that have no character.
        0xe000..=0xf8ff => return None,
        _ => {
            let c = char::from_u32(code).filter(|c| !c.is_control())?;
            let shifted = held.contains(KeyModifiers::SHIFT) && !held.contains(KeyModifiers::CONTROL);
            return Some(typed(if shifted { c.to_ascii_uppercase() } else { c }, held));
        }
    };
    Some(key(code, held))
}

fn modifiers(param: u32) -> KeyModifiers {
    let bits = param.saturating_sub(1);
    let table = [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)];
    table.iter().filter(|(bit, _)| bits & bit != 0).fold(KeyModifiers::NONE, |all, (_, held)| all | *held)
}

/// One character or control key; `before` bytes of an Alt go with it.
fn plain(bytes: &[u8], held: KeyModifiers, before: usize) -> Step {
    let first = bytes[0];
    let control = |c: u8| typed(c.into(), held | KeyModifiers::CONTROL);
    let (count, what) = match first {
        b'\r' => (1, key(KeyCode::Enter, held)),
        b'\t' => (1, key(KeyCode::Tab, held)),
        0x7f => (1, key(KeyCode::Backspace, held)),
        0 => (1, control(b' ')),
        0x01..=0x1a => (1, control(first - 1 + b'a')),
        0x1c..=0x1f => (1, control(first - 0x1c + b'4')),
        _ => {
            let length = match first {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => 1,
            };
            let have = &bytes[..length.min(bytes.len())];
            match std::str::from_utf8(have) {
                Ok(text) => match text.chars().next() {
                    Some(c) if !c.is_control() => (length, typed(c, held)),
                    _ => return Step::Took(before + length, None),
                },
                Err(error) if error.error_len().is_none() => return Step::Wait,
                // No character starts here; the next byte may.
                Err(error) => return Step::Took(before + error.error_len().unwrap_or(1), None),
            }
        }
    };
    Step::Took(before + count, Some(what))
}

fn typed(c: char, held: KeyModifiers) -> Heard {
    let shift = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    key(KeyCode::Char(c), held | shift)
}

fn key(code: KeyCode, held: KeyModifiers) -> Heard {
    Heard::Key(KeyEvent::new(code, held))
}

#[cfg(test)]
mod tests;
