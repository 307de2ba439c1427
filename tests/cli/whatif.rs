//! What changes would come to, and that nothing of it is written.

use super::Room;

const DAY: [&str; 2] = ["--date", "2026-11-16"];

#[test]
fn changes_are_told_beside_the_plan_and_not_made() {
    let room = Room::with("demo");
    let before = room.plan();
    let told = room.ok(&[&["whatif", "rm people/tomasz", "set people/nadia share=50"], &DAY[..]].concat());
    assert_eq!(room.plan(), before);
    // Booking, dispatch, deploy, accounts and the rest of Tomasz's areas hang on Nadia alone then: one person is enough.
    assert!(told.out.contains("removed people/tomasz") && told.out.contains("share 35 -> 50"), "{}", told.out);
    let factor = told.out.lines().find(|line| line.starts_with("Bus factor")).unwrap();
    assert_eq!(factor.split_whitespace().collect::<Vec<_>>(), ["Bus", "factor", "2", "1"]);
    let json = room.json(&[&["whatif", "rm people/tomasz", "set people/nadia share=50", "--json"], &DAY[..]].concat());
    assert_eq!(json["headlines"]["bus_factor"], serde_json::json!({ "now": 2, "then": 1 }));
    assert_eq!(json["finish"]["now"]["p50"], "2026-12-14");
    assert!(json["changes"].as_array().unwrap().iter().any(|row| row["row"] == "people/tomasz"));
    let moved = json["values"].as_array().unwrap();
    assert!(moved.iter().any(|one| one["row"] == "triggers/database" && one["key"] == "start_by"), "{moved:?}");
    assert_eq!(room.plan(), before);
}

#[test]
fn twice_the_time_is_earlier_and_half_of_it_later() {
    let room = Room::with("blank");
    room.ok(&["set", "product", "lead_days=1.75"]);
    let moved = |share: &str| {
        let change = format!("set product lead_share={share}");
        room.json(&[&["whatif", &change, "--json"], &DAY[..]].concat())["finish"]["moved_days"].as_f64().unwrap()
    };
    assert!(moved("70") < -5.0 && moved("20") > 10.0, "{} {}", moved("70"), moved("20"));
    assert_eq!(moved("35"), 0.0);
}

#[test]
fn what_is_no_change_is_named_with_its_place() {
    let room = Room::with("demo");
    let before = room.plan();
    for (change, says) in [
        ("status", "only a command that changes rows"),
        ("", "no change is named"),
        ("set people/nobody share=3", "in \"set people/nobody share=3\""),
        ("set people/nadia share=lots", "share"),
        ("frobnicate", "frobnicate"),
        ("set product seed=1 --file other.ron", "--file belongs to whatif itself"),
    ] {
        let told = room.fails(2, &["whatif", change]);
        assert!(told.contains(says), "{change}: {told}");
    }
    assert_eq!(room.plan(), before);
    // The program's own name before it does no harm.
    room.ok(&["whatif", "outgrow set people/nadia share=50"]);
}

/// Eleven steps of the lead's share: each is a plan of its own, and none ends later than the one before it.
#[test]
fn more_of_the_week_never_makes_it_later() {
    let room = Room::with("demo");
    for share in (35..=85).step_by(5) {
        let change = format!("set people/nadia share={share}");
        let json = room.json(&[&["whatif", &change, "--json"], &DAY[..]].concat());
        assert!(json["finish"]["moved_days"].as_f64().unwrap() <= 0.0, "{share}: {}", json["finish"]);
        assert!(json["anomaly"].is_null());
    }
}

#[test]
fn work_that_nobody_has_time_for_has_no_end() {
    let room = Room::with("demo");
    let told = room.ok(&[&["whatif", "set people/nadia leaves=2026-11-15"], &DAY[..]].concat()).out;
    let half = told.lines().find(|line| line.starts_with("Half of the runs by")).unwrap();
    assert!(half.contains("Mon 14 Dec 2026") && half.trim_end().ends_with('?'), "{half}");
    room.ok(&["set", "people/nadia", "leaves=2026-11-15"]);
    let told = room.ok(&[&["forecast"], &DAY[..]].concat()).out;
    assert!(told.starts_with("No finish can be told: nobody has time for Domain map"), "{told}");
    let json = room.json(&[&["forecast", "--json"], &DAY[..]].concat());
    assert!(json["unstaffed"].as_array().unwrap().iter().any(|row| row == "phases/domain-map"));
}
