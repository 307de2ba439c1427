//! What workers send back, and who takes it in: a kind of answer is one line of `TAKERS`.

use std::any::Any;

use super::app::App;
use super::commands::{recover, review};
use super::fresh;
use super::screen::table::Texts;
use crate::session::{Leftover, Resolved};
use crate::store::LoadError;
use crate::text::Shown;

type Answer = Box<dyn Any + Send>;

/// Takes an answer of its own kind, or gives it back.
type Taker = fn(&mut App, Answer) -> Result<(), Answer>;

const TAKERS: &[Taker] = &[
    |app, answer| of(app, answer, fresh::take),
    |app, answer| of(app, answer, fresh::take_seen),
    |app, answer| of(app, answer, fresh::take_base),
    |app, answer| of(app, answer, fresh::take_review),
    |app, answer| of(app, answer, fresh::take_drawn),
    |app, answer| of(app, answer, fresh::take_advice),
    |app, answer| of(app, answer, review::walk),
    |app, answer| of::<Vec<Leftover>>(app, answer, recover::offer),
    |app, answer| of::<Result<Resolved, LoadError>>(app, answer, recover::take_resolved),
    |app, answer| of(app, answer, texts),
    |app, answer| of(app, answer, said),
];

fn of<T: 'static>(app: &mut App, answer: Answer, take: fn(&mut App, T)) -> Result<(), Answer> {
    answer.downcast().map(|answer| take(app, *answer))
}

/// Takes a worker's answer in, by what it is.
pub fn take(app: &mut App, answer: Answer) {
    let left = TAKERS.iter().try_fold(answer, |answer, taker| match taker(app, answer) {
        Ok(()) => Err(()),
        Err(answer) => Ok(answer),
    });
    debug_assert!(left.is_err(), "every kind of answer has its line");
}

/// The words of a list, read for its filter.
fn texts(app: &mut App, texts: Texts) {
    if let Some(table) = app.screens.lists().and_then(|lists| lists.table_mut()) {
        table.read(texts);
    }
}

/// What work in the background has to say.
fn said(app: &mut App, said: Result<Shown, Shown>) {
    match said {
        Ok(text) => app.say(text),
        Err(text) => app.refuse(text),
    }
}
