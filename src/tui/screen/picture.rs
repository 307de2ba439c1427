//! A drawn graph beside a list: laid out on a thread of its own, walked box by box.

use std::cell::RefCell;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::analysis::{Facts, World};
use crate::figure::graph::{Density, Direction, Graph, Layout};
use crate::model::{Id, Plan};
use crate::report::doc::Words;
use crate::report::figures::graph_tone;
use crate::report::words::Say;
use crate::report::{lines, map, team};
use crate::text::show;
use crate::tui::paint::Look;

/// What is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Domains and how they lean on each other.
    Map,
    /// People and the areas they know.
    Team,
}

impl Subject {
    /// How to read the lines.
    pub fn legend(self) -> &'static str {
        match self {
            Subject::Map => map::LEGEND,
            Subject::Team => team::LEGEND,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Subject::Map => "Map",
            Subject::Team => "Who knows what",
        }
    }
}

/// A graph with its two layouts, the dense one first.
#[derive(Debug)]
pub struct Drawn {
    pub subject: Subject,
    graph: Graph,
    layouts: [Layout; 2],
}

impl Drawn {
    /// The picture of a plan. One that would come to the same is kept: the same plan, the same picture.
    pub fn of(subject: Subject, plan: &Plan, facts: &Facts, world: &World, before: Option<Arc<Drawn>>) -> Arc<Drawn> {
        let graph = match subject {
            Subject::Map => map::graph(plan),
            Subject::Team => team::graph(&Say { plan, facts, today: world.today }),
        };
        if let Some(before) = before.filter(|before| before.graph == graph && before.subject == subject) {
            return before;
        }
        let layouts = [graph.layout(Density::Compact), graph.layout(Density::Normal)];
        Arc::new(Drawn { subject, graph, layouts })
    }

    fn layout(&self, density: Density) -> &Layout {
        &self.layouts[usize::from(density == Density::Normal)]
    }
}

/// The pane's state.
pub struct Picture {
    pub subject: Subject,
    /// The density somebody chose; otherwise the one that fits.
    pub density: Option<Density>,
    pub drawn: Option<Arc<Drawn>>,
    /// A box with its neighbours, laid out for the box, density and drawing that it was last painted for.
    near: RefCell<Option<Near>>,
}

struct Near {
    id: Id,
    density: Density,
    of: *const Drawn,
    layout: Layout,
}

/// Boxes around one beyond which the whole picture is shown instead: laying them out would keep a key waiting.
const NEIGHBOURS: usize = 24;

impl Picture {
    pub fn new(subject: Subject) -> Picture {
        Picture { subject, density: None, drawn: None, near: RefCell::new(None) }
    }

    /// The nearest box that way; without a chosen one, the first.
    pub fn walk(&self, chosen: Option<&Id>, way: Direction) -> Option<Id> {
        let layout = self.drawn.as_ref()?.layout(self.density.unwrap_or_default());
        match chosen.filter(|id| layout.place(id).is_some()) {
            Some(id) => layout.neighbour(id, way).cloned(),
            None => layout.first().cloned(),
        }
    }

    /// One step denser or roomier.
    pub fn zoom(&mut self, closer: bool) {
        self.density = Some(if closer { Density::Normal } else { Density::Compact });
    }

    /// Paints the picture around a box; in a small room only the box and its neighbours.
    pub fn draw(&self, look: Look, chosen: Option<&Id>, focused: bool, buffer: &mut Buffer, area: Rect) {
        let mut title = Words::new().strong(self.subject.title());
        if focused {
            title = title.plain("  (arrows walk, Tab goes on)");
        }
        let inside = look.pane(buffer, area, &title);
        if inside.width < 4 || inside.height < 2 {
            return;
        }
        let Some(drawn) = &self.drawn else {
            look.words(buffer, inside.x + 1, inside.y, inside.width, &Words::from("..  being drawn"));
            return;
        };
        // The last line says how to read it, where there is room for that, too.
        let wide = usize::from(inside.width);
        let mut legend = lines::wrap(&Words::new().dim(self.subject.legend()), wide);
        legend.truncate(match inside.height {
            ..12 => 0,
            12..16 => 1,
            _ => 3,
        });
        let high = usize::from(inside.height) - legend.len();
        let fits = |layout: &Layout| layout.width <= wide as i32 && layout.height <= high as i32;
        let density = self.density.unwrap_or(match fits(drawn.layout(Density::Normal)) {
            true => Density::Normal,
            false => Density::Compact,
        });
        let whole = drawn.layout(density);
        let mut near = self.near.borrow_mut();
        let layout = match chosen {
            Some(id) if !fits(whole) && wide < 70 => self.neighbours(&mut near, drawn, id, density).unwrap_or(whole),
            _ => whole,
        };
        for (y, row) in layout.rows(&layout.view(chosen, wide, high)).into_iter().enumerate() {
            let words = Words(row.into_iter().map(|(mark, text)| (graph_tone(mark), show(text))).collect());
            look.words(buffer, inside.x, inside.y + y as u16, inside.width, &words);
        }
        for (n, line) in legend.iter().enumerate() {
            look.words(buffer, inside.x, inside.y + (high + n) as u16, inside.width, line);
        }
        if layout.bare {
            let many = Words::from(" too many lines to draw; the list has them all ");
            look.words(buffer, area.x + 2, area.bottom() - 1, area.width.saturating_sub(4), &many);
        } else if std::ptr::eq(layout, whole) && !fits(whole) {
            let part =
                Words::from(show(format!(" a part of {} x {} cells, Tab and arrows ", whole.width, whole.height)));
            let x = area.right().saturating_sub(part.width() as u16 + 2).max(area.x + 1);
            look.words(buffer, x, area.bottom() - 1, area.width.saturating_sub(3), &part);
        }
    }

    /// The layout of a box with its neighbours, from the last time where it is the same.
    fn neighbours<'n>(
        &self,
        kept: &'n mut Option<Near>,
        drawn: &Arc<Drawn>,
        id: &Id,
        density: Density,
    ) -> Option<&'n Layout> {
        let of = Arc::as_ptr(drawn);
        let same = kept.as_ref().is_some_and(|near| near.id == *id && near.density == density && near.of == of);
        if !same {
            let around = drawn.graph.around(id);
            if around.boxes.is_empty() || around.boxes.len() > NEIGHBOURS {
                return None;
            }
            *kept = Some(Near { id: id.clone(), density, of, layout: around.layout(density) });
        }
        kept.as_ref().map(|near| &near.layout)
    }
}
