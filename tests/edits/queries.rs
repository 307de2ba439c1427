use std::cmp::Ordering;

use outgrow::model::Plan;
use outgrow::model::value::{Kind, Value};
use outgrow::query::{Query, haystack, sort_order};
use outgrow::register::register;

use crate::support::{day, today};

fn base() -> Plan {
    let text = r#"(format: 1, product: (name: "P"),
        people: [(id: "ana", name: "Ana"), (id: "bo", name: "Bo")],
        domains: [(id: "auth", name: "Auth"), (id: "billing", name: "Billing")],
        metrics: [(id: "m", name: "M", readings: {"2026-11-01": 10, "2026-11-14": 200})],
        debts: [
          (id: "a", name: "Größe of ids", note: ["First line", "second LINE"], owner: "ana", domains: ["auth", "billing"], effort: "2d",
           found: "2026-10-01", class: "intentional", damage: 1200.5, recurring: true),
          (id: "b", name: "Refunds by hand", effort: "1-2w", found: "2026-11-20", class: "discovered", hazard: 5),
          (id: "c", name: "Old cache", domains: ["auth"], status: "done"),
        ],
        tasks: [(id: "x", name: "X"), (id: "y", name: "Y", after: ["x:SS+1w"])],
    )"#;
    outgrow::store::read::read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}")).0
}

fn found(key: &str, query: &str) -> String {
    let plan = base();
    let home = register(key).unwrap();
    let parsed = Query::parse(home, &(), query, today()).unwrap_or_else(|why| panic!("{query}: {why}"));
    let rows = home.rows(&plan).filter(|row| parsed.holds(*row, &haystack(home, *row), &()));
    rows.map(|row| row.id().to_string()).collect::<Vec<_>>().join("")
}

#[test]
fn words_and_tests_find_rows() {
    for (query, rows) in [
        ("", "abc"),
        ("refunds", "b"),
        ("GRÖSSE", ""),
        ("größe", "a"),
        ("GRÖßE ids", "a"),
        ("second line", "a"),
        ("\"second line\"", "a"),
        ("line second", "a"),
        ("cache refunds", ""),
        ("class=intentional", "a"),
        ("class=int", "a"),
        ("class!=intentional", "bc"),
        ("class=", "c"),
        ("class!=", "ab"),
        ("owner=ana", "a"),
        ("owner=", "bc"),
        ("domains=auth", "ac"),
        ("domains=auth,billing", "a"),
        ("domains!=billing", "bc"),
        ("effort>3d", "b"),
        ("effort<3d", "a"),
        ("effort=2d", "a"),
        ("found>2026-11-01", "b"),
        ("found<today", "ab"),
        ("found=2026-11-20", "b"),
        ("damage>1000", "a"),
        ("damage=1200.50", "a"),
        ("hazard<6", "b"),
        ("recurring=yes", "a"),
        ("recurring=no", "bc"),
        ("status=done", "c"),
        ("name=REF", "b"),
        ("note=line", "a"),
        ("name!=cache", "ab"),
        ("id=b", "b"),
        ("cache status=done domains=auth", "c"),
        ("a!b", ""),
    ] {
        assert_eq!(found("debts", query), rows, "{query}");
    }
    assert_eq!(found("metrics", "readings>100"), "m");
    assert_eq!(found("metrics", "readings=200"), "m");
    assert_eq!(found("metrics", "readings<100"), "", "the last reading decides");
    assert_eq!(found("tasks", "after=x"), "y", "a link by what it leads to, whatever its type");
    assert_eq!(found("tasks", "after=x:SS+1w"), "y");
    assert_eq!(found("tasks", "after!=x"), "x");
}

#[test]
fn a_query_that_cannot_be_read_says_why() {
    let home = register("debts").unwrap();
    for (query, word) in [
        ("efort>2d", "did you mean effort?"),
        ("effort>2", "unit"),
        ("class=intentionel", "did you mean intentional?"),
        ("found>soon", "a day is written"),
        ("name>a", "has no order"),
        ("hazard>x", "must be a number"),
    ] {
        let why = Query::parse(home, &(), query, today()).map(|_| ()).expect_err(query);
        assert!(why.contains(word), "{query}: {why}");
    }
}

#[test]
fn columns_sort_by_value_with_empty_cells_last() {
    let kind = Kind::Choice(&["low", "medium", "high"]);
    assert_eq!(sort_order(kind, &Value::Choice("medium"), &Value::Choice("high")), Ordering::Less);
    assert_eq!(sort_order(kind, &Value::Nothing, &Value::Choice("low")), Ordering::Greater);
    assert_eq!(sort_order(Kind::Day, &Value::Day(day("2026-02-01")), &Value::Day(day("2026-10-01"))), Ordering::Less);
    assert_eq!(sort_order(Kind::Number, &Value::Number(9.0), &Value::Number(10.0)), Ordering::Less);
    assert_eq!(sort_order(Kind::Text, &Value::Text("b".into()), &Value::Text("A".into())), Ordering::Greater);
    let span = |text: &str| Value::Span(outgrow::model::Span::parse(text).unwrap());
    assert_eq!(sort_order(Kind::Span, &span("3d"), &span("1w")), Ordering::Less);
    assert_eq!(sort_order(Kind::Text, &Value::Nothing, &Value::Nothing), Ordering::Equal);
}
