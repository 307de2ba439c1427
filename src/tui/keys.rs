//! Keys as characters, the way terminals send them and people read them.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// One key press. Shift is folded into the character: terminals disagree on whether they set its bit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Chord {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

/// Names of keys that are no character.
const NAMED: [(&str, KeyCode); 16] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("S-tab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("insert", KeyCode::Insert),
];

impl Chord {
    /// A press as a chord; releases are none.
    pub fn of(event: KeyEvent) -> Option<Chord> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(c) if shift && c.is_ascii_lowercase() => KeyCode::Char(c.to_ascii_uppercase()),
            KeyCode::Tab if shift => KeyCode::BackTab,
            code => code,
        };
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match code {
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Some(Chord { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT) })
    }

    /// Reads `j`, `C-r`, `enter`, `S-tab`, `f2`.
    pub fn parse(text: &str) -> Option<Chord> {
        let (ctrl, rest) = text.strip_prefix("C-").map_or((false, text), |rest| (true, rest));
        let (alt, rest) = rest.strip_prefix("A-").map_or((false, rest), |rest| (true, rest));
        let named = NAMED.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let function = || rest.strip_prefix('f').and_then(|n| n.parse().ok()).map(KeyCode::F);
        let character = || {
            let mut chars = rest.chars();
            chars.next().filter(|_| chars.next().is_none()).map(KeyCode::Char)
        };
        let code = named.or_else(character).or_else(function)?;
        Some(Chord { code, ctrl, alt })
    }

    /// The character it types, if it types one.
    pub fn character(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ctrl = if self.ctrl { "C-" } else { "" };
        let alt = if self.alt { "A-" } else { "" };
        write!(f, "{ctrl}{alt}")?;
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "f{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// A sequence of chords as written in the command table: `g g`, `C-r`.
pub fn sequence(text: &str) -> Vec<Chord> {
    text.split(' ').filter_map(Chord::parse).collect()
}

/// A key as people read it in a footer: arrows as words would be long.
pub fn label(keys: &str) -> String {
    let each = keys.split(' ').map(|key| match key {
        "space" => "Space",
        "enter" => "Enter",
        "esc" => "Esc",
        "tab" => "Tab",
        "S-tab" => "S-Tab",
        "backspace" => "Backspace",
        "pgup" => "PgUp",
        "pgdn" => "PgDn",
        "up" => "Up",
        "down" => "Down",
        "left" => "Left",
        "right" => "Right",
        "home" => "Home",
        "end" => "End",
        "f1" => "F1",
        "f2" => "F2",
        other => other,
    });
    each.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_read_back() {
        for text in ["j", "G", "C-r", "enter", "S-tab", "space", "f2", "?", "A-x", "pgdn", "é"] {
            assert_eq!(Chord::parse(text).map(|c| c.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Chord::parse("nonsense"), None);
        assert_eq!(sequence("g g").len(), 2);
    }

    #[test]
    fn shift_is_the_character() {
        let with = KeyEvent::new(KeyCode::Char('D'), KeyModifiers::SHIFT);
        let without = KeyEvent::new(KeyCode::Char('D'), KeyModifiers::NONE);
        let lower = KeyEvent::new(KeyCode::Char('d'), KeyModifiers::SHIFT);
        assert_eq!(Chord::of(with), Chord::of(without));
        assert_eq!(Chord::of(lower), Chord::of(without));
    }
}
