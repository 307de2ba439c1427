//! The one boundary for what may be shown.
//!
//! [`Raw`] is text as somebody wrote it: a plan, a repository or a terminal may have put anything in
//! it, so it has no `Display`. [`Shown`] is text that may reach a screen, a pipe or a page: it holds no
//! control, bidi-control, tag or non-character, nothing that has no form of its own to be seen by (but
//! joiners and presentation signs where scripts and emoji need them), no more than [`MARKS`] combining marks
//! in a row and no cluster of more than [`CLUSTER`] characters. [`show`] is the only way from one to the
//! other. Widths are terminal cells by grapheme cluster.

use std::borrow::Cow;
use std::fmt;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Combining marks kept on one base character; more only serve to smear over neighbouring lines.
pub const MARKS: usize = 8;

/// Characters kept in one grapheme cluster, which stands in one cell whatever its length. The longest emoji has
/// ten; letters of some scripts and joined emoji would make one of any length.
pub const CLUSTER: usize = 32;

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
/// visible form that could steer a terminal, a browser, the reading direction or the reader becomes `�`.
pub fn show<'t>(text: impl Into<Cow<'t, str>>) -> Shown {
    let text = text.into();
    if is_plain(&text) {
        return Shown(Cow::Owned(text.into_owned()));
    }
    let mut out = String::with_capacity(text.len());
    let (mut before, mut marks) = (' ', 0);
    for c in text.chars() {
        let c = visible(c, before);
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        if marks <= MARKS {
            out.push(c);
            before = c;
        }
    }
    Shown(Cow::Owned(bounded(out)))
}

/// Whether [`show`] leaves this text as it is.
pub fn is_clean(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => visible(c, ' ') == c,
        _ => is_plain(text) || show(text).as_str() == text,
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// A character as it may be shown behind another one that is shown already.
fn visible(c: char, before: char) -> char {
    let lost = match c {
        '\0'..='\u{1f}' => return char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => return '\u{2421}',
        // Joiners shape scripts and emoji; in ASCII they only make two texts of one look.
        '\u{200c}' | '\u{200d}' => before.is_ascii() || matches!(before, '\u{200c}' | '\u{200d}'),
        // Text or emoji: once, and of ASCII only for the keycaps.
        '\u{fe0e}' | '\u{fe0f}' => {
            let keycap = matches!(before, '0'..='9' | '#' | '*');
            (before.is_ascii() && !keycap) || matches!(before, '\u{fe0e}' | '\u{fe0f}')
        }
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0d}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => (c as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c),
    };
    if lost { '\u{fffd}' } else { c }
}

/// The text with its clusters cut to [`CLUSTER`] characters, `�` for the rest of each.
fn bounded(text: String) -> String {
    // A cluster of more than one character is one of characters that are no ASCII, but for its base.
    let mut run = 0;
    let long = text.chars().any(|c| {
        run = if c.is_ascii() { 0 } else { run + 1 };
        run >= CLUSTER
    });
    if !long {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        match cluster.char_indices().nth(CLUSTER) {
            None => out.push_str(cluster),
            Some((end, _)) => {
                out.push_str(&cluster[..end]);
                out.push('\u{fffd}');
            }
        }
    }
    out
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
                if used > 0 && used + w > cells && cluster != " " {
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

    /// What Unicode says to draw as nothing where it is not understood, and the rest of its format characters that
    /// have no form: by the property tables, not by the code above.
    const UNSEEN: &[(u32, u32)] = &[
        (0xad, 0xad),
        (0x34f, 0x34f),
        (0x61c, 0x61c),
        (0x115f, 0x1160),
        (0x17b4, 0x17b5),
        (0x180b, 0x180f),
        (0x200b, 0x200f),
        (0x2028, 0x202e),
        (0x2060, 0x206f),
        (0x3164, 0x3164),
        (0xfe00, 0xfe0f),
        (0xfeff, 0xfeff),
        (0xffa0, 0xffa0),
        (0xfff0, 0xfffb),
        (0x13430, 0x1343f),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0000, 0xe0fff),
    ];

    fn unseen(c: char) -> bool {
        let n = c as u32;
        let named = UNSEEN.iter().any(|(first, last)| (*first..=*last).contains(&n));
        let no_character = n & 0xffff >= 0xfffe || (0xfdd0..=0xfdef).contains(&n);
        c.is_control() || named || no_character
    }

    #[test]
    fn nothing_that_steers_a_terminal_gets_through() {
        // Every plane in which there is anything, and the ends of the others.
        let ends = (4..14).flat_map(|plane| (plane << 16) - 4..(plane << 16) + 4);
        let some = (0..0x40000).chain(ends).chain(0xdfff0..0xe2000).chain(0xefff0..0xf0010).chain(0xffff0..0x100010);
        for c in some.chain(0x10fff0..=0x10ffff).filter_map(char::from_u32) {
            let shown = show(format!("a{c}b"));
            assert!(!shown.as_str().chars().any(unseen), "{:x} gets through", c as u32);
            assert_eq!(show(shown.as_str()), shown, "showing {:x} twice changes it", c as u32);
            assert_eq!(shown.as_str().contains(c), !unseen(c), "{:x} is taken for something else", c as u32);
            assert_eq!(is_clean(&c.to_string()), !unseen(c));
        }
    }

    #[test]
    fn joiners_and_presentation_stay_where_they_mean_something() {
        let kept = [
            "👩\u{1f3fd}\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}👨\u{1f3ff}",
            "🏳\u{fe0f}\u{200d}🌈",
            "1\u{fe0f}\u{20e3}",
            "☎\u{fe0e}",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
        ];
        for text in kept {
            assert_eq!(show(text).as_str(), text);
        }
        let lost = [
            "pay\u{200d}pal",
            "a\u{200c}",
            "\u{200d}",
            "x\u{fe0f}",
            " \u{fe0f}",
            "漢\u{200d}\u{200d}",
            "☎\u{fe0e}\u{fe0f}",
        ];
        for text in lost {
            assert!(
                show(text).as_str().ends_with('\u{fffd}') || show(text).as_str().contains("\u{fffd}pal"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn one_cell_takes_no_more_than_a_letter_needs() {
        let floods = [
            "👩\u{200d}".repeat(5000),
            "\u{1100}".repeat(5000),
            "\u{600}".repeat(5000),
            "क\u{94d}".repeat(5000),
            format!("e{}", "\u{301}\u{200d}".repeat(5000)),
            format!("e{}", "\u{1161}".repeat(5000)),
            "\u{1f1e6}".repeat(5000),
        ];
        for flood in floods {
            for around in ["", "a", "漢", "\u{600}"] {
                let shown = show(format!("{around}{flood}{around}"));
                for cluster in shown.as_str().graphemes(true) {
                    assert!(cluster.chars().count() <= CLUSTER + 1, "{}", cluster.escape_unicode());
                }
                assert_eq!(show(shown.as_str()), shown);
                assert!(shown.wrap(80).iter().all(|line| line.width() <= 80 && is_clean(line.as_str())));
            }
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
