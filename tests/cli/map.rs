//! The map on the command line: what is computed of the demo's domains, pictures, what changed between two commits.

use serde_json::{Value as Json, json};

use super::Room;
use super::history::Kept;

const DAY: [&str; 2] = ["--date", "2026-11-16"];

fn row<'j>(map: &'j Json, id: &str) -> &'j Json {
    let rows = map["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The figures of the demo's map: three yes for billing; four weeks before 9 May 2027 at 35 % of a week are 80 calendar days,
/// 18 February; notify comes first in the order, booking is in the circle and nothing asks for its cut.
#[test]
fn the_map_has_scores_starts_order_and_circles() {
    let room = Room::with("demo");
    let map = room.json(&["show", "map", "--json", DAY[0], DAY[1]]);
    let billing = &row(&map, "billing")["derived"];
    assert_eq!(billing["cut_score"], 3);
    assert_eq!(billing["risk_suggested"], "high");
    assert_eq!(billing["latest_start"], "2027-02-18");
    assert_eq!(billing["order"], 5);
    assert_eq!(billing.get("cycle"), None);
    let circle = json!(["booking", "dispatch", "fleet"]);
    for id in ["booking", "dispatch", "fleet"] {
        assert_eq!(row(&map, id)["derived"]["cycle"], circle);
    }
    assert_eq!(row(&map, "booking")["derived"]["latest_start"], "not yet");
    assert_eq!(map["circles"], json!([circle]));
    assert_eq!(map["order"][0], "notify");
    let first = &map["sentences"][0];
    assert_eq!(first["row"], "links/billing--booking--shared-table");
    assert_eq!(first["says"], "Billing reads and writes Booking's tables directly.");
    let last = map["sentences"].as_array().and_then(|all| all.last()).expect("sentences");
    assert_eq!(last["says"], "Deploy stands by itself: no link begins or ends there.");
}

#[test]
fn a_domain_tells_what_is_in_the_way_of_its_cut() {
    let room = Room::with("demo");
    let said = room.ok(&["show", "domains/billing", DAY[0], DAY[1]]).out;
    for told in [
        "Untie first    Billing reads and writes Booking's tables directly",
        "Fail with it   Reports",
        "Needed by Sun 9 May 2027, less 80 calendar days of work",
        "drawn, a line on the map that nothing checks",
        "Could mend it  Nadia Brandt",
        "Stops with it  Reports, Price rules",
    ] {
        assert!(said.contains(told), "{told}:\n{said}");
    }
    let outside = room.ok(&["show", "domains/paynord", DAY[0], DAY[1]]).out;
    assert!(!outside.contains("Where it can be cut"), "{outside}");
}

#[test]
fn the_map_and_the_team_go_out_as_pictures() {
    let room = Room::with("demo");
    let out =
        |format: &str, figure: &str| room.ok(&["export", "--format", format, "--figure", figure, DAY[0], DAY[1]]).out;
    let map = out("mermaid", "map");
    assert!(map.starts_with("flowchart LR\n") && map.contains("n9 ==>|\"shared-table (x)\"| n2\n"), "{map}");
    assert!(out("mermaid", "team").contains("[\"Inspections\"]"));
    assert!(out("mermaid", "time").starts_with("gantt\n"));
    assert_eq!(out("svg", "time"), room.ok(&["export", "--format", "svg", DAY[0], DAY[1]]).out);
    for figure in ["map", "time", "team"] {
        let svg = out("svg", figure);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" ") && svg.ends_with("</svg>\n"), "{figure}");
    }
    let said = room.fails(2, &["export", "--format", "sarif", "--figure", "map"]);
    assert!(said.contains("only mermaid and svg draw"), "{said}");
}

/// One boundary is proven, a table more is shared, and a domain has another id: the first makes a cut easier, the second
/// harder, the third is no change of the map.
#[test]
fn what_changed_on_the_map_is_told_between_two_commits() {
    let room = Kept::unborn("demo");
    room.commit("The plan");
    room.ok(&["set", "domains/fleet", "boundary=enforced", "proof=seams"]);
    room.ok(&["link", "inspections", "booking", "shared-table"]);
    room.ok(&["rename", "domains/accounts", "sign-in"]);
    let said = room.run(&["diff"]);
    assert_eq!(said.code, 1);
    let told = "On the map\n----------\n\
                - Fleet: its boundary went from drawn to enforced. A cut gets easier.\n\
                - New: Inspections reads and writes Booking's tables directly. A cut gets harder.\n";
    assert!(said.out.ends_with(told), "{}", said.out);
    let json: Json = serde_json::from_str(&room.run(&["diff", "--json"]).out).expect("JSON");
    assert_eq!(json["map"][0]["cut"], "easier");
    assert_eq!(json["map"][1]["row"], "links/inspections--booking--shared-table");
    assert_eq!(json["map"].as_array().map(Vec::len), Some(2));
}
