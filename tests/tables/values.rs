use outgrow::model::value::{Assign, Kind, Value};
use outgrow::model::{Day, Id, Link, Money, Span, Table};
use outgrow::register::typing;
use proptest::prelude::*;

use crate::support::{self, today};

fn typed(kind: Kind, assign: Assign, text: &str, now: Value) -> Result<Value, String> {
    kind.typed(assign, text, &now, typing(today()))
}

fn texts(list: &[&str]) -> Value {
    Value::Texts(list.iter().map(|t| (*t).into()).collect())
}

#[test]
fn entries_of_texts_are_never_split_at_commas() {
    let now = texts(&["src/**"]);
    assert_eq!(typed(Kind::Texts, Assign::Add, "src/{a,b}/**", now), Ok(texts(&["src/**", "src/{a,b}/**"])));
    assert_eq!(typed(Kind::Texts, Assign::Take, "a,b", texts(&["a,b", "c"])), Ok(texts(&["c"])));
    assert_eq!(typed(Kind::Texts, Assign::Set, "a\n\n  b ", Value::Nothing), Ok(texts(&["a", "b"])));
}

#[test]
fn references_are_added_and_taken_one_by_one() {
    let kind = Kind::Refs("people");
    let ids = |list: &[&str]| Value::Refs(list.iter().map(|i| Id::parse(i).unwrap()).collect());
    assert_eq!(typed(kind, Assign::Set, "tomasz, ana,ana", Value::Nothing), Ok(ids(&["ana", "tomasz"])));
    assert_eq!(typed(kind, Assign::Add, "bo", ids(&["ana"])), Ok(ids(&["ana", "bo"])));
    assert_eq!(typed(kind, Assign::Take, "ana", ids(&["ana", "bo"])), Ok(ids(&["bo"])));
    assert_eq!(typed(kind, Assign::Take, "ana", ids(&["ana"])), Ok(Value::Nothing));
    assert_eq!(typed(kind, Assign::Take, "cy", ids(&["ana"])), Err("has no entry \"cy\"".to_string()));
    assert!(typed(kind, Assign::Take, "Ana", ids(&["ana"])).unwrap_err().contains("did you mean ana?"));
}

#[test]
fn prose_keeps_its_paragraphs() {
    let prose = |list: &[&str]| Value::Prose(list.iter().map(|t| (*t).into()).collect());
    assert_eq!(typed(Kind::Prose, Assign::Set, "one\n\ntwo\n\n", Value::Nothing), Ok(prose(&["one", "", "two"])));
    assert_eq!(typed(Kind::Prose, Assign::Add, "two", prose(&["one", ""])), Ok(prose(&["one", "", "two"])));
    assert_eq!(typed(Kind::Prose, Assign::Add, "\ntwo", prose(&["one"])), Ok(prose(&["one", "", "two"])));
    assert_eq!(typed(Kind::Prose, Assign::Take, "one", prose(&["one", "two"])), Ok(prose(&["two"])));
}

#[test]
fn readings_and_logs_go_by_day() {
    let series = |list: &[(&str, f64)]| Value::Series(list.iter().map(|(d, n)| (Day::parse(d).unwrap(), *n)).collect());
    let now = series(&[("2026-11-14", 194.5)]);
    assert_eq!(
        typed(Kind::Series, Assign::Add, "2026-11-21:196", now.clone()),
        Ok(series(&[("2026-11-14", 194.5), ("2026-11-21", 196.0)]))
    );
    assert_eq!(
        typed(Kind::Series, Assign::Add, "7", now.clone()),
        typed(Kind::Series, Assign::Add, "today:7", now.clone())
    );
    assert_eq!(typed(Kind::Series, Assign::Add, "2026-11-14:1", now.clone()), Ok(series(&[("2026-11-14", 1.0)])));
    assert_eq!(typed(Kind::Series, Assign::Take, "2026-11-14", now.clone()), Ok(Value::Nothing));
    assert!(typed(Kind::Series, Assign::Take, "2026-11-15", now.clone()).is_err());
    for wrong in ["NaN", "inf", "1e99", "2026-11-21:NaN", "196:2026-11-21", "2026-02-30:1"] {
        assert!(typed(Kind::Series, Assign::Add, wrong, now.clone()).is_err(), "{wrong}");
    }
    let log =
        |list: &[(&str, &str)]| Value::Log(list.iter().map(|(d, t)| (Day::parse(d).unwrap(), (*t).into())).collect());
    assert_eq!(
        typed(Kind::Log, Assign::Add, "2026-11-21:see https://x.org/a,b", Value::Nothing),
        Ok(log(&[("2026-11-21", "see https://x.org/a,b")]))
    );
    assert_eq!(
        typed(Kind::Log, Assign::Take, "2026-11-21", log(&[("2026-11-21", "a"), ("2026-11-22", "b")])),
        Ok(log(&[("2026-11-22", "b")]))
    );
}

#[test]
fn single_values_take_no_plus() {
    for kind in [Kind::Text, Kind::Day, Kind::Money, Kind::Flag, Kind::Ref("people"), Kind::Span] {
        assert!(typed(kind, Assign::Add, "x", Value::Nothing).is_err(), "{kind:?}");
        assert_eq!(typed(kind, Assign::Set, "  ", Value::Nothing), Ok(Value::Nothing), "{kind:?}");
    }
}

#[test]
fn choices_by_unique_prefix_when_typed_and_whole_in_a_file() {
    let kind = Kind::Choice(&["intentional", "inherited", "discovered"]);
    assert_eq!(typed(kind, Assign::Set, "d", Value::Nothing), Ok(Value::Choice("discovered")));
    assert_eq!(typed(kind, Assign::Set, "inte", Value::Nothing), Ok(Value::Choice("intentional")));
    assert!(typed(kind, Assign::Set, "in", Value::Nothing).is_err());
    assert!(typed(kind, Assign::Set, "inherted", Value::Nothing).unwrap_err().contains("did you mean inherited?"));
    assert_eq!(kind.stored("discovered", &[]), Ok(Value::Choice("discovered")));
    assert!(kind.stored("disc", &[]).unwrap_err().contains("did you mean discovered?"));
}

#[test]
fn lines_hold_no_line_breaks() {
    for text in ["a\nb", "a\rb", "a\r\nb"] {
        for kind in [Kind::Text, Kind::Texts] {
            assert!(kind.stored(text, &[]).is_err(), "{kind:?} {text:?}");
        }
        assert!(Kind::Log.stored(&format!("2026-11-21:{text}"), &[]).is_err(), "{text:?}");
    }
}

#[test]
fn whole_numbers_numbers_and_money() {
    for (kind, good, bad) in [
        (Kind::Whole, vec!["0", "-3", "12"], vec!["1.5", "1e3", "x", "9999999999999999999999", "٣"]),
        (Kind::Number, vec!["0", "-3.25", "12", ".5"], vec!["1e3", "NaN", "inf", "1,5", "--1", "1-1", "."]),
        (Kind::Money, vec!["600", "12.5", "-1"], vec!["12.345", "€5", "1e3", "99999999999999999"]),
    ] {
        for text in good {
            assert!(typed(kind, Assign::Set, text, Value::Nothing).is_ok(), "{kind:?} {text}");
        }
        for text in bad {
            assert!(typed(kind, Assign::Set, text, Value::Nothing).is_err(), "{kind:?} {text}");
        }
    }
    assert_eq!(typed(Kind::Number, Assign::Set, "-0", Value::Nothing).unwrap().typed().raw(), "0");
}

#[test]
fn a_table_is_sorted_and_keeps_the_later_of_two() {
    let debt = |id: &str, name: &str| {
        std::sync::Arc::new(outgrow::model::Debt {
            id: Id::parse(id).unwrap(),
            name: name.into(),
            ..Default::default()
        })
    };
    let mut table = Table::of(vec![debt("b", "B"), debt("a", "first"), debt("c", "C"), debt("a", "later")]);
    let rows = |table: &Table<_>| {
        table
            .iter()
            .map(|d: &std::sync::Arc<outgrow::model::Debt>| format!("{} {}", d.id, d.name.raw()))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&table), ["a later", "b B", "c C"]);
    let kept = table.clone();
    table.put(outgrow::model::Debt { id: Id::parse("b").unwrap(), name: "other".into(), ..Default::default() });
    assert!(table.take(&Id::parse("a").unwrap()) && !table.take(&Id::parse("a").unwrap()));
    assert_eq!(rows(&table), ["b other", "c C"]);
    assert_eq!(rows(&kept), ["a later", "b B", "c C"], "a clone shares rows, not changes");
}

#[test]
fn days_far_away_are_no_days() {
    assert_eq!(today().plus(i64::MAX), None);
    assert_eq!(today().plus(i64::MIN), None);
    assert_eq!(today().plus(10_000_000), None);
    assert!(today().plus(365).is_some());
}

proptest! {
    #![proptest_config(support::cases(2000))]

    #[test]
    fn no_text_upsets_a_reader(text in "\\PC{0,24}", any in any::<String>()) {
        for text in [text, any] {
            for kind in [Kind::Id, Kind::Text, Kind::Prose, Kind::Choice(&["a", "ab"]), Kind::Flag, Kind::Whole, Kind::Number,
                Kind::Money, Kind::Day, Kind::Days, Kind::Ranges, Kind::Span, Kind::Series, Kind::Log, Kind::Texts,
                Kind::Ref("people"), Kind::Refs("people"), Kind::Links("tasks"), Kind::Address, Kind::Addresses(&["tasks"])] {
                let _ = kind.stored(&text, outgrow::register::keys());
                for assign in [Assign::Set, Assign::Add, Assign::Take] {
                    if let Ok(read) = typed(kind, assign, &text, Value::Nothing) {
                        // What is shown of it reads as the same.
                        let shown = read.typed();
                        prop_assert_eq!(typed(kind, Assign::Set, shown.raw(), Value::Nothing), Ok(read), "{:?} {:?}", kind, text);
                    }
                }
            }
        }
    }

    #[test]
    fn spans_money_links_and_days_read_back(n in 0u64..1_000_000, cents in -999_999_999_999_999i64..999_999_999_999_999, days in -300_000i64..300_000) {
        let money = Money(cents);
        prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        prop_assert_eq!(Money::from_units(money.units()), Some(money));
        prop_assert_eq!(money.to_string().parse::<f64>().unwrap(), money.units());
        let amount = n as f64 / 128.0;
        let span = Span::parse(&format!("{amount}-{}mo", amount + 1.0)).unwrap();
        prop_assert_eq!(Span::parse(&span.to_string()), Ok(span));
        let link = Link::parse(&format!("a:ss-{amount}d")).unwrap();
        prop_assert_eq!(Link::parse(&link.to_string()), Ok(link));
        if let Some(day) = today().plus(days) {
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            prop_assert_eq!(day.since(today()), days);
        }
    }

    #[test]
    fn slugs_and_joined_ids_are_ids(name in any::<String>(), other in "[a-z0-9-]{0,300}") {
        prop_assert!(Id::parse(Id::slug(&name, "debt").as_str()).is_some());
        let tried = std::cell::Cell::new(0);
        let free = Id::slug(&name, "debt").free(|_| tried.replace(tried.get() + 1) < 12);
        prop_assert!(Id::parse(free.as_str()).is_some_and(|id| id.as_str().ends_with("-13")));
        let joined = Id::join(&[&other, &other, "shared-table"]);
        prop_assert!(Id::parse(joined.as_str()).is_some(), "{joined}");
    }
}
