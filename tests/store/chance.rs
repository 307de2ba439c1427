//! The laws that the fuzz targets hold, over bytes by chance; `load` has its own in `hostile`.

use outgrow::register::REGISTERS;
use proptest::prelude::*;

use crate::laws;
use crate::support::{self, Dice, cases};

/// A line as somebody may type it after `a` or `/`: names, fields of the register and of others, values of every kind.
fn typed(dice: &mut Dice) -> Vec<u8> {
    let at = dice.below(REGISTERS.len());
    let mut line = vec![at as u8];
    for _ in 0..dice.below(8) {
        let home = if dice.chance(90) { REGISTERS[at] } else { *dice.pick(&REGISTERS) };
        let field = home.field(dice.below(home.field_count())).key;
        let mark = *dice.pick(&["=", "+=", "-=", "<", ">", "!=", "", ":"]);
        let value = match dice.below(8) {
            0 => support::text(dice),
            1 => dice
                .pick(&["2d", "1-2w", "1/1.5/2w", "5m", "-1", "1e9", "NaN", "999999999999999999", "0.005"])
                .to_string(),
            2 => dice.pick(&["today", "+2w", "fri", "2026-02-29", "2026-11-21", "9999-12-31", "+9999999y"]).to_string(),
            3 => {
                dice.pick(&["2026-11-21:5", "today:1,fri:2", "2026-11-21:minutes.md", "a..b", "today..+1w"]).to_string()
            }
            4 => dice
                .pick(&["ana", "auth,billing", "ana:SS+1w", "debts/x", "triggers/database", "\"\"", ","])
                .to_string(),
            5 => {
                dice.pick(&["yes", "no", "open", "do", "done", "act", "intentional", "high", "1", "0", "3"]).to_string()
            }
            6 => "x".repeat(dice.below(90)),
            _ => String::new(),
        };
        let quoted = if dice.chance(30) { format!("\"{}\"", value.replace('"', "\\\"")) } else { value };
        let word = if dice.chance(70) { format!("{field}{mark}{quoted} ") } else { format!("{quoted} ") };
        line.extend(word.bytes());
    }
    line
}

/// Lines of a plan and lines of git between them.
fn half_merged(dice: &mut Dice) -> Vec<u8> {
    let plan = include_str!("example.ron").lines().collect::<Vec<_>>();
    let mut text = String::new();
    let mut at = 0;
    while at < plan.len() {
        let size = if dice.chance(80) { 7 } else { 6 + dice.below(4) };
        match dice.below(12) {
            0 => text.push_str(&format!("{} {}", "<".repeat(size), "ours")),
            1 => text.push_str(&"=".repeat(size)),
            2 => text.push_str(&format!("{} {}", ">".repeat(size), "theirs")),
            3 => text.push_str(&"|".repeat(size)),
            4 => text
                .push_str(dice.pick::<&str>(&["/*", "*/", "note: \"", "\",", "r#\"", "\"#", "//", "\u{feff}", "\r"])),
            5 if dice.chance(30) => at += dice.below(6),
            _ => {
                text.push_str(plan[at]);
                at += 1;
            }
        }
        text.push_str(dice.pick::<&str>(&["\n", "\n", "\n", "\r\n", ""]));
    }
    text.into_bytes()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_typed_is_refused_or_can_be_saved(seed: u64) {
        let mut dice = Dice::new(seed);
        laws::quick_add(&typed(&mut dice));
    }

    #[test]
    fn a_query_is_refused_or_answered(seed: u64) {
        let mut dice = Dice::new(seed);
        laws::query(&typed(&mut dice));
    }

    #[test]
    fn markers_by_chance_are_taken_apart_or_named(seed: u64) {
        let mut dice = Dice::new(seed);
        laws::markers(&half_merged(&mut dice));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn sides_that_grew_apart_are_reconciled(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        laws::merged(&bytes);
    }

    #[test]
    fn any_bytes_hold_the_laws(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        laws::load(&bytes);
        laws::quick_add(&bytes);
        laws::query(&bytes);
        laws::markers(&bytes);
    }
}
