//! The formats a document is written in. A new one is a file with its writer and one row here.

use super::doc::Doc;
use super::html::Paper;
use super::{html, markdown, text};

/// Where a document goes.
#[derive(Clone, Copy, Debug)]
pub struct Onto {
    pub paper: Paper,
    /// Columns of plain text.
    pub width: usize,
    /// Whether plain text may be bold.
    pub styled: bool,
}

impl Default for Onto {
    /// A file: the paper that most of the world has, eighty columns, no attributes.
    fn default() -> Self {
        Onto { paper: Paper::default(), width: 80, styled: false }
    }
}

/// One format.
pub struct Format {
    /// Its word on the command line and the ending of its files.
    pub word: &'static str,
    /// Other endings that mean it.
    pub endings: &'static [&'static str],
    /// What to do with the file; may be empty.
    pub next: &'static str,
    pub write: fn(&Doc, Onto) -> String,
}

/// Every format; the first is the one a file gets when nothing is said.
pub const FORMATS: [Format; 3] = [
    Format {
        word: "html",
        endings: &["htm"],
        next: "open it in a browser, print from there",
        write: |doc, onto| html::write(doc, onto.paper),
    },
    Format { word: "md", endings: &["markdown"], next: "", write: |doc, _| markdown::write(doc) },
    Format { word: "txt", endings: &["text"], next: "", write: |doc, onto| text::write(doc, onto.width, onto.styled) },
];

/// The format of this word.
pub fn named(word: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.word == word)
}

/// The format that a file's ending asks for.
pub fn by_ending(ending: &str) -> Option<&'static Format> {
    let ending = ending.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.word == ending || format.endings.contains(&ending.as_str()))
}
