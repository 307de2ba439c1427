//! A document as one self-contained HTML page with a stylesheet for print.
use super::doc::Doc;

/// The sheet it is laid out for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

pub fn write(_doc: &Doc, _paper: Paper) -> String {
    String::new()
}
