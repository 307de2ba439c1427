//! How computed values came about: what `x` and `show REGISTER/ID --why` tell.

use super::cells::derived;
use super::doc::{Block, Doc, Tone, Words};
use super::words::Say;
use crate::analysis::World;
use crate::analysis::column::{self, Column, Sight, Why};
use crate::model::Address;
use crate::register::{register, row};
use crate::text::{Shown, show, word};

/// The explanations of a row's computed values: of the one of this key, or of all. `None` where nothing is computed.
pub fn doc(say: &Say, at: &Address, key: Option<&str>) -> Option<Doc> {
    let (home, row) = register(at.register).zip(row(say.plan, at))?;
    let world = World::on(say.today);
    let sight = Sight { plan: say.plan, world: &world, facts: say.facts };
    // A word for nothing explains nothing; of a picture nobody asked for there is no value to tell.
    let says = |column: &&Column| !derived(say, (column.get)(say.facts, &at.id)).is_empty();
    let wanted = column::of(home.key()).filter(|column| key.map_or(says(column), |key| key == column.key));
    let told: Vec<(&Column, Why)> = wanted.filter_map(|c| Some((c, (c.explain)(&sight, &at.id)?))).collect();
    if told.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Heading(1, say.named(home, row))];
    let mut groups: Vec<(Vec<&Column>, Why)> = Vec::new();
    for (column, why) in told {
        match groups.iter_mut().find(|(_, told)| *told == why) {
            Some((columns, _)) => columns.push(column),
            None => groups.push((vec![column], why)),
        }
    }
    for (columns, why) in groups {
        let mut heading = Words::new();
        for (n, column) in columns.iter().enumerate() {
            heading = heading.plain(if n == 0 { "" } else { " · " }).plain(column.label);
            let value = derived(say, (column.get)(say.facts, &at.id));
            if !value.is_empty() {
                heading = heading.plain(" ");
                heading.0.extend(value.0);
            }
        }
        blocks.push(Block::Heading(2, heading));
        blocks.extend(why_blocks(say, why));
    }
    Some(Doc { title: say.title(home, row), foot: show(at.to_string()), blocks })
}

/// Rule, inputs with their days and places, source.
fn why_blocks(say: &Say, why: Why) -> Vec<Block> {
    let inputs = why.inputs.into_iter().map(|input| {
        let mut words = Words::new().strong(input.value);
        if let Some(day) = input.on {
            words = words.plain(format!(" on {}", day.words()));
        }
        if let Some((at, field)) = &input.at {
            words = words.dim(format!("  {at} {field}"));
        }
        (input.label, words)
    });
    let inputs: Vec<(Shown, Words)> = inputs.collect();
    let mut blocks = vec![Block::Para(Words::from(why.rule))];
    if !inputs.is_empty() {
        blocks.push(Block::Pairs(inputs));
    }
    let today = format!(" · worked out for {}", say.today.words());
    blocks.push(Block::Para(Words::new().with(Tone::Dim, word(why.source)).dim(today)));
    blocks
}
