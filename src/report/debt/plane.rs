//! Effort against risk: the open debts in four fields.

use super::{MOST, heading};
use crate::analysis::checks::State;
use crate::analysis::column::short;
use crate::analysis::debt::Account;
use crate::analysis::trend::{When, median};
use crate::figure::matrix::{Matrix, Point};
use crate::model::{Address, Id};
use crate::report::doc::{Block, Grid, Line, Words};
use crate::report::words::{Say, marked};

/// Effort against the risk of the open debts, with the ids behind the numbers: the loss at six months where any is known,
/// else the levels. `None` with fewer than two.
pub fn matrix(say: &Say) -> Option<(Matrix, Vec<Id>)> {
    let debts = &say.facts.debts;
    let money = debts.ranked().any(|account| account.losses[1].is_some());
    let up = |account: &Account| match money {
        true => account.losses[1],
        false => account.levels[1].map(|level| level as f64),
    };
    let known: Vec<(&Account, f64, f64)> =
        debts.ranked().filter_map(|account| Some((account, account.days?, up(account)?))).take(MOST).collect();
    if known.len() < 2 {
        return None;
    }
    let points = known.iter().enumerate().map(|(n, (account, across, up))| Point {
        number: n + 1,
        across: *across,
        up: *up,
        loud: account.state == State::Act,
    });
    let middle = |of: fn(&(&Account, f64, f64)) -> f64| median(&known.iter().map(of).collect::<Vec<_>>());
    let currency = say.plan.product().currency.show();
    let matrix = Matrix {
        points: points.collect(),
        across: "days of work".to_string(),
        up: match money {
            true => format!("loss at 6 months in {}", if currency.is_empty() { "money".into() } else { currency }),
            false => "level at 6 months".to_string(),
        },
        parts: (middle(|row| row.1), middle(|row| row.2)),
        fields: ["pay now", "plan it", "along the way", "leave it"],
    };
    Some((matrix, known.into_iter().map(|(account, ..)| account.id.clone()).collect()))
}

/// The picture with its list.
pub(super) fn plane(say: &Say) -> Vec<Block> {
    let Some((matrix, ids)) = matrix(say) else { return Vec::new() };
    let money = |n: Option<f64>| n.map_or(Words::new().dim("?"), |n| Words::from(say.money(&format!("{n:.0}"))));
    let lines = ids.iter().enumerate().filter_map(|(n, id)| {
        let (row, account) = (say.plan.debts.get(id)?, say.facts.debts.get(id)?);
        let even = match account.break_even {
            Some(When::On(day)) => Words::from(day.short(say.today)),
            Some(When::Never) => Words::new().dim("never"),
            None => Words::new().dim("?"),
        };
        let cells = vec![
            Words::from((n + 1).to_string()),
            marked(Words::from(row.name.show().cut(48)), row.guess),
            Words::from(account.days.map_or(String::new(), |days| format!("{} d", short(days)))),
            money(account.losses[1]),
            money(account.per_day),
            even,
        ];
        Some(Line { at: Some(Address { register: "debts", id: id.clone() }), cells })
    });
    let columns = [
        ("", true),
        ("Debt", false),
        ("Effort", true),
        ("Loss 6 mo", true),
        ("A day avoids", true),
        ("Break-even", false),
    ];
    let grid = Grid::new(&columns, lines.collect());
    vec![heading("Effort and risk"), Block::from(matrix), Block::Table(grid)]
}
