//! Who knows what: bus factors against every set of people, pairings against every way to pair, the demo by hand.

use std::collections::HashMap;

use outgrow::analysis::knowledge::{self, AT_ONCE, Bus, MORE, What, areas, assign, bridges, bus, graph, what_if};
use outgrow::diff::diff;
use outgrow::edit::apply;
use outgrow::model::cell::Ref;
use outgrow::model::field::Record;
use outgrow::model::{Domain, Id, Knowledge, Person, Plan};
use proptest::prelude::*;

use super::{demo, id, on, plan, with, words};
use crate::support::{self, Dice, day};

/// Areas accounts {nadia, tomasz}, billing {nadia}, booking {nadia, tomasz}, deploy {tomasz}, dispatch {ines, tomasz},
/// fleet {nadia, tomasz}, inspections {ines}, notify {nadia, tomasz}, reports {}: more than half are five. Without nadia
/// and tomasz seven have nobody; no other two take more than four, and no one more than three.
#[test]
fn the_demo_hangs_on_two() {
    let (plan, facts) = demo();
    let bus = facts.carried.bus.clone().expect("a small team");
    assert_eq!((bus.factor, bus.only, bus.exact, bus.lost, bus.areas), (Some(2), true, true, 7, 9));
    assert_eq!(words(&bus.witness), ["nadia", "tomasz"]);
    let of = |held: Vec<&knowledge::Held>| held.into_iter().map(|held| held.area.to_string()).collect::<Vec<_>>();
    assert_eq!(of(facts.carried.nobody().collect()), ["reports"]);
    assert_eq!(of(facts.carried.single().collect()), ["billing", "deploy", "inspections"]);
    let billing = facts.carried.get(&id("billing")).expect("an area");
    assert_eq!(words(&billing.holders), ["nadia"]);
    // Reports leans on it; two debts name it.
    let stops: Vec<String> = billing.stops.iter().map(ToString::to_string).collect();
    assert_eq!(stops, ["domains/reports", "debts/price-rules-copied", "debts/refunds-by-hand"]);
    assert_eq!(
        billing.says(&plan).expect("a single point").as_str(),
        "Without Nadia Brandt nobody could mend Billing; 1 other area and 2 debts wait on it."
    );
    // Ines leaves on 29 Jan 2027, her last day.
    let later = on(&plan, "2027-01-30");
    let able = |area: &str| later.carried.get(&id(area)).expect("an area").holders.len();
    assert_eq!((able("inspections"), able("dispatch")), (0, 1));
    // Billing hangs on nadia alone, deploy on tomasz, inspections on ines: without any of them one falls off the rest.
    assert_eq!(words(&facts.carried.bridges), ["ines", "nadia", "tomasz"]);
}

#[test]
fn the_demo_team_outside_counts_once_all_three_conditions_hold() {
    let (plan, _) = demo();
    assert_eq!(on(&plan, "2026-11-16").carried.nobody().count(), 1);
    let mut met = plan.clone();
    let mut team = met.people.get(&id("northlight")).expect("the team").clone();
    (team.shared_context, team.same_ceremonies, team.clear_ownership) = (true, true, true);
    met.people.put(team);
    assert_eq!(on(&met, "2026-11-16").carried.nobody().count(), 0);
}

#[test]
fn the_demo_what_ifs_name_what_is_lost() {
    let (plan, _) = demo();
    let now = areas(&plan, day("2026-11-16"));
    let gone = what_if(&plan, &now, &[What::Leaves(id("nadia"))]);
    assert_eq!(words(&gone.nobody), ["billing"]);
    assert_eq!(words(&gone.single), ["accounts", "booking", "fleet", "notify"]);
    let unowned: Vec<String> = gone.unowned.iter().map(ToString::to_string).collect();
    assert_eq!(unowned, ["cadences/architecture-review"]);
    assert!((gone.days_a_week - 1.75).abs() < 1e-9);
    let both = what_if(&plan, &now, &[What::Away(id("nadia")), What::Away(id("tomasz"))]);
    assert_eq!(both.nobody.len(), 6);
    assert_eq!(what_if(&plan, &now, &[What::HalfTime(id("tomasz"))]).days_a_week, 1.0);
    // A whole week from 15 Feb 2027 on, six weeks of ramp, a fifth of a week of the mentor: in the ramp t²/84 is given and
    // 0.2 t taken, which is even after 0.4 x 42 = 16.8 days.
    let hired = what_if(&plan, &now, &[What::Hired(id("platform-hire"))]);
    assert_eq!(hired.even, Some(day("2027-03-04")));
    assert_eq!(words(&hired.relieved), ["deploy"]);
    let share = with(&plan, "product name=Kranwerk");
    let mut slow = share.clone();
    let mut hire = slow.people.get(&id("platform-hire")).expect("the hire").clone();
    // A fifth of a week: 4.2 of 42 x 0.2 = 8.4 days are given in the ramp, the other 4.2 take 21 days more: 63 in all.
    hire.share = Some(20.0);
    slow.people.put(hire);
    assert_eq!(what_if(&slow, &now, &[What::Hired(id("platform-hire"))]).even, Some(day("2027-04-19")));
}

#[test]
fn the_demo_is_paired_for_the_least_work_and_the_pairings_become_tasks() {
    let (plan, facts) = demo();
    let today = day("2026-11-16");
    let now = areas(&plan, today);
    let leaning = |area: &Id| facts.carried.get(area).map_or(0, |held| held.stops.len());
    let way = knowledge::way(&plan, &now, today, leaning);
    let said: Vec<(String, String)> =
        way.pairings.iter().map(|p| (p.area.to_string(), p.learner.to_string())).collect();
    // Reports needs two; billing, deploy and inspections one each. Nadia has seen reports (half of nine days, less a
    // quarter for billing beside it) and deploy.
    assert_eq!(said.len(), 5);
    assert!(said.contains(&("reports".into(), "nadia".into())) && said.contains(&("deploy".into(), "nadia".into())));
    assert!(way.short.is_empty());
    assert!(way.pairings.iter().all(|p| p.starts >= today && p.ends > p.starts && p.weeks > 0));
    for (at, one) in way.pairings.iter().enumerate() {
        for other in &way.pairings[at + 1..] {
            let who = |p: &knowledge::Pairing| [Some(p.learner.clone()), p.teacher.clone()];
            let shared = who(one).into_iter().flatten().any(|id| who(other).contains(&Some(id)));
            assert!(!shared || one.ends <= other.starts || other.ends <= one.starts, "{one:?} beside {other:?}");
        }
    }
    let after = knowledge::with_tasks(&plan, &way.pairings);
    assert_eq!(after.tasks.len(), plan.tasks.len() + 5);
    assert_eq!(apply(&plan, &diff(&plan, &after)).expect("no rule is broken"), after);
}

#[test]
fn what_is_declared_and_does_not_fit_is_said() {
    let base = plan(&[
        "people Ana",
        "people Ben leaves=2026-01-10",
        "people Eva",
        "domains Billing owner=ana backup=ana",
        "domains Orders owner=ben backup=eva",
        "knowledge person=ana domain=billing level=3 evidence=guess",
        "knowledge person=eva domain=orders level=1",
    ]);
    let today = day("2026-02-02");
    let said: Vec<String> =
        knowledge::doubts(&base, &areas(&base, today), today).into_iter().map(|doubt| doubt.says.to_string()).collect();
    assert_eq!(
        said,
        [
            "Owner and backup of Billing are one person.",
            "Ben is owner of Orders and not here today.",
            "Eva is backup of Orders and could not mend it alone.",
            "That Ana could mend Billing alone is a guess.",
        ]
    );
    let known = with(&base, "knowledge person=eva domain=billing level=2 verified=2025-08-06");
    let row = known.knowledge.get(&id("eva--billing")).expect("a row");
    // 180 days ago half of the trust is left.
    assert_eq!(knowledge::trust(row, today), Some(50.0));
}

#[test]
fn one_person_leaves_a_pack_instead_of_an_alarm() {
    let base = plan(&[
        "people Ana",
        "people Rescue kind=external-team",
        "domains Deploy kind=operations transfer=2d note=\"See the runbook\"",
        "domains Billing transfer=1d",
        "domains Database transfer=4h backup=rescue",
        "cadences \"Restore drill\" held=2026-01-12:\"took an hour\"",
    ]);
    let today = day("2026-02-02");
    let pack = knowledge::pack(&base, &areas(&base, today), today).expect("one person");
    assert_eq!((pack.person.as_str(), pack.stranger.as_ref().map(Id::as_str)), ("ana", Some("rescue")));
    let pieces: Vec<_> = pack.pieces.iter().map(|p| (p.what, p.written, p.hours)).collect();
    assert_eq!(pieces, [("deploy", true, Some(16.0)), ("billing", false, Some(8.0)), ("data", false, Some(4.0))]);
    assert_eq!((pack.hours, pack.drill), (Some(28.0), Some(day("2026-01-12"))));
    let two = with(&base, "people Ben");
    assert_eq!(knowledge::pack(&two, &areas(&two, today), today), None);
}

#[test]
fn the_graph_goes_from_people_over_areas_to_what_leans_on_them() {
    let (plan, facts) = demo();
    let now = areas(&plan, day("2026-11-16"));
    let graph = graph(&plan, &now, &facts.map);
    let named = |text: &str| graph.node_indices().find(|at| graph[*at].to_string() == text).expect("in the graph");
    let edge = graph.find_edge(named("people/nadia"), named("domains/billing")).expect("nadia knows billing");
    assert_eq!(graph[edge], 3);
    assert!(graph.find_edge(named("domains/billing"), named("debts/refunds-by-hand")).is_some());
    assert!(graph.find_edge(named("people/nadia"), named("cadences/architecture-review")).is_some());
}

#[allow(clippy::field_reassign_with_default)]
fn knows(person: usize, area: usize, level: i64) -> Knowledge {
    let mut row = Knowledge::default();
    row.person = Ref::to(id(&format!("p{person:02}")));
    row.domain = Ref::to(id(&format!("a{area:03}")));
    row.level = Some(level);
    row.rekey();
    row
}

/// So many people and areas, each area held by a few.
fn chance(seed: u64, people: usize, areas: usize) -> Plan {
    let mut dice = Dice::new(seed);
    let mut text = Plan::default();
    for n in 0..people {
        text.people.put(Person { id: id(&format!("p{n:02}")), ..Default::default() });
    }
    for n in 0..areas {
        text.domains.put(Domain { id: id(&format!("a{n:03}")), ..Default::default() });
        for _ in 0..dice.below(4) {
            text.knowledge.put(knows(dice.below(people), n, 1 + dice.below(3) as i64));
        }
    }
    text
}

/// By trying every set of people.
fn fewest(plan: &Plan, people: usize) -> (usize, usize) {
    let all = areas(plan, day("2026-01-01"));
    let holders: Vec<u32> = all
        .iter()
        .map(|area| {
            let able = area.levels.iter().filter(|known| known.level >= 2);
            able.fold(0, |bits, known| bits | 1 << known.person.id.as_str()[1..].parse::<u32>().expect("a number"))
        })
        .collect();
    let lost = |gone: u32| holders.iter().filter(|held| **held & !gone == 0).count();
    let enough = (0..1_u32 << people).filter(|gone| 2 * lost(*gone) > all.len());
    let mut best = (usize::MAX, 0);
    for gone in enough {
        let count = gone.count_ones() as usize;
        if count < best.0 {
            best = (count, 1);
        } else if count == best.0 {
            best.1 += 1;
        }
    }
    best
}

/// The least cost by going through every way: what is left of it depends only on how many areas each person has so far.
fn least(costs: &[(usize, Vec<Option<u64>>)], people: usize) -> u64 {
    let mut states: HashMap<Vec<u8>, u64> = HashMap::from([(vec![0; people], 0)]);
    for (lack, each) in costs {
        let able: Vec<usize> = (0..people).filter(|person| each[*person].is_some()).collect();
        let lack = (*lack).min(able.len());
        let mut next: HashMap<Vec<u8>, u64> = HashMap::new();
        for set in (0..1_u32 << able.len()).filter(|set| set.count_ones() as usize == lack) {
            for (load, so_far) in &states {
                let (mut load, mut cost) = (load.clone(), *so_far);
                for (_, person) in able.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0) {
                    cost += each[*person].expect("able") + MORE * u64::from(load[*person]);
                    load[*person] += 1;
                }
                let known = next.entry(load).or_insert(u64::MAX);
                *known = cost.min(*known);
            }
        }
        states = next;
    }
    states.into_values().min().unwrap_or(0)
}

proptest! {
    #![proptest_config(support::cases(64))]

    #[test]
    fn the_bus_factor_is_that_of_every_set_of_people(seed: u64, people in 1_usize..11, count in 1_usize..30) {
        let plan = chance(seed, people, count);
        let found: Bus = bus(&areas(&plan, day("2026-01-01")));
        let (factor, ways) = fewest(&plan, people);
        prop_assert_eq!(found.factor, Some(factor));
        prop_assert!(found.exact && 2 * found.lost > found.areas && found.witness.len() == factor);
        prop_assert_eq!(found.only, ways == 1);
    }
}

proptest! {
    #![proptest_config(support::cases(24))]

    #[test]
    fn pairings_cost_no_more_than_any_other_way(seed: u64, people in 1_usize..7, count in 1_usize..13) {
        let mut dice = Dice::new(seed);
        let costs: Vec<(usize, Vec<Option<u64>>)> = (0..count)
            .map(|_| {
                let each = (0..people).map(|_| (!dice.chance(30)).then(|| 60 * dice.below(60) as u64)).collect();
                (1 + usize::from(dice.chance(25)), each)
            })
            .collect();
        let (chosen, cost) = assign(&costs, people);
        prop_assert_eq!(cost, least(&costs, people));
        for ((lack, each), who) in costs.iter().zip(&chosen) {
            let able = each.iter().flatten().count();
            prop_assert_eq!(who.len(), able.min(*lack));
        }
    }
}

#[test]
fn large_teams_are_told_apart() {
    let large = chance(3, 40, 60);
    let found = bus(&areas(&large, day("2026-01-01")));
    assert!(!found.exact && 2 * found.lost > found.areas);
    let facts = on(&large, "2026-01-01");
    assert!(facts.carried.bus.is_none() && AT_ONCE.0 < 40);
    for (people, count) in [(12, 40), (25, 200)] {
        for seed in 0..10 {
            let plan = chance(seed, people, count);
            assert!(bus(&areas(&plan, day("2026-01-01"))).exact, "{people} people, {count} areas, seed {seed}");
        }
    }
    assert_eq!(bus(&[]).factor, None);
    assert!(bridges(&[]).is_empty());
}
