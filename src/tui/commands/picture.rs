//! Keys of the graphs beside lists, and of the matrix of who knows what.

use std::sync::Arc;

use super::change::writable;
use super::walk::a_row;
use crate::analysis::column::Sight;
use crate::analysis::knowledge::{self, areas};
use crate::diff::diff;
use crate::edit::typed::{self, Assignment};
use crate::edit::{Edit, Refusal};
use crate::figure::graph::Direction;
use crate::model::value::{Assign, Value};
use crate::model::{Address, Id};
use crate::register::register;
use crate::report::words::Say;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::fresh;
use crate::tui::overlay::line::For;
use crate::tui::overlay::{Line, Overlay, Pick};

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Picture, "box-left", &["h", "left"], "walk", "the box at the left", always, |app| walk(app, Direction::Left)),
    on(Scope::Picture, "box-right", &["l", "right"], "", "the box at the right", always, |app| walk(app, Direction::Right)),
    on(Scope::Picture, "box-down", &["j", "down"], "", "the box below", always, |app| walk(app, Direction::Down)),
    on(Scope::Picture, "box-up", &["k", "up"], "", "the box above", always, |app| walk(app, Direction::Up)),
    on(Scope::Picture, "closer", &["+", "="], "closer", "roomier boxes, whole names", always, |app| zoom(app, true)),
    on(Scope::Picture, "denser", &["-"], "denser", "denser boxes, short names", always, |app| zoom(app, false)),
    on(Scope::Picture, "connect", &["c"], "connect", "say that this domain uses another", a_domain, connect),
    on(Scope::Picture, "tag", &["t"], "tag", "its scaling risk and when it is to be apart", a_domain, tag),
    on(Scope::Matrix, "person-left", &["h", "left"], "person", "the person at the left", always, |app| person(app, -1)),
    on(Scope::Matrix, "person-right", &["l", "right"], "", "the person at the right", always, |app| person(app, 1)),
    on(Scope::Matrix, "level-0", &["0"], "to 3 level", "does not know it", a_cell, |app| set_level(app, 0)),
    on(Scope::Matrix, "level-1", &["1"], "", "has seen it", a_cell, |app| set_level(app, 1)),
    on(Scope::Matrix, "level-2", &["2"], "", "could mend it alone", a_cell, |app| set_level(app, 2)),
    on(Scope::Matrix, "level-3", &["3"], "", "leads it", a_cell, |app| set_level(app, 3)),
    on(Scope::Matrix, "leaves", &["space"], "if they left", "what if this person left; again brings them back", has_person, leaves),
    on(Scope::Matrix, "pair", &["T"], "tasks", "put the cheapest way to two people into the timeline", can_pair, pair),
    on(Scope::Matrix, "add-person", &["a"], "add", "add a person by one line; Tab says what else", writable, |app| {
        if let Some(home) = register("people") {
            app.overlays.push(Overlay::Line(Box::new(Line::new(For::Add(home), ""))));
        }
    }),
];

fn walk(app: &mut App, way: Direction) {
    let (plan, world, facts) = (app.session.plan().clone(), app.world.clone(), Arc::clone(&app.facts));
    let Some(lists) = app.screens.lists() else { return };
    let chosen = lists.chosen_box();
    let next = lists.picture.as_ref().and_then(|picture| picture.walk(chosen.as_ref(), way));
    if let Some(id) = next {
        lists.choose_box(&Sight { plan: &plan, world: &world, facts: &facts }, &id);
        app.refresh();
    }
}

fn zoom(app: &mut App, closer: bool) {
    if let Some(picture) = app.screens.lists().and_then(|lists| lists.picture.as_mut()) {
        picture.zoom(closer);
    }
}

/// Ready on a domain that may be changed.
fn a_domain(app: &App) -> Result<(), Shown> {
    writable(app)?;
    a_row(app)?;
    match app.screens.address() {
        Some(at) if at.register == "domains" => Ok(()),
        _ => Err("this is for the boxes of the domain map; 1 goes there".into()),
    }
}

fn connect(app: &mut App) {
    if let Some(at) = app.screens.address() {
        let pick = Pick::targets(app, &at.id);
        app.overlays.push(Overlay::Pick(Box::new(pick)));
    }
}

/// Links one domain to another, as one step.
pub fn link(app: &mut App, from: &Id, to: &Id, kind: &'static str) {
    let Some(home) = register("links") else { return };
    let words = [format!("from={from}"), format!("to={to}"), format!("kind={kind}")];
    let made = typed::assignments(home, &words)
        .map_err(|refusal| vec![refusal])
        .and_then(|changes| typed::add(app.plan(), home, "", &changes, app.world.today));
    let said = show(format!("linked {from} to {to} ({kind})"));
    app.commit(made.map(|(_, edit)| edit), said);
}

pub(super) fn tag(app: &mut App) {
    let Some(at) = app.screens.address() else { return };
    let field = register(at.register).and_then(|home| home.find("risk"));
    super::change::open_form(app, &at, field);
}

fn person(app: &mut App, by: isize) {
    let plan = app.session.plan().clone();
    if let Some(matrix) = app.screens.matrix() {
        matrix.move_person(&plan, by);
    }
}

/// The chosen person and area.
fn chosen(app: &App) -> Option<(Id, Id)> {
    let matrix = app.screens.matrix_now()?;
    Some((matrix.person.clone()?, matrix.area.clone()?))
}

fn a_cell(app: &App) -> Result<(), Shown> {
    writable(app)?;
    chosen(app).map(drop).ok_or_else(|| "there is no area or no person yet; a adds one".into())
}

fn has_person(app: &App) -> Result<(), Shown> {
    chosen(app).map(drop).ok_or_else(|| "there is no area or no person yet; a adds one".into())
}

/// Sets the level of the chosen cell: as the command line's `know` does, declared today.
fn set_level(app: &mut App, level: i64) {
    let Some((person, area)) = chosen(app) else { return };
    if level == 0 && app.screens.address().is_none() {
        return app.say("nothing says that they know it; g h goes to Home");
    }
    let said = show(format!("{person} knows {area} at level {level}"));
    let edit = known(app, &person, &area, level);
    app.commit(edit, said);
}

fn known(app: &App, person: &Id, area: &Id, level: i64) -> Result<Edit, Vec<Refusal>> {
    let Some(home) = register("knowledge") else { return Err(Vec::new()) };
    let today = app.world.today;
    let words = vec![format!("level={level}"), "evidence=declared".to_string(), format!("verified={today}")];
    let mut changes = typed::assignments(home, &words).map_err(|refusal| vec![refusal])?;
    if let Some(at) = app.screens.address() {
        return typed::set(app.plan(), &at, &changes, today);
    }
    for (key, id) in [("person", person), ("domain", area)] {
        if let Some(field) = home.find(key) {
            changes.push(Assignment { field, assign: Assign::Set, text: id.to_string() });
        }
    }
    typed::add(app.plan(), home, "", &changes, today).map(|(_, edit)| edit)
}

/// What if the chosen person had left yesterday; once more brings them back.
fn leaves(app: &mut App) {
    let Some((person, _)) = chosen(app) else { return };
    if !app.session.is_trial() {
        app.session.try_out();
        fresh::begin_trial(app);
    }
    let at = Address { register: "people", id: person.clone() };
    let before = app.session.base_plan().people.get(&person).and_then(|row| row.leaves);
    let now = app.plan().people.get(&person).and_then(|row| row.leaves);
    let yesterday = app.world.today.plus(-1);
    let gone = now == yesterday && before != yesterday;
    let day = if gone { before } else { yesterday };
    let value = day.map_or(Value::Nothing, Value::Day);
    let who = app.plan().people.get(&person).map(|row| row.name.show()).unwrap_or_default();
    let said = match gone {
        true => show(format!("WHAT IF: {who} stays after all")),
        false => show(format!("WHAT IF {who} had left; Space adds others, W keeps or drops")),
    };
    app.commit(Ok(Edit::Put { at, field: "leaves", value }), said);
}

fn way(app: &App) -> knowledge::Way {
    let all = areas(app.plan(), app.world.today);
    let leaning = |area: &Id| app.facts.carried.get(area).map_or(0, |held| held.stops.len());
    knowledge::way(app.plan(), &all, app.world.today, leaning)
}

fn can_pair(app: &App) -> Result<(), Shown> {
    writable(app)?;
    match way(app).pairings.is_empty() {
        false => Ok(()),
        true if areas(app.plan(), app.world.today).iter().all(|area| area.able >= knowledge::ENOUGH) => {
            Err("every area has two people already".into())
        }
        true => Err("there are too few people to pair; a adds one".into()),
    }
}

/// Makes a task of each pairing, as one step.
fn pair(app: &mut App) {
    let way = way(app);
    let next = knowledge::with_tasks(app.plan(), &way.pairings);
    let edit = diff(app.plan(), &next);
    let n = way.pairings.len();
    let tasks = if n == 1 { "1 task".to_string() } else { format!("{n} tasks") };
    let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
    let first = way.pairings.first().map(|pairing| say.name("people", &pairing.learner).text());
    let said = match first {
        Some(who) => show(format!("{tasks} in the timeline, {who}'s first; u takes them back")),
        None => show(tasks),
    };
    app.commit(Ok(edit), said);
}
