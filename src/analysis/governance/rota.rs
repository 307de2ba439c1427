//! Who is on call: the bench, whether it lasts, and a fair rota around leave and caps.

use crate::analysis::column::short;
use crate::analysis::knowledge::is_here;
use crate::model::{Day, Id, Person, PersonKind, Plan, Process};
use crate::text::{Shown, show};

/// Hours of a week.
pub const WEEK: f64 = 168.0;
/// Hours a week on call that somebody can bear for long who named no cap: every fourth week.
pub const LASTING: f64 = 42.0;

/// The people who take turns.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bench {
    /// Those who are here today, with the hours a week they can give for long.
    pub people: Vec<(Id, f64)>,
    /// Marked for turns, and not here: gone, not here yet, or nobody who could answer.
    pub absent: Vec<Id>,
    /// How many such people it takes.
    pub least: usize,
}

impl Bench {
    /// Hours a week that can be covered for long.
    pub fn hours(&self) -> f64 {
        self.people.iter().map(|(_, hours)| hours).sum()
    }

    /// Whether every hour of every week is covered for long.
    pub fn covers(&self) -> bool {
        !self.people.is_empty() && self.hours() >= WEEK
    }

    /// The honest answer, in a sentence or two.
    pub fn answer(&self) -> Shown {
        let (n, least) = (self.people.len(), self.least);
        let each = if n > 0 { self.hours() / n as f64 } else { LASTING };
        show(match n {
            0 => format!(
                "Nobody takes turns on call. A week has 168 hours; at {} a week each it takes {least} people.",
                short(each),
            ),
            1 => format!(
                "One person on call answers for all 168 hours of every week. That is no rota: nights, illness and leave are uncovered. It takes {least} people at {} hours a week each.",
                short(each),
            ),
            _ if self.covers() => {
                format!("{n} people share the 168 hours of a week: {} each, which lasts.", short(WEEK / n as f64))
            }
            _ => format!(
                "{n} people share the 168 hours of a week: {} each, more than the {} that last. It takes {least} people.",
                short(WEEK / n as f64),
                short(each),
            ),
        })
    }
}

fn lasting(person: &Person) -> f64 {
    person.hours_cap.filter(|cap| cap.is_finite()).map_or(LASTING, |cap| cap.clamp(0.0, WEEK))
}

fn answers(person: &Person) -> bool {
    !matches!(person.kind, PersonKind::Bot)
}

/// The bench on a day.
pub fn bench(plan: &Plan, today: Day) -> Bench {
    let mut bench = Bench::default();
    for person in plan.people.iter().filter(|person| person.on_call) {
        match answers(person) && is_here(person, today) {
            true => bench.people.push((person.id.clone(), lasting(person))),
            false => bench.absent.push(person.id.clone()),
        }
    }
    let each = if bench.people.is_empty() { LASTING } else { bench.hours() / bench.people.len() as f64 };
    // Caps of nought cover nothing, however many there are.
    let each = if each > 0.0 { each } else { LASTING };
    bench.least = ((WEEK / each - 1e-9).ceil() as usize).max(bench.people.len().min(2));
    bench
}

/// The turns of some weeks.
#[derive(Clone, PartialEq, Debug)]
pub struct Rota {
    pub weeks: Vec<Week>,
    /// Everybody who has turns or could have, with their hours.
    pub hours: Vec<(Id, f64)>,
    /// Days for which there is nobody.
    pub uncovered: usize,
}

/// One week, from a Monday.
#[derive(Clone, PartialEq, Debug)]
pub struct Week {
    pub start: Day,
    pub turns: Vec<Turn>,
}

/// Days in a row of one person; nobody where there is none.
#[derive(Clone, PartialEq, Debug)]
pub struct Turn {
    pub person: Option<Id>,
    pub from: Day,
    pub to: Day,
}

/// Somebody who takes turns, while they are handed out.
struct Taker<'p> {
    person: &'p Person,
    /// Days a week that may be given; `None` without a cap.
    most: Option<i64>,
    days: i64,
    /// Days so far on which turns could have been given.
    could: i64,
    /// Days given in the week that is handed out.
    week: i64,
}

impl Taker<'_> {
    fn can(&self, day: Day) -> bool {
        let away = self.person.away.0.iter().any(|range| range.first <= day && day <= range.last);
        is_here(self.person, day) && !away
    }

    /// Whether another turn is fairer than one of somebody else: fewer days for each on which it could have been.
    fn before(&self, other: &Taker<'_>) -> bool {
        self.days * other.could.max(1) < other.days * self.could.max(1)
    }
}

/// Weeks that are planned at most.
const MOST: usize = 53;

/// A fair rota from the Monday on which turns begin: the next step of the cadence for it, else today. Whoever had the
/// fewest turns for the days on which they could takes the next one, ties by id. Whole weeks where nobody has a cap, else
/// blocks of days; nobody has a turn while away or beyond their cap. Weeks times people.
pub fn rota(plan: &Plan, today: Day, weeks: usize) -> Rota {
    let begins = super::gates::cadence_of(plan, Process::OnCall).and_then(|cadence| cadence.next);
    let begins = begins.filter(|day| *day > today).unwrap_or(today);
    let ahead = (7 - i64::from(begins.0.weekday().to_monday_zero_offset())) % 7;
    let mut start = begins.plus(ahead).unwrap_or(begins);
    let mut takers: Vec<Taker<'_>> = plan
        .people
        .iter()
        .filter(|person| person.on_call && answers(person))
        .map(|person| {
            let most = person.hours_cap.filter(|cap| *cap < WEEK).map(|cap| (cap.max(0.0) / 24.0).floor() as i64);
            Taker { person, most, days: 0, could: 0, week: 0 }
        })
        .collect();
    let (mut all, mut uncovered) = (Vec::new(), 0);
    for _ in 0..weeks.min(MOST) {
        let days: Vec<Day> = (0..7).filter_map(|n| start.plus(n)).collect();
        for taker in &mut takers {
            taker.week = 0;
            taker.could += days.iter().filter(|day| taker.can(**day)).count() as i64;
        }
        let turns = week(&mut takers, &days);
        uncovered += turns
            .iter()
            .filter(|turn| turn.person.is_none())
            .map(|turn| (turn.to.since(turn.from) + 1) as usize)
            .sum::<usize>();
        all.push(Week { start, turns });
        let Some(next) = start.plus(7) else { break };
        start = next;
    }
    let hours = takers.iter().map(|taker| (taker.person.id.clone(), 24.0 * taker.days as f64)).collect();
    Rota { weeks: all, hours, uncovered }
}

/// Hands out one week.
fn week(takers: &mut [Taker<'_>], days: &[Day]) -> Vec<Turn> {
    let capped = takers.iter().any(|taker| taker.most.is_some());
    let through = |taker: &Taker<'_>| days.iter().all(|day| taker.can(*day));
    if !capped && let Some(at) = fairest(takers, through) {
        takers[at].days += days.len() as i64;
        let (from, to) = (days[0], days[days.len() - 1]);
        return vec![Turn { person: Some(takers[at].person.id.clone()), from, to }];
    }
    // Blocks, so that a week has no more changes than people.
    let there = takers.iter().filter(|taker| days.iter().any(|day| taker.can(*day))).count().max(1) as i64;
    let block = (7 + there - 1) / there;
    let mut turns: Vec<Turn> = Vec::new();
    let mut now: Option<(usize, i64)> = None;
    for day in days {
        let may = |taker: &Taker<'_>| taker.can(*day) && taker.most.is_none_or(|most| taker.week < most);
        let stays = now.filter(|(at, had)| *had < block && may(&takers[*at]));
        let at = stays.map(|(at, _)| at).or_else(|| fairest(takers, may));
        now = at.map(|at| (at, stays.map_or(1, |(_, had)| had + 1)));
        if let Some(at) = at {
            takers[at].days += 1;
            takers[at].week += 1;
        }
        let person = at.map(|at| takers[at].person.id.clone());
        match turns.last_mut() {
            Some(turn) if turn.person == person => turn.to = *day,
            _ => turns.push(Turn { person, from: *day, to: *day }),
        }
    }
    turns
}

fn fairest(takers: &[Taker<'_>], may: impl Fn(&Taker<'_>) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (at, taker) in takers.iter().enumerate().filter(|(_, taker)| may(taker)) {
        if best.is_none_or(|best| taker.before(&takers[best])) {
            best = Some(at);
        }
    }
    best
}
