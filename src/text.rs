//! The one boundary for what may be shown.
//!
//! [`Raw`] is text as somebody wrote it: a plan, a repository or a terminal may have put anything in
//! it, so it has no `Display`. [`Shown`] is text that may reach a screen, a pipe or a page: it holds no
//! control, bidi-control, tag or non-character, and no more than [`MARKS`] combining marks in a row.
//! [`show`] is the only way from one to the other. Widths are terminal cells by grapheme cluster.

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Combining marks kept on one base character; more only serve to smear over neighbouring lines.
pub const MARKS: usize = 8;

/// What stands at the end of a text that was cut; two plain dots, since `…` has no agreed width.
pub const CUT: &str = "..";

/// Text as written, not yet safe to show. Equality and order are those of the bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Raw(Box<str>);

impl Raw {
    /// The text itself, for storing, comparing and searching; never for a screen.
    pub fn raw(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text made safe to show.
    pub fn show(&self) -> Shown {
        show(&*self.0)
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl<T: Into<Box<str>>> From<T> for Raw {
    fn from(text: T) -> Self {
        Raw(text.into())
    }
}

/// Text that may be shown. Invariant: see the module's comment; only [`show`] and [`word`] make one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Shown(Cow<'static, str>);

/// The program's own words, known to be clean when they are written (a test walks the tables).
pub const fn word(text: &'static str) -> Shown {
    Shown(Cow::Borrowed(text))
}

/// Makes any text safe to show. Idempotent; printable ASCII costs one scan.
///
/// C0 controls and DEL become their visible pictures (a tab is `␉`), every other character without a
/// visible form that could steer a terminal, a browser or the reading direction becomes `�`.
pub fn show<'t>(text: impl Into<Cow<'t, str>>) -> Shown {
    let text = text.into();
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Shown(Cow::Owned(text.into_owned()));
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        let c = visible(c);
        if c.width() == Some(0) && !matches!(c, '\u{200c}' | '\u{200d}') {
            marks += 1;
            if marks > MARKS {
                continue;
            }
        } else {
            marks = 0;
        }
        out.push(c);
    }
    Shown(Cow::Owned(out))
}

fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => '\u{fffd}',
        _ if (c as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c) => '\u{fffd}',
        _ => c,
    }
}

impl Shown {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Terminal cells this text takes.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// At most `cells` wide; a cut is marked by [`CUT`] and never splits a grapheme.
    pub fn cut(&self, cells: usize) -> Shown {
        if self.width() <= cells {
            return self.clone();
        }
        let room = cells.saturating_sub(CUT.len());
        let mut out = String::new();
        let mut used = 0;
        for cluster in self.0.graphemes(true) {
            let w = cluster.width();
            if used + w > room {
                break;
            }
            used += w;
            out.push_str(cluster);
        }
        out.push_str(&CUT[..CUT.len().min(cells)]);
        Shown(Cow::Owned(out))
    }

    /// Exactly `cells` wide: cut or filled with blanks at the right.
    pub fn pad(&self, cells: usize) -> Shown {
        let cut = self.cut(cells);
        let gap = cells.saturating_sub(cut.width());
        Shown(Cow::Owned(format!("{}{:gap$}", cut.0, "")))
    }

    /// Exactly `cells` wide, filled at the left: for numbers.
    pub fn pad_left(&self, cells: usize) -> Shown {
        let cut = self.cut(cells);
        let gap = cells.saturating_sub(cut.width());
        Shown(Cow::Owned(format!("{:gap$}{}", "", cut.0)))
    }

    /// Broken at blanks into lines of at most `cells`; a longer word is broken inside.
    pub fn wrap(&self, cells: usize) -> Vec<Shown> {
        let cells = cells.max(1);
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0;
        for piece in self.0.split_inclusive(' ') {
            let bare = piece.trim_end_matches(' ').width();
            if used > 0 && used + bare > cells {
                lines.push(Shown(Cow::Owned(line.trim_end().to_string())));
                line.clear();
                used = 0;
            }
            for cluster in piece.graphemes(true) {
                let w = cluster.width();
                if used + w > cells && cluster != " " {
                    lines.push(Shown(Cow::Owned(std::mem::take(&mut line))));
                    used = 0;
                }
                line.push_str(cluster);
                used += w;
            }
        }
        lines.push(Shown(Cow::Owned(line.trim_end().to_string())));
        lines
    }

    /// Without blanks at its end.
    pub fn trimmed(&self) -> Shown {
        let kept = self.0.trim_end().len();
        if kept == self.0.len() { self.clone() } else { Shown(Cow::Owned(self.0[..kept].to_string())) }
    }

    /// This text followed by another; both are clean, so the whole is.
    pub fn then(self, more: impl Into<Shown>) -> Shown {
        let mut text = self.0.into_owned();
        text.push_str(&more.into().0);
        Shown(Cow::Owned(text))
    }
}

impl From<&'static str> for Shown {
    fn from(text: &'static str) -> Self {
        word(text)
    }
}

impl From<&Shown> for Shown {
    fn from(text: &Shown) -> Self {
        text.clone()
    }
}

impl From<&Raw> for Shown {
    fn from(text: &Raw) -> Self {
        text.show()
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        show(text)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let shown = show(format!("a{c}b"));
            let text = shown.as_str();
            assert!(!text.chars().any(char::is_control), "{:x} gets through", c as u32);
            assert!(!text.chars().any(|c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')));
            assert_eq!(show(text), shown, "showing {:x} twice changes it", c as u32);
        }
    }

    #[test]
    fn marks_are_bounded_and_widths_are_cells() {
        let zalgo = format!("e{}", "\u{301}".repeat(50));
        assert_eq!(show(&*zalgo).as_str().chars().count(), 1 + MARKS);
        assert_eq!(show("漢字かな").cut(5).as_str(), "漢..");
        assert_eq!(show("漢字").pad(6).width(), 6);
        assert_eq!(show("abc").cut(1).as_str(), ".");
        assert_eq!(show("12").pad_left(4).as_str(), "  12");
    }

    #[test]
    fn text_wraps_at_blanks_and_inside_long_words() {
        let lines: Vec<_> = show("the plan is safe abcdefghijkl").wrap(8);
        let lines: Vec<_> = lines.iter().map(Shown::as_str).collect();
        assert_eq!(lines, ["the plan", "is safe", "abcdefgh", "ijkl"]);
    }
}
