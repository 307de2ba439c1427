//! From a plan's rows to the network.

use std::collections::BTreeMap;

use super::super::calendar::{Calendar, LONGEST};
use super::super::flaw::{Flaw, Trouble};
use super::super::{DAY, View, WEEK, reading};
use super::{Amount, Bond, Done, Network, Node, Part, Row};
use crate::analysis::capacity;
use crate::model::{Address, Day, Id, Phase, Plan, Span, Status, Task, Tie};
use crate::text::Shown;

/// Most minutes a single amount counts for: some fifty years of working days.
pub(super) const MOST: f64 = 6_000_000.0;

impl Network {
    /// The network of a plan. Never fails: what is wrong is left out or mended, and named in `flaws`.
    pub fn of(plan: &Plan, today: Day, view: View) -> Network {
        let mut build = Build::new(plan, today, view);
        build.phases();
        build.tasks();
        build.links();
        build.finish()
    }
}

/// A piece of work before it is placed: a phase or a task.
struct Piece<'p> {
    at: Address,
    name: Shown,
    elapsed: Option<Span>,
    effort: Option<Span>,
    crash: f64,
    people: &'p [Id],
    progress: f64,
    planned: Option<Day>,
    is_phase: bool,
}

pub(super) struct Build<'p> {
    pub(super) plan: &'p Plan,
    today: Day,
    bare: bool,
    pub(super) net: Network,
    /// The row of each phase and task that is still to be done.
    pub(super) rows: BTreeMap<Address, usize>,
    workers: BTreeMap<Option<Id>, usize>,
    lead: Option<usize>,
    reviewing: bool,
}

impl<'p> Build<'p> {
    fn new(plan: &'p Plan, today: Day, view: View) -> Build<'p> {
        let bare = view == View::Bare;
        let start = plan.product().review_start;
        // The bare network starts when the review does, whenever that was.
        let from = if bare { start.unwrap_or(today) } else { today };
        let length = if bare { 260 } else { length(plan, today) };
        let mut calendar = if bare { Calendar::bare(from, length) } else { Calendar::of(plan, from, length) };
        let mut workers = BTreeMap::new();
        let mut lead = None;
        if !bare {
            let product = plan.product();
            let person = product.lead.id().and_then(|id| plan.people.get(id));
            let worker = match person {
                Some(person) => calendar.hire(plan, person),
                None => calendar.imply(product.lead_share),
            };
            workers.insert(person.map(|person| person.id.clone()), worker);
            lead = Some(worker);
        }
        let begin = if bare { 0 } else { start.map_or(0, |day| calendar.opens(day).max(0)) };
        let net = Network {
            view,
            calendar,
            nodes: Vec::new(),
            bonds: Vec::new(),
            rows: Vec::new(),
            done: Vec::new(),
            flaws: Vec::new(),
            begin,
            reading: None,
            target: product_target(plan),
        };
        let reviewing = plan.phases.iter().any(|phase| bare || !is_done(phase.status, phase.finished, phase.progress));
        Build { plan, today, bare, net, rows: BTreeMap::new(), workers, lead, reviewing }
    }

    pub(super) fn flaw(&mut self, trouble: Trouble, rows: Vec<Address>, field: &'static str, message: String) {
        self.net.flaws.push(Flaw::new(trouble, rows, field, message));
    }

    /// The phases, the shipped ones in their order and before the others.
    fn phases(&mut self) {
        let place = |phase: &Phase| reading::PHASES.iter().position(|id| *id == phase.id.as_str()).unwrap_or(6);
        let mut phases: Vec<&Phase> = self.plan.phases.iter().map(|phase| &**phase).collect();
        phases.sort_by_key(|phase| place(phase));
        for phase in phases {
            let at = address("phases", &phase.id);
            let mine = || self.plan.tasks.iter().filter(|task| task.phase.id() == Some(&phase.id));
            let open = mine().filter(|task| self.bare || !is_done(task.status, task.finished, task.progress)).count();
            let finished = is_done(phase.status, phase.finished, phase.progress);
            let all = mine().count() > 0 && open == 0;
            if !self.bare && (finished || all) {
                self.past(&at, phase.finished);
                let last = mine().filter_map(|task| task.finished).max();
                let on = phase.finished.or(last);
                self.net.done.push(Done { at, name: phase.name.show(), on, within: None });
                continue;
            }
            if open == 0 {
                let piece = Piece {
                    at,
                    name: phase.name.show(),
                    elapsed: phase.elapsed,
                    effort: phase.effort,
                    crash: phase.crash.unwrap_or(100.0),
                    people: &phase.people.0,
                    progress: phase.progress.unwrap_or(0.0),
                    planned: None,
                    is_phase: true,
                };
                self.piece(piece, None);
            } else {
                let progress = phase.progress.unwrap_or_else(|| share_done(mine()));
                self.hammock(at, phase.name.show(), progress);
            }
        }
    }

    /// A phase that is made of its tasks: a beginning before and an end after them.
    fn hammock(&mut self, at: Address, name: Shown, progress: f64) {
        let row = self.net.rows.len();
        for part in [Part::Opening, Part::Closing] {
            self.net.nodes.push(Node {
                at: at.clone(),
                part,
                row,
                effort: Amount::default(),
                floor: Amount::default(),
                crew: Vec::new(),
                reserve: None,
                release: self.net.begin,
                close: 0,
                counts: true,
            });
        }
        let first = self.net.nodes.len() - 2;
        self.rows.insert(at.clone(), row);
        let progress = if self.bare { 0.0 } else { progress };
        self.net.rows.push(Row {
            at,
            name,
            first,
            last: first + 1,
            parts: Vec::new(),
            within: None,
            progress,
            counts: true,
        });
    }

    fn tasks(&mut self) {
        let phase_row = |build: &Build, task: &Task| {
            let id = task.phase.id()?;
            build.rows.get(&address("phases", id)).copied()
        };
        let mut tasks: Vec<(Option<usize>, &Task)> =
            self.plan.tasks.iter().map(|task| (phase_row(self, task), &**task)).collect();
        // Those of a phase follow it; those besides the phases come last.
        tasks.sort_by_key(|(row, _)| row.unwrap_or(usize::MAX));
        for (within, task) in tasks {
            let at = address("tasks", &task.id);
            if let Some(id) = task.phase.id().filter(|id| self.plan.phases.get(id).is_none()) {
                let message = format!("{at} belongs to the phase {id}, which is not there; it is reckoned on its own.");
                self.flaw(Trouble::Missing, vec![at.clone()], "phase", message);
            }
            if !self.bare && is_done(task.status, task.finished, task.progress) {
                self.past(&at, task.finished);
                let within = within.map(|row| self.net.rows[row].at.clone());
                self.net.done.push(Done { at, name: task.name.show(), on: task.finished, within });
                continue;
            }
            let piece = Piece {
                at,
                name: task.name.show(),
                elapsed: task.elapsed,
                effort: task.effort,
                crash: 100.0,
                people: &task.people.0,
                progress: task.progress.unwrap_or(0.0),
                planned: task.planned,
                is_phase: false,
            };
            self.piece(piece, within);
        }
        self.order_rows();
    }

    /// Puts each phase's tasks behind it.
    fn order_rows(&mut self) {
        let rows = std::mem::take(&mut self.net.rows);
        let top = (0..rows.len()).filter(|row| rows[*row].within.is_none());
        let order: Vec<usize> = top.flat_map(|row| [row].into_iter().chain(rows[row].parts.clone())).collect();
        let mut place = vec![0; rows.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
        self.net.rows = order.iter().filter_map(|old| rows[*old].take()).collect();
        for row in &mut self.net.rows {
            row.within = row.within.map(|old| place[old]);
            row.parts.iter_mut().for_each(|old| *old = place[*old]);
        }
        self.net.nodes.iter_mut().for_each(|node| node.row = place[node.row]);
        self.rows.values_mut().for_each(|row| *row = place[*row]);
    }

    fn piece(&mut self, piece: Piece, within: Option<usize>) {
        let row = self.net.rows.len();
        let node = self.net.nodes.len();
        let counts = piece.is_phase || within.is_some() || !self.reviewing;
        let left = if self.bare { 100.0 } else { 100.0 - piece.progress.clamp(0.0, 100.0) };
        let (elapsed, effort) = self.amounts(&piece);
        let floor = if self.bare { elapsed } else { elapsed.percent(piece.crash.clamp(0.0, 100.0)) };
        let (crew, reserve) = if self.bare { (Vec::new(), None) } else { self.crew(&piece, effort) };
        let late = piece.planned.filter(|day| *day < self.today && piece.progress <= 0.0 && !self.bare);
        if let Some(day) = late {
            let message = format!(
                "{} was not to start before {}, which is past, and nothing of it is done; it is reckoned from today.",
                piece.at,
                day.words()
            );
            self.flaw(Trouble::Past, vec![piece.at.clone()], "planned", message);
        }
        let planned = piece.planned.filter(|_| !self.bare).map_or(0, |day| self.net.calendar.opens(day).max(0));
        let begin = if piece.is_phase || within.is_some() { self.net.begin } else { 0 };
        let alone = crew.is_empty() && reserve.is_none();
        self.net.nodes.push(Node {
            at: piece.at.clone(),
            part: Part::Whole,
            row,
            effort: if alone { Amount::default() } else { effort.percent(left) },
            floor: floor.percent(left),
            crew,
            reserve,
            release: begin.max(planned),
            close: 0,
            counts,
        });
        if let Some(phase) = within {
            let Row { first, last, .. } = self.net.rows[phase];
            self.net.rows[phase].parts.push(row);
            self.net.bonds.push(Bond { from: first, to: node, tie: Tie::SS, lag: 0, said: false });
            self.net.bonds.push(Bond { from: node, to: last, tie: Tie::FF, lag: 0, said: false });
        }
        self.rows.insert(piece.at.clone(), row);
        let progress = if self.bare { 0.0 } else { piece.progress };
        self.net.rows.push(Row {
            at: piece.at,
            name: piece.name,
            first: node,
            last: node,
            parts: Vec::new(),
            within,
            progress,
            counts,
        });
    }

    /// How long it takes at least and how much work is in it, all of it. A phase without effort takes the lead's days
    /// for each of its weeks; without people, work takes as long as one person needs who does nothing else.
    fn amounts(&mut self, piece: &Piece) -> (Amount, Amount) {
        let elapsed = piece.elapsed.map(|span| self.amount(piece, "elapsed", span));
        let effort = piece.effort.map(|span| self.amount(piece, "effort", span));
        match (elapsed, effort) {
            (Some(elapsed), Some(effort)) => (elapsed, effort),
            (Some(elapsed), None) if piece.is_phase => {
                let rate = self.plan.product().lead_days.clamp(0.0, 5.0);
                (elapsed, elapsed.each(|minutes| (minutes as f64 / WEEK as f64 * rate * DAY as f64).round() as i64))
            }
            (Some(elapsed), None) => (elapsed, Amount::default()),
            (None, Some(effort)) if self.bare => (effort, effort),
            (None, Some(effort)) => (Amount::default(), effort),
            (None, None) => {
                let message = format!(
                    "{} says neither how much work it is nor how long it takes; it is reckoned as nothing.",
                    piece.at
                );
                let field = if piece.is_phase { "elapsed" } else { "effort" };
                self.flaw(Trouble::Unsized, vec![piece.at.clone()], field, message);
                (Amount::default(), Amount::default())
            }
        }
    }

    fn amount(&mut self, piece: &Piece, field: &'static str, span: Span) -> Amount {
        let minutes = |n: f64| (n * span.unit.work_days() * DAY as f64).clamp(0.0, MOST).round() as i64;
        let mut sorted = [span.min, span.likely(), span.max].map(minutes);
        if !span.ordered() {
            sorted.sort_unstable();
            let message = format!("{}: {field} is {span}, its least over its most; it is read in order.", piece.at);
            self.flaw(Trouble::Backwards, vec![piece.at.clone()], field, message);
        }
        Amount { min: sorted[0], likely: sorted[1], max: sorted[2] }
    }

    /// Who does it, and who takes on what the others leave. Without anybody who gives time it has no crew, and then
    /// only its elapsed time counts.
    fn crew(&mut self, piece: &Piece, effort: Amount) -> (Vec<usize>, Option<usize>) {
        let mut crew = Vec::new();
        let mut idle = Vec::new();
        for id in piece.people {
            let Some(person) = self.plan.people.get(id) else {
                let message = format!("{} names {id}, who is not among the people; they are left out.", piece.at);
                self.flaw(Trouble::Missing, vec![piece.at.clone()], "people", message);
                continue;
            };
            let known = self.workers.get(&Some(id.clone())).copied();
            let worker = known.unwrap_or_else(|| {
                let worker = self.net.calendar.hire(self.plan, person);
                self.workers.insert(Some(id.clone()), worker);
                worker
            });
            if self.net.calendar.workers[worker].until > 0 { crew.push(worker) } else { idle.push(worker) }
        }
        let lead = self.lead.filter(|lead| self.net.calendar.workers[*lead].until > 0);
        if crew.is_empty() && effort.max > 0 && (!idle.is_empty() || lead.is_none()) {
            let workers = &self.net.calendar.workers;
            let who: Vec<&str> = idle.iter().map(|worker| workers[*worker].name.as_str()).collect();
            let left = idle.iter().filter_map(|worker| workers[*worker].leaves).max();
            let mut rows = vec![piece.at.clone()];
            rows.extend(idle.iter().filter_map(|worker| Some(address("people", workers[*worker].id.as_ref()?))));
            let why = match (who.is_empty(), left.filter(|day| *day < self.today)) {
                (true, _) => "the lead, who gives no time".to_string(),
                (false, Some(day)) => format!("{}, gone since {}", who.join(", "), day.words()),
                (false, None) => format!("{}, who gives no time", who.join(", ")),
            };
            let then = match lead {
                Some(_) => "it is reckoned as the lead's.",
                None => "only its elapsed time is reckoned.",
            };
            let message = format!("{} is to be done by {why}; {then}", piece.at);
            self.flaw(Trouble::NoTime, rows, "people", message);
        }
        if crew.is_empty() {
            crew.extend(lead);
        }
        let reserve = lead.filter(|lead| !crew.contains(lead));
        (crew, reserve)
    }

    /// A day something was finished on lies in the past.
    fn past(&mut self, at: &Address, finished: Option<Day>) {
        if let Some(day) = finished.filter(|day| *day > self.today) {
            let message = format!("{at} is said to be finished on {}, which is still to come.", day.words());
            self.flaw(Trouble::Past, vec![at.clone()], "finished", message);
        }
    }

    /// Who has least else to do comes first, so that work goes past the busiest.
    pub(super) fn least_busy_first(&mut self) {
        let workers = &self.net.calendar.workers;
        let mut load = vec![0.0; workers.len()];
        for node in &self.net.nodes {
            for worker in &node.crew {
                load[*worker] += node.effort.likely as f64 / node.crew.len() as f64;
            }
        }
        for (load, worker) in load.iter_mut().zip(workers) {
            *load /= f64::from(worker.minutes.iter().copied().max().unwrap_or(0).max(1));
        }
        for node in &mut self.net.nodes {
            node.crew.sort_by(|a, b| load[*a].total_cmp(&load[*b]).then(a.cmp(b)));
        }
    }

    /// Dates of the product that are past.
    pub(super) fn dates(&mut self) {
        let counts = self.net.rows.iter().any(|row| row.counts);
        if let Some(day) = self.net.target.filter(|day| *day < self.today && counts && !self.bare) {
            let at = crate::register::product();
            let message = format!("The target, {}, is past and work is left; set a new one.", day.words());
            self.flaw(Trouble::Past, vec![at], "target", message);
        }
    }
}

pub(super) fn address(register: &'static str, id: &Id) -> Address {
    Address { register, id: id.clone() }
}

fn product_target(plan: &Plan) -> Option<Day> {
    plan.product().target
}

fn is_done(status: Status, finished: Option<Day>, progress: Option<f64>) -> bool {
    status == Status::Done || finished.is_some() || progress.is_some_and(|percent| percent >= 100.0)
}

/// How much of a phase's work its tasks have done, in percent; each counts by its effort, else its length, else one day.
fn share_done<'t>(tasks: impl Iterator<Item = &'t std::sync::Arc<Task>>) -> f64 {
    let (mut all, mut done) = (0.0, 0.0);
    for task in tasks {
        let weight = task.effort.or(task.elapsed).map_or(1.0, |span| span.work_days());
        let part = if is_done(task.status, task.finished, None) { 100.0 } else { task.progress.unwrap_or(0.0) };
        all += weight;
        done += weight * part;
    }
    if all > 0.0 { done / all } else { 0.0 }
}

/// Working days to spell out: enough for all the work one after the other by whoever gives the least, within reason.
fn length(plan: &Plan, today: Day) -> usize {
    let span = |span: Option<Span>| span.map_or(0.0, |span| span.max.max(span.min) * span.unit.work_days());
    let phases = plan.phases.iter().map(|row| span(row.elapsed).max(span(row.effort) * 2.0));
    let tasks = plan.tasks.iter().map(|row| span(row.elapsed).max(span(row.effort) * 2.0));
    let work: f64 = phases.chain(tasks).sum();
    let mut ahead = 0;
    let mut look = |day: Option<Day>| ahead = ahead.max(day.map_or(0, |day| day.since(today)));
    plan.tasks.iter().for_each(|task| look(task.planned));
    look(plan.product().review_start);
    plan.product().holidays.0.iter().for_each(|day| look(Some(*day)));
    let ramp = |span: Option<Span>| span.map_or(0, |span| capacity::elapsed(span) as i64);
    for person in &plan.people {
        look(person.leaves);
        look(person.joins.and_then(|day| day.plus(ramp(person.ramp))));
        person.away.0.iter().for_each(|range| look(Some(range.last)));
    }
    let shares = plan.people.iter().map(|person| capacity::share(plan, person)).filter(|share| *share > 0.0);
    let least = shares.fold(capacity::share_of(plan, None), f64::min).max(0.05);
    let days = 40.0 + 1.5 * work / least + ahead.max(0) as f64 * 5.0 / 7.0;
    (days.min(LONGEST as f64)) as usize
}
