//! What holds of every schedule, over plans by chance.

use proptest::prelude::*;

use std::collections::BTreeMap;

use outgrow::analysis::schedule::{Ahead, level_like, overload, why};
use outgrow::exchange::tjp::tjp;
use outgrow::figure::gantt::Frame;
use outgrow::report::timeline::gantt;

use super::*;

/// A plan of a few people and tasks, with links backwards.
fn any_plan() -> impl Strategy<Value = Vec<String>> {
    let people = prop::collection::vec(10_u32..=100, 1..4);
    let task = (1_u32..6, 0_u32..4, any::<u8>(), any::<u8>(), 0_usize..4, 0_u32..3);
    (people, prop::collection::vec(task, 1..10)).prop_map(|(people, tasks)| {
        let mut lines: Vec<String> =
            people.iter().enumerate().map(|(n, share)| format!("people P{n} share={share}")).collect();
        lines.push("product lead=p0".to_string());
        for (n, (effort, more, who, from, tie, lag)) in tasks.iter().enumerate() {
            let mut line = format!("tasks T{n} effort={effort}-{}d", effort + more);
            if who % 3 == 0 {
                line += &format!(" elapsed={}-{}d", effort, effort + 3);
            }
            line += &format!(" people=p{}", *who as usize % people.len());
            if who % 5 == 0 {
                line += &format!(",p{}", (*who as usize + 1) % people.len());
            }
            if n > 0 && from % 4 > 0 {
                let tie = ["", ":SS", ":FF", ":FS"][*tie];
                let lag = if tie.is_empty() || *lag == 0 { String::new() } else { format!("+{lag}d") };
                line += &format!(" after=t{}{tie}{lag}", *from as usize % n);
            }
            lines.push(line);
        }
        lines
    })
}

fn typed(lines: &[String]) -> Plan {
    plan(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(support::cases(60))]

    /// Nobody gives more than their share on any day, all work is done, links hold, and no schedule undercuts the bound.
    #[test]
    fn every_schedule_is_sound(lines in any_plan()) {
        let plan = typed(&lines);
        let (net, schedule, told) = run(&plan, View::People, 200);
        let mut given = std::collections::BTreeMap::new();
        let mut work = vec![0_i64; net.nodes.len()];
        for part in &schedule.taken {
            *given.entry((part.worker, part.day)).or_insert(0) += part.minutes;
            work[part.node] += i64::from(part.minutes);
            let place = &schedule.placed[part.node];
            prop_assert!(part.day as i64 * DAY < place.end && (part.day as i64 + 1) * DAY > place.start);
        }
        for ((worker, day), minutes) in given {
            prop_assert!(minutes <= net.calendar.workers[worker].minutes[day], "{worker} on {day}: {minutes}");
        }
        for (node, place) in schedule.placed.iter().enumerate() {
            prop_assert_eq!(work[node], net.nodes[node].effort.likely);
            prop_assert!(place.end - place.start >= net.nodes[node].floor.likely);
            prop_assert!(place.slack >= 0);
        }
        for bond in &net.bonds {
            let (from, to) = (&schedule.placed[bond.from], &schedule.placed[bond.to]);
            use outgrow::model::Tie;
            let held = match bond.tie {
                Tie::FS => to.start >= from.end + bond.lag,
                Tie::SS => to.start >= from.start + bond.lag,
                Tie::FF => to.end >= from.end + bond.lag,
            };
            prop_assert!(held);
        }
        // A minute of rounding for a piece.
        let most = schedule.finish + net.nodes.len() as i64;
        prop_assert!(schedule.bound <= most, "{} > {}", schedule.bound, schedule.finish);
        prop_assert!(schedule.placed.iter().any(|place| place.critical));
        prop_assert!(told.weeks.p10 <= told.weeks.p50 && told.weeks.p50 <= told.weeks.p90);
        for row in &told.rows {
            prop_assert!(row.start.p10 <= row.start.p50 && row.start.p50 <= row.start.p90);
            prop_assert!(row.end.p10 <= row.end.p50 && row.end.p50 <= row.end.p90);
            prop_assert!((0.0..=1.0).contains(&row.critical_share) && row.body_share <= row.critical_share);
        }
    }

    /// More time or less work is never later, or the anomaly is named.
    #[test]
    fn more_time_and_less_work_help(lines in any_plan(), which in 0_usize..3) {
        let before = typed(&lines);
        let change = ["people p0 share=100", "tasks t0 progress=50", "tasks t0 effort=1d"][which];
        let after = with(&before, &[change]);
        let net = Network::of(&before, today(), View::People);
        let schedule = level(&net);
        let first = forecast(&net, &schedule, draws(200));
        let next = Network::of(&after, today(), View::People);
        let then = forecast(&next, &level_like(&next, &net, &schedule), draws(200));
        // A minute of rounding for a piece.
        let later = then.minutes.p50 - first.minutes.p50 > net.nodes.len() as i64;
        let named = outgrow::analysis::schedule::anomaly::anomaly((&before, &first), (&after, &then));
        prop_assert!(!later || named.is_some(), "{} to {}", first.minutes.p50, then.minutes.p50);
        // Held against the plan before, the order that helps is kept: a day of work by chance at the most.
        let base = Ahead::of(&before, today(), 1, None);
        let held = Ahead::of(&after, today(), 1, Some(&base));
        let named = outgrow::analysis::schedule::anomaly::anomaly((&before, &base.forecast), (&after, &held.forecast));
        let later = held.forecast.minutes.p50 - base.forecast.minutes.p50;
        prop_assert!(later <= net.nodes.len() as i64 || named.is_some(), "{later} minutes later");
        // On the likely values the search takes the better of the two orders.
        prop_assert!(next.nodes.len() > 8 || then.minutes.p50 <= first.minutes.p50 + 2 * DAY);
    }

    /// The same seed gives the same forecast on any number of threads.
    #[test]
    fn threads_change_nothing(lines in any_plan()) {
        let plan = typed(&lines);
        let net = Network::of(&plan, today(), View::People);
        let schedule = level(&net);
        let on = |threads: usize| forecast(&net, &schedule, Draws { threads, ..draws(500) });
        let (one, many) = (on(1), on(7));
        prop_assert_eq!(one.finishes, many.finishes);
        prop_assert_eq!(one.rows, many.rows);
        prop_assert_eq!(one.chains, many.chains);
    }
}

/// One by one, another row's span does not change what a row draws.
#[test]
fn another_rows_draws_stay_as_they_are() {
    let one = plan(&["people Ana share=100", "product lead=ana", "tasks A effort=1-9d", "tasks B effort=1d after=a"]);
    let more = with(&one, &["people Ben share=100", "tasks Aside effort=2-8d people=ben", "product runs=500"]);
    let (net, _, first) = run(&one, View::People, 500);
    let (other, _, second) = run(&more, View::People, 500);
    let row = |net: &Network| net.row(&at("tasks/b")).expect("a row");
    assert_eq!(first.rows[row(&net)].end, second.rows[row(&other)].end);
}

/// Plans by chance with every field set to anything: nothing panics, everything that can be drawn is.
#[test]
fn no_plan_breaks_it() {
    let sizes = |n: usize| BTreeMap::from([("people", 1 + n % 5), ("phases", n % 7), ("tasks", 2 * n % 23)]);
    for seed in 0..16 * support::rounds("OUTGROW_TIMES", 1) {
        let plan = support::sized(seed as u64, &sizes(seed), 60);
        for view in [View::People, View::Bare] {
            let (net, schedule, told) = run(&plan, view, 50);
            let chart = gantt(&plan, &net, &schedule, Some(&told), today());
            for width in [60, 120] {
                chart.lines(&Frame::fitting(&chart, width));
            }
            assert!(chart.svg(640.0).ends_with("</svg>") && chart.mermaid().starts_with("gantt"));
            why::finish(&net, &schedule);
            let all = overload::weeks(&net, &schedule);
            if view == View::People {
                tjp(&plan, &net, &schedule);
                for week in all.iter().filter(|week| week.is_over()).take(1) {
                    overload::ways(&plan, &net, &schedule, week, &all, today());
                }
            }
        }
    }
}

/// Hundreds of tasks over many years are laid as well.
#[test]
fn a_large_plan_is_scheduled() {
    let plan = support::sized(7, &BTreeMap::from([("people", 12), ("tasks", 500)]), 35);
    let net = Network::of(&plan, today(), View::People);
    let schedule = level(&net);
    assert_eq!(schedule.placed.len(), net.nodes.len());
    assert!(schedule.bound <= schedule.finish + net.nodes.len() as i64);
}
