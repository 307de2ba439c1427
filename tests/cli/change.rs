//! The verbs that change a plan.

use super::*;
use serde_json::json;

#[test]
fn add_makes_a_row_and_says_its_address() {
    let room = Room::with("blank");
    let said = room.ok(&["add", "people", "Ana", "Lima", "share=40"]);
    assert_eq!(said.out, "people/ana-lima\n");
    assert_eq!(said.err, "added people/ana-lima\nnext: outgrow show people/ana-lima\n");
    assert_eq!(room.ok(&["add", "people", "Ana Lima", "-q"]).err, "");
    let json = room.json(&["add", "domains", "Billing", "owner=ana-lima", "--json"]);
    assert_eq!(json["changed"], json!(["domains/billing"]));
    assert_eq!(json["edits"][1], json!({ "row": "domains/billing", "field": "owner", "is": "ana-lima" }));
    let json = room.json(&["list", "people", "--json"]);
    let ids: Vec<_> = json["rows"].as_array().expect("rows").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["ana-lima", "ana-lima-2"]);
    assert_eq!(room.ok(&["add", "debts", "name=a=b", "class=disc"]).out, "debts/a-b\n");
}

#[test]
fn one_set_changes_one_line() {
    let room = Room::with("b2b");
    room.ok(&["add", "debts", "Refunds by hand", "class=intentional", "effort=2d"]);
    let before = room.plan();
    let said = room.ok(&["set", "debts/refunds-by-hand", "effort=1-3d"]);
    assert_eq!(said.out, "");
    assert!(said.err.contains("debts/refunds-by-hand effort: 2d -> 1-3d\n"), "{}", said.err);
    assert_eq!(changed(&before, &room.plan()), [("      effort: \"2d\",", "      effort: \"1-3d\",")]);
}

#[test]
fn set_knows_every_way_of_assigning() {
    let room = Room::with("blank");
    room.ok(&["add", "people", "Ana"]);
    for name in ["Auth", "Billing", "Core"] {
        room.ok(&["add", "domains", name]);
    }
    room.ok(&["add", "debts", "Refunds", "domains=core,auth"]);
    let row = |at: &str| room.json(&["show", at, "--json"])["row"].clone();

    room.ok(&["set", "debts/refunds", "domains+=billing", "note+=Month end is the peak.", "note+=Really."]);
    assert_eq!(row("debts/refunds")["domains"], json!(["auth", "billing", "core"]));
    assert_eq!(row("debts/refunds")["note"], json!(["Month end is the peak.", "Really."]));
    room.ok(&["set", "refunds", "domains-=auth", "note=", "found=+2w", "hits=rev", "recurring=yes"]);
    let now = row("debts/refunds");
    assert_eq!((&now["domains"], &now["found"]), (&json!(["billing", "core"]), &json!("2026-12-05")));
    assert_eq!((&now["hits"], &now["recurring"], &now["note"]), (&json!("revenue"), &json!(true), &Json::Null));

    room.ok(&["set", "product", "day_rate=600.50", "lead=ana", "holidays+=2026-12-25,2026-12-26", "hiring_time=6-9w"]);
    let product = row("product");
    assert_eq!((&product["day_rate"], &product["lead"]), (&json!(600.5), &json!("ana")));
    assert_eq!(product["holidays"], json!(["2026-12-25", "2026-12-26"]));
    assert_eq!(product["hiring_time"], json!({ "min": 6, "likely": 7.5, "max": 9, "unit": "w" }));

    let metric = "metrics/db-p95";
    room.ok(&["set", metric, "readings+=2026-11-21:196", "readings+=2026-11-14:194.5"]);
    assert_eq!(row(metric)["readings"], json!({ "2026-11-14": 194.5, "2026-11-21": 196 }));
    room.ok(&["set", metric, "readings-=2026-11-14"]);
    assert_eq!(row(metric)["readings"], json!({ "2026-11-21": 196 }));

    room.ok(&["set", "phases/governance", "after=debt-audit:FF+1w,triggers"]);
    assert_eq!(
        row("phases/governance")["after"],
        json!([{ "to": "debt-audit", "type": "FF", "lag": "+1w" }, { "to": "triggers", "type": "FS" }])
    );
}

#[test]
fn a_set_that_changes_nothing_leaves_the_file_alone() {
    let room = Room::with("blank");
    room.ok(&["set", "product", "day_rate=600"]);
    let modified = || room.path("outgrow.ron").metadata().and_then(|meta| meta.modified()).expect("a time");
    let before = modified();
    let said = room.ok(&["set", "product", "day_rate=600"]);
    assert_eq!(said.err, "nothing to change: it is so already\n");
    assert_eq!(modified(), before);
    assert_eq!(room.json(&["set", "product", "day_rate=600", "--json"])["changed"], json!([]));
}

#[test]
fn a_touched_guess_is_confirmed() {
    let room = Room::with("b2b");
    let json = room.json(&["set", "domains/billing", "risk=low", "--json"]);
    assert_eq!(
        json["edits"],
        json!([
            { "row": "domains/billing", "field": "guess", "was": true, "is": false },
            { "row": "domains/billing", "field": "risk", "was": "high", "is": "low" },
        ])
    );
}

#[test]
fn rm_counts_what_goes_and_wants_a_yes() {
    let room = Room::with("b2b");
    let err = room.fails(2, &["rm", "domains/billing"]);
    let sentence = "error: this would remove domains/billing, with 3 rows that hang on it; say --yes\n";
    assert_eq!(err, format!("{sentence}help: outgrow rm domains/billing -y\n"));
    room.fails(2, &["rm", "domains/billing", "--no-input"]);
    let said = room.ok(&["rm", "domains/billing", "-y"]);
    assert!(said.err.starts_with("removed domains/billing, with 3 rows"), "{}", said.err);
    let json = room.json(&["list", "links", "--json"]);
    assert!(json["rows"].as_array().is_some_and(|rows| rows.iter().all(|row| row["to"] != "billing")));
    room.ok(&["add", "debts", "Shortcut", "domains=core"]);
    let json = room.json(&["rm", "debts/shortcut", "-y", "--json"]);
    assert_eq!(
        (&json["changed"], &json["edits"]),
        (&json!(["debts/shortcut"]), &json!([{ "row": "debts/shortcut", "removed": true }]))
    );
    room.fails(2, &["rm", "product", "-y"]);
    room.fails(2, &["rm", "nothing", "-y"]);
}

#[test]
fn rename_changes_every_reference() {
    let room = Room::with("b2b");
    let said = room.ok(&["rename", "domains/billing", "payments"]);
    assert_eq!(said.out, "domains/payments\n");
    assert!(!room.plan().contains("\"billing\""));
    let json = room.json(&["list", "links", "from=reports", "--json"]);
    assert!(json["rows"].as_array().is_some_and(|rows| rows.iter().any(|row| row["to"] == "payments")));
    assert_eq!(room.ok(&["rename", "payments", "domains/billing"]).out, "domains/billing\n");
    let err = room.fails(2, &["rename", "domains/billing", "My Pay"]);
    assert_eq!(last(&err), "help: outgrow rename domains/billing my-pay");
    room.fails(2, &["rename", "domains/billing", "core"]);
    room.fails(2, &["rename", "product", "core"]);
}

#[test]
fn done_puts_the_day() {
    let room = Room::with("b2b");
    room.ok(&["done", "debts/mail-in-request", "--date", "yesterday"]);
    let row = &room.json(&["show", "debts/mail-in-request", "--json"])["row"];
    assert_eq!((&row["status"], &row["resolved"]), (&json!("done"), &json!("2026-11-20")));
    room.ok(&["done", "phases/domain-map"]);
    let err = room.fails(2, &["done", "domains/core"]);
    assert!(last(&err).starts_with("help: done takes a row of models, triggers, debts"), "{err}");
}

#[test]
fn link_and_know_say_what_is_said_most() {
    let room = Room::with("b2b");
    room.ok(&["add", "people", "Ana"]);
    assert_eq!(room.ok(&["link", "sign-in", "billing", "event"]).out, "links/sign-in--billing--event\n");
    assert_eq!(room.ok(&["link", "domains/sign-in", "billing"]).out, "links/sign-in--billing--call\n");
    let err = room.fails(2, &["link", "sign-in", "billing", "evnt"]);
    assert_eq!(last(&err), "help: outgrow link sign-in billing event");
    room.fails(2, &["link", "sign-in", "billing"]);
    room.fails(2, &["link", "sign-in", "bil"]);
    room.fails(2, &["link", "people/ana", "billing"]);

    assert_eq!(room.ok(&["know", "ana", "billing", "3"]).out, "knowledge/ana--billing\n");
    room.ok(&["know", "ana", "billing", "2", "--date", "+1d"]);
    let row = &room.json(&["show", "knowledge/ana--billing", "--json"])["row"];
    let known = json!({
        "id": "ana--billing", "person": "ana", "domain": "billing", "guess": false, "level": 2,
        "evidence": "declared", "verified": "2026-11-22", "derived": {}
    });
    assert_eq!(row, &known);
    for level in ["4", "-1", "lots"] {
        room.fails(2, &["know", "ana", "billing", level]);
    }
    room.fails(2, &["know", "bob", "billing", "2"]);
}

#[test]
fn record_finds_the_metric() {
    let room = Room::with("b2b");
    let readings = |id: &str| room.json(&["show", &format!("metrics/{id}"), "--json"])["row"]["readings"].clone();
    room.ok(&["record", "db-p95", "190", "--date", "2026-11-19"]);
    room.ok(&["record", "triggers/database", "194.5", "--date=-1d"]);
    let said = room.ok(&["record", "database", "196"]);
    assert_eq!(said.err.lines().next(), Some("recorded 196 for triggers/database on 2026-11-21"));
    assert_eq!(readings("db-p95"), json!({ "2026-11-19": 190, "2026-11-20": 194.5, "2026-11-21": 196 }));
    room.ok(&["record", "latency-db", "-3"]);
    assert_eq!(readings("db-p95")["2026-11-21"], json!(-3));
    assert_eq!(room.json(&["show", "metrics/db-p95", "--json"])["row"]["sensor"], "manual");
    let err = room.fails(2, &["record", "databse", "1"]);
    assert!(err.contains("did you mean database?"), "{err}");
    for value in ["196ms", "", "nan", "1e400", "inf"] {
        let err = room.fails(2, &["record", "database", value]);
        assert!(err.starts_with("error: VALUE must be a number"), "{err}");
    }
    room.fails(2, &["record", "domains/core", "1"]);
}

#[test]
fn comments_survive_and_a_plan_with_findings_can_be_changed() {
    let room = Room::with("blank");
    room.ok(&["add", "debts", "Refunds"]);
    let commented = room
        .plan()
        .replace("      id: \"refunds\",", "      // Asked for.\n      id: \"refunds\",\n      owner: \"gone\",");
    let commented = commented.replace(
        "      owner: \"gone\",\n      name: \"Refunds\",",
        "      name: \"Refunds\",\n      owner: \"gone\",",
    );
    room.write("outgrow.ron", &commented);
    assert_eq!(room.json(&["status", "--json"])["findings"]["act"], 1);
    let said = room.ok(&["set", "debts/refunds", "effort=2d"]);
    assert!(!said.err.contains("gone"), "{}", said.err);
    room.ok(&["rename", "debts/refunds", "money-back"]);
    assert!(room.plan().contains("      // Asked for.\n      id: \"money-back\","));
    room.ok(&["set", "debts/money-back", "owner="]);
    assert_eq!(room.json(&["status", "--json"])["findings"]["act"], 0);
}
