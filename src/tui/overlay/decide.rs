//! Fields that two sides changed, decided one by one: item by item, never by lines of text.
//!
//! What waits stands in the plan's `conflicts`; nothing is kept here but which of them is looked at.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::line::{For, Line};
use super::text::{Into, Text};
use super::{Act, Next, Overlay};
use crate::merge::{Take, Waiting, decide, suggestion, waiting};
use crate::model::Id;
use crate::model::value::Kind;
use crate::register::{register, typing};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::session::SaveState;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::paint::centered;

/// The list of what waits, and the one that is looked at.
#[derive(Default)]
pub struct Decide {
    selected: Option<Id>,
    top: usize,
}

impl Decide {
    fn place(&self, waiting: &[Waiting]) -> usize {
        let found = self.selected.as_ref().and_then(|id| waiting.iter().position(|w| w.conflict == *id));
        found.unwrap_or(0)
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        let all = waiting(app.plan());
        let at = self.place(&all);
        let to = match act {
            Act::Cancel => {
                say_what_is_left(app);
                return Next::Close;
            }
            Act::Next | Act::Down => at + 1,
            Act::Previous | Act::Up => at.saturating_sub(1),
            _ => at,
        };
        self.selected = all.get(to.min(all.len().saturating_sub(1))).map(|w| w.conflict.clone());
        Next::Stay
    }

    /// The conflict that is looked at.
    pub fn selected(&self, app: &App) -> Option<Waiting> {
        let mut all = waiting(app.plan());
        let at = self.place(&all);
        (at < all.len()).then(|| all.swap_remove(at))
    }

    /// The one to look at once this one is decided.
    fn following(&self, all: &[Waiting]) -> Option<Id> {
        let at = self.place(all);
        all.get(at + 1).or(all.get(at.wrapping_sub(1))).map(|w| w.conflict.clone())
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let all = waiting(app.plan());
        let width = area.width.min(100);
        let inner = usize::from(width.saturating_sub(4));
        let at = self.place(&all);
        let body: Vec<Vec<Words>> =
            all.iter().enumerate().map(|(n, waiting)| item(app, waiting, n == at, inner)).collect();
        let rows: usize = body.iter().map(Vec::len).sum();
        let height = (rows.max(1) as u16 + 2).clamp(5.min(area.height), area.height);
        let title = match all.len() {
            0 => Words::new().strong("Nothing waits to be decided"),
            n => Words::new().strong(show(format!("Two sides changed the same · {} of {n}", at + 1))),
        };
        let inside = app.look.overlay(frame, centered(area, width, height), &title);
        let room = usize::from(inside.height);
        if all.is_empty() {
            let held = *app.session.state() == SaveState::Held;
            let text = if held { "All is decided; w writes the file." } else { "All is decided; Esc goes back." };
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.y, inside.width.saturating_sub(2), &text.into());
            return;
        }
        let (start, end) = span(&body, at);
        self.top = self.top.min(start).max(end.saturating_sub(room)).min(start);
        for (y, line) in body.iter().flatten().skip(self.top).take(room).enumerate() {
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, inside.width.saturating_sub(2), line);
        }
        let first = inside.y + (start - self.top) as u16;
        frame.set_cursor_position((inside.x + 1, first));
    }
}

/// The lines from which to which an item reaches.
fn span(body: &[Vec<Words>], at: usize) -> (usize, usize) {
    let start: usize = body[..at].iter().map(Vec::len).sum();
    (start, start + body[at].len())
}

/// One conflict: in full where it is looked at, else in a line.
fn item(app: &App, waiting: &Waiting, selected: bool, width: usize) -> Vec<Words> {
    let gutter = if selected { "> " } else { "  " };
    let head = Words::from(gutter).strong(&waiting.row).plain(" · ").plain(&waiting.field);
    if !selected {
        return vec![lines::cut(&head, width)];
    }
    let mut out = vec![lines::cut(&head, width)];
    if let Some(why) = &waiting.obsolete {
        out.extend(lines::wrap(&Words::from("    ").plain(why), width));
        out.push(Words::new());
        return out;
    }
    let advice = suggestion(app.plan(), &waiting.conflict);
    let sides = [
        ("b", "before", &waiting.base, Take::Base),
        ("1", "mine  ", &waiting.ours, Take::Ours),
        ("2", "theirs", &waiting.theirs, Take::Theirs),
    ];
    for (key, label, value, take) in sides {
        let start = Words::from("  ").key(key).plain(" ").dim(label).plain("  ");
        let indent = start.width();
        let mut pieces: Vec<Shown> = value.clone();
        if pieces.is_empty() {
            pieces.push("nothing".into());
        }
        let more = pieces.len().saturating_sub(LINES);
        for (n, piece) in pieces.iter().take(LINES).enumerate() {
            let mut line = if n == 0 { start.clone() } else { Words::from(show(" ".repeat(indent))) };
            line = line.plain(piece);
            if n == 0 && advice.as_ref() == Some(&take) {
                line = line.with(Tone::Ok, "  (suggested)");
            }
            out.push(lines::cut(&line, width));
        }
        if more > 0 {
            out.push(Words::from(show(" ".repeat(indent))).dim(show(format!("and {more} more lines"))));
        }
    }
    out.push(Words::new());
    out
}

/// Most lines of a side that are shown.
const LINES: usize = 6;

/// The screen, where it is on top.
fn top(app: &mut App) -> Option<&mut Decide> {
    match app.overlays.last_mut() {
        Some(Overlay::Decide(decide)) => Some(decide),
        _ => None,
    }
}

fn selected(app: &App) -> Option<Waiting> {
    match app.overlays.last() {
        Some(Overlay::Decide(decide)) => decide.selected(app),
        _ => None,
    }
}

/// Whether there is anything to decide.
pub fn has_waiting(app: &App) -> Result<(), Shown> {
    if app.plan().conflicts.is_empty() { Err("nothing waits to be decided".into()) } else { Ok(()) }
}

/// Takes a side for the conflict that is looked at.
pub fn take(app: &mut App, take: &Take) {
    let Some(waiting) = selected(app) else { return };
    carry_out(app, &waiting.conflict, take);
}

/// Carries a choice out; true when it was.
pub fn carry_out(app: &mut App, conflict: &Id, take: &Take) -> bool {
    let edit = decide(app.plan(), conflict, take, typing(app.world.today));
    let what = match take {
        Take::Ours => "mine is kept",
        Take::Theirs => "theirs is taken",
        Take::Base => "what was before is back",
        Take::Typed(_) => "decided by hand",
    };
    let before = waiting(app.plan());
    let done = app.commit(edit, what);
    if done {
        let screen = app.overlays.iter_mut().find_map(|o| if let Overlay::Decide(d) = o { Some(d) } else { None });
        if let Some(screen) = screen {
            screen.selected = screen.following(&before);
        }
        if app.plan().conflicts.is_empty() {
            say_what_is_left(app);
        }
    }
    done
}

/// Takes what is suggested wherever something is.
pub fn take_suggestions(app: &mut App) {
    let mut taken = 0;
    for waiting in waiting(app.plan()) {
        if let Some(take) = suggestion(app.plan(), &waiting.conflict) {
            taken += usize::from(carry_out(app, &waiting.conflict, &take));
        }
    }
    match taken {
        0 => app.refuse("nothing is suggested here; each is a matter of taste"),
        n => app.say(show(format!("{n} decided as suggested, {} left", app.plan().conflicts.len()))),
    }
}

/// Opens the value for typing: mine as it stands, to be put together with theirs.
pub fn type_it(app: &mut App) {
    let Some(waiting) = selected(app) else { return };
    let key = app.plan().conflicts.get(&waiting.conflict).map_or("", |conflict| conflict.disputed());
    let home = waiting.at.as_ref().and_then(|at| register(at.register));
    let kind = home.and_then(|home| Some(home.kind(home.find(key)?)));
    let joined = |lines: &[Shown], by: &str| lines.iter().map(Shown::as_str).collect::<Vec<_>>().join(by);
    match kind {
        Some(Kind::Prose | Kind::Texts | Kind::Log) => {
            let both = [joined(&waiting.ours, "\n"), joined(&waiting.theirs, "\n")].join("\n");
            let title = show(format!("{}: both sides, one below the other", waiting.row));
            app.overlays.push(Overlay::Text(Box::new(Text::new(Into::Decision(waiting.conflict), title, &both))));
        }
        Some(kind) if kind.is_list() => {
            let both = [joined(&waiting.ours, ","), joined(&waiting.theirs, ",")].join(",");
            app.overlays.push(Overlay::Line(Box::new(Line::new(For::Decision(waiting.conflict), &both))));
        }
        Some(_) => {
            let ours = joined(&waiting.ours, " ");
            app.overlays.push(Overlay::Line(Box::new(Line::new(For::Decision(waiting.conflict), &ours))));
        }
        None => app.refuse("1 keeps the row, or 2 removes it; there is no third"),
    }
}

/// Writes the file with what was decided, and what was not; with nothing left to decide the screen closes.
pub fn write(app: &mut App) {
    crate::tui::commands::save(app);
    if app.plan().conflicts.is_empty() && top(app).is_some() {
        app.overlays.pop();
    }
}

/// Opens the screen over everything.
pub fn open(app: &mut App) {
    if top(app).is_none() {
        app.overlays.push(Overlay::Decide(Decide::default()));
    }
}

/// Opens it on one of them.
pub fn open_at(app: &mut App, conflict: Id) {
    open(app);
    if let Some(screen) = top(app) {
        screen.selected = Some(conflict);
    }
}

fn say_what_is_left(app: &mut App) {
    let held = *app.session.state() == SaveState::Held;
    match (app.plan().conflicts.len(), held) {
        (0, true) => app.say("all is decided; w writes the file"),
        (0, false) => app.say("all is decided"),
        (n, _) => {
            let wait = if n == 1 { "1 is".to_string() } else { format!("{n} are") };
            let write = if held { ", and w writes the file with them in it" } else { "" };
            app.say(show(format!("{wait} still to be decided; g x comes back to that{write}")));
        }
    }
}
