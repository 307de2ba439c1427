//! Every computed column: finite, explained, sortable and open to queries.

use std::collections::BTreeSet;

use outgrow::exchange::{json, screen as screens};
use outgrow::model::value::Value;
use outgrow::query::{Query, haystack};
use outgrow::register::REGISTERS;
use outgrow::register::screens::screen;
use outgrow::report::cells::{Measures, sort};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::support::Dice;
use super::*;

fn no_null(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::Array(all) => all.iter().all(no_null),
        Json::Object(all) => all.values().all(no_null),
        _ => true,
    }
}

/// Every value of every row is finite, explains itself without a panic, and names an input where it is known; nothing
/// of it is lost on its way into JSON.
pub(crate) fn all_is_finite(plan: &Plan, today: &str, case: &str) {
    let world = World::on(day(today));
    let facts = facts(plan, &world);
    let sight = Sight { plan, world: &world, facts: &facts };
    for home in REGISTERS {
        for row in home.rows(plan) {
            for column in column::of(home.key()) {
                let what = format!("{case}: {} of {}/{}", column.key, home.key(), row.id());
                let value = (column.get)(&facts, row.id());
                assert!(value.number().is_none_or(f64::is_finite), "{what}: {value:?}");
                if let Derived::Cost { days, share, money } = value {
                    assert!(days.is_finite() && share.is_finite() && money.is_none_or(f64::is_finite), "{what}");
                }
                if let Derived::Series(all) = &value {
                    assert!(all.iter().all(|n| n.is_finite()), "{what}");
                }
                let why = (column.explain)(&sight, row.id());
                if value.is_known() {
                    let why = why.as_ref().unwrap_or_else(|| panic!("{what}: {value:?} without a reason"));
                    assert!(!why.inputs.is_empty(), "{what}: {value:?} rests on nothing");
                }
                for text in why.iter().flat_map(|why| why.inputs.iter().map(|input| &input.value).chain([&why.rule])) {
                    for word in text.as_str().split(|c: char| !c.is_alphabetic()) {
                        assert!(!matches!(word, "inf" | "NaN"), "{what}: {text}");
                    }
                }
            }
        }
    }
    for key in ["home", "data", "infra", "debt", "gov", "checks"] {
        let shown = screens::json(plan, &facts, &world, screen(key).expect("a screen"));
        assert!(no_null(&shown), "{case}: {key} has a null\n{}", json::text(&shown));
    }
    let said = facts.findings.iter().map(|finding| finding.hit.message.as_str());
    for message in said {
        assert!(!message.contains("inf %") && !message.contains("NaN"), "{case}: {message}");
    }
}

proptest! {
    #![proptest_config(support::cases(48))]

    #[test]
    fn random_plans_give_finite_figures_that_explain_themselves(seed: u64, rows in 0..6usize, density in 0..100usize) {
        let mut plan = support::plan(seed, rows, density);
        // Some readings that nobody would take.
        let dice = &mut Dice::new(seed);
        let home = register("metrics").expect("metrics");
        let all: Vec<Id> = plan.metrics.iter().map(|metric| metric.id.clone()).collect();
        for metric in all {
            let extremes = [0.0, -1.0, 1e15, -1e15, 5e-324, 1e-300, 1.0, 2.0];
            let readings = (0..dice.below(7)).map(|_| (support::today().plus(-(dice.below(90) as i64)).unwrap(), *dice.pick(&extremes)));
            let readings = Value::Series(readings.collect());
            if dice.chance(60) {
                let mut row = home.get(&plan, &metric).expect("the metric").boxed();
                row.slot(home.find("readings").expect("a field")).put(readings.settled()).expect("readings");
                home.put(&mut plan, row);
            }
        }
        all_is_finite(&plan, "2026-11-21", &format!("seed {seed}"));
    }
}

#[test]
fn templates_give_finite_figures() {
    for name in ["blank", "b2b", "data", "market", "mobile", "demo"] {
        all_is_finite(&template(name), "2026-11-16", name);
    }
}

/// What a table shows, a query asks for and a sort key names is told apart within each register.
#[test]
fn keys_and_letters_of_fields_and_columns_are_unique() {
    for home in REGISTERS {
        let computed: Vec<_> = column::of(home.key()).collect();
        let mut keys = BTreeSet::new();
        let mut letters: BTreeSet<char> = BTreeSet::new();
        for at in 0..home.field_count() {
            let field = home.field(at);
            // A field that a computed column stands for is none.
            if computed.iter().all(|column| column.key != field.key) {
                keys.insert(field.key);
                letters.insert(field.letter);
            }
        }
        for column in computed {
            assert!(keys.insert(column.key), "{} {} twice", home.key(), column.key);
            assert!(letters.insert(column.letter), "{} {}: {} twice", home.key(), column.key, column.letter);
            assert!(column.letter.is_ascii_alphabetic() && column.help.ends_with('.'), "{}", column.key);
            assert!(!column.label.is_empty());
        }
    }
}

#[test]
fn x_explains_every_computed_value_of_the_demo() {
    let (plan, _) = demo();
    let world = World::on(day("2026-11-16"));
    let facts = outgrow::analysis::complete(&plan, &world, 1);
    let sight = Sight { plan: &plan, world: &world, facts: &facts };
    let mut told = 0;
    for home in REGISTERS {
        for row in home.rows(&plan) {
            for column in column::of(home.key()) {
                let value = (column.get)(&facts, row.id());
                let what = format!("{} of {}/{}", column.key, home.key(), row.id());
                let why = (column.explain)(&sight, row.id());
                if value.is_nothing() {
                    continue;
                }
                let why = why.unwrap_or_else(|| panic!("{what}: {value:?} without a reason"));
                assert!(
                    why.rule.as_str().ends_with('.') && why.rule.as_str().chars().count() > 10,
                    "{what}: {}",
                    why.rule
                );
                assert!(!why.source.is_empty(), "{what}");
                assert!(!why.inputs.is_empty(), "{what}: {} rests on nothing", why.rule);
                for input in &why.inputs {
                    assert!(!input.label.is_empty() && !input.value.is_empty(), "{what}: {input:?}");
                    let Some((at, field)) = &input.at else { continue };
                    let home = register(at.register).unwrap_or_else(|| panic!("{what}: {at}"));
                    assert!(home.get(&plan, &at.id).is_some(), "{what}: there is no {at}");
                    assert!(home.find(field).is_some(), "{what}: {at} has no {field}");
                }
                told += 1;
            }
        }
    }
    assert!(told > 80, "{told}");
}

fn list(query: &str) -> Result<Vec<String>, String> {
    let (plan, facts) = demo();
    let home = register("triggers").expect("triggers");
    let measures = Measures { register: "triggers", facts: &facts };
    let query = Query::parse(home, &measures, query, day("2026-11-16"))?;
    let rows = home.rows(&plan).filter(|row| query.holds(*row, &haystack(home, *row), &measures));
    Ok(rows.map(|row| row.id().to_string()).collect())
}

#[test]
fn queries_ask_for_what_is_computed() {
    let ids = |query: &str| list(query).unwrap_or_else(|why| panic!("{query}: {why}"));
    // The jump came with the reading of 9 November.
    assert_eq!(ids("start_by<2026-12-01"), ["auth", "database", "files"]);
    assert_eq!(ids("start_by>2026-12-01"), ["hosting"]);
    assert_eq!(ids("state=act"), ["database", "files"]);
    assert_eq!(ids("state=blind"), ["queue"]);
    assert_eq!(ids("state=?"), ["search"]);
    assert_eq!(ids("percent>90"), ["database", "files"]);
    assert_eq!(ids("percent>90%"), ["database", "files"]);
    assert_eq!(ids("percent="), ["auth"]);
    assert_eq!(ids("balance=early"), ["hosting", "search"]);
    assert_eq!(ids("crosses=blind"), ["queue"]);
    assert_eq!(ids("crosses=2026-11-19"), ["database"]);
    assert_eq!(ids("database state=act"), ["database"]);
    assert_eq!(ids("state!=act percent>50"), ["queue"]);
    let wrong = list("star_by<2026-12-01").expect_err("no such column");
    assert_eq!(wrong, "triggers has no field \"star_by\"; did you mean start_by?");
    assert!(list("percent>much").expect_err("no number").contains("compared with a number or a day"));
}

#[test]
fn sorting_puts_what_is_not_known_last_both_ways() {
    let (plan, facts) = demo();
    let home = *REGISTERS.iter().find(|home| home.key() == "triggers").expect("triggers");
    let order = |key: &str, turned: bool| {
        let mut places: Vec<usize> = (0..home.len(&plan)).collect();
        sort(&facts, home, &plan, column::Col::find(home, key).expect("a column"), turned, &mut places);
        places.iter().map(|at| home.nth(&plan, *at).expect("a row").id().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(order("percent", true)[..5], ["files", "database", "queue", "search", "hosting"]);
    assert_eq!(order("percent", false)[..5], ["hosting", "search", "queue", "database", "files"]);
    assert_eq!((order("percent", false)[5].as_str(), order("percent", true)[5].as_str()), ("auth", "auth"));
    let by_start = order("start_by", false);
    // A jump that came has its day, the reading's.
    assert_eq!(by_start[..4], ["database", "files", "auth", "hosting"]);
    assert_eq!(order("start_by", true)[..4], ["hosting", "auth", "files", "database"]);
}
