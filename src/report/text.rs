//! A document as plain text.

use super::doc::{Doc, Tone, Words};
use super::layout::{Heads, lines};
use super::lines::wrap;

/// Terminal attributes, used where text may be styled; colours are the workbench's business.
const BOLD: &str = "\x1b[1m";
const UNDERLINE: &str = "\x1b[4m";
const REVERSE: &str = "\x1b[7m";
const OFF: &str = "\x1b[0m";

/// `styled` writes bold and underline as terminal attributes; off for pipes and files. No line is wider than
/// `width` (at least 20) and none ends in a blank.
pub fn write(doc: &Doc, width: usize, styled: bool) -> String {
    let mut out = String::new();
    for words in lines(doc, width, Heads::Ruled) {
        line(&mut out, &words, styled);
    }
    if !doc.foot.is_empty() {
        out.push('\n');
        wrap(&Words::new().dim(&doc.foot), width.max(20)).iter().for_each(|words| line(&mut out, words, styled));
    }
    out
}

fn line(out: &mut String, words: &Words, styled: bool) {
    for (tone, text) in &words.0 {
        let text = text.as_str();
        match attribute(*tone).filter(|_| styled && !text.trim().is_empty()) {
            Some(on) => out.extend([on, text, OFF]),
            None => out.push_str(text),
        }
    }
    out.push('\n');
}

fn attribute(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Strong | Tone::Key | Tone::Act => Some(BOLD),
        Tone::Guess => Some(UNDERLINE),
        Tone::Match => Some(REVERSE),
        Tone::Plain | Tone::Dim | Tone::Ok | Tone::Mon | Tone::Unknown => None,
    }
}
