//! Files that git left half merged: its conflict markers, and the plans on either side of them.
//!
//! A marker line starts with seven or more of one of `<` `|` `=` `>`. Nothing of a plan looks like that but a line
//! inside a string or a comment of several lines, which only a hand writes. There a single one is text; a whole
//! conflict is a conflict even there, for read as text both its sides would stay for good.

use std::ops::Range;

use super::flaw::{Flaw, FlawKind, Place};
use super::walk::{Token, Tokens};
use crate::text::{Shown, show};

/// The two files that git merged, with every conflict decided for one side, and what they grew from.
#[derive(Clone, PartialEq, Debug)]
pub struct Sides {
    pub ours: String,
    /// Where git wrote it (styles diff3 and zdiff3) for every conflict and it is in no conflict itself. In zdiff3
    /// lines that both sides share stand outside, so that it may hold too much and not read as a plan.
    pub base: Option<String>,
    pub theirs: String,
    /// What git calls the side, from the first conflict: as written, may be empty.
    pub ours_label: String,
    pub theirs_label: String,
}

/// The sides of a file with conflict markers of any size and style; `None` where it holds none. A flaw names the
/// line that fits to no conflict. Linear in the text.
pub fn sides(text: &str) -> Option<Result<Sides, Flaw>> {
    find(text).map(|found| found.map(|(sides, _)| sides))
}

/// Refuses a file with conflict markers.
pub(super) fn refuse(text: &str) -> Result<(), Flaw> {
    match find(text) {
        None => Ok(()),
        Some(Err(flaw)) => Err(flaw),
        Some(Ok((_, first))) => {
            let text_only =
                if bare(text).is_none() { "; lines that are meant as text need a blank before them" } else { "" };
            let help =
                format!("outgrow opens it to decide field by field; outgrow mergetool does in a shell{text_only}");
            Err(flaw(text, first, help))
        }
    }
}

/// The sides, and the line of the first conflict.
fn find(text: &str) -> Option<Result<(Sides, Range<usize>), Flaw>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    lines(text).find(|(line, _)| marker(line).is_some())?;
    match take_apart(text) {
        Ok(found) => found.map(Ok),
        // Where all of them stand in strings and comments, they are text.
        Err(_) if bare(text).is_none() => None,
        Err((at, why)) => Some(Err(flaw(text, at, format!("{why}: take one side, then delete the marker lines")))),
    }
}

fn flaw(text: &str, at: Range<usize>, help: String) -> Flaw {
    Flaw {
        kind: FlawKind::Markers,
        message: "the file holds the markers of an unfinished merge".into(),
        help: show(help),
        path: Shown::default(),
        place: Some(Place::of(text, at)),
    }
}

/// Fewest characters of a marker; git takes two more for each merge of ancestors, and any number when told so.
const SHORTEST: usize = 7;

#[derive(Clone, Copy)]
struct Marker<'t> {
    mark: u8,
    size: usize,
    label: &'t str,
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'<' | b'|' | b'=' | b'>'))?;
    let size = line.bytes().take_while(|b| *b == mark).count();
    let rest = &line[size..];
    let label = rest.trim();
    let apart = label.is_empty() || (mark != b'=' && rest.starts_with([' ', '\t']));
    (size >= SHORTEST && apart).then_some(Marker { mark, size, label })
}

/// Lines with their ends, and the bytes they take without them.
fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start..start + line.trim_end().len();
        start += line.len();
        (line, at)
    })
}

/// The first marker line outside of strings and comments. Only what is no plan has one.
fn bare(text: &str) -> Option<Range<usize>> {
    let text_token = |token: &Token<'_>| matches!(token, Token::Comment(_) | Token::Text(_));
    let mut hidden = Tokens::of(text).filter(|(token, ..)| text_token(token)).peekable();
    lines(text).filter(|(line, _)| marker(line).is_some()).map(|(_, at)| at).find(|at| {
        while hidden.next_if(|(_, _, end)| *end <= at.start).is_some() {}
        hidden.peek().is_none_or(|(_, start, _)| *start >= at.start)
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Ours,
    Base,
    Theirs,
}

/// A conflict that has begun and not ended.
struct Conflict {
    size: usize,
    begin: Range<usize>,
    part: Part,
    /// Conflicts of the same size open in its base: old versions of git write them so.
    nested: usize,
}

impl Conflict {
    /// Whether a marker is its own; others stand in what it is about.
    fn owns(&mut self, marker: Marker<'_>) -> bool {
        if self.part == Part::Base && marker.size == self.size {
            match marker.mark {
                b'<' => self.nested += 1,
                b'>' if self.nested > 0 => self.nested -= 1,
                _ => return self.nested == 0,
            }
            return false;
        }
        marker.size == self.size
    }

    /// The part that a marker of its own begins; `None` ends it.
    fn next(&self, mark: u8) -> Result<Option<Part>, &'static str> {
        match (self.part, mark) {
            (Part::Ours, b'|') => Ok(Some(Part::Base)),
            (Part::Ours | Part::Base, b'=') => Ok(Some(Part::Theirs)),
            (Part::Theirs, b'>') => Ok(None),
            (_, b'<') => Err("a conflict begins here inside another one"),
            (_, b'>') => Err("the conflict ends here without a ======= line"),
            (_, b'=') => Err("the conflict has a second ======= line here"),
            _ => Err("the conflict has a ||||||| line too many here"),
        }
    }
}

/// What no conflict fits to, and where.
type Broken = (Range<usize>, &'static str);

const LONE: &str = "this line belongs to no conflict";

/// The sides and the line of the first conflict; `None` where the only marker lines are text.
fn take_apart(text: &str) -> Result<Option<(Sides, Range<usize>)>, Broken> {
    let (mut ours, mut base, mut theirs) = (String::new(), String::new(), String::new());
    let (mut ours_label, mut theirs_label) = (None, None);
    let (mut first, mut lone) = (None, None);
    let mut based = true;
    let mut open: Option<Conflict> = None;
    for (line, at) in lines(text) {
        match (&mut open, marker(line)) {
            (None, Some(marker)) if marker.mark == b'<' => {
                first.get_or_insert(at.clone());
                ours_label.get_or_insert(marker.label);
                open = Some(Conflict { size: marker.size, begin: at, part: Part::Ours, nested: 0 });
            }
            (None, marker) => {
                [&mut ours, &mut base, &mut theirs].into_iter().for_each(|side| side.push_str(line));
                lone = lone.or(marker.map(|_| at));
            }
            (Some(conflict), found) => match found.filter(|marker| conflict.owns(*marker)) {
                Some(marker) => {
                    let next = conflict.next(marker.mark).map_err(|why| (at, why))?;
                    based &= conflict.part != Part::Ours || next != Some(Part::Theirs);
                    match next {
                        Some(part) => conflict.part = part,
                        None => {
                            theirs_label.get_or_insert(marker.label);
                            open = None;
                        }
                    }
                }
                None if conflict.part == Part::Base => {
                    base.push_str(line);
                    based &= found.is_none();
                }
                None => {
                    if conflict.part == Part::Ours { &mut ours } else { &mut theirs }.push_str(line);
                    lone = lone.or(found.map(|_| at));
                }
            },
        }
    }
    if let Some(conflict) = open {
        return Err((conflict.begin, "the conflict that begins here has no end"));
    }
    let Some(first) = first else { return bare(text).map_or(Ok(None), |at| Err((at, LONE))) };
    if let Some(at) = lone.filter(|_| [&ours, &theirs].into_iter().any(|side| bare(side).is_some())) {
        return Err((at, LONE));
    }
    let label = |label: Option<&str>| label.unwrap_or_default().to_string();
    let sides = Sides {
        ours,
        base: based.then_some(base),
        theirs,
        ours_label: label(ours_label),
        theirs_label: label(theirs_label),
    };
    Ok(Some((sides, first)))
}
