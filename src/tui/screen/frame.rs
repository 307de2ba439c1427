//! The whole screen: title, tabs, the screen itself, what is selected, what can be pressed, what lies above.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Screen;
use crate::model::Plan;
use crate::register::screens::SCREENS;
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::text::{Shown, show};
use crate::tui::app::{App, Hints};
use crate::tui::command::{self, Command, Meaning, Scope};
use crate::tui::keys::{label, sequence};
use crate::tui::overlay::Overlay;

/// Smallest size that is drawn.
const LEAST: (u16, u16) = (40, 10);

/// Draws everything.
pub fn draw(app: &mut App, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return too_small(app, frame, area);
    }
    let hints = if app.hints == Hints::More { 3 } else { 1 };
    let line = |y: u16| Rect { x: area.x, y, width: area.width, height: 1 };
    let body = Rect { y: area.y + 2, height: area.height - 3 - hints, ..area };
    title(app, frame, line(area.y));
    tabs(app, frame, line(area.y + 1));
    let (look, world, facts) = (app.look, app.world.clone(), app.facts.clone());
    let plan = app.session.plan().clone();
    match app.screens.current_mut() {
        Screen::Home(home) => home.draw(look, &plan, &world, &facts, frame.buffer_mut(), body),
        Screen::Lists(lists) => lists.draw(look, &plan, &world, &facts, frame.buffer_mut(), body),
    }
    sentence(app, frame, line(area.bottom() - 1 - hints));
    footer(app, frame, Rect { y: area.bottom() - hints, height: hints, ..area });
    prefix_popup(app, frame, body);
    let mut overlays = std::mem::take(&mut app.overlays);
    for overlay in &mut overlays {
        overlay.draw(app, frame, Rect { height: area.height - hints - 1, ..area });
    }
    app.overlays = overlays;
}

fn too_small(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let text =
        format!("too small ({}x{}), need {}x{}; plan is safe. q quits", area.width, area.height, LEAST.0, LEAST.1);
    for (y, part) in show(text).wrap(usize::from(area.width)).into_iter().take(usize::from(area.height)).enumerate() {
        app.look.text(frame.buffer_mut(), area.x, area.y + y as u16, area.width, &part);
    }
}

/// Plan, stage and save state.
fn title(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let plan = app.plan();
    let saved = app.saved();
    let right = saved.width() as u16 + 1;
    let mut left = Words::from(" ").strong("outgrow").plain(" · ").plain(place(app));
    let stage = stage(plan);
    if !app.banner.is_empty() {
        left = left.plain("   ").strong(app.banner.clone());
    } else if !stage.is_empty() {
        left = left.plain("   ").plain(stage);
    }
    let room = area.width.saturating_sub(right + 1);
    app.look.words(frame.buffer_mut(), area.x, area.y, room, &lines::cut(&left, usize::from(room)));
    let x = area.right().saturating_sub(right).max(area.x);
    app.look.words(frame.buffer_mut(), x, area.y, right, &saved);
}

/// The file and its folder: enough to tell two plans apart.
fn place(app: &App) -> Shown {
    let path = app.session.path();
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().and_then(|p| p.file_name()).map(|n| n.to_string_lossy().into_owned());
    match folder {
        Some(folder) => show(format!("{folder}/{name}")),
        None => show(name),
    }
}

/// The product's name, its growth stage and its users.
fn stage(plan: &Plan) -> Shown {
    let name = plan.product().name.show();
    let Some(users) = crate::analysis::growth::users(plan) else { return name };
    let count = crate::report::words::number(users.count);
    match users.stage {
        Some(stage) => {
            let of = stage.users_to.map_or(String::new(), |to| format!(" of {}", crate::report::words::number(to)));
            show(format!("{name} · {}, {count} users{of}", stage.name.show()))
        }
        None => show(format!("{name} · {count} users")),
    }
}

fn tabs(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let findings = app.facts.findings.len();
    let mut x = area.x + 1;
    let text = |at: usize| {
        let screen = &SCREENS[at];
        let count = if screen.key == "checks" && findings > 0 { format!("({findings})") } else { String::new() };
        format!("{} {}{count}", screen.digit, screen.tab)
    };
    // Where not all fit, the first ones go until the one that is shown does.
    let mut first = 0;
    let end = |first: usize| (first..=app.screens.here).map(|at| text(at).len() + 1).sum::<usize>() + 3;
    while first < app.screens.here && end(first) > usize::from(area.width) {
        first += 1;
    }
    for at in first..SCREENS.len() {
        let text = text(at);
        let here = at == app.screens.here;
        let words = if here { Words::new().strong(show(format!("[{text}]"))) } else { Words::from(show(text)) };
        let gap = if area.width >= 100 { 2 } else { 1 };
        let room = area.right().saturating_sub(x);
        x += app.look.words(frame.buffer_mut(), x, area.y, room, &words) + gap;
    }
}

/// What is selected, or what was just said.
fn sentence(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let words = if app.status.0.is_empty() {
        let text = match app.screens.current() {
            _ if app.session.is_trial() && app.overlays.is_empty() => app.tried().unwrap_or_default(),
            Screen::Home(home) => home.sentence(),
            Screen::Lists(lists) => lists.sentence(&app.sight()),
        };
        Words::from(" ").plain(text)
    } else {
        let mut words = Words::from(" ");
        words.0.extend(app.status.0.0.iter().cloned());
        words
    };
    let cut = lines::cut(&words, usize::from(area.width));
    app.look.words(frame.buffer_mut(), area.x, area.y, area.width, &cut);
}

/// What can be pressed: the focused scope's commands first, dropped from the right, never wrapped.
fn footer(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let scopes = app.scopes();
    let typing = scopes.first().is_some_and(|s| s.takes_text());
    let found: Vec<&Command> = scopes
        .iter()
        .flat_map(|scope| command::all().filter(move |c| c.scope == *scope))
        .filter(|c| !c.footer.is_empty() && (c.ready)(app).is_ok())
        .collect();
    // A key means what the innermost scope says.
    let mut keys: Vec<&str> = Vec::new();
    let mut heard = |command: &&Command| {
        let new = !keys.contains(&command.keys[0]);
        keys.push(command.keys[0]);
        new
    };
    let found: Vec<&Command> = found.into_iter().filter(|command| heard(command)).collect();
    let tail = if typing || !app.overlays.is_empty() {
        Words::new()
    } else {
        Words::from("  ").key("?").plain(" help  ").key("q").plain(" quit")
    };
    let room = usize::from(area.width).saturating_sub(tail.width() + 1);
    let most = if app.hints == Hints::More { usize::MAX } else { 9 };
    let mut lines = vec![Words::from(" ")];
    for (count, command) in found.into_iter().enumerate() {
        let piece = Words::new().key(show(label(command.keys[0]))).plain(show(format!(" {}", command.footer)));
        let last = lines.len() == usize::from(area.height);
        let line = lines.last_mut().expect("there is always a line");
        let wide = if last { room } else { usize::from(area.width) - 1 };
        let gap = if line.width() > 1 { 2 } else { 0 };
        if line.width() + gap + piece.width() > wide || count >= most {
            if last || count >= most {
                break;
            }
            lines.push(Words::from(" "));
        }
        let line = lines.last_mut().expect("there is always a line");
        if line.width() > 1 {
            line.0.push((Tone::Plain, "  ".into()));
        }
        line.0.extend(piece.0);
    }
    if let Some(line) = lines.last_mut() {
        line.0.extend(tail.0);
    }
    for (y, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        app.look.words(frame.buffer_mut(), area.x, area.y + y as u16, area.width, line);
    }
}

/// What the keys pressed so far lead to, shown at once.
fn prefix_popup(app: &App, frame: &mut Frame<'_>, area: Rect) {
    if app.pending.is_empty() {
        return;
    }
    let Meaning::Prefix(commands) = command::look_up(&app.scopes(), &app.pending) else { return };
    let mut lines = Vec::new();
    for command in commands {
        let keys = command.keys.iter().map(|keys| (keys, sequence(keys)));
        for (_, chords) in keys.filter(|(_, chords)| chords.starts_with(&app.pending)) {
            let rest: Vec<String> = chords[app.pending.len()..].iter().map(|c| label(&c.to_string())).collect();
            let mut line = Words::from(" ").key(show(rest.join(" ")).pad(3)).plain(" ").plain(command.doc);
            if let Err(why) = (command.ready)(app) {
                line = line.plain(" (").plain(why).plain(")");
            }
            lines.push(line);
        }
    }
    let width = lines.iter().map(Words::width).max().unwrap_or(0) as u16 + 3;
    let height = (lines.len() as u16 + 2).min(area.height);
    let area = Rect {
        x: area.right().saturating_sub(width.min(area.width)),
        y: area.bottom() - height,
        width: width.min(area.width),
        height,
    };
    let pressed: Vec<String> = app.pending.iter().map(|c| label(&c.to_string())).collect();
    let inside = app.look.overlay(frame, area, &Words::new().strong(show(pressed.join(" "))));
    for (y, line) in lines.iter().take(usize::from(inside.height)).enumerate() {
        app.look.words(
            frame.buffer_mut(),
            inside.x,
            inside.y + y as u16,
            inside.width,
            &lines::cut(line, usize::from(inside.width)),
        );
    }
}

/// The scope that the top overlay or screen speaks for, for tests.
pub fn scope(app: &App) -> Scope {
    app.overlays.last().map_or_else(|| app.screens.current().scope(), Overlay::scope)
}
