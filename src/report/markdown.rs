//! A document as Markdown.
use super::doc::Doc;

pub fn write(_doc: &Doc) -> String {
    String::new()
}
