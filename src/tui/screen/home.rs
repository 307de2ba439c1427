//! Home: are we ready, what comes next.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::checks::State;
use crate::analysis::next::Step;
use crate::analysis::readiness::Part;
use crate::analysis::{Facts, World, agenda, debt};
use crate::figure::gantt::{Frame, Gantt};
use crate::model::{Address, Plan};
use crate::register::screens::Screen;
use crate::report::doc::{Doc, Tone, Words};
use crate::report::figures::gantt_tone;
use crate::report::forecast;
use crate::report::layout::{self, Heads};
use crate::report::lines;
use crate::report::words::{count, number, state_tone};
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
    /// Page one's sections, shown where there is room.
    pub board: Vec<Doc>,
    /// The timeline, once it is worked out.
    pub chart: Option<Arc<Gantt>>,
}

/// Steps shown before anything else: three are enough to begin with.
const STEPS: usize = 3;

impl Home {
    pub fn new(screen: &'static Screen) -> Home {
        Home {
            screen,
            focus: Focus::default(),
            part: 0,
            step: 0,
            parts: Vec::new(),
            steps: Vec::new(),
            board: Vec::new(),
            chart: None,
        }
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
        let top = if area.width < 100 { 11 } else { 10 }.min(area.height);
        let readiness = Rect { width: left, height: top, ..area };
        let next = Rect { x: area.x + left, width: area.width - left, height: top, ..area };
        let below = Rect { y: area.y + top, height: area.height - top, ..area };
        self.draw_readiness(look, buffer, readiness);
        self.draw_next(look, buffer, next);
        if below.height < 4 {
            return;
        }

        if area.width < 100 {
            let half = area.width * 9 / 16;
            let forecast = Rect { width: half, ..below };
            draw_lines(look, buffer, forecast, "Forecast", &outlook(facts, world, usize::from(half) - 4));
            let right = Rect { x: area.x + half, width: area.width - half, ..below };
            let mut lines = pressing(facts);
            lines.extend(coming(plan, world, right.width));
            return draw_lines(look, buffer, right, "Coming up", &lines);
        }
        let strip = below.height.min(9);
        let third = area.width * 2 / 5;
        let forecast = Rect { width: third, height: strip, ..below };
        draw_lines(look, buffer, forecast, "Forecast", &outlook(facts, world, usize::from(third) - 4));
        let held = (area.width - third) * 4 / 9;
        let middle = Rect { x: forecast.right(), width: held, height: strip, ..below };
        draw_lines(look, buffer, middle, "The plan", &counts(plan, facts));
        let right = Rect { x: middle.right(), width: area.right() - middle.right(), height: strip, ..below };
        draw_lines(look, buffer, right, "Coming up", &coming(plan, world, right.width));
        let mut rest = Rect { y: below.y + strip, height: below.height - strip, ..below };
        if let Some(chart) = &self.chart
            && rest.height >= 5
        {
            let high = (chart.bars.len() + chart.people.len() + 3).min(usize::from(rest.height)).min(16) as u16;
            self.draw_chart(look, chart, buffer, Rect { height: high, ..rest });
            rest = Rect { y: rest.y + high, height: rest.height - high, ..rest };
        }
        self.draw_board(look, buffer, rest);
    }

    /// The timeline as it is, without a cursor: `7` opens it.
    fn draw_chart(&self, look: Look, chart: &Gantt, buffer: &mut Buffer, area: Rect) {
        let inside = look.pane(buffer, area, &Words::new().strong("Timeline").plain("  7 opens it"));
        let frame = Frame::fitting(chart, usize::from(inside.width));
        for (y, line) in chart.lines(&frame).iter().take(usize::from(inside.height)).enumerate() {
            let words = line.row.iter().map(|(mark, text)| (gantt_tone(*mark), show(text.as_str())));
            look.words(buffer, inside.x, inside.y + y as u16, inside.width, &Words(words.collect()));
        }
    }

    /// Page one's sections in two columns, as many as there is room for.
    fn draw_board(&self, look: Look, buffer: &mut Buffer, area: Rect) {
        let half = area.width / 2;
        let columns = [Rect { width: half, ..area }, Rect { x: area.x + half, width: area.width - half, ..area }];
        for (n, column) in columns.into_iter().enumerate() {
            let mut y = column.y;
            for doc in self.board.iter().skip(n).step_by(2) {
                let lines = layout::lines(doc, usize::from(column.width.saturating_sub(4)), Heads::Framed);
                let room = column.bottom() - y;
                if room < 5 {
                    break;
                }
                let height = (lines.len() as u16 + 2).min(room);
                draw_lines(look, buffer, Rect { y, height, ..column }, doc.title.clone(), &lines);
                y += height;
            }
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
                .with(state_tone(part.state), part.state.word());
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
            for (y, line) in lines::wrap(&words, usize::from(inside.width.saturating_sub(2)))
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
            let mut lines = lines::wrap(&Words::from(&step.what), usize::from(width));
            if lines.len() > 2 {
                lines.truncate(2);
                lines[1] = lines::cut(&lines[1].clone().plain(" ").plain(&step.what), usize::from(width));
            }
            lines.push(
                Words::from(show(format!("{}, {} min ", step.screen, step.minutes)))
                    .with(state_tone(step.state), step.state.word()),
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

fn draw_lines(look: Look, buffer: &mut Buffer, area: Rect, title: impl Into<Shown>, lines: &[Words]) {
    let inside = look.pane(buffer, area, &Words::new().strong(title));
    for (y, line) in lines.iter().take(usize::from(inside.height)).enumerate() {
        look.words(buffer, inside.x + 1, inside.y + y as u16, inside.width.saturating_sub(2), line);
    }
}

/// By when it is done, one person alone, what decides it.
fn outlook(facts: &Facts, world: &World, width: usize) -> Vec<Words> {
    let Some(ahead) = &facts.ahead else {
        return vec![Words::from("..  the schedule is being worked out")];
    };
    let mut text = forecast::finish(ahead, world.today, width);
    if !ahead.is_over() {
        let chain = forecast::chain(ahead);
        if !chain.is_empty() {
            text.extend(lines::wrap(&Words::new().dim("decided by ").plain(chain), width));
        }
    }
    if let Some(alone) = forecast::alone(ahead) {
        text.extend(lines::wrap(&alone, width));
    }
    text
}

/// What asks for something.
fn pressing(facts: &Facts) -> Vec<Words> {
    let act = facts.findings.iter().filter(|f| f.hit.state == State::Act).count();
    let mut lines = Vec::new();
    if act > 0 {
        lines.push(Words::new().with(Tone::Act, "ACT").plain(format!("  {act} to act on: press 8")));
    }
    if facts.guesses > 0 {
        let guesses = count(facts.guesses, "row");
        lines.push(Words::new().with(Tone::Guess, format!("{guesses} guessed ~")).plain(", c confirms"));
    }
    lines
}

/// How much stands in the plan, and how far it can be trusted.
fn counts(plan: &Plan, facts: &Facts) -> Vec<Words> {
    let read = plan.metrics.iter().filter(|m| !m.readings.0.is_empty()).count();
    let owed = debt::owed(plan);
    let people = if plan.people.len() == 1 { "1 person".to_string() } else { format!("{} people", plan.people.len()) };
    let (domains, links) = (count(plan.domains.len(), "domain"), count(plan.links.len(), "link"));
    // What asks for something comes first: a low box shows only that.
    let mut lines = pressing(facts);
    lines.push(Words::from(format!("{domains}, {links}")));
    lines.push(Words::from(people));
    lines.push(Words::from(format!("{}, {} days", count(owed.count, "open debt"), number(owed.days))));
    lines.push(Words::from(format!("{read} of {} have a reading", count(plan.metrics.len(), "metric"))));
    lines
}

/// What has a day of its own, from today on, nearest first.
fn coming(plan: &Plan, world: &World, width: u16) -> Vec<Words> {
    let dated = agenda::upcoming(plan, world.today, 400);
    if dated.is_empty() {
        let how = Words::new().key(": milestones").plain("  goes there, a adds one.");
        return vec![Words::from("No day ahead. Date the biggest promise."), how];
    }
    let line = |dated: agenda::Dated| {
        let days = dated.day.since(world.today);
        let when = if days == 0 { "today".to_string() } else { format!("{days} d") };
        // A narrow box has room for the day or for what it brings.
        let day = match width {
            ..60 => show(dated.day.short(world.today)).pad(9),
            _ => show(dated.day.words()).pad(16),
        };
        Words::from(day).plain(format!("{when:>6}  ")).plain(dated.what)
    };
    dated.into_iter().map(line).collect()
}
