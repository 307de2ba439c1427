//! The printed summary: page one and an appendix for each register with rows.
use super::doc::Doc;
use crate::analysis::{Facts, World};
use crate::model::Plan;

/// What is left in and out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Page one only.
    pub one_page: bool,
}

pub fn doc(_plan: &Plan, _facts: &Facts, _world: &World, _options: Options) -> Doc {
    Doc::default()
}
