//! The words of a printed plan: each field that was told, and the terms of the program.

use super::doc::{Block, Words};
use super::grid::says;
use super::words::Say;
use crate::register::REGISTERS;
use crate::text::{Shown, word};

/// Terms that stand on every summary.
const TERMS: [(&str, &str); 8] = [
    ("Act, mon, ok, ?", "What the program concludes: to be acted on, to be watched, in order, not known."),
    ("Area", "A domain of the map that is ours to mend; systems of others are none."),
    (
        "Can fix it alone",
        "People at level 2 or 3 who are here today; an outside team counts only with shared context, the same ceremonies and clear ownership.",
    ),
    (
        "Day of work",
        "Eight hours of one person; a week has five. Of a range the middle counts, of three values the likely one.",
    ),
    ("Guess ~", "Came from a template or an import and was not confirmed yet; counts like any other row."),
    ("Of limit", "The last reading as a share of the limit; 100 % is reached."),
    ("p95, p99", "19 of 20 values, or 99 of 100, are no larger than this."),
    ("Waiting costs", "Days of work at a hundred times today's users less those at ten times."),
];

/// Fields whose words explain themselves to any reader.
const PLAIN: [&str; 7] = ["id", "name", "note", "guess", "owner", "status", "domains"];

/// The terms, then the fields of each register that say something in this plan, each with its help line.
pub fn blocks(say: &Say) -> Vec<Block> {
    let terms = TERMS.iter().map(|(term, meaning)| (word(term), Words::from(*meaning)));
    let mut blocks = vec![Block::Pairs(terms.collect())];
    for home in REGISTERS.iter().filter(|home| home.len(say.plan) > 0) {
        let told = |at: &usize| home.rows(say.plan).any(|row| says(*home, row, *at));
        let fields = (0..home.field_count()).filter(|at| !PLAIN.contains(&home.field(*at).key)).filter(told);
        let fields: Vec<(Shown, Words)> =
            fields.map(|at| home.field(at)).map(|about| (word(about.label), Words::from(about.help))).collect();
        if !fields.is_empty() {
            blocks.push(Block::Heading(3, Words::from(home.about().title)));
            blocks.push(Block::Pairs(fields));
        }
    }
    blocks
}
