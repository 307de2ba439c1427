//! One row as a document: the detail pane and `show REGISTER/ID`.
use super::doc::Doc;
use super::words::Say;
use crate::model::Address;

pub fn doc(_say: &Say, _at: &Address) -> Doc {
    Doc::default()
}
