//! Whole pages, as they are read.

use outgrow::model::{Address, Id};
use outgrow::register::screens::screen;
use outgrow::report::html::{self, Paper};
use outgrow::report::words::Say;
use outgrow::report::{markdown, row, screen as screens, text};

use super::{known, summary, template, world};

#[test]
fn summary_of_the_demo() {
    let doc = summary(&template("demo"));
    insta::assert_snapshot!("summary-demo-text", text::write(&doc, 80, false));
    insta::assert_snapshot!("summary-demo-markdown", markdown::write(&doc));
}

#[test]
fn summary_of_the_blank_plan() {
    let doc = summary(&template("blank"));
    insta::assert_snapshot!("summary-blank-text", text::write(&doc, 80, false));
    insta::assert_snapshot!("summary-blank-markdown", markdown::write(&doc));
}

#[test]
fn screens_of_the_demo_and_of_an_empty_plan() {
    let shown = |plan: &outgrow::model::Plan, keys: &[&str]| {
        let facts = known(plan);
        let pages = keys.iter().map(|key| {
            let doc = screens::doc(plan, &facts, &world(), screen(key).expect("a screen"));
            text::write(&doc, 80, false)
        });
        pages.collect::<Vec<_>>().join("\n\n")
    };
    let demo = template("demo");
    insta::assert_snapshot!("screens-demo", shown(&demo, &["home", "map", "team", "time", "checks"]));
    let nothing = outgrow::model::Plan::default();
    let all = ["home", "map", "data", "team", "infra", "debt", "gov", "time", "checks"];
    insta::assert_snapshot!("screens-nothing", shown(&nothing, &all));
}

#[test]
fn rows_of_the_demo() {
    let plan = template("demo");
    let facts = known(&plan);
    let say = Say { plan: &plan, facts: &facts, today: world().today };
    let shown = |register: &'static str, id: &str| {
        let at = Address { register, id: Id::parse(id).expect("an id") };
        text::write(&row::doc(&say, &at), 80, false)
    };
    let pages = [
        shown("domains", "notify"),
        shown("metrics", "db-p95"),
        shown("decisions", "one-deployable"),
        shown("knowledge", "nadia--billing"),
        shown("links", "fleet--booking--event"),
        shown("cadences", "architecture-review"),
        shown("debts", "no-such-row"),
    ];
    insta::assert_snapshot!("rows-demo", pages.join("\n\n"));
}

#[test]
fn styles_add_attributes_and_nothing_else() {
    let doc = summary(&template("demo"));
    let styled = text::write(&doc, 80, true);
    let bare =
        ["\u{1b}[1m", "\u{1b}[4m", "\u{1b}[7m", "\u{1b}[0m"].iter().fold(styled.clone(), |t, a| t.replace(a, ""));
    assert_ne!(styled, bare);
    assert_eq!(bare, text::write(&doc, 80, false));
}

#[test]
fn the_same_plan_and_day_give_the_same_bytes() {
    for name in ["demo", "b2b"] {
        let write = |doc| [html::write(&doc, Paper::A4), html::write(&doc, Paper::Letter), markdown::write(&doc)];
        let once = write(summary(&template(name)));
        assert_eq!(once, write(summary(&template(name))));
        assert_ne!(once[0], once[1], "the sheet makes a difference");
    }
}

#[test]
fn one_page_is_the_first_page() {
    let plan = template("demo");
    let options = outgrow::report::summary::Options { one_page: true };
    let one = outgrow::report::summary::doc(&plan, &known(&plan), &world(), options);
    let all = summary(&plan);
    assert!(all.blocks.starts_with(&one.blocks));
    assert_eq!(all.blocks[one.blocks.len()], outgrow::report::doc::Block::Page);
}
