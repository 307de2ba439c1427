//! How a screen of lists is drawn: the list, what stands below and beside it, the selected row in full.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{LaidOutFor, Lists, Pane, Tab};
use crate::analysis::column::Sight;
use crate::analysis::{Facts, World};
use crate::model::{Address, Id, Plan};
use crate::register::{on_face, register};
use crate::report::doc::{Block, Words};
use crate::report::layout::{self, Heads};
use crate::report::words::Say;
use crate::report::{aside, findings, lines};
use crate::text::show;
use crate::tui::paint::Look;
use crate::tui::screen::rooms::beside;
use crate::tui::screen::table::Table;
use crate::tui::screen::{matrix, rows, timeline};

impl Lists {
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
            Tab::Rows(table) if table.register.len(plan) == 0 => rows::empty(look, table, buffer, inside),
            Tab::Rows(table) => {
                rows::rows(look, table, &Sight { plan, facts, world }, (focused, self.in_money), buffer, inside)
            }
            Tab::Findings(findings) => rows::findings(look, findings, facts, buffer, inside),
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
}
