//! The plan as a whole: undo, saving, copying, printing, help, leaving.

use super::walk::{a_row, a_table, home};
use crate::analysis::{complete, facts_with};
use crate::edit::Refusal;
use crate::model::value::Value;
use crate::report::doc::Words;
use crate::report::format::{self, Onto};
use crate::report::{markdown, row, summary};
use crate::session::{SaveState, Undone};
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::text::{Shown, show};
use crate::tui::app::{App, Hints};
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::{Confirm, Overlay, Pick, Reader, decide};
use crate::tui::run::Effect;
use crate::tui::screen::lists::Lists;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Global, "undo", &["u"], "undo", "take the last change back", can_undo, undo),
    on(Scope::Global, "redo", &["U", "C-r"], "", "make it again", can_redo, redo),
    on(Scope::Global, "print-html", &["P P"], "print", "print the summary as HTML beside the plan", always, |app| print(app, "html")),
    on(Scope::Global, "print-markdown", &["P m"], "", "print it as Markdown", always, |app| print(app, "md")),
    on(Scope::Reader, "read-print", &["P P"], "print", "print the summary as HTML beside the plan", a_summary, |app| print(app, "html")),
    on(Scope::Global, "print-text", &["P t"], "", "print it as plain text", always, |app| print(app, "txt")),
    on(Scope::Global, "print-preview", &["P v"], "", "read it here", always, preview),
    on(Scope::List, "copy-row", &["y y"], "copy", "copy the row", a_row, |app| copy(app, What::Row)),
    on(Scope::List, "copy-table", &["y t"], "", "copy the list, or the marked rows, for a spreadsheet", a_table, |app| copy(app, What::Table)),
    on(Scope::List, "copy-markdown", &["y m"], "", "copy the row as Markdown", a_row, |app| copy(app, What::Markdown)),
    on(Scope::List, "copy-id", &["y i"], "", "copy the row's address", a_row, |app| copy(app, What::Id)),
    on(Scope::Global, "save", &["w", "C-s"], "", "save now; every change is saved by itself", always, save),
    on(Scope::Global, "decide", &["g x"], "", "decide what two sides changed", decide::has_waiting, decide::open),
    on(Scope::Global, "reload", &["R"], "", "look at the file again", always, reload),
    on(Scope::Global, "help", &["?", "f1"], "", "help: once more keys, twice all of them", always, help),
    on(Scope::Global, "quit", &["q", "Q"], "", "leave; everything is saved", always, App::quit),
    on(Scope::Global, "suspend", &["C-z"], "", "back to the shell until fg", always, |app| app.effects.push(Effect::Suspend)),
];

/// Writes what is not on disk yet.
pub fn save(app: &mut App) {
    app.session.save_again();
    let said = match app.session.state() {
        SaveState::Saving => "saving",
        SaveState::ReadOnly => "this plan is open for reading only; nothing is written",
        SaveState::Unreadable { .. } => "the file does not read; it is not written over",
        _ => "everything is saved",
    };
    app.say(said);
}

fn can_undo(app: &App) -> Result<(), Shown> {
    app.session.undo_step().map(drop).ok_or_else(|| "nothing to undo".into())
}

fn can_redo(app: &App) -> Result<(), Shown> {
    app.session.redo_step().map(drop).ok_or_else(|| "nothing to redo".into())
}

pub fn undo(app: &mut App) {
    let Some(step) = app.session.undo_step() else { return };
    if !step.outside {
        return undo_now(app, false);
    }
    let rows = crate::diff::diff(&step.before.plan, &step.after.plan).touched();
    let mut lines = vec![Words::from("The last change came from the file itself: somebody else wrote it.")];
    lines.extend(rows.iter().take(ROWS_NAMED).map(|at| Words::from(show(format!("  {at}")))));
    if rows.len() > ROWS_NAMED {
        lines.push(Words::from(show(format!("  and {} more", rows.len() - ROWS_NAMED))));
    }
    lines.push(Words::from("Undoing it takes their change out of the file again."));
    let mut answers = vec![('k', Shown::from("keep theirs"), Then::Nothing)];
    if let Some(own) = app.session.own_step() {
        answers.push(('m', show(format!("undo mine instead: {}", own.what)), Then::UndoOwn));
    }
    answers.push(('y', "undo theirs".into(), Then::Undo));
    app.overlays.push(Overlay::Confirm(Confirm::new("Undo a reload?", lines, answers)));
}

/// How many rows a question names.
const ROWS_NAMED: usize = 6;

/// Takes the last step back without asking; with `own` the last that was made here.
pub fn undo_now(app: &mut App, own: bool) {
    let undone = app.session.undo(own);
    say_undone(app, "undone", undone);
}

fn redo(app: &mut App) {
    let redone = app.session.redo();
    say_undone(app, "redone", redone);
}

fn say_undone(app: &mut App, word: &str, undone: Option<Result<Undone, Vec<Refusal>>>) {
    match undone {
        None => {}
        Some(Ok(Undone { what, stays })) => {
            let stays: Vec<String> = stays.iter().map(|(at, field)| format!("{at} {field}")).collect();
            app.say(show(match &stays[..] {
                [] => format!("{word}: {what}"),
                _ => format!("{word}: {what}; stays, since somebody else changed it: {}", stays.join(", ")),
            }));
            app.refresh();
        }
        Some(Err(refusals)) => app.refuse_all(&refusals),
    }
}

/// Has the file looked at again; one with conflict markers is put together.
fn reload(app: &mut App) {
    if matches!(app.session.state(), SaveState::Unreadable { markers: true, .. }) {
        super::recover::put_together(app);
    } else {
        app.session.look(true);
    }
}

/// Once: the footer grows. Twice: every key, to filter and to run. `?` in there closes it again.
fn help(app: &mut App) {
    if app.hints == Hints::Footer {
        app.hints = Hints::More;
        app.say("? again shows every key");
    } else {
        app.hints = Hints::Footer;
        app.overlays.push(Overlay::Pick(Box::new(Pick::help(app))));
    }
}

/// Ready while the page that is read is the summary.
fn a_summary(app: &App) -> Result<(), Shown> {
    match app.overlays.last() {
        Some(Overlay::Reader(reader)) if reader.prints => Ok(()),
        _ => Err("this page is not the summary; Esc, then P P prints that".into()),
    }
}

enum What {
    Row,
    Table,
    Markdown,
    Id,
}

fn copy(app: &mut App, what: What) {
    let Some(at) = app.screens.address() else { return };
    let text = match what {
        What::Id => at.to_string(),
        What::Markdown => {
            let say = crate::report::words::Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
            markdown::write(&row::doc(&say, &at))
        }
        What::Row | What::Table => rows_as_tsv(app, matches!(what, What::Row)),
    };
    app.effects.push(Effect::Copy(text));
}

/// Rows as tab-separated values with a head, as a spreadsheet takes them.
fn rows_as_tsv(app: &App, one: bool) -> String {
    let Some(home) = home(app) else { return String::new() };
    let fields: Vec<usize> =
        (0..home.field_count()).filter(|at| home.field(*at).width > 0 || home.field(*at).key == "id").collect();
    let flat = |value: &Value| show(value.typed().raw().replace(['\t', '\n'], " ")).as_str().to_string();
    let line = |cells: Vec<String>| cells.join("\t") + "\n";
    let mut text =
        if one { String::new() } else { line(fields.iter().map(|at| home.field(*at).key.to_string()).collect()) };
    let Some(table) = app.screens.lists_now().and_then(Lists::table) else {
        let row = app.screens.address().and_then(|at| home.get(app.plan(), &at.id));
        return row.map_or(text, |row| line(fields.iter().map(|at| flat(&row.cell(*at).get())).collect()));
    };
    let rows = (0..table.len()).filter_map(|at| table.row(app.plan(), at));
    for row in rows {
        let wanted = if one {
            Some(row.id()) == table.selected.as_ref()
        } else {
            table.marked.is_empty() || table.marked.contains(row.id())
        };
        if wanted {
            text.push_str(&line(fields.iter().map(|at| flat(&row.cell(*at).get())).collect()));
        }
    }
    text
}

/// Writes the summary beside the plan, on a thread of its own.
fn print(app: &mut App, word: &str) {
    let Some(format) = format::named(word) else { return };
    let (plan, world, threads) = (app.session.plan().clone(), app.world.clone(), app.threads);
    let path = app.session.path().with_extension(format.word);
    app.say("printing");
    app.effects.push(Effect::work(move || -> Result<Shown, Shown> {
        let facts = complete(&plan, &world, threads);
        let doc = summary::doc(&plan, &facts, &world, summary::Options::default());
        let text = (format.write)(&doc, Onto::default());
        let failed = |why: String| show(format!("{} was not written: {why}", path.display()));
        let stat = RealDisk.stat(&path).map_err(|e| failed(e.to_string()))?;
        let identity = match stat {
            Some(stat) => Some(Identity::of(stat, &RealDisk.read(&path).map_err(|e| failed(e.to_string()))?)),
            None => None,
        };
        crate::store::save::save_bytes(&mut RealDisk, &path, identity, text.as_bytes())
            .map_err(|e| failed(e.to_string()))?;
        Ok(show(format!("printed to {}", path.display())))
    }));
}

fn preview(app: &mut App) {
    // The timeline as it is known: working it out would keep the key waiting.
    let facts = facts_with(app.plan(), &app.world, app.facts.ahead.clone());
    let doc = summary::doc(app.plan(), &facts, &app.world, summary::Options::default());
    let mut reader = Reader::new("summary · P P prints it", doc);
    reader.prints = true;
    app.overlays.push(Overlay::Reader(reader));
}
