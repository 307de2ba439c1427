//! Meanings as terminal attributes and at most four of its own sixteen colours.

use ratatui::style::{Color, Modifier, Style};

use crate::report::doc::Tone;
use crate::text::{Shown, show};

/// How meanings look. Every coloured text also carries a word, so `Mono` loses nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Colours that hold on light and dark backgrounds alike.
    #[default]
    Auto,
    Light,
    Dark,
    /// Attributes only.
    Mono,
}

/// Which characters lines and gauges are drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Glyphs {
    #[default]
    Unicode,
    Ascii,
}

impl Theme {
    /// The theme for a terminal: `COLORFGBG` may tell the background. Nothing is asked of the terminal itself:
    /// its answer could be slow, or land in the input.
    pub fn detect(colorfgbg: Option<&str>) -> Theme {
        match colorfgbg.and_then(|v| v.rsplit(';').next()).and_then(|bg| bg.parse::<u8>().ok()) {
            Some(7 | 15) => Theme::Light,
            Some(0..=6 | 8) => Theme::Dark,
            _ => Theme::Auto,
        }
    }

    pub fn style(self, tone: Tone) -> Style {
        let plain = Style::new();
        let hue = |color: Color| if self == Theme::Mono { plain } else { plain.fg(color) };
        match tone {
            Tone::Plain => plain,
            Tone::Strong | Tone::Key => plain.add_modifier(Modifier::BOLD),
            Tone::Dim => plain,
            Tone::Ok => hue(Color::Green),
            // Yellow cannot be read on white, blue not on black.
            Tone::Mon => hue(if self == Theme::Dark { Color::Yellow } else { Color::Magenta }),
            Tone::Act => hue(Color::Red).add_modifier(Modifier::BOLD),
            Tone::Unknown => plain,
            Tone::Guess => plain.add_modifier(Modifier::UNDERLINED),
            Tone::Match => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        }
    }

    /// The selected row: reversed, beside its `>`.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}

impl Glyphs {
    pub fn gauge(self, share: f64, cells: usize) -> String {
        let full = (share.clamp(0.0, 1.0) * cells as f64).round() as usize;
        let (on, off) = match self {
            Glyphs::Unicode => ("█", "░"),
            Glyphs::Ascii => ("#", "."),
        };
        on.repeat(full) + &off.repeat(cells - full)
    }

    /// Text with the characters that pictures are drawn with, where the terminal has only ASCII: one cell for one.
    pub fn drawn(self, text: &Shown) -> Shown {
        if self == Glyphs::Unicode || text.as_str().is_ascii() {
            return text.clone();
        }
        show(text.as_str().chars().map(in_ascii).collect::<String>())
    }

    /// The border's characters: corners, horizontal, vertical.
    pub fn border(self) -> ratatui::symbols::border::Set<'static> {
        match self {
            Glyphs::Unicode => ratatui::symbols::border::PLAIN,
            Glyphs::Ascii => ratatui::symbols::border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
        }
    }
}

/// The ASCII character that stands for one of a picture's.
fn in_ascii(c: char) -> char {
    match c {
        '█' | '▓' => '#',
        '▒' => '+',
        '░' | '·' => '.',
        '▁' => '_',
        '▂' => '.',
        '▃' => ':',
        '▄' => '-',
        '▅' => '=',
        '▆' => '+',
        '▇' => '*',
        '─' | '━' => '-',
        '│' | '┃' => '|',
        '═' => '=',
        '║' => '|',
        '┄' | '┈' => '.',
        '\u{2500}'..='\u{257f}' => '+',
        '•' | '●' => 'o',
        '×' => 'x',
        '◆' => '*',
        c => c,
    }
}
