//! When it is done, as the command line says it. The figures are those of the timeline's reference, worked out by
//! enumeration and simulation elsewhere.

use serde_json::Value as Json;

use super::Room;

const DAY: [&str; 2] = ["--date", "2026-11-16"];

/// Least, middle and most of the finish in weeks, one run in ten outside either end.
fn weeks(room: &Room, more: &[&str]) -> [f64; 3] {
    let json = room.json(&[&["forecast", "--json"], &DAY[..], more].concat());
    ["p10", "p50", "p90"].map(|key| json["finish"]["weeks"][key].as_f64().expect("weeks"))
}

fn assert_near(found: [f64; 3], known: [f64; 3], within: f64) {
    let near = found.iter().zip(known).all(|(a, b)| (a - b).abs() <= within);
    assert!(near, "{found:?} is not within {within} of {known:?}");
}

#[test]
fn the_bare_networks_take_the_weeks_of_their_reference() {
    let room = Room::with("blank");
    for (network, known) in [("b", [4.66, 5.03, 5.40]), ("a", [2.84, 3.19, 3.59]), ("c", [5.57, 6.14, 6.76])] {
        room.ok(&["set", "product", &format!("network={network}")]);
        assert_near(weeks(&room, &["--unlevelled"]), known, 0.1);
    }
}

#[test]
fn one_person_takes_five_weeks_or_eleven() {
    let room = Room::with("blank");
    assert!((weeks(&room, &[])[1] - 5.3).abs() <= 0.3);
    let said = room.ok(&[&["forecast"], &DAY[..]].concat()).out;
    assert!(said.contains("if a phase-week takes 0.8 day of work, "), "{said}");
    room.ok(&["set", "product", "lead_days=1.75"]);
    assert!((weeks(&room, &[])[1] - 11.1).abs() <= 0.3);
}

#[test]
fn the_same_seed_gives_the_same_runs_and_another_others() {
    let room = Room::with("demo");
    let run = |more: &[&str]| room.ok(&[&["forecast", "--json", "--runs", "500"], &DAY[..], more].concat()).out;
    assert_eq!(run(&[]), run(&["--seed", "7"]), "the plan's seed is 7");
    assert_ne!(run(&[]), run(&["--seed", "8"]));
    assert_ne!(run(&[]), run(&["--shape", "pert"]));
    assert_eq!(room.json(&["forecast", "--json", "--runs", "500"])["runs"], 500);
    assert!(room.fails(2, &["forecast", "--runs", "0"]).contains("0"));
}

#[test]
fn rows_have_their_days_their_slack_and_how_often_they_decide() {
    let room = Room::with("demo");
    let json = room.json(&[&["forecast", "--json"], &DAY[..]].concat());
    let row = |id: &str| -> Json {
        let rows = json["rows"].as_array().expect("rows");
        rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}")).clone()
    };
    // 40 % of one to two weeks are left of the map: 0.6 weeks, three days from Monday on.
    let map = row("domain-map");
    assert_eq!((map["start"].as_str(), map["end"].as_str()), (Some("2026-11-16"), Some("2026-11-18")));
    assert_eq!((map["slack"].as_f64(), map["critical_share"].as_f64()), (Some(0.0), Some(1.0)));
    // What takes no time ends on the day it starts.
    let search = row("search-engine");
    assert_eq!((search["start"].as_str(), search["end"].as_str()), (Some("2026-12-14"), Some("2026-12-14")));
    assert!(json["target_chance"].as_f64().expect("a chance") > 0.9);
    let said = room.ok(&[&["forecast"], &DAY[..]].concat());
    assert!(said.out.contains("Governance ends on Mon 14 Dec 2026, 1 week after Debt audit"), "{}", said.out);
    assert!(said.err.contains("tasks/search-engine says neither how much work it is"), "{}", said.err);
}

#[test]
fn bad_input_is_named_and_the_rest_is_still_reckoned() {
    let room = Room::with("blank");
    let plan = room.plan();
    let ring = plan.replacen("id: \"domain-map\",", "id: \"domain-map\",\n      after: [\"debt-audit\"],", 1);
    let ring = ring.replacen("id: \"debt-audit\",", "id: \"debt-audit\",\n      after: [\"domain-map\"],", 1);
    assert_ne!(ring, plan);
    // The file's order of fields is not asked for when it is read.
    room.write("outgrow.ron", &ring);
    let said = room.ok(&[&["forecast", "--json"], &DAY[..]].concat()).out;
    let json: Json = serde_json::from_str(&said).expect("JSON");
    let flaws = json["flaws"].to_string();
    assert!(flaws.contains("domain-map") && flaws.contains("debt-audit"), "{flaws}");
    assert!(json["rows"].as_array().expect("rows").len() == 6);
}

#[test]
fn the_timeline_goes_out_as_a_picture_and_as_a_project() {
    let room = Room::with("demo");
    let out = |format: &str| room.ok(&[&["export", "--format", format], &DAY[..]].concat()).out;
    assert!(out("mermaid").starts_with("gantt\n"));
    let svg = out("svg");
    assert!(svg.starts_with("<svg ") && svg.contains("Governance") && !svg.contains("NaN"));
    assert!(out("tjp").contains("project outgrow "));
}

#[test]
fn a_target_that_is_missed_says_how_many_hours_would_meet_it() {
    let room = Room::with("blank");
    room.ok(&["set", "product", "lead_days=1.75", "review_start=2026-11-16", "target=2027-01-08"]);
    let said = room.ok(&[&["forecast"], &DAY[..]].concat()).out;
    let told = said.lines().find(|line| line.starts_with("To meet the target in 9 of 10 runs")).unwrap_or_default();
    let percent: f64 = told.split(" gives ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
    // 35 % takes 11 weeks; the target is 7.6 working weeks off.
    assert!((45.0..=65.0).contains(&percent), "{said}");
    room.ok(&["set", "product", &format!("lead_share={percent}")]);
    let json = room.json(&[&["forecast", "--json"], &DAY[..]].concat());
    assert!(json["target_chance"].as_f64().unwrap() >= 0.85, "{}", json["target_chance"]);
}
