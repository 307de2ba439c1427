//! The plan as a whole: undo, saving, copying, printing, help, leaving.

use super::walk::{a_row, home};
use crate::analysis::facts;
use crate::model::value::Value;
use crate::report::doc::Words;
use crate::report::format::{self, Onto};
use crate::report::{markdown, row, summary};
use crate::session::SaveState;
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::text::{Shown, show};
use crate::tui::app::{App, Hints};
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::{Confirm, Overlay, Pick, Reader};
use crate::tui::run::Effect;
use crate::tui::screen::lists::Lists;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Global, "undo", &["u"], "undo", "take the last change back", can_undo, undo),
    on(Scope::Global, "redo", &["U", "C-r"], "", "make it again", can_redo, |app| {
        if let Some(what) = app.session.redo() {
            app.say(show(format!("redone: {what}")));
            app.refresh();
        }
    }),
    on(Scope::Global, "print-html", &["P P"], "print", "print the summary as HTML beside the plan", always, |app| print(app, "html")),
    on(Scope::Global, "print-markdown", &["P m"], "", "print it as Markdown", always, |app| print(app, "md")),
    on(Scope::Reader, "read-print", &["P P"], "print", "print the summary as HTML beside the plan", always, |app| print(app, "html")),
    on(Scope::Global, "print-text", &["P t"], "", "print it as plain text", always, |app| print(app, "txt")),
    on(Scope::Global, "print-preview", &["P v"], "", "read it here", always, preview),
    on(Scope::List, "copy-row", &["y y"], "copy", "copy the row", a_row, |app| copy(app, What::Row)),
    on(Scope::List, "copy-table", &["y t"], "", "copy the list, or the marked rows, for a spreadsheet", always, |app| copy(app, What::Table)),
    on(Scope::List, "copy-markdown", &["y m"], "", "copy the row as Markdown", a_row, |app| copy(app, What::Markdown)),
    on(Scope::List, "copy-id", &["y i"], "", "copy the row's address", a_row, |app| copy(app, What::Id)),
    on(Scope::Global, "save", &["w", "C-s"], "", "save now; every change is saved by itself", always, |app| {
        app.session.save_again();
        let said = match app.session.state() {
            SaveState::Saving => "saving",
            SaveState::ReadOnly => "this plan is open for reading only; nothing is written",
            _ => "everything is saved",
        };
        app.say(said);
    }),
    on(Scope::Global, "reload", &["R"], "", "look at the file again", always, reload),
    on(Scope::Global, "help", &["?", "f1"], "", "help: once more keys, twice all of them", always, help),
    on(Scope::Global, "quit", &["q", "Q"], "", "leave; everything is saved", always, App::quit),
    on(Scope::Global, "suspend", &["C-z"], "", "back to the shell until fg", always, |app| app.effects.push(Effect::Suspend)),
];

fn can_undo(app: &App) -> Result<(), Shown> {
    app.session.undo_step().map(drop).ok_or_else(|| "nothing to undo".into())
}

fn can_redo(app: &App) -> Result<(), Shown> {
    app.session.redo_step().map(drop).ok_or_else(|| "nothing to redo".into())
}

fn undo(app: &mut App) {
    if app.session.undo_step().is_some_and(|step| step.outside) {
        let lines = vec![
            Words::from("The last change came from the file itself: somebody else wrote it."),
            Words::from("Undo writes your plan from before over it."),
        ];
        let answers = vec![('k', "keep theirs".into(), Then::Nothing), ('y', "undo the reload".into(), Then::Undo)];
        app.overlays.push(Overlay::Confirm(Confirm::new("Undo a reload?", lines, answers)));
    } else {
        undo_now(app);
    }
}

/// Takes the last step back without asking.
pub fn undo_now(app: &mut App) {
    if let Some(what) = app.session.undo() {
        app.say(show(format!("undone: {what}")));
        app.refresh();
    }
}

/// Reads the file again: silently where nothing waits to be saved, else after a question.
pub fn reload(app: &mut App) {
    if app.session.is_current() {
        return app.say("the file is as it was");
    }
    if matches!(app.session.state(), SaveState::Saved | SaveState::ReadOnly) {
        take_theirs(app);
    } else {
        app.overlays.push(Overlay::changed());
    }
}

/// Goes on with the plan on disk.
pub fn take_theirs(app: &mut App) {
    let before = app.session.plan().clone();
    match app.session.take_theirs() {
        Ok(()) => {
            let rows = crate::diff::diff(&before, app.session.plan()).touched().len();
            app.say(show(format!("reloaded: {rows} {} changed", if rows == 1 { "row" } else { "rows" })));
            app.refresh();
        }
        Err(error) => app.refuse(load_words(&error)),
    }
}

/// Writes the plan here over the one on disk.
pub fn keep_mine(app: &mut App) {
    match app.session.keep_mine() {
        Ok(()) => app.say("your plan is written over theirs"),
        Err(error) => app.refuse(load_words(&error)),
    }
}

fn load_words(error: &crate::store::LoadError) -> Shown {
    use crate::store::LoadError;
    match error {
        LoadError::Missing(path) => show(format!("{} is gone; w writes it again", path.display())),
        LoadError::Io(path, error) => show(format!("{}: {error}", path.display())),
        LoadError::Flawed { flaw, .. } => {
            let line = flaw.place.as_ref().map_or(String::new(), |place| format!("line {}: ", place.line));
            show(format!("the file on disk does not read, it was left alone: {line}{}", flaw.message))
        }
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
            let say = crate::report::words::Say { plan: app.plan(), today: app.world.today };
            markdown::write(&row::doc(&say, &at))
        }
        What::Row | What::Table => rows_as_tsv(app, matches!(what, What::Row)),
    };
    app.effects.push(Effect::Copy(text));
}

/// Rows as tab-separated values with a head, as a spreadsheet takes them.
fn rows_as_tsv(app: &App, one: bool) -> String {
    let Some(home) = home(app) else { return String::new() };
    let Some(table) = app.screens.lists_now().and_then(Lists::table) else { return String::new() };
    let fields: Vec<usize> =
        (0..home.field_count()).filter(|at| home.field(*at).width > 0 || home.field(*at).key == "id").collect();
    let flat = |value: &Value| show(value.typed().raw().replace(['\t', '\n'], " ")).as_str().to_string();
    let line = |cells: Vec<String>| cells.join("\t") + "\n";
    let mut text =
        if one { String::new() } else { line(fields.iter().map(|at| home.field(*at).key.to_string()).collect()) };
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
    let (plan, world) = (app.session.plan().clone(), app.world.clone());
    let path = app.session.path().with_extension(format.word);
    app.say("printing");
    app.effects.push(Effect::work(move || -> Result<Shown, Shown> {
        let facts = facts(&plan, &world);
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
    let facts = facts(app.plan(), &app.world);
    let doc = summary::doc(app.plan(), &facts, &app.world, summary::Options::default());
    app.overlays.push(Overlay::Reader(Reader::new("summary · P P prints it", doc)));
}
