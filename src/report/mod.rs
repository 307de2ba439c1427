//! Plan and facts as documents, and documents as text, Markdown and HTML.

pub(crate) mod appendix;
pub mod cells;
pub mod changes;
pub(crate) mod charts;
pub(crate) mod columns;
pub mod debt;
pub mod doc;
pub mod figures;
pub mod findings;
pub mod forecast;
pub mod format;
pub(crate) mod glossary;
pub mod governance;
pub(crate) mod grid;
pub(crate) mod headline;
pub mod html;
pub mod layout;
pub mod lines;
pub mod map;
pub mod markdown;
pub mod options;
pub mod outlook;
pub(crate) mod prose;
pub mod row;
pub mod screen;
pub mod summary;
pub mod team;
pub mod text;
pub mod timeline;
pub mod whatif;
pub mod why;
pub mod words;

use crate::analysis::Facts;
use crate::analysis::checks::State;
use crate::model::{Day, Plan};
use crate::text::{Shown, show, word};
use doc::{Block, Words};

/// The line at the foot of every page: whose plan, which day, which program.
pub fn foot(plan: &Plan, today: Day) -> Shown {
    let program = concat!("outgrow ", env!("CARGO_PKG_VERSION"));
    product_name(plan).cut(48).then(show(format!(", {}, {program}", today.words())))
}

/// What the product is called; one without a name still needs a title.
pub fn product_name(plan: &Plan) -> Shown {
    let name = &plan.product().name;
    if name.is_empty() { word("This product") } else { name.show() }
}

/// The six parts of the review as gauges, each with its words.
pub fn gauges(facts: &Facts) -> Vec<Block> {
    let parts = facts.readiness.iter().map(|part| {
        let done = part.progress.map_or("not said".to_string(), |done| format!("{} %", words::number(done)));
        let mut text = Words::from(done).plain("  ");
        match (part.progress, part.state) {
            (Some(_), State::Unknown) => text = text.dim("not begun"),
            (_, state) => text.0.extend(words::state_words(state).0),
        }
        if part.broken > 0 {
            text = text.plain(format!(", {}", words::count(part.broken, "finding")));
        }
        let share = part.progress.unwrap_or(0.0) / 100.0;
        Block::Gauge { label: part.name.clone(), share, words: text }
    });
    parts.collect()
}
