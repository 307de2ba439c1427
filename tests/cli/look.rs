//! The verbs that look: `list`, `show`, `status`, and the shapes of their JSON.

use super::*;
use serde_json::json;

fn keys(json: &Json) -> Vec<&str> {
    json.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn list_is_a_table_fitted_to_its_width() {
    let room = Room::with("b2b");
    let wide = room.ok(&["list", "debts"]).out;
    let head = wide.lines().next().unwrap_or("");
    assert!(head.starts_with("  id  ") && head.ends_with("Break-even"), "{head}");
    assert!(wide.contains("\n~ mail-in-request  "), "{wide}");
    for columns in [20, 30, 40, 60, 80, 100, 120, 240] {
        let said = said(room.command(&["list", "debts"]).env("COLUMNS", columns.to_string()).output().expect("runs"));
        assert!(said.out.lines().all(|line| line.chars().count() <= columns), "{columns}\n{}", said.out);
        assert!(said.out.lines().count() == wide.lines().count());
        assert_eq!(said.err.is_empty(), columns == 240, "{columns} {}", said.err);
    }
    let nonsense = said(room.command(&["list", "debts"]).env("COLUMNS", "0").output().expect("runs"));
    assert_eq!(nonsense.out, wide);
}

#[test]
fn list_lets_a_query_choose() {
    let room = Room::with("b2b");
    let ids = |query: &[&str]| {
        let mut words = vec!["list", "debts", "--plain"];
        words.extend(query);
        let out = room.ok(&words).out;
        out.lines().filter_map(|line| line.split('\t').next()).map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["class=intentional"]), ["mail-in-request", "no-audit-log"]);
    assert_eq!(ids(&["class=intentional", "audit"]), ["no-audit-log"]);
    assert_eq!(ids(&["effort>5d"]), ["copied-permission-checks", "queries-without-tenant"]);
    assert_eq!(ids(&["name=inside the request"]), ["mail-in-request"]);
    assert_eq!(ids(&["class!=intentional", "domains=core"]), ["copied-permission-checks", "queries-without-tenant"]);
    assert_eq!(ids(&["nothing like it"]), Vec::<String>::new());
    let json = room.json(&["list", "debts", "class=disc", "--json"]);
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(1));
    let err = room.fails(2, &["list", "debts", "clas=x"]);
    assert_eq!(err.lines().next(), Some("error: debts has no field \"clas\"; did you mean class?"));
    room.fails(2, &["list", "debts", "effort>x"]);
    room.fails(2, &["list", "debts", "name>x"]);
}

#[test]
fn an_empty_register_teaches() {
    let room = Room::with("blank");
    let said = room.ok(&["list", "debts"]);
    assert_eq!(said.out, "");
    assert_eq!(said.err, "no debts yet; outgrow add debts Refunds by hand class=intentional effort=2d hits=revenue\n");
    assert_eq!(room.json(&["list", "debts", "--json"])["rows"], json!([]));
}

#[test]
fn plain_is_one_record_a_line() {
    let room = Room::with("blank");
    room.ok(&["add", "people", "Ana", "share=40", "leaves=2027-01-29"]);
    room.ok(&["add", "domains", "Core\tof it", "owner=ana"]);
    let out = room.ok(&["list", "domains", "--plain"]).out;
    assert_eq!(out.lines().count(), 1);
    assert!(out.starts_with("core-of-it\tCore\u{2409}of it\tana\t"), "{out}");
    let out = room.ok(&["show", "people/ana", "--plain"]).out;
    assert!(out.contains("leaves\t2027-01-29\n") && out.contains("name\tAna\n"), "{out}");
    let out = room.ok(&["show", "home", "--plain"]).out;
    assert!(out.lines().all(|line| line.split('\t').count() == 6), "{out}");
    let out = room.ok(&["status", "--plain"]).out;
    assert!(out.starts_with("product\tAcme\nact\t0\nmon\t1\n"), "{out}");
    assert_eq!(room.ok(&["show", "map", "--plain"]).out, room.ok(&["list", "domains", "--plain"]).out);
}

#[test]
fn every_screen_has_its_keys() {
    let room = Room::with("demo");
    let shapes = [
        ("home", vec!["readiness", "next", "findings", "guesses", "forecast"]),
        ("map", vec!["rows", "order", "circles", "sentences"]),
        ("data", vec!["rows", "growth", "ladder"]),
        (
            "team",
            vec![
                "knowledge",
                "people",
                "stages",
                "bus_factor",
                "witness",
                "only_witness",
                "exact",
                "areas_lost",
                "areas",
                "bridges",
                "what_if",
                "pairings",
                "pairing_days",
                "short",
                "stage",
            ],
        ),
        (
            "infra",
            vec![
                "rows",
                "objectives",
                "bites_first",
                "sides",
                "ratios",
                "blind_spots",
                "stage_costs",
                "fix_when",
                "window",
            ],
        ),
        ("debt", vec!["rows", "rule_20", "build_time", "action_rate", "stabilise", "weights", "audit", "debt_ratio"]),
        (
            "gov",
            vec![
                "cadences",
                "decisions",
                "flags",
                "reviews",
                "severities",
                "agenda",
                "gates",
                "rota",
                "records_due",
                "flag_count",
                "hours_month",
                "review",
            ],
        ),
        ("time", vec!["phases", "tasks", "milestones", "forecast"]),
        ("checks", vec!["findings", "waived", "waiting"]),
    ];
    for (screen, own) in shapes {
        let json = room.json(&["show", screen, "--json"]);
        let mut expected = vec!["schema", "screen"];
        expected.extend(own);
        assert_eq!(keys(&json), expected, "{screen}");
        assert_eq!(json["screen"], screen);
        room.ok(&["show", screen]);
        room.ok(&["show", screen, "--plain"]);
    }
    let rows = room.json(&["show", "infra", "--json"]);
    assert!(rows["rows"].as_array().is_some_and(|rows| rows.iter().all(|row| row["derived"].is_object())));
}

#[test]
fn findings_name_check_state_row_field_and_sentence() {
    let room = Room::with("blank");
    room.ok(&["add", "debts", "Refunds"]);
    room.write("outgrow.ron", &room.plan().replace("name: \"Refunds\",", "name: \"Refunds\",\n      owner: \"gone\","));
    let json = room.json(&["show", "checks", "--json"]);
    let finding = &json["findings"][0];
    assert_eq!(keys(finding), ["id", "state", "rows", "field", "message", "why", "fix", "minutes"]);
    assert_eq!(
        (&finding["id"], &finding["state"], &finding["rows"], &finding["field"]),
        (&json!("dangling-reference"), &json!("act"), &json!(["debts/refunds"]), &json!("owner"))
    );
    let plain = room.ok(&["show", "checks", "--plain"]).out;
    assert!(plain.starts_with("act\tdangling-reference\tdebts/refunds\towner\t"), "{plain}");
    // Other verbs stay quiet about it.
    assert_eq!(room.ok(&["list", "debts"]).err, "");
}

#[test]
fn show_takes_a_screen_or_a_row() {
    let room = Room::with("b2b");
    let json = room.json(&["show", "debts/mail-in-request", "--json"]);
    assert_eq!(keys(&json), ["schema", "register", "row"]);
    assert_eq!(json["row"]["id"], "mail-in-request");
    assert_eq!(room.json(&["show", "mail-in-request", "--json"]), json);
    assert_eq!(last(&room.fails(2, &["show", "debts"])), "help: outgrow list debts");
    assert_eq!(last(&room.fails(2, &["show", "hme"])), "help: outgrow show home shows the screen");
    assert_eq!(last(&room.fails(2, &["show", "debts/nothing"])), "help: outgrow list debts shows what there is");
}

#[test]
fn json_keeps_the_order_of_the_fields_and_leaves_out_what_is_absent() {
    let room = Room::with("blank");
    room.ok(&["add", "debts", "Refunds", "effort=1/1.5/2w", "hazard=2.5", "damage=1200.5", "class=disc"]);
    let row = &room.json(&["list", "debts", "--json"])["rows"][0];
    assert_eq!(
        keys(row),
        ["id", "name", "guess", "status", "class", "effort", "hazard", "damage", "recurring", "derived"]
    );
    assert_eq!(row["effort"], json!({ "min": 1, "likely": 1.5, "max": 2, "unit": "w" }));
    assert_eq!((&row["hazard"], &row["damage"]), (&json!(2.5), &json!(1200.5)));
}

#[test]
fn status_says_how_far_the_plan_is() {
    let room = Room::with("b2b");
    let out = room.ok(&["status"]).out;
    assert!(out.starts_with("Acme on Sat 21 Nov 2026\n"), "{out}");
    assert!(out.contains("Domain map") && out.contains("\nNext\n") && out.contains("rows are guesses"), "{out}");
    let json = room.json(&["status", "--json"]);
    assert_eq!(
        keys(&json),
        ["schema", "plan", "product", "today", "readiness", "next", "findings", "guesses", "forecast"]
    );
    assert_eq!(json["readiness"].as_array().map(Vec::len), Some(6));
    assert_eq!((&json["product"], &json["today"]), (&json!("Acme"), &json!("2026-11-21")));
}

#[test]
fn the_day_comes_from_flag_variable_or_epoch() {
    let room = Room::with("blank");
    let day = |words: &[&str], vars: &[(&str, &str)]| {
        let mut command = room.command(words);
        command.env_remove("OUTGROW_DATE").envs(vars.iter().copied());
        let said = said(command.output().expect("runs"));
        serde_json::from_str::<Json>(&said.out).map_or(said.err, |json| json["today"].to_string())
    };
    let epoch = ("SOURCE_DATE_EPOCH", "1794700800");
    assert_eq!(day(&["status", "--json"], &[epoch]), "\"2026-11-15\"");
    assert_eq!(day(&["--date", "+1d", "status", "--json"], &[epoch]), "\"2026-11-16\"");
    assert_eq!(day(&["status", "--json"], &[epoch, ("OUTGROW_DATE", "2026-01-02")]), "\"2026-01-02\"");
    assert!(day(&["status", "--json"], &[("SOURCE_DATE_EPOCH", "x")]).contains("SOURCE_DATE_EPOCH is a number"));
}
