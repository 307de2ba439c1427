//! Home: are we ready, what comes next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::checks::State;
use crate::analysis::next::Step;
use crate::analysis::readiness::Part;
use crate::analysis::{Facts, World};
use crate::model::{Address, Plan};
use crate::register::screens::Screen;
use crate::report::doc::{Tone, Words};
use crate::report::layout;
use crate::text::{Shown, show};
use crate::tui::paint::Look;

/// The boxes that can be walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Focus {
    Readiness,
    #[default]
    Next,
}

/// The screen's state.
pub struct Home {
    pub screen: &'static Screen,
    pub focus: Focus,
    pub part: usize,
    pub step: usize,
    parts: Vec<Part>,
    steps: Vec<Step>,
}

/// Steps shown before anything else: three are enough to begin with.
const STEPS: usize = 3;

impl Home {
    pub fn new(screen: &'static Screen) -> Home {
        Home { screen, focus: Focus::default(), part: 0, step: 0, parts: Vec::new(), steps: Vec::new() }
    }

    pub fn refresh(&mut self, facts: &Facts) {
        self.parts.clone_from(&facts.readiness);
        self.steps.clone_from(&facts.next);
        self.part = self.part.min(self.parts.len().saturating_sub(1));
        self.step = self.step.min(self.steps.len().saturating_sub(1));
    }

    pub fn move_by(&mut self, by: isize) {
        let (at, len) = match self.focus {
            Focus::Readiness => (&mut self.part, self.parts.len()),
            Focus::Next => (&mut self.step, self.steps.len()),
        };
        *at = at.saturating_add_signed(by).min(len.saturating_sub(1));
    }

    pub fn part(&self) -> Option<&Part> {
        self.parts.get(self.part)
    }

    pub fn step(&self) -> Option<&Step> {
        self.steps.get(self.step)
    }

    /// The row the selected step is about.
    pub fn address(&self) -> Option<Address> {
        match self.focus {
            Focus::Next => self.step().and_then(|step| step.at.clone()),
            Focus::Readiness => None,
        }
    }

    /// The selected thing in a sentence.
    pub fn sentence(&self) -> Shown {
        match self.focus {
            Focus::Next => self.step().map_or(show(self.screen.question), |step| step.what.clone()),
            Focus::Readiness => self.part().map_or(show(self.screen.question), |part| show(part.screen.question)),
        }
    }

    pub fn draw(&self, look: Look, plan: &Plan, world: &World, facts: &Facts, buffer: &mut Buffer, area: Rect) {
        let left = if area.width >= 100 { area.width * 2 / 5 } else { area.width * 9 / 16 };
        let top = area.height.min(9).max(area.height / 3).min(area.height);
        let readiness = Rect { width: left, height: top, ..area };
        let next = Rect { x: area.x + left, width: area.width - left, height: top, ..area };
        let below = Rect { y: area.y + top, height: area.height - top, ..area };
        self.draw_readiness(look, buffer, readiness);
        self.draw_next(look, buffer, next);
        if below.height >= 4 {
            let (one, two) = if area.width >= 100 {
                (Rect { width: left, ..below }, Rect { x: area.x + left, width: area.width - left, ..below })
            } else {
                let half = below.height / 2;
                (
                    Rect { height: below.height - half, ..below },
                    Rect { y: below.y + below.height - half, height: half, ..below },
                )
            };
            draw_lines(look, buffer, one, "The plan", &counts(plan, facts));
            draw_lines(look, buffer, two, "Coming up", &coming(plan, world));
        }
    }

    fn draw_readiness(&self, look: Look, buffer: &mut Buffer, area: Rect) {
        let inside = look.pane(buffer, area, &Words::new().strong("Readiness"));
        let bar = usize::from(inside.width).saturating_sub(36).clamp(4, 20);
        let name = usize::from(inside.width).saturating_sub(bar + 16).clamp(8, 28);
        for (n, part) in self.parts.iter().take(usize::from(inside.height)).enumerate() {
            let y = inside.y + n as u16;
            let chosen = self.focus == Focus::Readiness && n == self.part;
            let figure = part.progress.map_or("  ?".to_string(), |p| format!("{p:>3.0} %"));
            let words = Words::from(if chosen { "> " } else { "  " })
                .plain(show(format!("{} ", part.screen.digit)))
                .plain(part.name.pad(name))
                .plain(show(format!(" {} {figure:>5} ", look.glyphs.gauge(part.progress.unwrap_or(0.0) / 100.0, bar))))
                .with(tone(part.state), part.state.word());
            look.words(buffer, inside.x, y, inside.width, &words);
            if chosen {
                look.select(buffer, Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
    }

    fn draw_next(&self, look: Look, buffer: &mut Buffer, area: Rect) {
        let many = self.steps.len();
        let first = self.step / STEPS * STEPS;
        let title = match many {
            0 => "Do next".to_string(),
            _ => format!("Do next {}-{} of {many}", first + 1, (first + STEPS).min(many)),
        };
        let inside = look.pane(buffer, area, &Words::new().strong(show(title)));
        if many == 0 {
            let words = Words::from("Nothing waits. P P prints the summary.");
            for (y, line) in layout::wrap(&words, usize::from(inside.width.saturating_sub(2)), 0)
                .iter()
                .enumerate()
                .take(usize::from(inside.height))
            {
                look.words(buffer, inside.x + 1, inside.y + y as u16, inside.width, line);
            }
        }
        let mut y = inside.y;
        let width = inside.width.saturating_sub(2);
        for (n, step) in self.steps.iter().enumerate().skip(first).take(STEPS) {
            let chosen = self.focus == Focus::Next && n == self.step;
            let start = y;
            let mut lines = layout::wrap(&Words::from(&step.what), usize::from(width), 0);
            lines.truncate(2);
            lines.push(
                Words::from(show(format!("{}, {} min ", step.screen, step.minutes)))
                    .with(tone(step.state), step.state.word()),
            );
            for line in &lines {
                if y >= inside.bottom() {
                    break;
                }
                let gutter = if chosen && y == start { "> " } else { "  " };
                look.words(buffer, inside.x, y, 2, &Words::from(gutter));
                look.words(buffer, inside.x + 2, y, width, line);
                y += 1;
            }
            if chosen {
                look.select(buffer, Rect { x: inside.x, y: start, width: inside.width, height: y - start });
            }
        }
    }
}

/// The tone of a state's word.
pub fn tone(state: State) -> Tone {
    match state {
        State::Ok => Tone::Ok,
        State::Mon => Tone::Mon,
        State::Act => Tone::Act,
        State::Unknown => Tone::Unknown,
    }
}

fn draw_lines(look: Look, buffer: &mut Buffer, area: Rect, title: &'static str, lines: &[Words]) {
    let inside = look.pane(buffer, area, &Words::new().strong(title));
    for (y, line) in lines.iter().take(usize::from(inside.height)).enumerate() {
        look.words(buffer, inside.x + 1, inside.y + y as u16, inside.width.saturating_sub(2), line);
    }
}

/// How much stands in the plan, and how far it can be trusted.
fn counts(plan: &Plan, facts: &Facts) -> Vec<Words> {
    let days: f64 = plan
        .debts
        .iter()
        .filter(|d| d.status != crate::model::Status::Done)
        .filter_map(|d| d.effort)
        .map(|e| e.work_days())
        .sum();
    let read = plan.metrics.iter().filter(|m| !m.readings.0.is_empty()).count();
    let act = facts.findings.iter().filter(|f| f.state == State::Act).count();
    let mut lines = vec![
        Words::from(show(format!(
            "{} domains, {} links, {} people",
            plan.domains.len(),
            plan.links.len(),
            plan.people.len()
        ))),
        Words::from(show(format!("{} of {} metrics have a reading", read, plan.metrics.len()))),
        Words::from(show(format!("{} debts, {} days of work", plan.debts.len(), crate::report::words::number(days)))),
    ];
    if facts.guesses > 0 {
        lines.push(
            Words::new().with(Tone::Guess, show(format!("{} rows are guesses ~", facts.guesses))).plain(" to confirm"),
        );
    }
    if act > 0 {
        lines.push(Words::new().with(Tone::Act, "ACT").plain(show(format!("  {act} rules do not hold: 8 shows them"))));
    }
    lines
}

/// What has a day of its own, from today on, nearest first.
fn coming(plan: &Plan, world: &World) -> Vec<Words> {
    let mut dated: Vec<(crate::model::Day, Shown)> = Vec::new();
    dated.extend(plan.milestones.iter().filter_map(|m| Some((m.at?, m.name.show()))));
    dated.extend(plan.models.iter().filter_map(|m| Some((m.decide_by?, show(format!("decide: {}", m.name.show()))))));
    dated.extend(plan.cadences.iter().filter_map(|c| Some((c.next?, c.name.show()))));
    dated.extend(plan.people.iter().filter_map(|p| Some((p.leaves?, show(format!("last day of {}", p.name.show()))))));
    dated.extend(plan.people.iter().filter_map(|p| Some((p.joins?, show(format!("{} joins", p.name.show()))))));
    dated.extend(plan.tasks.iter().filter_map(|t| Some((t.planned?, show(format!("{} may start", t.name.show()))))));
    dated.extend(plan.product().target.map(|day| (day, Shown::from("target: the review is complete"))));
    dated.retain(|(day, _)| *day >= world.today);
    dated.sort();
    if dated.is_empty() {
        return vec![
            Words::from("No day ahead. Date the biggest promise: "),
            Words::new().key(": milestone").plain("  goes there, a adds one."),
        ];
    }
    dated
        .into_iter()
        .map(|(day, what)| {
            let days = day.since(world.today);
            let when = if days == 0 { "today".to_string() } else { format!("{days} d") };
            Words::from(show(day.words()).pad(16)).plain(show(format!("{when:>6}  "))).plain(what)
        })
        .collect()
}
