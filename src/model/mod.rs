//! The plan as a typed, immutable value.
//!
//! A file here is either a kind of value (`day`, `span`, `money`, `link`, `id`, `value`, `cell`), the way
//! registers are declared (`field`, `plan`), what stands between the rows (`comments`), or one register: its
//! struct, its fields, its rules.
//! A new register costs one file and five lines: one each in the two lists below, in [`Plan`], in
//! `register::REGISTERS` and in the lists of a screen in `register::screens`.

pub mod cell;
pub mod comments;
pub mod day;
pub mod field;
pub mod id;
pub mod link;
pub mod money;
pub mod plan;
pub mod snapshot;
pub mod span;
pub mod value;

mod answer;
mod cadence;
mod conflict;
mod data_model;
mod debt;
mod decision;
mod domain;
mod domain_link;
mod feature;
mod feature_flag;
mod incident;
mod knowledge;
mod metric;
mod milestone;
mod objective;
mod person;
mod phase;
mod product;
mod review;
mod severity;
mod side_taken;
mod sprint;
mod stage;
mod status;
mod task;
mod trigger;
mod waiver;

pub use answer::*;
pub use cadence::*;
pub use conflict::*;
pub use data_model::*;
pub use debt::*;
pub use decision::*;
pub use domain::*;
pub use domain_link::*;
pub use feature::*;
pub use feature_flag::*;
pub use incident::*;
pub use knowledge::*;
pub use metric::*;
pub use milestone::*;
pub use objective::*;
pub use person::*;
pub use phase::*;
pub use product::*;
pub use review::*;
pub use severity::*;
pub use side_taken::*;
pub use sprint::*;
pub use stage::*;
pub use status::*;
pub use task::*;
pub use trigger::*;
pub use waiver::*;

pub use comments::Comments;
pub use day::{Day, DayRange};
pub use id::{Address, Id};
pub use link::{Lag, Link, Tie};
pub use money::Money;
pub use plan::{Plan, Table};
pub use snapshot::Snapshot;
pub use span::{Span, Unit};
