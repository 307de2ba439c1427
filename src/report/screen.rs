//! One screen as a document: `show SCREEN`.
use super::doc::Doc;
use crate::analysis::{Facts, World};
use crate::model::Plan;
use crate::register::screens::Screen;

pub fn doc(_plan: &Plan, _facts: &Facts, _world: &World, _screen: &Screen) -> Doc {
    Doc::default()
}
