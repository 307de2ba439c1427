//! The picture of a plan that does not read: file, line, column, row and field, the line with the place marked,
//! and the fix last.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::failure::Flawed;
use crate::text::{Shown, show};

/// Longest part of a line that is drawn on either side of the place.
const REACH: usize = 60;

/// Draws it; every character of the file that could steer a terminal is made visible first.
pub fn draw(flawed: &Flawed, color: bool) -> String {
    let Flawed { path, text, flaw } = flawed;
    let name = show(path.to_string_lossy());
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let title = Level::ERROR.primary_title(flaw.message.as_str());
    let help = (!flaw.help.is_empty()).then(|| Group::with_title(Level::HELP.secondary_title(flaw.help.as_str())));

    let Some(place) = &flaw.place else {
        let mut groups = vec![Group::with_title(title)];
        groups.extend(help);
        let mut out = without_bars(&renderer.render(&groups));
        let at = out.find('\n').map_or(out.len(), |n| n + 1);
        out.insert_str(at, &format!(" --> {name}\n"));
        return out;
    };

    let (before, marked, after) = around(text, place.bytes.clone());
    let line = format!("{before}{marked}{after}");
    let span = before.as_str().len()..before.as_str().len() + marked.as_str().len();
    let snippet = Snippet::source(line.as_str())
        .line_start(place.line)
        .path(name.as_str())
        .annotation(AnnotationKind::Primary.span(span));
    let mut groups = vec![title.element(snippet)];
    groups.extend(help);
    let drawn = without_bars(&renderer.render(&groups));

    // The renderer counts columns in the line as drawn; the file's own are the ones to tell, with the row.
    let mut out = String::new();
    let mut told = false;
    for line in drawn.lines() {
        match line.split_once("--> ") {
            Some((arrow, _)) if !told => {
                told = true;
                let end = if color { "\x1b[0m" } else { "" };
                let at = if flaw.path.is_empty() { Shown::default() } else { show("  ").then(&flaw.path) };
                let arrow = arrow.strip_prefix(' ').unwrap_or(arrow);
                out.push_str(&format!("{arrow}--> {end}{name}:{}:{}{at}\n", place.line, place.column));
            }
            _ => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// The line of a place in three parts, safe to show; the marked part is never empty and ends with the line.
fn around(text: &str, bytes: std::ops::Range<usize>) -> (Shown, Shown, Shown) {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = floor(bytes.start);
    let start = text[..from].rfind('\n').map_or(0, |n| n + 1);
    let end = text[from..].find(['\n', '\r']).map_or(text.len(), |n| from + n);
    let to = floor(bytes.end).clamp(from, end);
    // A word is marked as a whole where only its first letter was named.
    let named = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let word = text[from..end].find(|c| !named(c)).map_or(end, |n| from + n);
    let to = to.max(word);
    let tabs = |part: &str| part.replace('\t', " ");
    let before = &text[start..from];
    let kept = before.char_indices().rev().nth(REACH).map_or(0, |(at, _)| at);
    let before = if kept > 0 { format!("..{}", &before[kept..]) } else { before.to_string() };
    let marked = show(tabs(&text[from..to])).cut(REACH);
    let marked = if marked.is_empty() { " ".into() } else { marked };
    (show(tabs(&before)), marked, show(tabs(&text[to..end])).cut(REACH))
}

/// Without the lines that hold a bar and nothing else.
fn without_bars(drawn: &str) -> String {
    drawn.lines().filter(|line| bare(line).trim() != "|").fold(String::new(), |out, line| out + line.trim_end() + "\n")
}

/// A line without its styles.
fn bare(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let first = parts.next().unwrap_or("").to_string();
    parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
}
