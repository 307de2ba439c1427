//! `doctor`: whether everything around a plan is as it should be, and what to do where not.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::table::Table;
use super::{Call, Failure, Reply, env, git as settings};
use crate::config;
use crate::exchange::json as out;
use crate::git::{self, Repo};
use crate::session::leftovers;
use crate::store::disk::{Disk, RealDisk, TEMP_PREFIX};
use crate::store::read::FlawKind;
use crate::store::shelf::Shelf;
use crate::store::{self, LoadError};
use crate::text::{Shown, show, word};

/// How something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Worth knowing; nothing has to be done.
    Note,
    Wrong,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Good => "ok",
            State::Note => "note",
            State::Wrong => "ACT",
        }
    }
}

/// One thing that was looked at.
struct Health {
    what: &'static str,
    state: State,
    /// A sentence; where something is wrong it says what to do.
    says: Shown,
    /// What `--fix` does about it; nothing that a person has to decide.
    fix: Option<Fix>,
}

enum Fix {
    Format,
    Sweep(PathBuf),
    Private(PathBuf),
    Driver,
}

fn good(what: &'static str, says: impl Into<String>) -> Health {
    Health { what, state: State::Good, says: show(says.into()), fix: None }
}

fn note(what: &'static str, says: impl Into<String>) -> Health {
    Health { what, state: State::Note, says: show(says.into()), fix: None }
}

fn wrong(what: &'static str, says: impl Into<String>) -> Health {
    Health { what, state: State::Wrong, says: show(says.into()), fix: None }
}

impl Health {
    fn fixed_by(mut self, fix: Fix) -> Health {
        self.fix = Some(fix);
        self
    }
}

/// Looks at everything; with `fix` mends what needs no decision and looks again. Ends with 1 where something is wrong.
pub fn doctor(call: &Call, fix: bool) -> Result<Reply, Failure> {
    let path = call.plan_path()?;
    let mut found = examine(call, &path);
    let mut notes = Vec::new();
    if fix {
        if call.options.readonly {
            return Err(
                Failure::new(super::Kind::ReadOnly, "--readonly: nothing is mended").hint("leave --readonly out")
            );
        }
        for health in &found {
            if let (Some(fix), true) = (&health.fix, health.state != State::Good) {
                notes.push(mend(call, fix)?);
            }
        }
        found = examine(call, &path);
    }
    let sick = found.iter().any(|health| health.state == State::Wrong);
    let mut reply = said(call, &found);
    for text in notes {
        reply = reply.note(text.as_str());
    }
    let mendable = found.iter().any(|health| health.fix.is_some() && health.state != State::Good);
    if mendable && !fix {
        reply = reply.note("outgrow doctor --fix does what needs no decision");
    }
    reply.code = u8::from(sick);
    Ok(reply)
}

fn said(call: &Call, found: &[Health]) -> Reply {
    if call.options.json {
        let each = |health: &Health| -> Json {
            json!({
                "what": health.what, "state": health.state.word(),
                "message": health.says.as_str(), "fixable": health.fix.is_some(),
            })
        };
        let mut reply = out::envelope();
        reply.insert("checks".to_string(), found.iter().map(each).collect());
        return Reply::json(reply);
    }
    let rows = found.iter().map(|health| vec![word(health.state.word()), word(health.what), health.says.clone()]);
    if call.options.plain {
        return Reply::out(rows.map(|cells| crate::exchange::plain::line(&cells)).collect::<String>());
    }
    let mut table = Table::of(&[("", 4), ("what", 12), ("how it stands", 40)]);
    table.rows.extend(rows);
    Reply::out(table.lines(call.width, call.styled))
}

fn examine(call: &Call, path: &Path) -> Vec<Health> {
    let mut found = vec![plan(path)];
    let real = RealDisk.resolve(path).unwrap_or_else(|_| path.to_path_buf());
    found.extend(file(&real));
    found.extend(shelf(call, &real));
    found.extend(repository(call, &real));
    found.push(terminal());
    found.push(editor());
    found
}

/// Whether the plan reads, is in its form, and has nothing left to decide.
fn plan(path: &Path) -> Health {
    let name = path.display();
    match store::load(&mut RealDisk, path) {
        Ok(document) => {
            let text = RealDisk.read(&document.path).unwrap_or_default();
            match document.plan.conflicts.len() {
                0 if document.text().as_bytes() == text => good("plan", format!("{name} reads and is in order")),
                0 => note("plan", format!("{name} reads, but is not in its canonical form: outgrow fmt"))
                    .fixed_by(Fix::Format),
                n => wrong("plan", format!("{name} has {n} fields that wait for a decision: outgrow mergetool")),
            }
        }
        Err(LoadError::Missing(_)) => wrong("plan", format!("{name} is not there: outgrow init writes one")),
        Err(LoadError::Io(_, error)) => wrong("plan", format!("{name} cannot be read: {error}")),
        Err(LoadError::Flawed { flaw, .. }) => {
            let line = flaw.place.as_ref().map_or(String::new(), |place| format!(":{}:{}", place.line, place.column));
            let next = match flaw.kind {
                FlawKind::Markers => "outgrow mergetool puts it together".to_string(),
                _ => flaw.help.to_string(),
            };
            wrong("plan", format!("{name}{line}: {}; {next}", flaw.message))
        }
    }
}

/// The file and its folder.
fn file(real: &Path) -> Vec<Health> {
    let mut found = Vec::new();
    let Ok(Some(stat)) = RealDisk.stat(real) else { return found };
    if stat.mode & 0o222 == 0 || !stat.writable {
        found.push(wrong("file", format!("it may not be written: chmod u+w {}", real.display())));
    } else if stat.names > 1 {
        let why = "so it is written in place, once a copy is safe; a plan with one name is replaced whole";
        found.push(note("file", format!("it has {} names (hard links), {why}", stat.names)));
    } else {
        found.push(good("file", "it can be replaced whole"));
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let litter = RealDisk.list(folder).unwrap_or_default();
    let litter = litter.iter().filter(|name| name.starts_with(TEMP_PREFIX) && name.ends_with(".tmp")).count();
    if litter > 0 {
        let says = format!("{litter} temporary files of saves that were cut off; the next save takes them away");
        found.push(note("folder", says).fixed_by(Fix::Sweep(real.to_path_buf())));
    }
    match RealDisk.lock(real) {
        Ok(lock) if lock.holds() => found.push(good("lock", "two programs cannot write it at once")),
        Ok(_) => {
            found.push(note(
                "lock",
                "this file system has no locks; a change from outside is still seen before a write",
            ));
        }
        Err(error) => found.push(wrong("lock", format!("it cannot be had: {error}"))),
    }
    found
}

/// What is kept outside of the work tree.
fn shelf(call: &Call, real: &Path) -> Vec<Health> {
    let Some(state) = call.state() else {
        return vec![wrong(
            "state folder",
            "there is none: set HOME, or XDG_STATE_HOME; unsaved work could not be kept",
        )];
    };
    let mut found = Vec::new();
    if let Err(error) = RealDisk.make_folder(&state) {
        return vec![wrong("state folder", format!("{} cannot be made: {error}", state.display()))];
    }
    let open = std::fs::metadata(&state).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    found.push(match open {
        true => note("state folder", format!("{} can be read by others on this machine", state.display()))
            .fixed_by(Fix::Private(state.clone())),
        false => good("state folder", format!("{} is yours alone", state.display())),
    });
    let shelf = Shelf::of(&state, real);
    let copies = shelf.copies(&mut RealDisk).map_or(0, |copies| copies.len());
    match leftovers(&shelf).len() {
        0 => found.push(good("kept", format!("{copies} copies of earlier versions, no unsaved work"))),
        n => found
            .push(wrong("kept", format!("{n} times unsaved work, and {copies} copies: outgrow recover lists them"))),
    }
    found
}

/// git, and whether it merges plans by meaning.
fn repository(call: &Call, real: &Path) -> Vec<Health> {
    let repo = match Repo::around(real) {
        Ok(Some(repo)) => repo,
        Ok(None) => return vec![note("git", "the plan is in no repository: git init keeps its history")],
        Err(error) => return vec![note("git", error.to_string())],
    };
    let mut found = Vec::new();
    match repo.stages(real) {
        Ok(Some(_)) => found.push(note("git", "the plan is unmerged: decide what waits, then git add it")),
        Ok(None) => found.push(good("git", "the plan has a repository around it")),
        Err(error) => found.push(wrong("git", error.to_string())),
    }
    found.push(match settings::is_installed(call) {
        Ok(true) => good("merge driver", "git merges the plan by meaning"),
        Ok(false) => {
            note("merge driver", "git merges the plan by lines: outgrow git install-driver").fixed_by(Fix::Driver)
        }
        Err(failure) => note("merge driver", failure.message.as_str()),
    });
    found
}

fn terminal() -> Health {
    let text = |name: &str| env(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(text).into_iter().find(|value| !value.is_empty());
    let locale = locale.unwrap_or_default();
    let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
    if config::is_dumb(&env) || text("TERM").is_empty() {
        note("terminal", "TERM says there is none; every command but the workbench works")
    } else if !utf8 {
        note("terminal", format!("the locale ({locale}) is not UTF-8: --glyphs ascii draws with plain characters"))
    } else {
        good("terminal", format!("{}, {locale}", text("TERM")))
    }
}

fn editor() -> Health {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    let Some(editor) = named else {
        return note("editor", "neither VISUAL nor EDITOR is set; E opens vi");
    };
    let editor = editor.to_string_lossy().into_owned();
    let program = editor.split_whitespace().next().unwrap_or_default();
    match git::on_search_path(program).is_some() || Path::new(program).is_file() {
        true => good("editor", editor),
        false => wrong("editor", format!("{program} is not there: set VISUAL or EDITOR to one that is")),
    }
}

/// Does what needs no decision; says what.
fn mend(call: &Call, fix: &Fix) -> Result<Shown, Failure> {
    match fix {
        Fix::Format => super::file::fmt(call, false).map(|_| "the plan is in its canonical form now".into()),
        Fix::Sweep(path) => {
            let failed = |error| Failure::io("the temporary files cannot be removed", error);
            let lock = RealDisk.lock(path).map_err(failed)?;
            if lock.holds() {
                RealDisk.sweep(path).map_err(failed)?;
            }
            Ok("the temporary files are gone".into())
        }
        Fix::Private(folder) => {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
                .map_err(|error| Failure::io(format!("{} cannot be changed", folder.display()), error))?;
            Ok("the state folder is yours alone now".into())
        }
        Fix::Driver => settings::install_driver(call, true).map(|_| "git merges the plan by meaning now".into()),
    }
}
