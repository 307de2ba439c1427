//! What a person decided about a row; never what the program concludes.

use super::cell::Choice;

/// A person's decision on a row; the program's own conclusions are states, computed and never stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Status {
    #[default]
    Open,
    Monitor,
    Act,
    Done,
}

impl Choice for Status {
    const ALL: &'static [Self] = &[Self::Open, Self::Monitor, Self::Act, Self::Done];
    const WORDS: &'static [&'static str] = &["open", "monitor", "act", "done"];
}
