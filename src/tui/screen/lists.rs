//! A screen of lists: one table at a time, its neighbours as tabs, the selected row in full beside it.

use std::cell::{Cell, RefCell};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::matrix::{self, Matrix};
use super::picture::{Picture, Subject};
use super::table::Table;
use super::timeline::{self, Timeline};
use crate::analysis::checks::Finding;
use crate::analysis::column::{Col, Sight};
use crate::analysis::{Facts, World};
use crate::model::value::Value;
use crate::model::{Address, Id, Plan};
use crate::register::screens::Screen;
use crate::register::{Register, on_face, register};
use crate::report::aside;
use crate::report::cells::{SHADES, drawn};
use crate::report::doc::{Block, Tone, Words};
use crate::report::findings;
use crate::report::layout::{self, Heads};
use crate::report::lines;
use crate::report::words::{Say, state_tone};
use crate::text::{Shown, show};
use crate::tui::paint::Look;

/// One list of a screen.
pub enum Tab {
    Rows(Box<Table>),
    Findings(Findings),
    Timeline(Box<Timeline>),
    Matrix(Box<Matrix>),
}

/// The findings, gravest first.
#[derive(Default)]
pub struct Findings {
    pub shown: Vec<Finding>,
    pub selected: usize,
    pub top: usize,
}

/// Which pane hears the arrows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Pane {
    #[default]
    List,
    /// The drawn graph beside it.
    Picture,
    Detail,
}

/// The screen's state.
pub struct Lists {
    pub screen: &'static Screen,
    pub tabs: Vec<Tab>,
    pub tab: usize,
    /// The graph beside the first of them.
    pub picture: Option<Picture>,
    pub focus: Pane,
    /// Whether the focused pane takes the whole screen.
    pub zoom: bool,
    pub detail: bool,
    pub scroll: usize,
    /// Whether costs are shown in money rather than in days.
    pub in_money: bool,
    /// The scroll that shows the last line of the detail as last painted.
    pub deepest: Cell<usize>,
    /// Cells the list's columns had when last painted, and rows it showed.
    pub width: usize,
    pub height: usize,
    /// The selected row's document as lines, kept while plan, row and width stay.
    laid_out: RefCell<Option<(LaidOutFor, Vec<Words>)>>,
    revision: u64,
    /// What is told below the list, for facts at a place in memory, a width, and months or not.
    asides: RefCell<Option<(AsideOf, Vec<Words>)>>,
    /// Whether months stand in the place of the agenda.
    pub months: bool,
    /// Whether the graph had room when last painted.
    picture_seen: bool,
}

#[derive(Clone, PartialEq)]
struct LaidOutFor {
    revision: u64,
    facts: usize,
    /// The check whose finding stands above the row.
    check: &'static str,
    at: Address,
    width: usize,
}

/// What the lines below a list were laid out for.
type AsideOf = (usize, usize, bool);

impl Lists {
    pub fn new(screen: &'static Screen) -> Lists {
        let mut tabs: Vec<Tab> = Vec::new();
        if screen.key == "checks" {
            tabs.push(Tab::Findings(Findings::default()));
        }
        if screen.key == "time" {
            tabs.push(Tab::Timeline(Box::default()));
        }
        if screen.key == "team" {
            tabs.push(Tab::Matrix(Box::default()));
        }
        let picture = match screen.key {
            "map" => Some(Picture::new(Subject::Map)),
            "team" => Some(Picture::new(Subject::Team)),
            _ => None,
        };
        tabs.extend(
            screen.registers.iter().filter_map(|key| register(key)).map(|home| Tab::Rows(Box::new(Table::of(home)))),
        );
        Lists {
            screen,
            tabs,
            tab: 0,
            picture,
            focus: Pane::List,
            zoom: false,
            detail: true,
            scroll: 0,
            in_money: false,
            deepest: Cell::new(0),
            width: 76,
            height: 10,
            laid_out: RefCell::new(None),
            revision: 0,
            picture_seen: false,
            months: false,
            asides: RefCell::new(None),
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => Some(table),
            Tab::Findings(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn timeline(&self) -> Option<&Timeline> {
        match &self.tabs[self.tab] {
            Tab::Timeline(timeline) => Some(timeline),
            _ => None,
        }
    }

    pub fn timeline_mut(&mut self) -> Option<&mut Timeline> {
        match &mut self.tabs[self.tab] {
            Tab::Timeline(timeline) => Some(timeline),
            _ => None,
        }
    }

    /// The register whose rows are walked; of several, that of the selected row.
    pub fn register(&self) -> Option<&'static dyn Register> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => Some(table.register),
            Tab::Findings(_) => None,
            Tab::Timeline(timeline) => register(timeline.address().map_or("tasks", |at| at.register)),
            Tab::Matrix(_) => register("knowledge"),
        }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.tabs[self.tab] {
            Tab::Rows(table) => Some(table),
            Tab::Findings(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn findings_mut(&mut self) -> Option<&mut Findings> {
        match &mut self.tabs[self.tab] {
            Tab::Findings(findings) => Some(findings),
            Tab::Rows(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        }
    }

    pub fn show_tab(&mut self, tab: usize) {
        self.tab = tab.min(self.tabs.len() - 1);
        self.scroll = 0;
        if !self.shows_picture() && self.focus == Pane::Picture {
            self.focus = Pane::List;
        }
    }

    pub fn refresh(&mut self, plan: &Plan, facts: &Facts, revision: u64, world: &World) {
        self.revision = revision;
        match &mut self.tabs[self.tab] {
            Tab::Rows(table) => table.refresh(&Sight { plan, facts, world }, revision),
            Tab::Timeline(_) => {}
            Tab::Matrix(matrix) => matrix.refresh(&Sight { plan, facts, world }),
            Tab::Findings(findings) => {
                let kept = findings.shown.get(findings.selected).cloned();
                findings.shown.clone_from(&facts.findings);
                let same = kept
                    .and_then(|k| findings.shown.iter().position(|f| f.hit.at == k.hit.at && f.about.id == k.about.id));
                findings.selected = same.unwrap_or(findings.selected).min(findings.shown.len().saturating_sub(1));
            }
        }
    }

    /// The name of a tab with its count.
    pub fn tab_words(&self, plan: &Plan, at: usize) -> Words {
        let (title, count) = match &self.tabs[at] {
            Tab::Rows(table) => (table.register.about().title, table.register.len(plan)),
            Tab::Findings(findings) => ("Findings", findings.shown.len()),
            Tab::Timeline(timeline) => ("Timeline", timeline.len()),
            Tab::Matrix(matrix) => ("Who could mend what", matrix.len()),
        };
        let text = show(format!("{title} {count}"));
        if at == self.tab { Words::new().strong(text) } else { Words::from(text) }
    }

    /// Draws the list and the detail beside or below it.
    pub fn draw(&mut self, look: Look, plan: &Plan, world: &World, facts: &Facts, buffer: &mut Buffer, area: Rect) {
        if let Tab::Timeline(_) = &self.tabs[self.tab] {
            return self.draw_timeline(look, &Sight { plan, facts, world }, buffer, area);
        }
        if self.shows_picture() || matches!(self.tabs[self.tab], Tab::Matrix(_)) {
            return self.draw_beside(look, &Sight { plan, facts, world }, buffer, area);
        }
        let wide = area.width >= 108;
        let (list, detail) = if self.zoom {
            match self.focus {
                Pane::List | Pane::Picture => (area, Rect::default()),
                Pane::Detail => (Rect::default(), area),
            }
        } else if !self.detail || self.address().is_none() {
            (area, Rect::default())
        } else if wide {
            let left = if area.width >= 168 { area.width / 2 } else { area.width * 11 / 20 };
            (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
        } else if area.height >= 12 {
            let below = (area.height / 3).clamp(5, 8);
            let above = area.height - below;
            (Rect { height: above, ..area }, Rect { y: area.y + above, height: below, ..area })
        } else {
            (area, Rect::default())
        };
        if list.height > 0 {
            self.draw_list(look, plan, world, facts, buffer, list);
        }
        if detail.height > 0 {
            self.draw_detail(look, &Sight { plan, facts, world }, buffer, detail);
        }
    }

    /// Whether a graph stands beside the list that is shown.
    pub fn shows_picture(&self) -> bool {
        self.picture.is_some() && self.tab == 0
    }

    pub fn matrix(&self) -> Option<&Matrix> {
        match &self.tabs[self.tab] {
            Tab::Matrix(matrix) => Some(matrix),
            _ => None,
        }
    }

    pub fn matrix_mut(&mut self) -> Option<&mut Matrix> {
        match &mut self.tabs[self.tab] {
            Tab::Matrix(matrix) => Some(matrix),
            _ => None,
        }
    }

    /// The box of the picture that stands for what is selected.
    pub fn chosen_box(&self) -> Option<Id> {
        match &self.tabs[self.tab] {
            Tab::Matrix(matrix) => matrix.boxed(),
            _ => self.address().map(|at| at.id),
        }
    }

    /// Selects what a box of the picture stands for.
    pub fn choose_box(&mut self, sight: &Sight<'_>, id: &Id) {
        match &mut self.tabs[self.tab] {
            Tab::Matrix(matrix) => matrix.show_box(id),
            Tab::Rows(table) => table.show(sight, id),
            _ => {}
        }
    }

    /// The pane that hears the arrows after this one.
    pub fn next_pane(&mut self) {
        let picture = self.shows_picture() && (self.picture_seen || self.zoom);
        self.focus = match self.focus {
            Pane::List if picture => Pane::Picture,
            Pane::List | Pane::Picture if self.detail => Pane::Detail,
            _ => Pane::List,
        };
    }

    /// A list or the matrix, the graph beside it, the selected row below or at the right.
    fn draw_beside(&mut self, look: Look, sight: &Sight<'_>, buffer: &mut Buffer, area: Rect) {
        let rooms = beside(area, self.detail, self.zoom.then_some(self.focus), self.matrix().is_some());
        self.picture_seen = rooms.picture.height > 0;
        if rooms.list.height > 0 {
            match self.matrix() {
                Some(_) => self.draw_matrix(look, sight, buffer, rooms.list),
                None => self.draw_list(look, sight.plan, sight.world, sight.facts, buffer, rooms.list),
            }
        }
        if let Some(picture) = self.picture.as_ref().filter(|_| rooms.picture.height > 0) {
            picture.draw(look, self.chosen_box().as_ref(), self.focus == Pane::Picture, buffer, rooms.picture);
        }
        if rooms.detail.height > 0 {
            self.draw_detail(look, sight, buffer, rooms.detail);
        }
    }

    fn draw_matrix(&mut self, look: Look, sight: &Sight<'_>, buffer: &mut Buffer, area: Rect) {
        let title = self.title(sight.plan);
        let inside = look.pane(buffer, area, &title);
        let focused = self.focus == Pane::List;
        let Tab::Matrix(matrix) = &mut self.tabs[self.tab] else { return };
        if matrix.is_empty() {
            let width = inside.width.saturating_sub(2);
            let words = Words::from("Who could mend what at 3 am? ").plain(match matrix.len() {
                0 => "No area is on the map yet: 1 goes there, a adds one.",
                _ => "Nobody is entered yet: a adds a person.",
            });
            for (y, line) in lines::wrap(&words, usize::from(width)).iter().enumerate() {
                look.words(buffer, inside.x + 1, inside.y + y as u16, width, line);
            }
            return;
        }
        self.height = matrix.draw(look, sight, focused, buffer, inside);
        self.width = usize::from(inside.width);
    }

    fn draw_timeline(&mut self, look: Look, sight: &Sight<'_>, buffer: &mut Buffer, area: Rect) {
        let title = self.title(sight.plan);
        let (focus, zoom, scroll) = (self.focus, self.zoom || !self.detail, self.scroll);
        let focus = if self.detail { focus } else { Pane::List };
        self.width = usize::from(area.width.saturating_sub(2));
        let Tab::Timeline(timeline) = &mut self.tabs[self.tab] else { return };
        if sight.plan.phases.is_empty() && sight.plan.tasks.is_empty() {
            let inside = look.pane(buffer, area, &title);
            let width = inside.width.saturating_sub(2);
            for (y, line) in lines::wrap(&timeline::nothing(), usize::from(width)).iter().enumerate() {
                look.words(buffer, inside.x + 1, inside.y + y as u16, width, line);
            }
            return;
        }
        let (height, deepest) = timeline.draw(look, sight, (focus, zoom, scroll, &title), buffer, area);
        self.height = height;
        self.deepest.set(deepest);
    }

    fn title(&self, plan: &Plan) -> Words {
        let mut title = self.tab_words(plan, self.tab);
        if let Tab::Rows(table) = &self.tabs[self.tab] {
            if !table.filter.is_empty() {
                let text =
                    format!("  /{} {} of {}", show(table.filter.as_str()), table.len(), table.register.len(plan));
                title = title.plain(show(text));
            }
            if let Some((col, turned)) = table.sort.filter(|_| table.is_sorted()) {
                let way = if turned { ", turned" } else { "" };
                title = title.plain(show(format!("  by {}{way}", col.label(table.register).to_lowercase())));
            }
            if !table.marked.is_empty() {
                title = title.plain(show(format!("  {} marked", table.marked.len())));
            }
        }
        // Lists off the face wait unnamed until they hold something.
        let others = (0..self.tabs.len()).filter(|at| *at != self.tab);
        let (named, rest): (Vec<usize>, Vec<usize>) = others.partition(|at| match &self.tabs[*at] {
            Tab::Rows(table) => on_face(table.register, plan),
            Tab::Findings(_) | Tab::Timeline(_) | Tab::Matrix(_) => true,
        });
        let mut pieces: Vec<Words> = named.into_iter().map(|at| self.tab_words(plan, at)).collect();
        if !rest.is_empty() {
            pieces.push(Words::from(format!("more ({})", rest.len())));
        }
        for (n, piece) in pieces.into_iter().enumerate() {
            title = title.plain(if n == 0 { "  < > " } else { " · " });
            title.0.extend(piece.0);
        }
        title
    }

    fn draw_list(&mut self, look: Look, plan: &Plan, world: &World, facts: &Facts, buffer: &mut Buffer, area: Rect) {
        let mut title = self.title(plan);
        let say = Say { plan, facts, today: world.today };
        let main = self.tab == 0;
        if main {
            // What leads stands before the other lists, which a narrow frame cuts.
            title.0.splice(1..1, aside::head(&say, self.screen).0);
        }
        let inside = look.pane(buffer, area, &title);
        self.width = usize::from(inside.width.saturating_sub(2));
        self.height = usize::from(inside.height.saturating_sub(1)).max(1);
        let focused = self.focus == Pane::List;
        match &mut self.tabs[self.tab] {
            Tab::Rows(table) if table.register.len(plan) == 0 => empty(look, table, buffer, inside),
            Tab::Rows(table) => {
                rows(look, table, &Sight { plan, facts, world }, (focused, self.in_money), buffer, inside)
            }
            Tab::Findings(findings) => draw_findings(look, findings, facts, buffer, inside),
            Tab::Timeline(_) | Tab::Matrix(_) => {}
        }
        let rows = self.table().map_or(0, Table::len);
        let free = usize::from(inside.height).saturating_sub(rows + 2);
        if main && rows > 0 && free >= 3 {
            let width = usize::from(inside.width.saturating_sub(4));
            // It takes long beside a frame, and changes with the facts only.
            let key = (std::ptr::from_ref(facts) as usize, width, self.months);
            let mut kept = self.asides.borrow_mut();
            if kept.as_ref().is_none_or(|(had, _)| *had != key) {
                *kept = Some((key, aside::lines(&say, world, self.screen, self.months, width)));
            }
            let text = kept.as_ref().map_or(&[][..], |(_, lines)| lines);
            let y = inside.bottom() - free as u16;
            for (n, line) in text.iter().take(free).enumerate() {
                look.words(buffer, inside.x + 2, y + n as u16, width as u16, line);
            }
            if text.len() > free {
                let more = Words::from(show(format!(" {} more, O shows all ", text.len() - free)));
                let x = area.right().saturating_sub(more.width() as u16 + 2).max(area.x + 1);
                look.words(buffer, x, area.bottom() - 1, area.width.saturating_sub(3), &more);
            }
        }
    }

    fn draw_detail(&self, look: Look, sight: &Sight<'_>, buffer: &mut Buffer, area: Rect) {
        let Sight { plan, facts, world } = *sight;
        let say = Say { plan, facts, today: world.today };
        // The matrix tells of an area and a person; their row need not be there.
        let pair = self.matrix().and_then(|matrix| {
            let (area, person) = (matrix.area.as_ref()?, matrix.person.as_ref()?);
            Some(Address { register: "knowledge", id: Id::join(&[person.as_str(), area.as_str()]) })
        });
        let Some(at) = pair.clone().or_else(|| self.address()) else {
            look.pane(buffer, area, &Words::new());
            return;
        };
        let name = register(at.register).and_then(|home| home.get(plan, &at.id).map(|row| say.title(home, row)));
        let mut title = match self.matrix() {
            Some(matrix) => matrix.title(&say),
            None => Words::new().strong(name.unwrap_or_default()),
        };
        if self.focus == Pane::Detail {
            title = title.plain("  (arrows scroll, Tab goes back)");
        }
        let inside = look.pane(buffer, area, &title);
        // A strip is low and wide: two columns show twice as much of it.
        let columns = if inside.height < 10 && inside.width >= 64 { 2 } else { 1 };
        let width = usize::from(inside.width) / columns - 2;
        // New facts have another place in memory than those they replace.
        let facts = std::ptr::from_ref(facts) as usize;
        let finding = match &self.tabs[self.tab] {
            Tab::Findings(findings) => findings.shown.get(findings.selected),
            Tab::Rows(_) | Tab::Timeline(_) | Tab::Matrix(_) => None,
        };
        let check = finding.map_or("", |finding| finding.about.id);
        let key = LaidOutFor { revision: self.revision, facts, check, at: at.clone(), width };
        let mut kept = self.laid_out.borrow_mut();
        if kept.as_ref().is_none_or(|(had, _)| *had != key) {
            let mut doc = match self.matrix() {
                Some(matrix) => matrix::detail(&say, matrix),
                None => crate::report::row::doc(&say, &at),
            };
            if columns > 1 {
                // A strip has no height for a picture.
                doc.blocks.retain(|block| !matches!(block, Block::Figure(_)));
            }
            if let Some(finding) = finding {
                doc.blocks.splice(0..0, findings::full(&say, finding));
            }
            *kept = Some((key, layout::lines(&doc, width, Heads::Framed)));
        }
        let Some((_, lines)) = kept.as_ref() else { return };
        let height = usize::from(inside.height);
        let most = lines.len().saturating_sub(height * columns);
        self.deepest.set(most);
        let scroll = self.scroll.min(most);
        for (n, line) in lines.iter().skip(scroll).take(height * columns).enumerate() {
            let x = inside.x + 1 + (n / height.max(1) * (width + 2)) as u16;
            look.words(buffer, x, inside.y + (n % height.max(1)) as u16, width as u16, line);
        }
        if most > scroll && inside.height > 0 {
            let more = Words::from(show(format!(" {} more, Tab and arrows ", most - scroll)));
            let x = area.right().saturating_sub(more.width() as u16 + 2).max(area.x + 1);
            look.words(buffer, x, area.bottom() - 1, area.width.saturating_sub(3), &more);
        }
    }

    /// The row the detail is of.
    pub fn address(&self) -> Option<Address> {
        match &self.tabs[self.tab] {
            Tab::Rows(table) => table.address(),
            Tab::Findings(findings) => findings.address(),
            Tab::Timeline(timeline) => timeline.address(),
            Tab::Matrix(matrix) => matrix.seen.clone(),
        }
    }

    /// The selected row in one sentence, for the line above the footer.
    pub fn sentence(&self, sight: &Sight<'_>) -> Shown {
        let Sight { plan, facts, world } = *sight;
        match &self.tabs[self.tab] {
            Tab::Rows(table) => {
                if let Some(error) = &table.filter_error {
                    return error.clone();
                }
                let Some(row) = table.selected.as_ref().and_then(|id| table.register.get(plan, id)) else {
                    return show(self.screen.question);
                };
                let name = Say { plan, facts, today: world.today }.title(table.register, row);
                match table.column {
                    Some(col) => {
                        let (label, help) = (col.label(table.register), col.help(table.register));
                        let explained = if matches!(col, Col::Computed(_)) { " x says how." } else { "" };
                        name.then(show(format!(" · {label}: {help}{explained}")))
                    }
                    // A row without a name of its own is called by its id already.
                    None if name.as_str() == row.id().as_str() => show(format!("{}/{name}", table.register.key())),
                    None => name.then(show(format!(" · {}/{}", table.register.key(), row.id()))),
                }
            }
            Tab::Timeline(timeline) => timeline.sentence(sight),
            Tab::Matrix(matrix) => matrix.sentence(sight),
            Tab::Findings(findings) => match findings.shown.get(findings.selected) {
                Some(finding) => {
                    show(format!("Enter goes to the field that mends it: {} {}", finding.hit.at, finding.hit.field))
                }
                None => show(self.screen.question),
            },
        }
    }
}

/// What an empty register is for, with a filled example and the keys.
fn empty(look: Look, table: &Table, buffer: &mut Buffer, area: Rect) {
    let about = table.register.about();
    let mut lines = vec![Words::new()];
    lines.extend(lines::wrap(&Words::from(about.purpose), usize::from(area.width.saturating_sub(4))));
    lines.push(Words::new());
    let width = usize::from(area.width.saturating_sub(4));
    lines.extend(lines::wrap(&Words::new().dim("Example   [ ").dim(about.example).dim(" ]"), width));
    lines.push(Words::new());
    // Keyed rows have no name to type: their form is the only way.
    let keys = if table.register.is_keyed() {
        Words::new()
    } else {
        Words::new().key("a").plain(" adds one by a line like this   ")
    };
    lines.extend(lines::wrap(&keys.key("e").plain(" opens a form   about a minute"), width));
    for (y, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        look.words(buffer, area.x + 2, area.y + y as u16, area.width.saturating_sub(4), line);
    }
}

fn rows(
    look: Look,
    table: &mut Table,
    sight: &Sight<'_>,
    (focused, in_money): (bool, bool),
    buffer: &mut Buffer,
    area: Rect,
) {
    let Sight { plan, facts, world } = *sight;
    let width = usize::from(area.width.saturating_sub(2));
    let columns = table.columns(width);
    let home = table.register;
    let mut x = area.x + 2;
    for (col, wide) in &columns {
        let label = show(col.label(home));
        let label = if col.is_numeric(home) { label.pad_left(*wide) } else { label };
        look.words(buffer, x, area.y, *wide as u16, &Words::new().strong(label));
        x += *wide as u16 + 1;
    }
    let height = usize::from(area.height.saturating_sub(1));
    let selected = table.index(plan).unwrap_or(0);
    if selected < table.top {
        table.top = selected;
    }
    if height > 0 && selected >= table.top + height {
        table.top = selected + 1 - height;
    }
    table.top = table.top.min(table.len().saturating_sub(height.min(table.len())));
    let say = Say { plan, facts, today: world.today };
    let guess = home.find("guess");
    let names = columns.iter().position(|(col, _)| col.key(home) == "name").unwrap_or(0);
    let kinds: Vec<bool> = columns.iter().map(|(col, _)| col.is_numeric(home)).collect();
    for line in 0..height {
        let Some(row) = table.row(plan, table.top + line) else { break };
        let y = area.y + 1 + line as u16;
        let is_selected = Some(row.id()) == table.selected.as_ref();
        let mark = if table.marked.contains(row.id()) { "*" } else { " " };
        let gutter = if is_selected { ">" } else { " " };
        look.words(buffer, area.x, y, 2, &Words::from(gutter).plain(mark));
        let mut x = area.x + 2;
        let mut cursor = None;
        for (n, (col, wide)) in columns.iter().enumerate() {
            let mut words = drawn(&say, home, row, *col, *wide, in_money);
            if n == names && guess.is_some_and(|g| row.cell(g).get() == Value::Flag(true)) {
                // The mark outlives a cut.
                words = Words::new().with(Tone::Guess, words.text().cut(wide.saturating_sub(2))).plain(" ~");
            }
            let numeric = kinds[n];
            if numeric {
                words =
                    Words(vec![(words.0.first().map_or(Tone::Plain, |(tone, _)| *tone), words.text().pad_left(*wide))]);
            }
            look.words(buffer, x, y, *wide as u16, &lines::cut(&words, *wide));
            if is_selected && table.column == Some(*col) {
                cursor = Some(Rect { x, y, width: *wide as u16, height: 1 });
            }
            x += *wide as u16 + 1;
        }
        if is_selected {
            match cursor {
                Some(cell) => look.select(buffer, cell),
                None if focused => look.select(buffer, Rect { x: area.x, y, width: area.width, height: 1 }),
                None => {}
            }
        }
    }
    let legend = columns.iter().any(|(col, _)| col.key(home) == "cost_100x");
    if legend && table.len() + 1 < height {
        let y = area.bottom() - 1;
        look.words(buffer, area.x + 2, y, area.width.saturating_sub(2), &Words::new().dim(SHADES));
    }
    if table.is_empty() && height > 0 {
        let none = Words::from("Nothing holds what / asks for. ").key("Esc").plain(" takes the filter away.");
        look.words(buffer, area.x + 2, area.y + 1, area.width.saturating_sub(2), &none);
    }
}

fn draw_findings(look: Look, findings: &mut Findings, facts: &Facts, buffer: &mut Buffer, area: Rect) {
    let width = area.width.saturating_sub(2);
    if findings.shown.is_empty() {
        let words = if facts.guesses > 0 {
            Words::from(show(format!(
                "Everything holds. {} rows are guesses (~) that nobody has confirmed yet.",
                facts.guesses
            )))
        } else {
            Words::new().with(Tone::Ok, "ok").plain("  Everything holds.")
        };
        let mut lines = lines::wrap(&words, usize::from(width));
        lines.push(Words::new());
        let what = Words::from(
            "Rows broken by hand, limits that come, promises without their groundwork show up here, each with the field that mends it.",
        );
        lines.extend(lines::wrap(&what, usize::from(width)));
        for (y, line) in lines.iter().take(usize::from(area.height)).enumerate() {
            look.words(buffer, area.x + 1, area.y + y as u16, width, line);
        }
        return;
    }
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    if findings.selected < findings.top {
        findings.top = findings.selected;
    }
    if findings.selected >= findings.top + height {
        findings.top = findings.selected + 1 - height;
    }
    look.words(buffer, area.x + 2, area.y, width, &Words::new().strong("st    check             what does not hold"));
    for (line, finding) in findings.shown.iter().skip(findings.top).take(height).enumerate() {
        let y = area.y + 1 + line as u16;
        let is_selected = findings.top + line == findings.selected;
        let words = Words::from(if is_selected { "> " } else { "  " })
            .with(state_tone(finding.hit.state), show(finding.hit.state.word()).pad(5))
            .plain(" ")
            .plain(show(finding.about.id).cut(16).pad(17))
            .plain(" ")
            .plain(finding.hit.message.clone());
        look.words(buffer, area.x, y, area.width, &lines::cut(&words, usize::from(area.width)));
        if is_selected {
            look.select(buffer, Rect { x: area.x, y, width: area.width, height: 1 });
        }
    }
}

/// Where the three panes of a screen with a graph stand.
struct Rooms {
    list: Rect,
    picture: Rect,
    detail: Rect,
}

/// Large: three columns. Middle: list and graph, the row below. Small: the same, the list narrow; a matrix has no room
/// for a graph beside it there.
fn beside(area: Rect, detail: bool, alone: Option<Pane>, matrix: bool) -> Rooms {
    let none = Rect { height: 0, ..area };
    match alone {
        Some(Pane::List) => return Rooms { list: area, picture: none, detail: none },
        Some(Pane::Picture) => return Rooms { list: none, picture: area, detail: none },
        Some(Pane::Detail) => return Rooms { list: none, picture: none, detail: area },
        None => {}
    }
    if area.width >= 168 {
        let left = if matrix { area.width * 3 / 8 } else { area.width * 3 / 10 };
        let side = if detail { 54 } else { 0 };
        let list = Rect { width: left, ..area };
        let picture = Rect { x: list.right(), width: area.width - left - side, ..area };
        let detail = if detail { Rect { x: picture.right(), width: side, ..area } } else { none };
        return Rooms { list, picture, detail };
    }
    let below = match (detail && area.height >= 12, area.width >= 108) {
        (false, _) => 0,
        (true, true) => (area.height / 3).clamp(5, 14),
        (true, false) => (area.height / 3).clamp(5, 8),
    };
    let above = Rect { height: area.height - below, ..area };
    let detail = if below > 0 { Rect { y: above.bottom(), height: below, ..area } } else { none };
    let left = match (area.width, matrix) {
        (108.., true) => area.width * 11 / 20,
        (108.., false) => 34,
        (_, true) => area.width,
        (60.., false) => 30,
        (_, false) => area.width,
    };
    let list = Rect { width: left, ..above };
    let picture = Rect { x: list.right(), width: area.width - left, ..above };
    let picture = if picture.width < 24 { none } else { picture };
    Rooms { list: if picture.height == 0 { above } else { list }, picture, detail }
}
