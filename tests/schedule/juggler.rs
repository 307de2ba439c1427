//! Our dates beside TaskJuggler's (`tj3`), which schedules the exported file on its own.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use outgrow::exchange::tjp::tjp;

use super::*;

/// Whether `tj3` is there; on a machine that tests every change it has to be.
fn there() -> bool {
    let found = Command::new("tj3").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "tj3 is missing: install Debian's tj3");
    if !found {
        println!("skipped: tj3 is not installed");
    }
    found
}

/// First and last day of every row by TaskJuggler, by the row's name in its file.
fn juggled(text: &str) -> BTreeMap<String, (Day, Day)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.tjp");
    std::fs::write(&file, text).expect("it is written");
    let done = Command::new("tj3").arg("--silent").arg("-o").arg(folder.path()).arg(&file).output().expect("tj3");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{told}\n{text}");
    let table = std::fs::read_to_string(folder.path().join("outgrow.csv")).expect("the report");
    let mut found = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(';').map(|cell| cell.trim_matches('"')).collect();
        let [id, start, end] = cells[..] else { panic!("{line}") };
        found.insert(id.to_string(), (day(start), day(end)));
    }
    found
}

/// Working days between the two last days of a plan's rows, ours and theirs, and how both ended.
fn apart(plan: &Plan) -> Option<(Day, Day, i64)> {
    let net = Network::of(plan, today(), View::People);
    let schedule = level(&net);
    if !there() {
        return None;
    }
    let theirs = juggled(&tjp(plan, &net, &schedule));
    let theirs = theirs.values().map(|(_, end)| *end).max().expect("a row");
    let ours = net.calendar.ends(schedule.finish);
    let apart = (net.calendar.opens(theirs) - net.calendar.opens(ours)) / DAY;
    println!("ours {ours}, theirs {theirs}");
    Some((ours, theirs, apart))
}

#[test]
fn a_chain_over_holidays_and_days_off_ends_on_the_same_day() {
    let plan = plan(&[
        "product name=Acme holidays=2026-12-08,2026-12-25",
        "people Ana share=100 away=2026-11-26..2026-11-27",
        "people Ben share=50",
        "tasks One effort=10d people=ana",
        "tasks Two effort=4d people=ben after=one",
        "tasks Three elapsed=3d after=two:FS+2d",
        "tasks Four elapsed=1d planned=2026-11-30",
        "tasks Five effort=1d people=ana after=three:SS,four:FF+1d",
    ]);
    // Ana: 10 days less two away, to Tue 1 Dec; Ben 8 days at half, over the holiday to Mon 14; two days and three to
    // Mon 21 Dec.
    if let Some((ours, _, apart)) = apart(&plan) {
        assert_eq!((ours, apart), (day("2026-12-21"), 0));
    }
}

/// One founder by the full reading: eleven weeks of work without a gap.
#[test]
fn one_person_ends_on_the_same_day() {
    let plan = with(&template("blank"), &["product lead_days=1.75"]);
    if let Some((_, _, apart)) = apart(&plan) {
        assert!(apart.abs() <= 1, "{apart} days");
    }
}

/// It gives people one piece after the other where we spread them, so by its greedy way it may be later, not much
/// earlier.
#[test]
fn a_team_ends_about_as_early() {
    let mut lines = vec!["people Lea share=35", "people Ben share=35", "people Ida share=35"];
    lines.extend([
        "product lead=lea lead_days=1.75",
        "phases data-risks people=lea,ben",
        "phases triggers people=lea,ben",
        "phases debt-audit people=lea,ben,ida",
        "phases team-roadmap people=lea,ida",
        "phases governance people=lea,ida",
    ]);
    let plan = with(&template("blank"), &lines);
    if let Some((_, _, apart)) = apart(&plan) {
        assert!((-2..=7).contains(&apart), "{apart} days");
    }
}

#[test]
fn phases_of_tasks_are_read() {
    let plan = plan(&[
        "people Ana share=100",
        "product lead=ana",
        "phases First",
        "phases Second after=first",
        "phases Third elapsed=2d effort=0d after=second:FF+1d",
        "tasks A phase=first effort=2d",
        "tasks B phase=first effort=1d after=a",
        "tasks C phase=second effort=2d",
    ]);
    // 2 + 1 + 2 days and the one after: Mon 16 to Mon 23 November.
    if let Some((ours, _, apart)) = apart(&plan) {
        assert_eq!((ours, apart), (day("2026-11-23"), 0));
    }
}
