use outgrow::edit::{Edit, Refusal, apply, typed};
use outgrow::model::value::Value;
use outgrow::model::{Id, Plan};
use outgrow::register::rules::{self, Rule};
use outgrow::register::{self, Register};
use outgrow::store::read::read;

use crate::support::{at, day};

/// A plan from its registers, as in a file.
fn plan(rows: &str) -> Plan {
    let text = format!("(format: 1, product: (name: \"P\"), {rows})");
    read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}")).0
}

fn put(row: &str, field: &'static str, value: Value) -> Edit {
    Edit::Put { at: at(row), field, value }
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn id(id: &str) -> Value {
    Value::Ref(Id::parse(id).unwrap())
}

fn set(plan: &Plan, row: &str, change: &str) -> Result<Plan, Vec<Refusal>> {
    let at = at(row);
    let home = register::register(at.register).unwrap();
    let changes = typed::assignments(home, &typed::words(change)).map_err(|r| vec![r])?;
    let edit = typed::set(plan, &at, &changes, day("2026-11-21"))?;
    Ok(apply(plan, &edit).expect("checked"))
}

fn broken(plan: &Plan) -> Vec<(String, &'static str, Rule)> {
    rules::breaches(plan).into_iter().map(|b| (b.at.to_string(), b.field, b.rule)).collect()
}

#[test]
fn every_rule_speaks_and_names_the_row() {
    let plan = plan(
        r#"people: [(id: "a", name: "A", share: 120, mentor: "b"), (id: "b", name: "B", mentor: "a"), (id: "c", mentor: "a"),
                    (id: "d", name: "a ", hiring: "3-2w")],
           domains: [(id: "x", name: "X", owner: "anna", boundary: "separated", moved: {"2026-01-01": 10, "2026-02-01": 101, "2026-03-01": 20})],
           links: [(from: "x", to: "x", kind: "call"), (from: "x", to: "y", kind: "call")],
           metrics: [(id: "m", name: "M", role: "users"), (id: "n", name: "N", role: "users")],
           waivers: [(check: "c", row: "debts/gone")],
           tasks: [(id: "t", name: "T", after: ["t", "u:SS"])],"#,
    );
    let mut found = broken(&plan);
    found.sort_by_key(|(at, field, _)| (at.clone(), *field));
    let expected = [
        ("domains/x", "boundary", Rule::Own),
        ("domains/x", "moved", Rule::Range),
        ("domains/x", "owner", Rule::Reference),
        ("links/x--x--call", "to", Rule::Own),
        ("links/x--y--call", "to", Rule::Reference),
        ("metrics/m", "role", Rule::Own),
        ("metrics/n", "role", Rule::Own),
        ("people/a", "mentor", Rule::Acyclic),
        ("people/a", "share", Rule::Range),
        ("people/c", "name", Rule::Required),
        ("people/d", "hiring", Rule::Order),
        ("people/d", "name", Rule::Unique),
        ("tasks/t", "after", Rule::Reference),
        ("tasks/t", "after", Rule::Acyclic),
        ("waivers/c--debts--gone", "row", Rule::Reference),
    ];
    let expected: Vec<_> = expected.map(|(at, field, rule)| (at.to_string(), field, rule)).to_vec();
    assert_eq!(found, expected);
    for breach in rules::breaches(&plan) {
        let home: &dyn Register = register::register(breach.at.register).unwrap();
        let row = register::row(&plan, &breach.at).unwrap();
        let message = breach.message.as_str();
        let named = message.contains(&breach.at.to_string()) || message.contains(home.name_of(row).as_str());
        let named = named || message.contains('X');
        assert!(named, "{message} does not name {}", breach.at);
        assert!(message.len() > 20 && !message.ends_with([' ', ':', ';', ',']), "{message}");
        assert!(home.find(breach.field).is_some(), "{message}");
    }
    let anna = rules::breaches(&plan).into_iter().find(|b| b.field == "owner").unwrap();
    assert!(anna.message.as_str().contains("anna"), "{}", anna.message);
}

#[test]
fn a_row_broken_by_hand_is_mended_field_by_field() {
    let plan = plan(
        r#"people: [(id: "ana", name: "Ana", share: 120, hiring: "3-2w")],
           domains: [(id: "x", owner: "gone", backup: "also-gone", boundary: "separated", moved: {"2026-01-01": 10})],
           metrics: [(id: "m", name: "M", role: "users"), (id: "n", name: "N", role: "users")],"#,
    );
    // Other fields can be edited while something is broken, …
    for (row, change) in [
        ("domains/x", "purpose=pay"),
        ("domains/x", "name=Billing"),
        ("domains/x", "moved+=2026-02-01:50"),
        ("metrics/m", "name=Users"),
        ("metrics/n", "unit=heads"),
        ("people/ana", "name=Anna"),
        ("people/ana", "role=engineer"),
    ] {
        assert!(set(&plan, row, change).is_ok(), "{row} {change}: {:?}", set(&plan, row, change).err());
    }
    // … each broken field can be mended on its own, …
    for (row, change) in [
        ("domains/x", "owner=ana"),
        ("domains/x", "backup="),
        ("domains/x", "boundary=separable"),
        ("domains/x", "moved+=2026-02-01:100"),
        ("metrics/n", "role=none"),
        ("people/ana", "share=100"),
        ("people/ana", "hiring=2-3w"),
    ] {
        let before = rules::breaches(&plan).len();
        let after = set(&plan, row, change).unwrap_or_else(|why| panic!("{row} {change}: {why:?}"));
        assert!(rules::breaches(&after).len() < before, "{row} {change}");
    }
    // … and nothing else may be broken meanwhile.
    for (row, change) in [
        ("domains/x", "owner=nobody"),
        ("metrics/m", "over=nothing"),
        ("people/ana", "mentor=ana"),
        ("people/ana", "hours_cap=200"),
        ("people/ana", "ramp=9-1d"),
        ("people/ana", "name="),
    ] {
        let why = set(&plan, row, change).expect_err(change);
        assert_eq!(why.len(), 1, "{change}: {why:?}");
        assert_eq!(why[0].at, Some(at(row)));
    }
}

#[test]
fn a_series_is_held_to_its_range_entry_by_entry() {
    let plan = plan(r#"domains: [(id: "x", name: "X", moved: {"2026-01-01": 10})],"#);
    assert!(set(&plan, "domains/x", "moved+=2026-02-01:100").is_ok());
    let why = set(&plan, "domains/x", "moved+=2026-02-01:101").expect_err("over the range");
    assert!(why[0].message.as_str().contains("2026-02-01"), "{}", why[0].message);
    assert!(set(&plan, "domains/x", "moved+=2025-02-01:-1").is_err(), "not the last entry only");
}

#[test]
fn circles_are_refused_where_they_would_close() {
    let base = plan(
        r#"people: [(id: "a", name: "A"), (id: "b", name: "B", mentor: "a")],
           decisions: [(id: "a", name: "A"), (id: "b", name: "B", supersedes: "a")],
           objectives: [(id: "a", name: "A"), (id: "b", name: "B", part_of: "a")],
           phases: [(id: "a", name: "A"), (id: "b", name: "B", after: ["a:SS"])],
           tasks: [(id: "a", name: "A"), (id: "b", name: "B", after: ["a"]), (id: "c", name: "C", after: ["b"])],"#,
    );
    for (row, change) in [
        ("people/a", "mentor=b"),
        ("people/a", "mentor=a"),
        ("decisions/a", "supersedes=b"),
        ("objectives/a", "part_of=b"),
        ("phases/a", "after=b:FF"),
        ("tasks/a", "after=c"),
        ("tasks/a", "after=a"),
    ] {
        let why = set(&base, row, change).expect_err(change);
        assert!(why.iter().all(|r| r.message.as_str().contains("wait")), "{why:?}");
    }
    assert!(set(&base, "tasks/c", "after=a,b").is_ok());
}

#[test]
fn a_circle_made_by_hand_is_taken_apart_link_by_link() {
    // Two circles that share a row, so that mending one still leaves the other.
    let base = plan(
        r#"tasks: [(id: "a", name: "A", after: ["b", "c"]), (id: "b", name: "B", after: ["a"]), (id: "c", name: "C", after: ["a"]),
                   (id: "d", name: "D")],"#,
    );
    let once = set(&base, "tasks/b", "after=").expect("one circle less");
    let twice = set(&once, "tasks/c", "after=").expect("none left");
    assert_eq!(broken(&twice), Vec::new());
    let edit = typed::remove(&base, &[at("tasks/b")]).expect("a row of the circle can be removed");
    assert!(apply(&base, &edit).is_ok());
    assert!(set(&base, "tasks/d", "after=d").is_err(), "a new circle is refused all the same");
    assert!(set(&base, "tasks/a", "effort=2d").is_ok());
}

#[test]
fn a_removal_that_would_leave_references_is_refused() {
    let base = plan(r#"people: [(id: "a", name: "A")], domains: [(id: "x", name: "X", owner: "a")],"#);
    let why = apply(&base, &Edit::Remove { at: at("people/a") }).expect_err("somebody points there");
    assert_eq!(why[0].at, Some(at("domains/x")));
    let both = [put("domains/x", "owner", Value::Nothing), Edit::Remove { at: at("people/a") }];
    assert!(apply(&base, &Edit::Several(both.to_vec())).is_ok());
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let base = plan(r#"debts: [(id: "d", name: "D")], metrics: [(id: "m", name: "M")],"#);
    for edit in [
        put("debts/d", "name", text("two\nlines")),
        put("debts/d", "name", Value::Nothing),
        put("debts/d", "effort", text("2d")),
        put("debts/d", "id", Value::Id(Id::parse("e").unwrap())),
        put("debts/d", "id", Value::Nothing),
        put("debts/d", "class", Value::Choice("nonsense")),
        put("debts/d", "hazard", Value::Number(f64::NAN)),
        put("debts/d", "benefit", Value::Number(f64::INFINITY)),
        put("debts/d", "nothing", text("x")),
        put("metrics/m", "bar", Value::Number(1e300)),
        put("metrics/m", "readings", Value::Series([(day("2026-01-01"), f64::NAN)].into())),
        put("knowledge/x", "level", Value::Whole(1)),
        Edit::Remove { at: register::product() },
        put("product/other", "name", text("P")),
        Edit::Remove { at: outgrow::model::Address { register: "nowhere", id: Id::parse("x").unwrap() } },
        Edit::Put {
            at: outgrow::model::Address { register: "nowhere", id: Id::parse("x").unwrap() },
            field: "x",
            value: text("x"),
        },
    ] {
        assert!(apply(&base, &edit).is_err(), "{edit:?}");
    }
    assert!(typed::record(&base, &at("metrics/m"), f64::NAN, day("2026-01-01")).is_err());
    assert!(typed::record(&base, &at("metrics/m"), f64::INFINITY, day("2026-01-01")).is_err());
}

#[test]
fn nothing_brings_back_the_default() {
    let base = plan("");
    let changed = apply(&base, &put("product/product", "lead_share", Value::Number(50.0))).unwrap();
    assert_eq!(changed.product().lead_share, 50.0);
    let back = apply(&changed, &put("product/product", "lead_share", Value::Nothing)).unwrap();
    assert_eq!(back.product().lead_share, 35.0);
    assert!(back == base);
    let payback = apply(&changed, &put("product/product", "payback", Value::Nothing)).unwrap();
    assert_eq!(payback.product().payback.to_string(), "6mo");
}

#[test]
fn keyed_rows_move_with_their_keys() {
    let base = plan(
        r#"people: [(id: "ana", name: "Ana"), (id: "bo", name: "Bo")],
           domains: [(id: "auth", name: "Auth")],
           knowledge: [(person: "ana", domain: "auth", level: 3)],
           waivers: [(check: "alone", row: "knowledge/ana--auth", reason: "soon")],"#,
    );
    let moved = set(&base, "knowledge/ana--auth", "person=bo").unwrap();
    assert!(moved.knowledge.get(&Id::parse("bo--auth").unwrap()).is_some_and(|k| k.level == Some(3)));
    assert_eq!(moved.knowledge.len(), 1);
    assert!(moved.waivers.get(&Id::parse("alone--knowledge--bo--auth").unwrap()).is_some());
    let put = put("knowledge/ana--auth", "person", id("bo"));
    assert!(apply(&base, &put).is_err(), "a bare put does not move a row");
    let removed = apply(&base, &typed::remove(&base, &[at("people/ana")]).unwrap()).unwrap();
    assert!(removed.knowledge.is_empty() && removed.waivers.is_empty());
}

#[test]
fn ids_of_free_texts_read_back() {
    let plan = plan(
        r#"conflicts: [(register: "debts", row: "refunds", field: "effort", base: "2d", ours: "3d", theirs: "5d"),
                       (register: "knowledge", row: "ana--a", field: "level")],
           waivers: [(check: "Fälle", row: "knowledge/ana--a")],
           answers: [(question: "/restore/drill?")],"#,
    );
    let ids = |key: &str| {
        let home = register::register(key).unwrap();
        home.rows(&plan).map(|row| row.id().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(ids("conflicts"), ["debts--refunds--effort", "knowledge--ana--a--level"]);
    assert_eq!(ids("waivers"), ["f-lle--knowledge--ana--a"]);
    assert_eq!(ids("answers"), ["restore--drill-"]);
    for key in ["conflicts", "waivers", "answers"] {
        for id in ids(key) {
            let at = format!("{key}/{id}");
            assert_eq!(register::locate(&plan, &at).map(|at| at.to_string()), Ok(at));
        }
    }
    let long = self::plan(&format!("answers: [(question: \"{}\")],", "x y".repeat(400)));
    assert!(
        Id::parse(long.answers.iter().map(|row| outgrow::model::field::Record::id(&**row).as_str()).next().unwrap())
            .is_some()
    );
}

#[test]
fn a_rename_never_swallows_a_row() {
    // A row for a domain that is not there, made by hand, stands where the rename would put another.
    let base = plan(
        r#"people: [(id: "ana", name: "Ana")], domains: [(id: "a", name: "A")],
           knowledge: [(person: "ana", domain: "a", level: 3), (person: "ana", domain: "b", level: 1)],"#,
    );
    let why = typed::rename(&base, &at("domains/a"), "b").expect_err("knowledge/ana--b stands there");
    assert!(why[0].message.as_str().contains("knowledge/ana--b"), "{}", why[0].message);
    assert!(typed::rename(&base, &at("domains/a"), "c").is_ok());
}

#[test]
fn a_keyed_row_without_its_key_can_be_reached_and_mended() {
    let base = plan(
        r#"people: [(id: "ana", name: "Ana")], domains: [(id: "a", name: "A")], knowledge: [(domain: "a", level: 3)],"#,
    );
    let row = base.knowledge.iter().next().unwrap();
    let address = format!("knowledge/{}", outgrow::model::field::Record::id(&**row));
    assert_eq!(broken(&base), vec![(address.clone(), "person", Rule::Required)]);
    assert_eq!(register::locate(&base, &address).map(|at| at.to_string()), Ok(address.clone()));
    let mended = set(&base, &address, "person=ana").unwrap();
    assert_eq!(broken(&mended), Vec::new());
}

#[test]
fn an_id_that_cannot_be_read_back_is_never_made() {
    let base = plan("");
    for (key, name, change) in [
        ("answers", "", "question=???"),
        ("answers", "", "question=漢字"),
        ("waivers", "", "check=\"  \" row=product/product"),
        ("debts", "", ""),
    ] {
        let home = register::register(key).unwrap();
        let changes = typed::assignments(home, &typed::words(change)).unwrap();
        let made = typed::add(&base, home, name, &changes, day("2026-11-21"));
        if let Ok((at, _)) = &made {
            assert!(Id::parse(at.id.as_str()).is_some(), "{key} {change}: {at}");
        }
        assert!(made.is_err() || key == "waivers", "{key} {change}: {made:?}");
    }
    let long = "a".repeat(73);
    assert!(typed::rename(&plan(r#"debts: [(id: "d", name: "D")],"#), &at("debts/d"), &long).is_err());
}

#[test]
fn a_chain_of_any_length_is_judged() {
    let rows: String =
        (0..60_000).map(|n| format!("(id: \"t{n}\", name: \"T{n}\", after: [\"t{}\"]),", (n + 1) % 60_000)).collect();
    let plan = plan(&format!("tasks: [{rows}],"));
    let circles = rules::cycles(&plan, register::register("tasks").unwrap());
    assert_eq!(circles.len(), 1);
    assert!(circles[0].message.as_str().len() < 400, "a message is one that can be read");
}

#[test]
fn thousands_of_dangling_references_are_judged() {
    let rows: String =
        (0..4_000).map(|n| format!("(id: \"person-{n}\", name: \"P{n}\", mentor: \"persom-{n}\"),")).collect();
    let plan = plan(&format!("people: [{rows}],"));
    assert_eq!(rules::breaches(&plan).len(), 4_000);
}
