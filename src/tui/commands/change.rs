//! Changing the plan: adding, editing, status, removing, recording, repeating.

use super::walk::{a_row, home, is_long, named};
use crate::analysis::column::Sight;
use crate::analysis::debt::rewrite;
use crate::edit::typed::{self, Assignment};
use crate::exchange::{madr, readings};
use crate::model::value::{Assign, Value};
use crate::model::{Address, Id};
use crate::register::references::referrers;
use crate::register::{Register, product, register};
use crate::report::doc::Words;
use crate::report::options;
use crate::report::words::Say;
use crate::text::{Shown, show};
use crate::tui::app::{App, Editing, Repeat};
use crate::tui::command::{Command, Scope, on};
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::line::For;
use crate::tui::overlay::text::{Into, Text};
use crate::tui::overlay::{Confirm, Form, Line, Overlay, Pick};
use crate::tui::run::Effect;
use crate::tui::screen::lists::Lists;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::List, "add", &["a"], "add", "add a row here by one line", writable, add),
    on(Scope::List, "edit", &["e", "f2"], "edit", "edit the row, or the cell under the cursor", editable, edit),
    on(Scope::List, "record", &["r"], "record", "record a reading for the row", measurable, |app| {
        if let Some(at) = app.screens.address() {
            app.overlays.push(Overlay::Line(Box::new(Line::new(For::Record(at), ""))));
        }
    }),
    on(Scope::List, "delete", &["d"], "delete", "remove the row, or all marked, after a question", a_writable_row, delete),
    on(Scope::List, "status-open", &["s o"], "", "status open", has_status, |app| status(app, "open")),
    on(Scope::List, "status-monitor", &["s m"], "", "status monitor: keep an eye on it", has_status, |app| status(app, "monitor")),
    on(Scope::List, "status-act", &["s a"], "", "status act: it gets work", has_status, |app| status(app, "act")),
    on(Scope::List, "status-done", &["s d"], "", "status done, today", has_status, |app| status(app, "done")),
    on(Scope::List, "next-status", &["S"], "", "the next status", has_status, next_status),
    on(Scope::List, "pin", &["t", "!"], "", "pin a data decision among the top three, or unpin it; tag a domain's risk and separation", pinnable, |app| {
        match home(app).is_some_and(|home| home.key() == "domains") {
            true => super::picture::tag(app),
            false => pin(app),
        }
    }),
    on(Scope::List, "draft", &["D"], "", "draft the decision record: from an option, or of rewriting against mending", draftable, |app| {
        if home(app).is_some_and(|home| home.key() == "debts") {
            return rewrite_or_mend(app, Vec::new());
        }
        if let Some(at) = app.screens.address() {
            let pick = Pick::options(app, &at.id);
            app.overlays.push(Overlay::Pick(Box::new(pick)));
        }
    }),
    on(Scope::List, "repeat", &["."], "", "make the last change again on this row", can_repeat, repeat),
    on(Scope::List, "confirm-guess", &["c"], "", "confirm a guess as it stands", is_guess, confirm_guess),
    on(Scope::List, "editor", &["E"], "", "open the text under the cursor, or the note, in your editor", a_writable_row, editor),
    on(Scope::Home, "edit-product", &["e"], "edit the product", "edit the product", writable, |app| open_form(app, &product(), None)),
    on(Scope::Home, "capture-here", &["a"], "add", "add anything by one line", writable, capture),
    on(Scope::Global, "capture", &["A"], "", "add anything from anywhere; Tab says what", writable, capture),
];

/// Ready where the plan may be changed.
pub(super) fn writable(app: &App) -> Result<(), Shown> {
    if app.session.is_closed() { Err("this plan is open for reading only".into()) } else { Ok(()) }
}

pub(super) fn a_writable_row(app: &App) -> Result<(), Shown> {
    writable(app)?;
    a_row(app)
}

/// Ready on a row; where there is none yet, the form makes the first.
fn editable(app: &App) -> Result<(), Shown> {
    writable(app)?;
    match home(app) {
        Some(home) if home.len(app.plan()) == 0 => Ok(()),
        _ => a_row(app),
    }
}

fn has_status(app: &App) -> Result<(), Shown> {
    a_writable_row(app)?;
    match home(app).and_then(|home| home.find("status")) {
        Some(_) => Ok(()),
        None => Err("rows of this list have no status".into()),
    }
}

fn measurable(app: &App) -> Result<(), Shown> {
    a_writable_row(app)?;
    match home(app).filter(|home| home.key() == "metrics" || home.find("metric").is_some()) {
        Some(_) => Ok(()),
        None => Err("rows of this list are not measured".into()),
    }
}

fn can_repeat(app: &App) -> Result<(), Shown> {
    a_writable_row(app)?;
    match (&app.repeat, home(app)) {
        (Some(repeat), Some(home)) if repeat.register == home.key() => Ok(()),
        _ => Err("there is no change in this list to make again".into()),
    }
}

fn is_guess(app: &App) -> Result<(), Shown> {
    a_writable_row(app)?;
    let guess = targets(app).iter().any(|at| {
        let row = register(at.register).and_then(|home| home.get(app.plan(), &at.id).map(|row| (home, row)));
        row.is_some_and(|(home, row)| home.find("guess").is_some_and(|g| row.cell(g).get() == Value::Flag(true)))
    });
    if guess { Ok(()) } else { Err("this row is no guess".into()) }
}

fn targets(app: &App) -> Vec<Address> {
    match app.screens.lists_now().and_then(Lists::table) {
        Some(table) => table.targets(),
        None => app.screens.address().into_iter().collect(),
    }
}

fn add(app: &mut App) {
    let Some(home) = home(app) else { return };
    if home.is_keyed() {
        // Nothing to type but fields: the form asks for them.
        return open_add_form(app, home, "");
    }
    app.overlays.push(Overlay::Line(Box::new(Line::new(For::Add(home), ""))));
}

fn capture(app: &mut App) {
    // On Home the selected step says what is missing.
    let asked = app.screens.home().and_then(|home| home.step()).and_then(|step| {
        let first = || crate::register::screens::screen(step.screen).map(|screen| screen.registers[0]);
        register(step.list.or_else(first)?).filter(|home| !home.is_keyed() && !home.is_product())
    });
    let here = asked.or_else(|| home(app)).filter(|home| !home.is_keyed()).or_else(|| register("debts"));
    if let Some(home) = here {
        app.overlays.push(Overlay::Line(Box::new(Line::new(For::Add(home), ""))));
    }
}

/// An empty form for a new row.
pub fn open_add_form(app: &mut App, home: &'static dyn Register, name: &str) {
    app.overlays.push(Overlay::Form(Box::new(Form::new(home, None, name))));
}

/// The form over a row, its cursor on a field.
pub fn open_form(app: &mut App, at: &Address, field: Option<usize>) {
    let row = register(at.register).and_then(|home| home.get(app.session.plan(), &at.id).map(|row| (home, row)));
    if let Some((home, row)) = row {
        let mut form = Form::new(home, Some(row), "");
        if let Some(field) = field {
            form.focus_on(field);
        }
        app.overlays.push(Overlay::Form(Box::new(form)));
    }
}

fn edit(app: &mut App) {
    let Some(at) = app.screens.address() else {
        // An empty list offers the form for its first row.
        if let Some(home) = home(app) {
            open_add_form(app, home, "");
        }
        return;
    };
    let column = app.screens.lists_now().and_then(Lists::table).and_then(|table| table.column);
    let Some((home, col)) = register(at.register).zip(column) else { return open_form(app, &at, None) };
    let Some(field) = col.field(home) else {
        let label = col.label(home).to_lowercase();
        return app.refuse(show(format!("{label} is computed and cannot be typed; x says how it comes about")));
    };
    if is_long(home.kind(field)) {
        let row = home.get(app.plan(), &at.id);
        let text = row.map_or(String::new(), |row| row.cell(field).get().typed().raw().to_string());
        let text = Text::new(Into::Row(at, field), home.field(field).label, &text);
        app.overlays.push(Overlay::Text(Box::new(text)));
    } else {
        let line = Line::cell(app, &at, field);
        app.overlays.push(Overlay::Line(Box::new(line)));
    }
}

/// Goes to a row that was just made or saved.
pub fn show_added(app: &mut App, at: &Address) {
    if at.register == crate::register::PRODUCT {
        return;
    }
    let here = app.screens.lists_now().and_then(Lists::table).is_some_and(|t| t.register.key() == at.register);
    if here || app.screens.address().is_none() {
        let plan = app.session.plan().clone();
        let (world, facts) = (app.world.clone(), app.facts.clone());
        if let Some(table) = app.screens.lists().and_then(Lists::table_mut).filter(|t| t.register.key() == at.register)
        {
            table.show(&Sight { plan: &plan, world: &world, facts: &facts }, &at.id);
        }
    }
    if let Some(timeline) = app.screens.timeline_mut() {
        timeline.selected = Some(at.clone());
    }
}

fn delete(app: &mut App) {
    let rows = targets(app);
    let edit = match typed::remove(app.plan(), &rows) {
        Ok(edit) => edit,
        Err(refusals) => return app.refuse_all(&refusals),
    };
    let pointing: usize =
        rows.iter().map(|at| referrers(app.plan(), at).iter().filter(|r| !rows.contains(&r.at)).count()).sum();
    let what = match &rows[..] {
        [one] => show(format!("{} ({one})", named(app, one))),
        many => show(format!("{} rows", many.len())),
    };
    let mut lines = vec![Words::new().plain("Remove ").strong(what.clone()).plain("?")];
    lines.push(match pointing {
        0 => Words::from("Nothing else refers to it."),
        n => {
            let it = if rows.len() == 1 { "it" } else { "them" };
            Words::from(show(match n {
                1 => format!("One reference to {it} goes, too."),
                n => format!("{n} references to {it} go, too."),
            }))
        }
    });
    lines.push(Words::from("u brings everything back."));
    let did = match &rows[..] {
        [one] => show(format!("remove {one}")),
        many => show(format!("remove {} rows of {}", many.len(), many[0].register)),
    };
    let answers = vec![('k', "keep it".into(), Then::Nothing), ('y', "remove".into(), Then::Commit(edit, did))];
    app.overlays.push(Overlay::Confirm(Confirm::new("Remove", lines, answers)));
}

/// Makes one change on every target, as one step.
fn on_targets(
    app: &mut App,
    what: &str,
    change: impl Fn(&App, &Address) -> Result<crate::edit::Edit, Vec<crate::edit::Refusal>>,
) {
    let rows = targets(app);
    let edits: Result<Vec<_>, _> = rows.iter().map(|at| change(app, at)).collect();
    let said = match &rows[..] {
        [one] => show(format!("{what} {one}")),
        many => show(format!("{what} {} rows", many.len())),
    };
    app.commit(edits.map(crate::edit::Edit::Several), said);
}

fn status(app: &mut App, word: &'static str) {
    on_targets(app, &format!("status {word} for"), |app, at| typed::status(app.plan(), at, word, app.world.today));
    if let Some(home) = home(app) {
        app.repeat = Some(Repeat { register: home.key(), field: "status", text: word.to_string() });
    }
}

fn next_status(app: &mut App) {
    let Some(at) = app.screens.address() else { return };
    let row = register(at.register).and_then(|home| home.get(app.plan(), &at.id).map(|row| (home, row)));
    let now = row.and_then(|(home, row)| home.find("status").map(|field| row.cell(field).get()));
    let words = ["open", "monitor", "act", "done"];
    let place = words.iter().position(|w| Some(Value::Choice(w)) == now).unwrap_or(0);
    status(app, words[(place + 1) % words.len()]);
}

fn repeat(app: &mut App) {
    let Some(repeat) = app.repeat.clone() else { return };
    if repeat.field == "status" {
        let words = ["open", "monitor", "act", "done"];
        if let Some(word) = words.iter().find(|w| **w == repeat.text) {
            status(app, word);
        }
        return;
    }
    on_targets(app, &format!("{}={} for", repeat.field, show(repeat.text.as_str())), |app, at| {
        let field = register(at.register).and_then(|home| home.find(repeat.field)).unwrap_or(0);
        let change = Assignment { field, assign: Assign::Set, text: repeat.text.clone() };
        typed::set(app.plan(), at, &[change], app.world.today)
    });
}

fn confirm_guess(app: &mut App) {
    on_targets(app, "confirm", |_, at| {
        Ok(crate::edit::Edit::Put { at: at.clone(), field: "guess", value: Value::Flag(false) })
    });
}

/// Opens the prose under the cursor, or the note, in the person's own editor; of a decision the whole record, in the form
/// that decision records usually have.
fn editor(app: &mut App) {
    let Some(at) = app.screens.address() else { return };
    let column = app.screens.lists_now().and_then(Lists::table).and_then(|table| table.column);
    let record = app.plan().decisions.get(&at.id).filter(|_| at.register == "decisions" && column.is_none());
    if let Some(record) = record {
        let text = madr::write(app.plan(), record);
        let tag = app.editing.iter().map(|(tag, _)| tag + 1).max().unwrap_or(1);
        let name = format!("{}.md", at.id);
        app.editing.push((tag, Editing::Record(at.id)));
        app.effects.push(Effect::Edit { tag, text, name });
        return;
    }
    let found = register(at.register).and_then(|home| {
        let column = column.and_then(|col| col.field(home));
        let field = column.filter(|field| is_long(home.kind(*field))).or_else(|| home.find("note"))?;
        let row = home.get(app.plan(), &at.id)?;
        Some((home.field(field).key, row.cell(field).get().typed().raw().to_string()))
    });
    match found {
        Some((field, text)) => {
            let tag = app.editing.iter().map(|(tag, _)| tag + 1).max().unwrap_or(1);
            let name = format!("{}-{field}.md", at.id);
            app.editing.push((tag, Editing::Field(at, field)));
            app.effects.push(Effect::Edit { tag, text, name });
        }
        None => app.refuse("this row holds no text of several lines"),
    }
}

/// Sets one field of a row to what was typed, as a step of its own; the sentence why not.
pub fn set_field(app: &mut App, at: &Address, field: usize, text: String) -> Result<(), Shown> {
    let key = register(at.register).map_or("", |home| home.field(field).key);
    let change = Assignment { field, assign: Assign::Set, text };
    let edit = typed::set(app.plan(), at, &[change], app.world.today);
    let made = edit.and_then(|edit| app.session.commit(edit, show(format!("set {at} {key}"))));
    made.map_err(|refusals| refusals.first().map(|refusal| refusal.message.clone()).unwrap_or_default())?;
    app.say(show(format!("{key} of {at} is set")));
    app.refresh();
    Ok(())
}

/// Takes a pasted table of readings in, as one step: of the metrics it names, else of the selected row's.
pub fn paste_readings(app: &mut App, text: &str) {
    if app.session.is_closed() {
        return app.refuse("this plan is open for reading only");
    }
    let own = app.screens.address().and_then(|at| readings::of_row(app.plan(), &at));
    let import = match readings::read(app.plan(), text, own.as_ref(), app.world.today) {
        Ok(import) => import,
        Err(why) => return app.refuse(show(format!("pasted, but not taken: {why}"))),
    };
    let told = readings::told(&import.counts).join("; ");
    match app.session.commit(import.edit, show(format!("pasted readings, {told}"))) {
        Ok(()) => app.say(show(format!("readings of {told}; u takes them back"))),
        Err(refusals) => app.refuse(refusals.first().map(|refusal| refusal.message.clone()).unwrap_or_default()),
    }
    app.refresh();
}

/// A data decision with two options or more, whose record is not written yet.
fn draftable(app: &App) -> Result<(), Shown> {
    if home(app).is_some_and(|home| home.key() == "debts") {
        return writable(app);
    }
    a_data_decision(app)?;
    let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
    let at = app.screens.address();
    match at.is_some_and(|at| !options::lines(&say, &at.id).is_empty()) {
        true => Ok(()),
        false => Err("this decision has no cost yet; type what it takes now and at 10x".into()),
    }
}

fn pinnable(app: &App) -> Result<(), Shown> {
    match home(app).is_some_and(|home| home.key() == "domains") {
        true => a_writable_row(app),
        false => a_data_decision(app),
    }
}

fn a_data_decision(app: &App) -> Result<(), Shown> {
    a_writable_row(app)?;
    match home(app).is_some_and(|home| home.key() == "models") {
        true => Ok(()),
        false => Err("this is for the data decisions on screen 2".into()),
    }
}

/// Writes the draft of the record that follows from an option, and goes there.
pub fn draft_decision(app: &mut App, option: &str) {
    let Some(at) = app.screens.address().filter(|at| at.register == "models") else { return };
    let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
    let (edit, row) = match options::draft(&say, &at.id, option) {
        Ok(made) => made,
        Err(why) => return app.refuse(show(why)),
    };
    match app.session.commit(edit, show(format!("drafted {row}"))) {
        Ok(()) => {
            app.open(&row, None);
            app.say(show(format!("{row} is drafted as proposed; e edits it, Backspace goes back")));
        }
        Err(refusals) => app.refuse(refusals.first().map(|refusal| refusal.message.clone()).unwrap_or_default()),
    }
    app.refresh();
}

/// Pins the decision among the top three with a reason, or takes the pin away.
fn pin(app: &mut App) {
    let Some((at, home)) = app.screens.address().and_then(|at| register(at.register).map(|home| (at, home))) else {
        return;
    };
    let Some(field) = home.find("pinned") else { return };
    let pinned = home.get(app.plan(), &at.id).is_some_and(|row| !row.cell(field).is_empty());
    if pinned {
        if let Err(why) = set_field(app, &at, field, String::new()) {
            app.refuse(why);
        }
        return;
    }
    let line = Line::cell(app, &at, field);
    app.overlays.push(Overlay::Line(Box::new(line)));
}

/// Takes a decision record from the outside editor in, as one step; false when it was refused.
pub fn take_record(app: &mut App, id: &Id, text: &str) -> bool {
    let edit = madr::read(text).and_then(|record| madr::edit(app.plan(), id, &record));
    match edit {
        Ok(edit) => app.commit(Ok(edit), show(format!("decisions/{id} from the editor"))),
        Err(why) => {
            app.refuse(show(format!("the record is not taken: {why}")));
            false
        }
    }
}

/// Asks the next question of whether to rewrite or to mend, or drafts the record once all are answered. The last one is
/// answered by the plan where its debts say what mending them brings.
pub fn rewrite_or_mend(app: &mut App, mut answers: Vec<bool>) {
    if let (2, Some(computed)) = (answers.len(), rewrite::computed(app.plan())) {
        answers.push(computed);
    }
    if let Ok(all) = <[bool; 3]>::try_from(answers.clone()) {
        let (edit, row) = rewrite::draft(app.plan(), &app.facts.debts, app.world.today, all);
        if app.commit(Ok(edit), show(format!("drafted {row}"))) {
            app.open(&row, None);
            app.say(show(format!("{row} is drafted as proposed; e edits it, Backspace goes back")));
        }
        return;
    }
    let Some(question) = rewrite::QUESTIONS.get(answers.len()) else { return };
    let with = |yes: bool| Then::Rewrite([&answers[..], &[yes]].concat());
    let choices = vec![('n', "no".into(), with(false)), ('y', "yes".into(), with(true))];
    app.overlays.push(Overlay::Confirm(Confirm::new("Rewrite or mend?", vec![Words::from(*question)], choices)));
}

/// Takes text from the outside editor into a row's field; false when it was refused.
pub fn take_text(app: &mut App, at: &Address, field: &'static str, text: &str) -> bool {
    let Some(place) = register(at.register).and_then(|home| home.find(field)) else { return false };
    match set_field(app, at, place, text.trim_end_matches('\n').to_string()) {
        Ok(()) => true,
        Err(why) => {
            app.refuse(why);
            false
        }
    }
}
