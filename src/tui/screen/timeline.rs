//! The timeline: bars over days, and why the selected one lies where it does.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lists::Pane;
use crate::analysis::column::Sight;
use crate::analysis::schedule::hours::Needed;
use crate::analysis::schedule::moved::Moved;
use crate::analysis::schedule::overload::Way;
use crate::analysis::schedule::{Ahead, days, why};
use crate::figure::gantt::{Frame, Gantt, Scale};
use crate::model::{Address, Day};
use crate::report::doc::{Block, Doc, Tone, Words};
use crate::report::figures::gantt_tone;
use crate::report::layout::{self, Heads};
use crate::report::words::Say;
use crate::report::{forecast, lines, row};
use crate::text::{Shown, show, word};
use crate::tui::paint::Look;

/// What helps, worked out on a thread of its own: it takes several searches for a schedule.
#[derive(Clone, Debug)]
pub struct Advice {
    /// The revision of the plan it is of.
    pub revision: u64,
    /// The first week that asks for more than there is, in few words and in a sentence, and up to three ways out.
    pub over: Option<((Shown, Shown), Vec<Way>)>,
    /// The hours at which the target is met in nine runs of ten.
    pub needed: Needed,
}

/// What the last edit did to the finish.
#[derive(Clone, Debug)]
pub struct Shift {
    pub moved: Moved,
    /// What is to be said when more time or less work made it later.
    pub odd: Option<Shown>,
}

/// The screen's state.
#[derive(Default)]
pub struct Timeline {
    pub selected: Option<Address>,
    /// The scale somebody chose; otherwise the one at which everything fits.
    pub scale: Option<Scale>,
    /// Days by which the left edge was moved.
    pub pan: i64,
    pub only_critical: bool,
    /// The chart as last computed, and whether it is of the plan on the screen.
    pub chart: Option<Arc<Gantt>>,
    pub current: bool,
    pub advice: Option<Arc<Advice>>,
    pub shift: Option<Shift>,
    top: usize,
}

impl Timeline {
    /// The bars that are shown.
    fn shown(&self) -> Option<Gantt> {
        let chart = self.chart.as_deref()?;
        let chart = if self.only_critical { chart.only_critical() } else { chart.clone() };
        Some(chart)
    }

    fn addresses(&self) -> Vec<Address> {
        let wanted = |critical: bool| critical || !self.only_critical;
        let bars = self.chart.iter().flat_map(|chart| &chart.bars);
        bars.filter(|bar| wanted(bar.critical)).map(|bar| bar.at.clone()).collect()
    }

    pub fn len(&self) -> usize {
        self.addresses().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row under the cursor: the first one where nobody chose.
    pub fn address(&self) -> Option<Address> {
        let all = self.addresses();
        self.selected.clone().filter(|at| all.contains(at)).or_else(|| all.into_iter().next())
    }

    pub fn move_by(&mut self, by: isize) {
        let all = self.addresses();
        let here = self.address().and_then(|at| all.iter().position(|other| *other == at)).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(all.len().saturating_sub(1));
        self.selected = all.into_iter().nth(to);
    }

    /// Moves the left edge by a step of the scale.
    pub fn pan(&mut self, by: i64) {
        let step = match self.scale {
            Some(Scale::Month) => 30,
            _ => 7,
        };
        let most = self.chart.as_ref().map_or(0, |chart| chart.days());
        self.pan = (self.pan + by * step).clamp(-most.min(3_650), most.min(36_500));
    }

    /// Takes the scale one step closer or wider than the one that is shown.
    pub fn zoom(&mut self, closer: bool, width: usize) {
        let Some(chart) = &self.chart else { return };
        let now = self.scale.unwrap_or_else(|| Frame::fitting(chart, width).scale);
        self.scale = Some(if closer { now.closer() } else { now.wider() });
    }

    /// What the advice says of the plan on the screen.
    pub fn advice(&self) -> Option<&Advice> {
        self.advice.as_deref().filter(|_| self.current)
    }

    /// Whether what helps is still being worked out: until then the keys of the ways out do nothing else.
    pub fn waits(&self) -> bool {
        self.advice().is_none() && !self.is_empty()
    }

    /// The ways out of the first week that is over.
    pub fn ways(&self) -> &[Way] {
        match self.advice().and_then(|advice| advice.over.as_ref()) {
            Some((_, ways)) => ways,
            None => &[],
        }
    }

    /// The selected row in a sentence.
    pub fn sentence(&self, sight: &Sight<'_>) -> Shown {
        let place = self.address().and_then(|at| Some((sight.facts.ahead.as_ref()?, at)));
        match place.and_then(|(ahead, at)| Some((ahead, ahead.place(&at)?))) {
            Some((ahead, row)) => why::sentence(&ahead.net, &ahead.schedule, row),
            None => self.address().map_or(Shown::default(), |at| show(at.to_string())),
        }
    }

    /// Draws chart, finish and reasons; gives the height of the list and the deepest scroll of the reasons.
    pub fn draw(
        &mut self,
        look: Look,
        sight: &Sight<'_>,
        (focus, zoom, scroll, title): (Pane, bool, usize, &Words),
        buffer: &mut Buffer,
        area: Rect,
    ) -> (usize, usize) {
        let Some(ahead) = sight.facts.ahead.as_deref() else {
            let inside = look.pane(buffer, area, title);
            let words = Words::from(" ..  the schedule is being worked out");
            look.words(buffer, inside.x, inside.y, inside.width, &words);
            return (1, 0);
        };
        let rooms = rooms(area, self.len(), zoom.then_some(focus));
        let height = self.draw_chart(look, sight, (focus, title), buffer, rooms.chart);
        if rooms.finish.height > 2 {
            self.draw_finish(look, ahead, sight.world.today, buffer, rooms.finish);
        }
        let most =
            if rooms.why.height > 2 { self.draw_why(look, sight, (focus, scroll), buffer, rooms.why) } else { 0 };
        (height, most)
    }

    fn draw_chart(
        &mut self,
        look: Look,
        sight: &Sight<'_>,
        (focus, title): (Pane, &Words),
        buffer: &mut Buffer,
        area: Rect,
    ) -> usize {
        if area.height < 3 {
            return 1;
        }
        let mut title = title.clone();
        let inside_width = usize::from(area.width.saturating_sub(2));
        let Some(chart) = self.shown() else { return 1 };
        let mut frame = Frame::fitting(&chart, inside_width);
        frame.scale = self.scale.unwrap_or(frame.scale);
        frame.first = chart.from.plus(self.pan).unwrap_or(chart.from);
        title = title.plain(show(format!("  by {}", frame.scale.word())));
        if self.only_critical {
            title = title.plain(", critical");
        }
        if !self.current {
            title = title.plain("  ..");
        }
        let inside = look.pane(buffer, area, &title);
        let painted = chart.lines(&frame);
        if painted.is_empty() {
            return 1;
        }
        let (bars, people): (Vec<_>, Vec<_>) = painted[1..].iter().partition(|line| line.at.is_some());
        let paint = |buffer: &mut Buffer, y: u16, row: &[(crate::figure::gantt::Mark, String)]| {
            let words = Words(row.iter().map(|(mark, text)| (gantt_tone(*mark), show(text.as_str()))).collect());
            look.words(buffer, inside.x, y, inside.width, &words);
        };
        paint(buffer, inside.y, &painted[0].row);
        let high = usize::from(inside.height);
        // People's weeks stand at the foot as long as they leave room for some bars.
        let feet = people.len().min(high.saturating_sub(6));
        let height = high.saturating_sub(1 + feet).max(1);
        let chosen = self.address();
        let place = bars.iter().position(|line| line.at == chosen).unwrap_or(0);
        self.top = self.top.min(place).max((place + 1).saturating_sub(height)).min(bars.len().saturating_sub(1));
        for (n, line) in bars.iter().skip(self.top).take(height).enumerate() {
            let y = inside.y + 1 + n as u16;
            paint(buffer, y, &line.row);
            if line.at == chosen {
                look.words(buffer, inside.x, y, 1, &Words::from(">"));
                if focus == Pane::List {
                    let width = (frame.label as u16).min(inside.width);
                    look.select(buffer, Rect { x: inside.x, y, width, height: 1 });
                }
            }
        }
        let under = (bars.len() - self.top).min(height);
        for (n, line) in people.iter().take(feet).enumerate() {
            let y = inside.y + 1 + (under + n) as u16;
            if y < inside.bottom() {
                paint(buffer, y, &line.row);
            }
        }
        if bars.len() > self.top + height {
            let more = Words::from(show(format!(" {} more below ", bars.len() - self.top - height)));
            let x = area.right().saturating_sub(more.width() as u16 + 2).max(area.x + 1);
            look.words(buffer, x, area.bottom() - 1, area.width.saturating_sub(3), &more);
        }
        let _ = sight;
        height
    }

    /// By when, how sure, what would help.
    fn draw_finish(&self, look: Look, ahead: &Ahead, today: Day, buffer: &mut Buffer, area: Rect) {
        let draws = ahead.forecast.draws;
        let title = Words::new().strong("Finish").plain(show(format!("  {} runs, seed {}", draws.runs, draws.seed)));
        let inside = look.pane(buffer, area, &title);
        let width = usize::from(inside.width.saturating_sub(2));
        let mut text = forecast::finish(ahead, today, width);
        let roomy = width >= forecast::ROOMY;
        let high = usize::from(inside.height);
        let mut rest: Vec<Words> = Vec::new();
        for words in self.help(ahead, roomy) {
            match roomy {
                true => rest.extend(lines::wrap(&words, width)),
                false => rest.push(lines::cut(&words, width)),
            }
        }
        let room = high.saturating_sub(text.len() + rest.len() + 2);
        if room >= 5 {
            text.push(Words::new());
            text.extend(forecast::bars(ahead, width, room.min(16), today));
            text.push(Words::new());
        }
        text.extend(rest);
        for (y, line) in text.iter().take(high).enumerate() {
            look.words(buffer, inside.x + 1, inside.y + y as u16, width as u16, line);
        }
    }

    /// What the last edit did, what would help, and what the dates rest on.
    fn help(&self, ahead: &Ahead, roomy: bool) -> Vec<Words> {
        let mut text: Vec<Words> = self.shift.iter().flat_map(shifted).collect();
        if let Some(advice) = self.advice() {
            if let Some((over, ways)) = &advice.over {
                text.push(Words::new().with(Tone::Mon, "over ").plain(if roomy {
                    over.1.clone()
                } else {
                    over.0.clone()
                }));
                for (n, way) in ways.iter().enumerate() {
                    let moves = match days(way.moves) {
                        0.0 => "the finish stays".to_string(),
                        n if n > 0.0 => format!("{n:.1} d later"),
                        n => format!("{:.1} d earlier", -n),
                    };
                    text.push(
                        Words::from(" ")
                            .key(show(format!("{}", n + 1)))
                            .plain(" ")
                            .plain(way.what.clone())
                            .dim(show(format!(" ({moves})"))),
                    );
                }
            }
            text.extend(forecast::needed(&advice.needed));
        }
        if roomy {
            text.extend(forecast::alone(ahead));
        }
        text
    }

    fn draw_why(
        &self,
        look: Look,
        sight: &Sight<'_>,
        (focus, scroll): (Pane, usize),
        buffer: &mut Buffer,
        area: Rect,
    ) -> usize {
        let Some(at) = self.address() else { return 0 };
        let say = Say { plan: sight.plan, facts: sight.facts, today: sight.world.today };
        let low = area.height < 8;
        let doc = reasons(&say, &at, low);
        let mut title = Words::from("Why then: ").strong(doc.title.clone());
        if focus == Pane::Detail {
            title = title.plain("  (arrows scroll, Tab goes back)");
        }
        let inside = look.pane(buffer, area, &title);
        let width = usize::from(inside.width.saturating_sub(2));
        let text = layout::lines(&doc, width, Heads::Framed);
        let high = usize::from(inside.height);
        let most = text.len().saturating_sub(high);
        let from = scroll.min(most);
        for (y, line) in text.iter().skip(from).take(high).enumerate() {
            look.words(buffer, inside.x + 1, inside.y + y as u16, width as u16, line);
        }
        if most > from {
            let more = Words::from(show(format!(" {} more, Tab and arrows ", most - from)));
            let x = area.right().saturating_sub(more.width() as u16 + 2).max(area.x + 1);
            look.words(buffer, x, area.bottom() - 1, area.width.saturating_sub(3), &more);
        }
        most
    }
}

/// The chain behind a row's end, then the row itself; where it is low, the chain alone.
fn reasons(say: &Say, at: &Address, low: bool) -> Doc {
    let mut doc = row::doc(say, at);
    let Some(ahead) = &say.facts.ahead else { return doc };
    let mut blocks = Vec::new();
    match ahead.place(at) {
        Some(place) => {
            let chain = why::row(&ahead.net, &ahead.schedule, place);
            blocks.push(Block::List(chain.into_iter().map(|step| Words::from(step.sentence)).collect()));
        }
        None => blocks.push(Block::Para(Words::from("It is done, and nothing of it is scheduled any more."))),
    }
    if low {
        doc.blocks = blocks;
    } else {
        blocks.append(&mut doc.blocks);
        doc.blocks = blocks;
    }
    doc
}

/// Which change moved the median, and by how much.
fn shifted(shift: &Shift) -> Vec<Words> {
    let said = |minutes: i64| match days(minutes) {
        n if n > 0.0 => format!("{n:.1} d later"),
        n => format!("{:.1} d earlier", -n),
    };
    let mut text = Vec::new();
    if shift.moved.minutes != 0 {
        let drivers = shift.moved.drivers.iter().take(2);
        let drivers: Vec<String> = drivers.map(|d| format!("{} ({})", d.what, said(d.minutes))).collect();
        text.push(Words::new().dim("last edit ").plain(show(format!(
            "half of the runs end {}: {}",
            said(shift.moved.minutes),
            drivers.join("; ")
        ))));
    }
    text.extend(shift.odd.iter().map(|odd| Words::new().with(Tone::Mon, "odd ").plain(odd.clone())));
    text
}

/// Where the three panes stand.
struct Rooms {
    chart: Rect,
    finish: Rect,
    why: Rect,
}

/// Large: reasons at the right of the chart. Middle: below it, side by side. Small: a strip of a few lines.
fn rooms(area: Rect, bars: usize, alone: Option<Pane>) -> Rooms {
    let none = Rect { height: 0, ..area };
    match alone {
        Some(Pane::List | Pane::Picture) => return Rooms { chart: area, finish: none, why: none },
        Some(Pane::Detail) => return Rooms { chart: none, finish: none, why: area },
        None => {}
    }
    if area.width >= 168 {
        let side = 56;
        let chart = Rect { width: area.width - side, ..area };
        let half = area.height * 3 / 5;
        let finish = Rect { x: chart.right(), width: side, height: half, ..area };
        let why = Rect { y: area.y + half, height: area.height - half, ..finish };
        return Rooms { chart, finish, why };
    }
    let below = if area.width >= 108 { (area.height * 2 / 5).clamp(6, 16) } else { 8 };
    // A short chart leaves its room to what explains it.
    let wanted = u16::try_from(bars + 6).unwrap_or(u16::MAX);
    let high = area.height.saturating_sub(below).min(wanted).max(area.height.min(6));
    let chart = Rect { height: high, ..area };
    let rest = Rect { y: area.y + high, height: area.height - high, ..area };
    if rest.height < 4 {
        return Rooms { chart: area, finish: none, why: none };
    }
    let left = area.width / 2;
    Rooms {
        chart,
        finish: Rect { width: left, ..rest },
        why: Rect { x: rest.x + left, width: rest.width - left, ..rest },
    }
}

/// Said where a plan has no work at all.
pub fn nothing() -> Words {
    Words::from(word("No phase or task is in the plan. > goes to the lists; a adds one."))
}
