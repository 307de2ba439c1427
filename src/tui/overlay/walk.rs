//! The quarterly review as a walk: each item gets work or is kept with a reason; at the end a row of `reviews` says so.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::line::{For, Line};
use super::{Act, Next, Overlay};
use crate::analysis::World;
use crate::analysis::governance::review::{self, Item, Verdict};
use crate::analysis::knowledge::is_here;
use crate::model::{Address, Id, PersonKind};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::text::{Raw, Shown, show};
use crate::tui::app::App;
use crate::tui::paint::centered;

/// What a walk begins with: worked out on a thread of its own, since the plan of the last review is read from the
/// repository.
pub struct Begun {
    pub world: World,
    pub items: Vec<Item>,
    /// The commit the plan stands at; empty where there is no repository.
    pub commit: Raw,
    /// Why the last review's plan could not be read.
    pub unread: Option<Shown>,
}

/// The walk.
pub struct Walk {
    world: World,
    items: Vec<(Item, Option<Verdict>)>,
    commit: Raw,
    at: usize,
    top: usize,
}

impl Walk {
    pub fn new(begun: Begun) -> Walk {
        let items = begun.items.into_iter().map(|item| (item, None)).collect();
        Walk { world: begun.world, items, commit: begun.commit, at: 0, top: 0 }
    }

    /// How many are decided.
    fn decided(&self) -> usize {
        self.items.iter().filter(|(_, verdict)| verdict.is_some()).count()
    }

    fn step(&mut self, by: isize) {
        self.at = self.at.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
    }

    /// Decides the item that is looked at and goes on to the next open one.
    fn decide(&mut self, verdict: Verdict) {
        let Some(item) = self.items.get_mut(self.at) else { return };
        item.1 = Some(verdict);
        let open = |(n, (_, verdict)): (usize, &(Item, Option<Verdict>))| verdict.is_none().then_some(n);
        let after = self.items.iter().enumerate().skip(self.at + 1).find_map(open);
        let before = self.items.iter().enumerate().find_map(open);
        self.at = after.or(before).unwrap_or(self.at);
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        match act {
            Act::Next | Act::Down => self.step(1),
            Act::Previous | Act::Up => self.step(-1),
            Act::PageDown => self.step(10),
            Act::PageUp => self.step(-10),
            // A reason that was typed.
            Act::Fill(at, reason) => {
                self.at = at;
                self.decide(Verdict::Keep(Raw::from(reason)));
            }
            Act::Accept => self.decide(Verdict::Act),
            Act::More => {
                let now = match self.items.get(self.at) {
                    Some((_, Some(Verdict::Keep(reason)))) => reason.raw().to_string(),
                    _ => String::new(),
                };
                app.overlays.push(Overlay::Line(Box::new(Line::new(For::Reason(self.at), &now))));
            }
            Act::Save => return self.write(app),
            Act::Cancel => {
                if self.decided() > 0 {
                    app.say("the review was left; nothing of it is written");
                }
                return Next::Close;
            }
            _ => {}
        }
        Next::Stay
    }

    /// Ends the review: one step, with everything that was decided. What is open stays for the next one.
    fn write(&mut self, app: &mut App) -> Next {
        let decided: Vec<(Item, Verdict)> =
            self.items.iter().filter_map(|(item, verdict)| Some((item.clone(), verdict.clone()?))).collect();
        if decided.is_empty() {
            app.refuse("nothing is decided yet: a gives the item work, r keeps it with a reason");
            return Next::Stay;
        }
        let inside = app
            .plan()
            .people
            .iter()
            .filter(|person| is_here(person, self.world.today) && person.kind != PersonKind::ExternalTeam);
        let people: Vec<Id> = inside.map(|person| person.id.clone()).collect();
        let edit = match review::write(app.plan(), &self.world, &decided, &people, &self.commit) {
            Ok(edit) => edit,
            Err(why) => {
                app.refuse(why);
                return Next::Stay;
            }
        };
        let (n, all) = (decided.len(), self.items.len());
        let what = show(format!("review of {}", self.world.today.words()));
        if !app.commit(Ok(edit), what) {
            return Next::Stay;
        }
        let id = Id::join(&[&self.world.today.to_string()]);
        app.open(&Address { register: "reviews", id }, None);
        let left = if n < all { format!(", {} stay open", all - n) } else { String::new() };
        app.say(show(format!("the review is written: {n} decided{left}; e says who took part, u takes it back")));
        Next::Close
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let width = area.width.min(100);
        let inner = usize::from(width.saturating_sub(4));
        let title = Words::new().strong("Quarterly review").plain(show(format!(
            "  {} of {} decided",
            self.decided(),
            self.items.len()
        )));
        let body: Vec<Vec<Words>> =
            self.items.iter().enumerate().map(|(n, item)| told(item, n == self.at, inner, app)).collect();
        let rows: usize = body.iter().map(Vec::len).sum();
        let height = u16::try_from(rows.max(1) + 2).unwrap_or(u16::MAX).clamp(5.min(area.height), area.height);
        let inside = app.look.overlay(frame, centered(area, width, height), &title);
        if self.items.is_empty() {
            let none = Words::from("Nothing has to be decided before the next review. Esc goes back.");
            for (y, line) in lines::wrap(&none, inner).iter().enumerate().take(usize::from(inside.height)) {
                app.look.words(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, inner as u16, line);
            }
            return;
        }
        let room = usize::from(inside.height);
        let start: usize = body[..self.at].iter().map(Vec::len).sum();
        let end = start + body[self.at].len();
        self.top = self.top.min(start).max(end.saturating_sub(room)).min(start);
        for (y, line) in body.iter().flatten().skip(self.top).take(room).enumerate() {
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, inner as u16, line);
        }
    }
}

/// One item: why it is on the list, its row, and what was decided.
fn told((item, verdict): &(Item, Option<Verdict>), chosen: bool, width: usize, app: &App) -> Vec<Words> {
    let said = match verdict {
        Some(Verdict::Act) => Words::new().with(Tone::Act, "ACT "),
        Some(Verdict::Keep(_)) => Words::new().with(Tone::Ok, "kept"),
        None => Words::new().dim("open"),
    };
    let mut head = Words::from(if chosen { "> " } else { "  " });
    head.0.extend(said.0);
    head = head.plain("  ");
    let lead = head.width();
    let mut text = Words::from(item.why.clone());
    if item.carried {
        text = text.with(Tone::Mon, " Again.");
    }
    let mut out = Vec::new();
    for (n, line) in lines::wrap(&text, width.saturating_sub(lead)).into_iter().enumerate() {
        let mut led = if n == 0 { head.clone() } else { Words::from(" ".repeat(lead)) };
        led.0.extend(line.0);
        out.push(led);
    }
    if !chosen {
        let mut whole = head;
        whole.0.extend(text.0);
        return vec![lines::cut(&whole, width)];
    }
    let mut about = Words::from(" ".repeat(lead)).dim(item.topic.word()).dim(show(format!(", {}", item.at)));
    if let Some(day) = item.on {
        about = about.dim(show(format!(", {}", day.short(app.world.today))));
    }
    out.push(lines::cut(&about, width));
    if let Some(Verdict::Keep(reason)) = verdict {
        out.push(lines::cut(&Words::from(" ".repeat(lead)).plain("since ").plain(reason.show()), width));
    }
    out
}
