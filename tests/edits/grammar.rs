use outgrow::edit::typed::{self, add, assignments, name_and_assignments, record, set, status, words};
use outgrow::edit::{Refusal, apply};
use outgrow::model::value::{Assign, Value};
use outgrow::model::{Address, Id, Plan};
use outgrow::register::{self, register};
use proptest::prelude::*;

use crate::support::{at, cases, day, today};

fn base() -> Plan {
    let text = r#"(format: 1, product: (name: "P"),
        people: [(id: "ana", name: "Ana"), (id: "bo", name: "Bo")],
        domains: [(id: "auth", name: "Auth"), (id: "billing", name: "Billing", paths: ["src/{a,b}/**", "lib"])],
        metrics: [(id: "db-p95", name: "DB p95")],
        triggers: [(id: "database", name: "Database", metric: "db-p95"), (id: "cdn", name: "CDN")],
        objectives: [(id: "fast", name: "Fast", metric: "db-p95")],
        debts: [(id: "refunds", name: "Refunds", domains: ["auth"])],
        phases: [(id: "map", name: "Map")],
        features: [(id: "search", name: "Search")],
    )"#;
    outgrow::store::read::read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}")).0
}

fn change(plan: &Plan, row: &str, line: &str) -> Result<Plan, Vec<Refusal>> {
    let at = at(row);
    let changes = assignments(register(at.register).unwrap(), &words(line)).map_err(|r| vec![r])?;
    set(plan, &at, &changes, today()).map(|edit| apply(plan, &edit).expect("checked"))
}

fn get(plan: &Plan, row: &str, field: &str) -> Value {
    let at = at(row);
    let home = register(at.register).unwrap();
    register::row(plan, &at).unwrap().cell(home.find(field).unwrap()).get()
}

#[test]
fn words_are_cut_at_blanks_and_kept_in_quotes() {
    for (line, cut) in [
        ("", vec![]),
        ("  a  b ", vec!["a", "b"]),
        (r#"a="b c" d"#, vec!["a=b c", "d"]),
        (r#""""#, vec![""]),
        (r#"a="" b"#, vec!["a=", "b"]),
        (r#"it's fine"#, vec!["it's", "fine"]),
        (r#"say \"hi\" now"#, vec!["say", "\"hi\"", "now"]),
        (r#""open quote"#, vec!["open quote"]),
        (r"end\", vec!["end"]),
        (r"a\ b", vec!["a b"]),
        ("漢字 x", vec!["漢字", "x"]),
        ("note+=\"two  blanks\"", vec!["note+=two  blanks"]),
    ] {
        assert_eq!(words(line), cut, "{line}");
    }
}

#[test]
fn a_name_may_hold_what_is_no_field() {
    let home = register("debts").unwrap();
    for (line, name, changes) in [
        ("Refunds by hand class=intentional effort=2d", "Refunds by hand", 2),
        ("5>=3 is slow", "5>=3 is slow", 0),
        ("Fix A=B mapping", "Fix A=B mapping", 0),
        ("effort=2d Refunds", "Refunds", 1),
        ("note+=x domains-=auth domains+=auth", "", 3),
    ] {
        let (found, read) = name_and_assignments(home, &words(line)).unwrap();
        assert_eq!((found.as_str(), read.len()), (name, changes), "{line}");
    }
    let why = name_and_assignments(home, &words("Refunds efort=2d")).unwrap_err();
    assert!(why.message.as_str().contains("did you mean effort?"), "{}", why.message);
    let why = name_and_assignments(home, &words("Refunds colour=red")).unwrap_err();
    assert!(why.message.as_str().contains("debts has no field \"colour\""), "{}", why.message);
    let kinds: Vec<Assign> =
        assignments(home, &words("note=a note+=b note-=c")).unwrap().iter().map(|c| c.assign).collect();
    assert_eq!(kinds, [Assign::Set, Assign::Add, Assign::Take]);
}

#[test]
fn add_takes_the_name_either_way() {
    let plan = base();
    let home = register("debts").unwrap();
    let made = |line: &str| {
        let (name, changes) = name_and_assignments(home, &words(line)).unwrap();
        add(&plan, home, &name, &changes, today())
    };
    for (line, id, name) in [
        ("Refunds by hand", "refunds-by-hand", "Refunds by hand"),
        ("name=\"Refunds by hand\"", "refunds-by-hand", "Refunds by hand"),
        ("Refunds", "refunds-2", "Refunds"),
        ("漢字 かな", "han-zi-kana", "漢字 かな"),
        ("\u{202e}!!", "debt", "\u{202e}!!"),
        ("Other id=my-own", "my-own", "Other"),
    ] {
        let (at, edit) = made(line).unwrap_or_else(|why| panic!("{line}: {why:?}"));
        let after = apply(&plan, &edit).unwrap();
        assert!(Id::parse(at.id.as_str()).is_some(), "{at}");
        if line != "漢字 かな" {
            assert_eq!(at.id.as_str(), id, "{line}");
        }
        assert_eq!(get(&after, &at.to_string(), "name"), Value::Text(name.into()), "{line}");
    }
    for (line, word) in [
        ("", "needs a name"),
        ("class=intentional", "needs a name"),
        ("X effort=2", "unit"),
        ("X owner=anna", "did you mean ana?"),
        ("X class=x", "intentional, discovered, accumulating"),
        ("X class=intentionel", "did you mean intentional?"),
        ("X id=refunds", "is there already"),
        ("X id=Capital", "did you mean capital?"),
        ("X hazard=101", "0 to 100"),
        ("X sprint=none", "not in sprints"),
    ] {
        let why = made(line).expect_err(line);
        assert!(why.iter().any(|r| r.message.as_str().contains(word)), "{line}: {why:?}");
    }
    // All that is wrong is said at once.
    assert_eq!(made("X effort=2 hazard=x class=zzz").unwrap_err().len(), 3);
}

#[test]
fn set_changes_only_what_it_names() {
    let plan = base();
    let row = "domains/billing";
    let after = change(&plan, row, "owner=ana paths+=\"src/c,d\" critical=2").unwrap();
    assert_eq!(get(&after, row, "owner"), Value::Ref(Id::parse("ana").unwrap()));
    assert_eq!(get(&after, row, "paths"), Value::Texts(["src/{a,b}/**", "lib", "src/c,d"].map(Into::into).to_vec()));
    assert_eq!(get(&after, row, "name"), Value::Text("Billing".into()));
    let back = change(&after, row, "owner= critical= paths-=src/c,d").unwrap();
    assert!(back == plan);
    assert_eq!(change(&plan, row, "paths-=nothing").unwrap_err()[0].message.as_str(), "paths has no entry \"nothing\"");
    assert!(change(&plan, row, "owner+=ana").unwrap_err()[0].message.as_str().starts_with("owner takes one value"));
    assert!(change(&plan, row, "id=other").unwrap_err()[0].message.as_str().contains("rename"));
    assert!(change(&plan, row, "name=").is_err());
    assert!(change(&plan, "debts/refunds", "domains+=billing").is_ok());
    assert!(change(&plan, row, "nam=x").unwrap_err()[0].message.as_str().contains("did you mean name?"));
    // Nothing to do is no edit.
    let same = assignments(register("domains").unwrap(), &words("name=Billing")).unwrap();
    assert!(set(&plan, &at(row), &same, today()).unwrap().is_empty());
    let gone = Address { register: "domains", id: Id::parse("gone").unwrap() };
    assert!(set(&plan, &gone, &same, today()).is_err());
}

#[test]
fn a_reading_goes_to_the_metric() {
    let plan = base();
    for row in ["metrics/db-p95", "triggers/database", "objectives/fast"] {
        let edit = record(&plan, &at(row), 196.5, day("2026-11-21")).unwrap();
        let after = apply(&plan, &edit).unwrap();
        assert_eq!(get(&after, "metrics/db-p95", "readings"), Value::Series([(day("2026-11-21"), 196.5)].into()));
        assert_eq!(get(&after, "metrics/db-p95", "sensor"), Value::Choice("manual"));
        // A second one that day takes the first one's place; a sensor that is set stays.
        let machine = change(&after, "metrics/db-p95", "sensor=automatic").unwrap();
        let again = apply(&machine, &record(&machine, &at(row), 1.0, day("2026-11-21")).unwrap()).unwrap();
        assert_eq!(get(&again, "metrics/db-p95", "readings"), Value::Series([(day("2026-11-21"), 1.0)].into()));
        assert_eq!(get(&again, "metrics/db-p95", "sensor"), Value::Choice("automatic"));
    }
    assert!(record(&plan, &at("triggers/cdn"), 1.0, today()).unwrap_err()[0].message.as_str().contains("metric=ID"));
    assert!(
        record(&plan, &at("debts/refunds"), 1.0, today()).unwrap_err()[0].message.as_str().contains("not measured")
    );
}

#[test]
fn done_keeps_the_day() {
    let plan = base();
    for (row, field) in [("debts/refunds", "resolved"), ("phases/map", "finished")] {
        let done = apply(&plan, &status(&plan, &at(row), "done", today()).unwrap()).unwrap();
        assert_eq!(get(&done, row, "status"), Value::Choice("done"));
        assert_eq!(get(&done, row, field), Value::Day(today()));
        // Once more, later: the day stays.
        let later = apply(&done, &status(&done, &at(row), "done", day("2027-01-01")).unwrap()).unwrap();
        assert_eq!(get(&later, row, field), Value::Day(today()));
        let open = apply(&done, &status(&done, &at(row), "open", today()).unwrap()).unwrap();
        assert!(open == plan);
        // Setting the field is the same decision.
        let set = change(&plan, row, "status=done").unwrap();
        assert!(set == done, "{row}");
        let own = change(&plan, row, &format!("status=done {field}=2026-01-01")).unwrap();
        assert_eq!(get(&own, row, field), Value::Day(day("2026-01-01")));
    }
    let only = apply(&plan, &status(&plan, &at("triggers/cdn"), "d", today()).unwrap()).unwrap();
    assert_eq!(get(&only, "triggers/cdn", "status"), Value::Choice("done"));
    assert!(status(&plan, &at("features/search"), "done", today()).is_err());
    assert!(
        status(&plan, &at("debts/refunds"), "dnoe", today()).unwrap_err()[0]
            .message
            .as_str()
            .contains("did you mean done?")
    );
}

#[test]
fn rows_are_found_by_address_or_bare_id() {
    let plan = base();
    assert_eq!(register::locate(&plan, "debts/refunds"), Ok(at("debts/refunds")));
    assert_eq!(register::locate(&plan, " refunds "), Ok(at("debts/refunds")));
    assert_eq!(register::locate(&plan, "product"), Ok(register::product()));
    for (text, word) in [
        ("refund", "near are debts/refunds"),
        ("debt/refunds", "did you mean debts?"),
        ("debts/refund", "did you mean refunds?"),
        ("Refunds", "is not an id"),
        ("debts/", "debts has no row"),
        ("/", "there is no register"),
        ("", "is not an id"),
    ] {
        let why = register::locate(&plan, text).expect_err(text);
        assert!(why.contains(word), "{text}: {why}");
    }
    let twice =
        apply(&plan, &typed::add(&plan, register("flags").unwrap(), "Refunds", &[], today()).unwrap().1).unwrap();
    let why = register::locate(&twice, "refunds").unwrap_err();
    assert!(why.contains("debts/refunds or flags/refunds"), "{why}");
}

#[test]
fn a_key_that_makes_no_id_is_refused_by_set_as_by_add() {
    let home = register("answers").unwrap();
    let changes = |text: &str| assignments(home, &words(text)).unwrap();
    let (at, edit) = add(&Plan::default(), home, "", &changes("question=backups answer=no"), today()).unwrap();
    let plan = apply(&Plan::default(), &edit).unwrap();
    let refused = set(&plan, &at, &changes("question=\"'\""), today()).unwrap_err();
    assert!(refused[0].message.as_str().contains("needs a letter or a digit"), "{refused:?}");
    assert!(add(&plan, home, "", &changes("question=\"'\""), today()).is_err());
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_line_upsets_the_grammar(line in any::<String>(), near in "[a-z_]{1,8}[+-]?=\\PC{0,12}") {
        let plan = base();
        for line in [line, near] {
            let words = words(&line);
            for key in ["debts", "domains", "links", "metrics", "cadences", "tasks"] {
                let home = register(key).unwrap();
                if let Ok((name, changes)) = name_and_assignments(home, &words)
                    && let Ok((at, edit)) = add(&plan, home, &name, &changes, today()) {
                        let after = apply(&plan, &edit).expect("checked");
                        prop_assert!(register::row(&after, &at).is_some());
                        prop_assert!(Id::parse(at.id.as_str()).is_some());
                    }
            }
            let _ = register::locate(&plan, &line);
            let _ = outgrow::query::Query::parse(register("debts").unwrap(), &(), &line, today());
        }
    }
}
