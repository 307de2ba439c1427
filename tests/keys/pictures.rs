//! The graphs beside lists and the matrix of who knows what: walked, changed, played with.

use crate::harness::Bench;
use crate::screens::hold;

#[test]
fn boxes_are_walked_and_the_list_follows() {
    let mut bench = Bench::demo();
    bench.size(120, 36).keys("1").sees("REPORTS").sees("Paynord");
    bench.select("domains/billing").keys("tab").sees("arrows walk").keys("right");
    // Billing calls Paynord, which stands to its right.
    assert_eq!(bench.selected(), "domains/paynord");
    bench.keys("left");
    assert_eq!(bench.selected(), "domains/billing");
    bench.keys("esc").misses("arrows walk");
    bench.keys("tab + z").sees("NOTIFICATIONS").keys("- z").sees("NOTIFICATI..");
}

#[test]
fn a_small_screen_shows_a_box_with_its_neighbours() {
    let mut bench = Bench::demo();
    bench.keys("1");
    bench.select("domains/inspections").sees("Fleet").sees("Inspections").misses("REPORTS");
}

#[test]
fn domains_are_connected_by_target_and_kind() {
    let mut bench = Bench::demo();
    bench.size(120, 36).keys("1").select("domains/deploy").keys("tab c").sees("Deploy uses");
    bench
        .keys("type:fleet")
        .keys("enter")
        .sees("deploy uses fleet by")
        .keys("enter")
        .sees("linked deploy to fleet (call)");
    assert!(bench.has("links/deploy--fleet--call"));
    bench.keys("u");
    assert!(!bench.has("links/deploy--fleet--call"));
    bench.keys("t").sees("edit domains/deploy").sees(">Risk");
}

#[test]
fn a_digit_sets_what_somebody_knows() {
    let mut bench = Bench::demo();
    bench.keys("3").sees("[3 Team]").sees("NOBODY");
    // Billing is the second area, Tomasz the fifth person: he does not know it yet.
    bench
        .keys("j l l l l")
        .sees("Tomasz Wilk does not know Billing")
        .keys("2 k j")
        .sees("Tomasz Wilk could mend Billing alone");
    assert_eq!(bench.typed("knowledge/tomasz--billing", "level"), "2");
    assert_eq!(bench.typed("knowledge/tomasz--billing", "evidence"), "declared");
    assert_eq!(bench.typed("knowledge/tomasz--billing", "verified"), "2026-11-16");
    bench.keys("3");
    assert_eq!(bench.typed("knowledge/tomasz--billing", "level"), "3");
    bench.keys("u u");
    assert!(!bench.has("knowledge/tomasz--billing"));
    // Letters reach the screens that the digits do not.
    bench.keys("g i").sees("[4 Infra]");
}

#[test]
fn what_if_somebody_left_is_one_key() {
    let mut bench = Bench::demo().patient();
    // Nadia is the second person. Without her Billing has nobody; five areas lose one of two.
    bench.keys("3 l space").sees("WHAT IF Nadia Brandt had left").sees("1>0").sees("2>1");
    assert!(bench.app.session.is_trial());
    // And Tomasz, too: 7 of 9 areas have nobody then.
    bench.keys("l l l space").sees("2>0");
    assert_eq!(bench.app.facts.carried.nobody().count(), 7);
    bench.keys("space").misses("2>0");
    bench.keys("W d").sees("as it was").misses("1>0");
}

#[test]
fn the_cheapest_way_to_two_becomes_tasks() {
    let mut bench = Bench::demo();
    let before = bench.plan().tasks.len();
    bench.keys("3 T").sees("in the timeline");
    // Reports lacks two; billing, deploy and inspections one each.
    assert_eq!(bench.plan().tasks.len(), before + 5);
    bench.keys("u");
    assert_eq!(bench.plan().tasks.len(), before);
}

#[test]
fn a_team_of_nobody_says_where_to_begin() {
    Bench::empty().keys("3").sees("No area is on the map yet");
    Bench::blank().keys("1").sees("Example");
}

#[test]
fn pictures() {
    let mut bench = Bench::demo();
    bench.keys("1 j");
    hold("map-billing-80x24", bench.picture());
    hold("map-billing-120x36", bench.size(120, 36).picture());
    hold("map-zoomed-200x60", bench.size(200, 60).keys("tab z").text());
    let mut bench = Bench::demo().patient();
    bench.keys("3 l space");
    hold("team-what-if-80x24", bench.picture());
    hold("team-what-if-120x36", bench.size(120, 36).picture());
    hold("team-what-if-200x60", bench.size(200, 60).text());
}

#[test]
fn everything_computed_for_a_screen_is_a_key_away() {
    let mut bench = Bench::demo().patient();
    bench.keys("1 O").sees("Domain map").keys("esc");
    bench.keys("3 O").sees("Who carries it").keys("esc");
    bench.size(120, 60).keys("3 O G").sees("Stages ahead").keys("esc");
    bench.keys("7 O").sees("What decides that day").keys("esc");
}
