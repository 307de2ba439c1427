//! The team on the command line: who carries what in the demo, who learns what, when hiring begins.

use serde_json::{Value as Json, json};

use super::Room;

fn team(room: &Room, day: &str) -> Json {
    room.json(&["show", "team", "--json", "--date", day])
}

fn area<'j>(team: &'j Json, id: &str) -> &'j Json {
    let areas = team["areas"].as_array().expect("areas");
    areas.iter().find(|area| area["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// Five of nine areas are more than half: without nadia and tomasz seven have nobody, and no others of that number take as
/// many. Ines leaves with 29 January.
#[test]
fn the_demo_has_its_bus_factors() {
    let room = Room::with("demo");
    let now = team(&room, "2026-11-16");
    assert_eq!(now["bus_factor"], 2);
    assert_eq!(now["witness"], json!(["nadia", "tomasz"]));
    let factors = |team: &Json| {
        ["reports", "billing", "deploy", "inspections", "dispatch"]
            .map(|id| area(team, id)["bus_factor"].as_u64().expect("a number"))
    };
    assert_eq!(factors(&now), [0, 1, 1, 1, 2]);
    assert_eq!(area(&now, "billing")["holders"], json!(["nadia"]));
    let stops = json!(["domains/reports", "debts/price-rules-copied", "debts/refunds-by-hand"]);
    assert_eq!(area(&now, "billing")["stops"], stops);
    assert_eq!(factors(&team(&room, "2027-01-30")), [0, 1, 1, 0, 1]);
    assert_eq!(now["what_if"][1]["leaves"], "nadia");
    assert_eq!(now["what_if"][1]["nobody"], json!(["billing"]));
    assert_eq!(now.get("succession"), None);
}

/// Billing first, it is the most critical: half of a hand-over of six days, less a quarter for booking beside it, is 4.5 days;
/// each gives half of it, 18 hours at eight a week: three weeks.
#[test]
fn pairings_have_their_people_weeks_and_days() {
    let room = Room::with("demo");
    let now = team(&room, "2026-11-16");
    let first = &now["pairings"][0];
    assert_eq!(
        first,
        &json!({
            "person": "tomasz", "area": "billing", "teacher": "nadia",
            "weeks": 3, "days": 4.5, "starts": "2026-11-16", "ends": "2026-12-07",
        })
    );
    assert_eq!(now["pairings"].as_array().map(Vec::len), Some(5));
    assert_eq!(now["short"], json!([]));
}

/// 10,000 users on 20 May 2027; eight weeks of search and six of ramp before it: 11 February.
#[test]
fn the_stages_have_their_days() {
    let room = Room::with("demo");
    let stage = &team(&room, "2026-11-16")["stage"];
    assert_eq!((&stage["by_users"], &stage["by_heads"], &stage["heads"]), (&json!("mvp"), &json!("mvp"), &json!(3)));
    let growth = &stage["stages"][2];
    assert_eq!((growth["id"].as_str(), growth["hire_by"].as_str()), (Some("growth"), Some("2027-02-11")));
    assert_eq!(growth["enters"]["p50"], "2027-05-20");
    assert_eq!(stage["stages"][1]["missing"], 2);
}

#[test]
fn a_team_of_one_gets_a_pack_and_a_plan_without_people_none() {
    let room = Room::with("blank");
    let nobody = team(&room, "2026-11-16");
    assert_eq!((nobody.get("bus_factor"), &nobody["areas"]), (None, &json!([])));
    room.ok(&["add", "people", "Ana"]);
    room.ok(&["set", "product", "launched=2026-08-17"]);
    room.ok(&["add", "domains", "Billing", "transfer=1d", "note=In the runbook"]);
    let alone = team(&room, "2026-11-16");
    assert_eq!(alone["succession"]["person"], "ana");
    let billing = &alone["succession"]["pieces"][1];
    assert_eq!(billing, &json!({ "what": "billing", "area": "billing", "written": true, "hours": 8 }));
    let said = room.ok(&["show", "team", "--date", "2026-11-16"]).out;
    assert!(said.contains("Ana works on it alone. Nobody is named who would take over."), "{said}");
    let found = room.run(&["check", "--plain"]).out;
    assert!(found.contains("no-successor") && !found.contains("one-knows"), "{found}");
}

/// 180 days after it was made sure of, half of the trust is left: 21 May 2026 to 17 November.
#[test]
fn an_area_tells_how_far_a_level_is_to_be_trusted() {
    let room = Room::with("demo");
    room.ok(&["set", "knowledge/nadia--billing", "verified=2026-05-21"]);
    let said = room.ok(&["show", "domains/billing", "--date", "2026-11-17"]).out;
    assert!(said.contains("Made sure of   Nadia Brandt on 21 May, to be trusted by 50 %"), "{said}");
}

#[test]
fn a_person_tells_what_stops_without_them() {
    let room = Room::with("demo");
    let said = room.ok(&["show", "people/tomasz", "--date", "2026-11-16"]).out;
    for told in ["Without Tomasz Wilk nobody could mend Deploy; 1 debt waits on it.", "2 person-days"] {
        assert!(said.contains(told), "{told}:\n{said}");
    }
    let said = room.ok(&["show", "team", "--date", "2026-11-16"]).out;
    for told in ["The overall bus factor is 2", "Stages ahead", "Cheapest way to two people in every area"] {
        assert!(said.contains(told), "{told}:\n{said}");
    }
}
