//! A document as plain text.
use super::doc::Doc;

/// `styled` writes bold and underline as terminal attributes; off for pipes and files.
pub fn write(_doc: &Doc, _width: usize, _styled: bool) -> String {
    String::new()
}
