//! Readings from tables, drafts of decisions, explanations.

use super::*;
use serde_json::json;

#[test]
fn a_table_of_readings_is_one_change() {
    let room = Room::with("demo");
    room.write("readings.csv", "date;Users;database\n2026-11-16;431;196 ms\n2026-11-09;388;190\n");
    let said = room.ok(&["import", "metrics", "readings.csv", "--dry-run"]);
    assert_eq!(
        (said.out.as_str(), said.err.as_str()),
        ("Database query p95: 1 new\nUsers: 1 new\n", "nothing is changed: --dry-run\n")
    );
    let before = room.plan();
    let said = room.ok(&["import", "metrics", "readings.csv"]);
    assert_eq!(said.err.lines().next(), Some("imported readings, Database query p95: 1 new; Users: 1 new"));
    assert!(room.plan().contains("\"2026-11-16\": 431") && room.plan() != before);
    // Again it changes nothing.
    let said = room.ok(&["import", "metrics", "readings.csv"]);
    assert!(said.err.contains("it is so already"), "{}", said.err);
    let dry = room.json(&["import", "metrics", "readings.csv", "--dry-run", "--json"]);
    assert_eq!(dry["metrics"][0], json!({ "row": "metrics/db-p95", "new": 0, "replaced": 0 }));
}

#[test]
fn a_table_that_does_not_read_changes_nothing_and_says_where() {
    let room = Room::with("demo");
    let before = room.plan();
    for (table, said) in [
        ("2026-11-16,431\n", "say of which metric"),
        ("day,usres\n2026-11-16,431\n", "did you mean users?"),
        ("day,users\n2026-11-16,43x\n", "line 2: \"43x\" is not a number"),
        ("day,users\n2026-11-16,NaN\n", "is not a number"),
        ("day,users\n31.2.,431\n", "line 2: \"31.2.\" is not a day"),
    ] {
        room.write("t.csv", table);
        let failed = room.fails(2, &["import", "metrics", "t.csv"]);
        assert!(failed.contains(said), "{table:?}: {}", failed);
    }
    let failed = room.fails(4, &["import", "metrics", "nowhere.csv"]);
    assert!(failed.contains("nowhere.csv cannot be read"), "{}", failed);
    assert_eq!(room.plan(), before);
}

#[test]
fn a_decision_is_drafted_from_an_option() {
    let room = Room::with("demo");
    let options = room.ok(&["draft", "keys"]);
    assert!(options.out.starts_with("now\t"), "{}", options.out);
    assert_eq!(options.out.lines().count(), 4);
    assert_eq!(room.ok(&["draft", "models/keys", "now"]).out, "decisions/primary-keys\n");
    let row = room.json(&["show", "decisions/primary-keys", "--json"]);
    assert_eq!(row["row"]["options"].as_array().map(Vec::len), Some(4));
    assert_eq!(row["row"]["standing"], "proposed");
    assert_eq!(room.json(&["show", "models/keys", "--json"])["row"]["decision"], "primary-keys");
    let again = room.fails(2, &["draft", "keys", "10x"]);
    assert!(again.contains("has its decision already: decisions/primary-keys"), "{}", again);
    assert!(room.fails(2, &["draft", "tenancy", "20x"]).contains("there are now, 10x, 50x, 100x"));
    assert!(room.fails(2, &["draft", "debts/no-restore-drill"]).contains("is no data decision"));
}

#[test]
fn computed_values_explain_themselves() {
    let room = Room::with("demo");
    let why = room.ok(&["show", "triggers/database", "--why", "--date", "2026-11-16"]).out;
    for said in ["Thu 19 Nov 2026", "Four in five lines", "190 on Mon 9 Nov 2026", "phase 4"] {
        assert!(why.contains(said), "{said}:\n{why}");
    }
    let json = room.json(&["show", "triggers/database", "--why", "--json"]);
    let inputs = json["why"]["start_by"]["inputs"].as_array().expect("inputs");
    assert!(inputs.iter().any(|input| input["field"] == "effort" && input["row"] == "triggers/database"));
    assert_eq!(
        last(&room.fails(2, &["show", "infra", "--why"])),
        "help: outgrow show triggers/database --why explains that row"
    );
    assert!(room.ok(&["show", "people/nadia", "--why"]).err.contains("nothing is computed of people/nadia"));
}

#[test]
fn every_finding_in_sarif_is_of_a_rule_that_is_described_there() {
    let room = Room::with("demo");
    room.write("outgrow.ron", &room.plan().replacen("owner: \"nadia\"", "owner: \"gone\"", 1));
    let log: Json = serde_json::from_str(&room.ok(&["export", "--format", "sarif"]).out).expect("JSON");
    let run = &log["runs"][0];
    let rules: Vec<&Json> =
        run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|rule| &rule["id"]).collect();
    let found: Vec<&Json> = run["results"].as_array().expect("results").iter().map(|found| &found["ruleId"]).collect();
    assert!(found.contains(&&json!("dangling-reference")) && found.contains(&&json!("FM2")), "{found:?}");
    assert!(found.iter().all(|id| rules.contains(id)), "{found:?} of {rules:?}");
}
