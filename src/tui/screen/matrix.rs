//! Who knows what as a matrix: areas against people, each cell set by pressing its digit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::column::Sight;
use crate::analysis::knowledge::{self, Area, ENOUGH, areas};
use crate::figure::graph::Direction;
use crate::model::{Address, Id, Person, PersonKind, Plan};
use crate::report::doc::{Block, Doc, Tone, Words};
use crate::report::words::Say;
use crate::report::{lines, team};
use crate::text::{Shown, show};
use crate::tui::paint::Look;

/// The screen's state. Both choices are ids: they survive a reload.
#[derive(Default)]
pub struct Matrix {
    pub area: Option<Id>,
    pub person: Option<Id>,
    areas: Vec<Id>,
    people: Vec<Id>,
    top: usize,
    left: usize,
    /// How many could mend each area before a what-if: for `2>1`.
    pub before: Vec<(Id, usize)>,
    /// The row of the chosen cell, where there is one.
    pub seen: Option<Address>,
}

/// Cells of a person's column: a bracketed level and a blank, or more where names have room.
const LEAST: usize = 5;
const MOST: usize = 12;

impl Matrix {
    pub fn refresh(&mut self, sight: &Sight<'_>) {
        self.areas = areas(sight.plan, sight.world.today).into_iter().map(|area| area.domain.id.clone()).collect();
        let shown = |person: &Person| person.kind != PersonKind::Bot;
        self.people = sight.plan.people.iter().filter(|p| shown(p)).map(|person| person.id.clone()).collect();
        let keep = |chosen: &mut Option<Id>, all: &[Id]| {
            if chosen.as_ref().is_none_or(|id| !all.contains(id)) {
                *chosen = all.first().cloned();
            }
        };
        keep(&mut self.area, &self.areas);
        keep(&mut self.person, &self.people);
        self.seen = self.address(sight.plan);
    }

    pub fn len(&self) -> usize {
        self.areas.len()
    }

    pub fn is_empty(&self) -> bool {
        self.areas.is_empty() || self.people.is_empty()
    }

    pub fn move_by(&mut self, plan: &Plan, by: isize) {
        step(&mut self.area, &self.areas, by);
        self.seen = self.address(plan);
    }

    pub fn move_person(&mut self, plan: &Plan, by: isize) {
        step(&mut self.person, &self.people, by);
        self.seen = self.address(plan);
    }

    /// The row that says what the chosen person knows of the chosen area, where there is one.
    fn address(&self, plan: &Plan) -> Option<Address> {
        let (person, area) = (self.person.as_ref()?, self.area.as_ref()?);
        let row = plan.knowledge.iter().find(|row| row.person.id() == Some(person) && row.domain.id() == Some(area))?;
        Some(Address { register: "knowledge", id: crate::model::field::Record::id(&**row).clone() })
    }

    /// The box of the chosen area in the picture beside the matrix.
    pub fn boxed(&self) -> Option<Id> {
        self.area.as_ref().map(|id| team::boxed("domains", id))
    }

    /// Goes to what a box of the picture stands for.
    pub fn show_box(&mut self, id: &Id) {
        if let Some(area) = self.areas.iter().find(|area| team::boxed("domains", area) == *id) {
            self.area = Some(area.clone());
        }
        if let Some(person) = self.people.iter().find(|person| team::boxed("people", person) == *id) {
            self.person = Some(person.clone());
        }
    }

    /// The chosen area and person, for the head of what is known of both.
    pub fn title(&self, say: &Say) -> Words {
        let name = |register, id: &Option<Id>| id.as_ref().map_or(Shown::default(), |id| say.name(register, id).text());
        Words::new().strong(name("domains", &self.area)).plain(" and ").strong(name("people", &self.person))
    }

    /// What the chosen cell means, in a sentence.
    pub fn sentence(&self, sight: &Sight<'_>) -> Shown {
        let (Some(person), Some(area)) = (&self.person, &self.area) else { return Shown::default() };
        let say = Say { plan: sight.plan, facts: sight.facts, today: sight.world.today };
        let level = level(sight.plan, person, area);
        let (who, what) = (say.name("people", person).text(), say.name("domains", area).text());
        let knows = match level {
            Some(3) => format!("leads {what}"),
            Some(2) => format!("could mend {what} alone"),
            Some(1) => format!("has seen {what}"),
            _ => format!("does not know {what}"),
        };
        show(format!("{who} {knows}. 0 to 3 sets the level; Space: what if {who} left?"))
    }

    pub fn draw(&mut self, look: Look, sight: &Sight<'_>, focused: bool, buffer: &mut Buffer, inside: Rect) -> usize {
        let all = areas(sight.plan, sight.world.today);
        let width = usize::from(inside.width);
        let longest = all.iter().map(|area| area.domain.name.show().width()).max().unwrap_or(0);
        let name = longest.min((width * 3 / 10).clamp(10, 26)).max(8);
        let behind = 9;
        let room = width.saturating_sub(2 + name + 6 + behind);
        let wide = (room / self.people.len().max(1)).clamp(LEAST, MOST);
        let fit = (room / wide).max(1).min(self.people.len());
        let chosen = self.person.as_ref().and_then(|id| self.people.iter().position(|other| other == id)).unwrap_or(0);
        self.left = self.left.min(chosen).max((chosen + 1).saturating_sub(fit));
        self.left = self.left.min(self.people.len().saturating_sub(fit));
        let people: Vec<&Id> = self.people.iter().skip(self.left).take(fit).collect();
        self.head(look, sight, &people, (name, wide), buffer, inside);
        let height = usize::from(inside.height.saturating_sub(1)).max(1);
        let here = self.area.as_ref().and_then(|id| self.areas.iter().position(|other| other == id)).unwrap_or(0);
        self.top = self.top.min(here).max((here + 1).saturating_sub(height));
        for (n, area) in all.iter().skip(self.top).take(height).enumerate() {
            let y = inside.y + 1 + n as u16;
            let is_chosen = self.area.as_ref() == Some(&area.domain.id);
            let mut line = Words::from(if is_chosen { "> " } else { "  " })
                .plain(area.domain.name.show().cut(name).pad(name))
                .plain(" ");
            line.0.extend(self.factor(area).0);
            for person in &people {
                let cell = cell(area, person);
                line = line.plain(show(format!("{:>gap$}", "", gap = wide.saturating_sub(cell.width()))));
                line.0.extend(cell.0);
            }
            if people.len() < self.people.len() {
                line = line.dim(" ..");
            }
            let line = line.plain("  ").with(word_tone(area), word_of(area));
            look.words(buffer, inside.x, y, inside.width, &lines::cut(&line, width));
            if is_chosen && focused {
                look.select(buffer, Rect { x: inside.x, y, width: (2 + name) as u16, height: 1 });
                let at = people.iter().position(|person| Some(*person) == self.person.as_ref());
                if let Some(at) = at {
                    let x = inside.x + (2 + name + 1 + 5 + at * wide) as u16;
                    look.select(buffer, Rect { x, y, width: wide as u16, height: 1 });
                }
            }
        }
        let below = all.len().saturating_sub(self.top) + 2;
        if below < height {
            let legend = "3 leads  2 mends it alone  1 has seen it  . none  ( ) not today";
            let y = inside.y + below as u16;
            look.words(buffer, inside.x + 2, y, inside.width.saturating_sub(2), &Words::new().dim(legend));
        }
        height
    }

    fn head(
        &self,
        look: Look,
        sight: &Sight<'_>,
        people: &[&Id],
        (name, wide): (usize, usize),
        buffer: &mut Buffer,
        inside: Rect,
    ) {
        let mut line =
            Words::from("  ").strong(show("Area").pad(name)).plain(" ").strong(show("bf").pad_left(4)).plain(" ");
        for id in people {
            let person = sight.plan.people.get(id);
            let first = person.map_or_else(Shown::default, first_name);
            let text = first.cut(wide - 1).pad_left(wide);
            let gone = person.is_some_and(|person| !knowledge::is_here(person, sight.world.today));
            line = if gone { line.dim(text) } else { line.strong(text) };
        }
        look.words(buffer, inside.x, inside.y, inside.width, &line);
    }

    /// How many could mend it; before a what-if and in it where that is another number.
    fn factor(&self, area: &Area<'_>) -> Words {
        let before = self.before.iter().find(|(id, _)| *id == area.domain.id).map(|(_, able)| *able);
        let text = match before {
            Some(before) if before != area.able => format!("{before}>{}", area.able),
            _ => area.able.to_string(),
        };
        Words::new().with(word_tone(area), show(text).pad_left(4)).plain(" ")
    }
}

fn step(chosen: &mut Option<Id>, all: &[Id], by: isize) {
    let here = chosen.as_ref().and_then(|id| all.iter().position(|other| other == id)).unwrap_or(0);
    let to = here.saturating_add_signed(by).min(all.len().saturating_sub(1));
    if let Some(id) = all.get(to) {
        *chosen = Some(id.clone());
    }
}

/// The level somebody has in an area.
pub fn level(plan: &Plan, person: &Id, area: &Id) -> Option<i64> {
    let row = plan.knowledge.iter().find(|row| row.person.id() == Some(person) && row.domain.id() == Some(area))?;
    row.level
}

/// A name's first word: matrices have no room for more.
fn first_name(person: &Person) -> Shown {
    let name = person.name.show();
    match name.as_str().split_whitespace().next() {
        Some(first) => show(first),
        None => show(person.id.as_str()),
    }
}

fn cell(area: &Area<'_>, person: &Id) -> Words {
    let Some(known) = area.levels.iter().find(|known| known.person.id == *person) else {
        return Words::new().dim(". ");
    };
    let text = if known.counts { format!("{} ", known.level) } else { format!("({})", known.level) };
    match (known.guess, known.level) {
        (true, _) => Words::new().with(Tone::Guess, show(text.replace(' ', "~"))),
        (false, 3) => Words::new().strong(show(text)),
        _ => Words::from(show(text)),
    }
}

fn word_of(area: &Area<'_>) -> &'static str {
    match area.able {
        0 => "NOBODY",
        1 => "one",
        _ => "ok",
    }
}

fn word_tone(area: &Area<'_>) -> Tone {
    match area.able {
        0 => Tone::Act,
        1 => Tone::Mon,
        n if n >= ENOUGH => Tone::Ok,
        _ => Tone::Plain,
    }
}

/// What is known of the chosen area and the chosen person: who holds it, what stops, what would be without them, and the
/// cheapest way out.
pub fn detail(say: &Say, matrix: &Matrix) -> Doc {
    let mut blocks = Vec::new();
    if let Some(area) = &matrix.area {
        let title = say.name("domains", area);
        blocks.push(Block::Heading(2, title));
        if let Some(says) = say.facts.carried.get(area).and_then(|held| held.says(say.plan)) {
            blocks.push(Block::Para(Words::new().with(Tone::Act, says)));
        }
        blocks.extend(team::out_of(say, area));
    }
    if let Some(person) = &matrix.person {
        blocks.push(Block::Heading(2, say.name("people", person)));
        blocks.extend(team::of_person(say, person).into_iter().filter(|block| !matches!(block, Block::Heading(..))));
    }
    Doc { title: Shown::default(), foot: Shown::default(), blocks }
}

/// The key's direction for a walk in a picture.
pub fn direction(down: isize, right: isize) -> Direction {
    match (down, right) {
        (d, _) if d < 0 => Direction::Up,
        (d, _) if d > 0 => Direction::Down,
        (_, r) if r < 0 => Direction::Left,
        _ => Direction::Right,
    }
}
