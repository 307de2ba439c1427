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

/// Which of a text's marker lines is the first outside of strings and comments. Only what is no plan has one.
fn bare(text: &str) -> Option<usize> {
    let text_token = |token: &Token<'_>| matches!(token, Token::Comment(_) | Token::Text(_));
    let mut hidden = Tokens::of(text).filter(|(token, ..)| text_token(token)).peekable();
    let mut starts = lines(text).filter(|(line, _)| marker(line).is_some()).map(|(_, at)| at.start);
    starts.position(|at| {
        while hidden.next_if(|(_, _, end)| *end <= at).is_some() {}
        hidden.peek().is_none_or(|(_, start, _)| *start >= at)
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
    fn owns(&self, marker: Marker<'_>) -> bool {
        let nested = self.part == Part::Base && (marker.mark == b'<' || self.nested > 0);
        marker.size == self.size && !nested
    }

    /// Goes past a marker that is not its own.
    fn pass(&mut self, marker: Marker<'_>) {
        match marker.mark {
            b'<' if marker.size == self.size => self.nested += 1,
            b'>' if marker.size == self.size => self.nested -= 1,
            _ => {}
        }
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

/// The text of one side, and where in the file those of its lines stand that look like markers.
#[derive(Default)]
struct Side {
    text: String,
    marked: Vec<Range<usize>>,
}

impl Side {
    fn push(&mut self, line: &str, at: &Range<usize>, marked: bool) {
        self.text.push_str(line);
        if marked {
            self.marked.push(at.clone());
        }
    }

    /// The first of them that is no text.
    fn lone(&self) -> Option<Range<usize>> {
        if self.marked.is_empty() { None } else { bare(&self.text).map(|nth| self.marked[nth].clone()) }
    }
}

/// What is gathered on the way through the file.
#[derive(Default)]
struct Apart<'t> {
    ours: Side,
    base: String,
    theirs: Side,
    /// A conflict came without its base, or with one in conflict itself.
    baseless: bool,
    first: Option<Range<usize>>,
    ours_label: Option<&'t str>,
    theirs_label: Option<&'t str>,
}

impl<'t> Apart<'t> {
    fn push(&mut self, part: Option<Part>, line: &str, at: &Range<usize>, marked: bool) {
        if part.is_none_or(|part| part == Part::Ours) {
            self.ours.push(line, at, marked);
        }
        if part.is_none_or(|part| part == Part::Base) {
            self.base.push_str(line);
            self.baseless |= marked && part.is_some();
        }
        if part.is_none_or(|part| part == Part::Theirs) {
            self.theirs.push(line, at, marked);
        }
    }

    fn begin(&mut self, marker: Marker<'t>, at: Range<usize>) -> Conflict {
        self.first.get_or_insert(at.clone());
        self.ours_label.get_or_insert(marker.label);
        Conflict { size: marker.size, begin: at, part: Part::Ours, nested: 0 }
    }

    /// Takes an open conflict over a marker of its own; true where that ends it.
    fn advance(&mut self, conflict: &mut Conflict, marker: Marker<'t>) -> Result<bool, &'static str> {
        let next = conflict.next(marker.mark)?;
        self.baseless |= (conflict.part, next) == (Part::Ours, Some(Part::Theirs));
        match next {
            Some(part) => conflict.part = part,
            None => drop(self.theirs_label.get_or_insert(marker.label)),
        }
        Ok(next.is_none())
    }
}

/// What no conflict fits to, and where.
type Broken = (Range<usize>, &'static str);

/// The sides and the line of the first conflict; `None` where the only marker lines are text.
fn take_apart(text: &str) -> Result<Option<(Sides, Range<usize>)>, Broken> {
    let mut apart = Apart::default();
    let mut open: Option<Conflict> = None;
    for (line, at) in lines(text) {
        let found = marker(line);
        match (&mut open, found) {
            (None, Some(marker)) if marker.mark == b'<' => open = Some(apart.begin(marker, at)),
            (None, _) => apart.push(None, line, &at, found.is_some()),
            (Some(conflict), Some(marker)) if conflict.owns(marker) => {
                if apart.advance(conflict, marker).map_err(|why| (at, why))? {
                    open = None;
                }
            }
            (Some(conflict), _) => {
                found.into_iter().for_each(|marker| conflict.pass(marker));
                apart.push(Some(conflict.part), line, &at, found.is_some());
            }
        }
    }
    if let Some(conflict) = open {
        return Err((conflict.begin, "the conflict that begins here has no end"));
    }
    let Apart { ours, base, theirs, baseless, first, ours_label, theirs_label } = apart;
    if let Some(at) = ours.lone().or_else(|| theirs.lone()) {
        return Err((at, "this line belongs to no conflict"));
    }
    let label = |label: Option<&str>| label.unwrap_or_default().to_string();
    let sides = Sides {
        ours: ours.text,
        base: (!baseless).then_some(base),
        theirs: theirs.text,
        ours_label: label(ours_label),
        theirs_label: label(theirs_label),
    };
    Ok(first.map(|first| (sides, first)))
}
