//! The timeline drawn from a plan.

use outgrow::figure::gantt::{Frame, Mark};
use outgrow::report::timeline::gantt;

use super::*;

#[test]
fn the_demo_is_drawn_with_everything_on_it() {
    let plan = template("demo");
    let (net, schedule, told) = run(&plan, View::People, 1_000);
    let chart = gantt(&plan, &net, &schedule, Some(&told), today());
    assert_eq!(chart.bars.len(), 8);
    let bar = |id: &str| chart.bars.iter().find(|bar| bar.at == at(id)).expect("a bar");
    // Begun a week ago: 60 % are done, and the map leads to the audit.
    let map = bar("phases/domain-map");
    assert_eq!(map.done.expect("begun").1, day("2026-11-15"));
    assert!(bar("phases/debt-audit").after.contains(&0));
    assert!(chart.bars.iter().any(|bar| bar.critical));
    assert_eq!((chart.milestones[0].target, chart.milestones[0].day), (true, day("2026-12-18")));
    assert_eq!(chart.milestones.len(), 4);
    let names: Vec<&str> = chart.people.iter().map(|load| load.name.as_str()).collect();
    assert_eq!(names, ["Nadia Brandt", "Tomasz Wilk"]);
    for load in &chart.people {
        assert!(load.weeks.iter().all(|week| week.given <= week.has + 0.01), "{load:?}");
    }
    for width in [78, 118, 198] {
        let lines = chart.lines(&Frame::fitting(&chart, width));
        let text =
            |mark: Mark| lines.iter().flat_map(|line| &line.row).filter(move |(found, _)| *found == mark).count();
        assert!(text(Mark::Critical) > 0 && text(Mark::Done) > 0 && text(Mark::Tail) > 0, "{width}");
        for line in &lines {
            let line: String = line.row.iter().map(|(_, text)| text.as_str()).collect();
            println!("{line}");
        }
    }
    assert!(chart.mermaid().contains(":crit, "));
}

#[test]
fn a_phase_of_tasks_stands_before_them() {
    let plan = plan(&[
        "people Ana share=100",
        "product lead=ana review_start=2026-11-09",
        "phases First",
        "tasks One phase=first effort=2d",
        "tasks Two phase=first effort=2d after=one",
        "tasks Old phase=first effort=1d status=done finished=2026-11-12",
        "phases Over elapsed=1w status=done finished=2026-11-13",
    ]);
    let (net, schedule, told) = run(&plan, View::People, 100);
    let chart = gantt(&plan, &net, &schedule, Some(&told), today());
    let ids: Vec<String> = chart.bars.iter().map(|bar| bar.at.to_string()).collect();
    assert_eq!(ids, ["phases/over", "phases/first", "tasks/one", "tasks/two", "tasks/old"]);
    assert_eq!(chart.bars[0].done, Some((day("2026-11-09"), day("2026-11-13"))));
    assert_eq!(chart.bars[1].work, Some((day("2026-11-16"), day("2026-11-19"))));
    assert_eq!((chart.bars[3].after.as_slice(), chart.bars[4].depth), (&[2][..], 1));
    assert_eq!(chart.bars[3].note.as_str(), "Ana");
}
