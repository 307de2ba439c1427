//! Two plans as one: `merge` as git calls it, `mergetool` for what waits to be decided.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::args::Side;
use super::said::address;
use super::{Call, Failure, Kind, Reply, Start, command, draw_session};
use crate::diff::diff;
use crate::exchange::json as out;
use crate::git;
use crate::merge::{self, Take, Waiting, waiting};
use crate::model::{Id, Plan, Snapshot};
use crate::register::typing;
use crate::session::{SaveState, Session, resolve};
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::save::{SaveError, faithful, save_bytes};
use crate::store::{self, LoadError, read::FlawKind};
use crate::text::{Shown, show};

/// The marks of git's own merge where a side is no plan.
const MARKER_SIZE: usize = 7;

/// Merges by meaning and writes the result over `ours`: git's merge driver. Ends with 0, with 1 where fields wait to be
/// decided, with 129 where a side is no plan: the file then holds git's own merge by lines.
pub fn merge(call: &Call, base: &Path, ours: &Path, theirs: &Path) -> Result<Reply, Failure> {
    let failed = |path: &Path, error| Failure {
        kind: Kind::Merge,
        ..Failure::io(format!("{} cannot be read", path.display()), error)
    };
    let mut sides = Vec::new();
    for path in [base, ours, theirs] {
        sides.push(RealDisk.read(path).map_err(|error| failed(path, error))?);
    }
    let plans: Vec<_> = sides.iter().map(|bytes| side(bytes)).collect();
    let [Ok(old), Ok(mine), Ok(other)] = &plans[..] else {
        let at = plans.iter().position(Result::is_err).unwrap_or(0);
        return by_lines(&sides, ours, ["base", "ours", "theirs"][at], &plans);
    };
    let merged = merge::merge(&old.plan, &mine.plan, &other.plan);
    let comments = merged.comments(&old.comments, &mine.comments, &other.comments);
    let text = match faithful(&merged.plan, &comments) {
        Ok(text) => text,
        Err(_) => return by_lines(&sides, ours, "the merge", &plans),
    };
    put(ours, &sides[1], text.as_bytes())?;
    let rows = diff(&mine.plan, &merged.plan).touched().iter().filter(|at| at.register != "conflicts").count();
    let new: Vec<&merge::Clash> = merged.conflicts.iter().collect();
    if call.options.json {
        let mut reply = out::envelope();
        reply.insert("rows".to_string(), rows.into());
        reply.insert("conflicts".to_string(), new.iter().map(|c| format!("{} {}", c.at, c.field)).collect());
        return Ok(Reply { code: u8::from(!new.is_empty()), ..Reply::json(reply) });
    }
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut reply = Reply::default().note(format!("outgrow: {} from theirs", count(rows, "row", "rows")));
    for clash in new.iter().take(super::said::TOLD) {
        reply = reply.note(format!("outgrow: both sides changed {} {}", address(&clash.at), clash.field));
    }
    if !new.is_empty() {
        let waits = count(new.len(), "field waits", "fields wait");
        reply = reply.note(format!("outgrow: {waits} in the plan; ours stands until outgrow mergetool decides"));
        reply.code = 1;
    }
    Ok(reply)
}

/// A side of a merge; nothing at all where it has no such file.
fn side(bytes: &[u8]) -> Result<Snapshot, store::read::Flaw> {
    if bytes.is_empty() { Ok(Snapshot::default()) } else { store::parse(bytes) }
}

fn put(path: &Path, old: &[u8], bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: SaveError| Failure { kind: Kind::Merge, ..Failure::unsaved(path, error) };
    let real = RealDisk.resolve(path).map_err(|error| failed(error.into()))?;
    let stat = RealDisk.stat(&real).map_err(|error| failed(error.into()))?;
    let known = stat.map(|stat| Identity::of(stat, old));
    save_bytes(&mut RealDisk, &real, known, bytes).map(drop).map_err(failed)
}

/// Leaves the file as git's own merge would, and says why.
fn by_lines(
    sides: &[Vec<u8>],
    ours: &Path,
    which: &str,
    plans: &[Result<Snapshot, store::read::Flaw>],
) -> Result<Reply, Failure> {
    let why = plans.iter().find_map(|plan| plan.as_ref().err()).map_or("it would not read back".to_string(), |flaw| {
        let line = flaw.place.as_ref().map_or(String::new(), |place| format!("line {}: ", place.line));
        format!("{line}{}", flaw.message)
    });
    let folder = ours.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let labels = ["ours", "base", "theirs"];
    let merged = git::line_merge(folder, &sides[0], &sides[1], &sides[2], labels, MARKER_SIZE);
    let left = match merged {
        Ok(merged) => {
            put(ours, &sides[1], &merged.text)?;
            "merged by lines, as git does"
        }
        Err(_) => "left as it was",
    };
    Err(Failure::new(Kind::Merge, format!("{which} is no plan ({why}); the file is {left}"))
        .hint("outgrow opens a file with conflict markers to decide field by field"))
}

/// Decides what waits: by `--take`, in the workbench, or by saying what there is.
pub fn mergetool(call: &Call, take: Option<Side>, conflicts: &[String]) -> Result<Reply, Failure> {
    let (mut session, note) = open(call)?;
    let found = session.plan().conflicts.len();
    if found == 0 && *session.state() != SaveState::Held {
        return if call.options.json { Ok(listed(session.plan())) } else { Ok(Reply::default().note("nothing waits")) };
    }
    let reply = match take {
        Some(side) => {
            let ids = named(session.plan(), conflicts)?;
            decide_all(call, &mut session, side, &ids)?;
            save(call, &mut session)?;
            Reply::default().note(format!("decided {}, {} left", ids.len(), session.plan().conflicts.len()))
        }
        None if call.may_ask() => {
            let path = session.path().to_path_buf();
            draw_session(call, session, Start::Deciding)?;
            // What the workbench left is on disk.
            return match Session::open(&path, None, true) {
                Ok(session) => Ok(left(call, &session, Reply::default())),
                Err(LoadError::Flawed { .. }) => {
                    Ok(Reply { code: 5, ..Reply::default() }.note("the file is as it was, with its markers"))
                }
                Err(error) => Err(error.into()),
            };
        }
        None => waiting_list(call, &session),
    };
    let reply = if note.is_empty() { reply } else { reply.note(note.as_str()) };
    Ok(left(call, &session, reply))
}

/// The plan; one with conflict markers put together.
pub(super) fn open(call: &Call) -> Result<(Session, Shown), Failure> {
    match call.load() {
        Err(failure) if failure.flawed.as_ref().is_some_and(|f| f.flaw.kind == FlawKind::Markers) => {
            let resolved = resolve(&call.plan_path()?)?;
            let readonly = call.options.readonly;
            Ok((Session::resolving(&resolved, call.state().as_deref(), readonly), resolved.note))
        }
        opened => Ok((opened?, Shown::default())),
    }
}

fn save(call: &Call, session: &mut Session) -> Result<(), Failure> {
    if call.options.readonly {
        return Err(Failure::new(Kind::ReadOnly, "--readonly: nothing is decided").hint("leave --readonly out"));
    }
    session.save_now().map(drop).map_err(|error| Failure::unsaved(session.path(), error))
}

/// The conflicts meant: all of them where none is named.
fn named(plan: &Plan, words: &[String]) -> Result<Vec<Id>, Failure> {
    if words.is_empty() {
        return Ok(plan.conflicts.iter().map(|c| crate::model::field::Record::id(&**c).clone()).collect());
    }
    let known = |word: &String| {
        let id = word.strip_prefix("conflicts/").unwrap_or(word);
        Id::parse(id).filter(|id| plan.conflicts.get(id).is_some()).ok_or_else(|| {
            Failure::usage(format!("no conflict {word} waits"))
                .hint(format!("{} shows what does", command(&["list", "conflicts"])))
        })
    };
    words.iter().map(known).collect()
}

fn decide_all(call: &Call, session: &mut Session, side: Side, ids: &[Id]) -> Result<(), Failure> {
    let take = match side {
        Side::Ours => Take::Ours,
        Side::Theirs => Take::Theirs,
        Side::Base => Take::Base,
    };
    for id in ids {
        let edit = merge::decide(session.plan(), id, &take, typing(call.today()))
            .map_err(|refusals| Failure::refused(refusals, None))?;
        session
            .commit(edit, show(format!("decide conflicts/{id}")))
            .map_err(|refusals| Failure::refused(refusals, None))?;
    }
    Ok(())
}

/// The reply with the code for what is left.
fn left(call: &Call, session: &Session, mut reply: Reply) -> Reply {
    let n = session.plan().conflicts.len();
    if n > 0 {
        reply.code = 5;
    }
    if call.options.json {
        return Reply { code: reply.code, ..listed(session.plan()) };
    }
    match n {
        0 => reply.note("all is decided"),
        1 => reply.note("1 field waits; outgrow mergetool --take ours|theirs|base decides without a terminal"),
        n => {
            reply.note(format!("{n} fields wait; outgrow mergetool --take ours|theirs|base decides without a terminal"))
        }
    }
}

fn listed(plan: &Plan) -> Reply {
    let lines = |lines: &[Shown]| -> Json { lines.iter().map(Shown::as_str).collect() };
    let each = |w: &Waiting| {
        json!({
            "id": w.conflict.as_str(), "row": w.row.as_str(), "field": w.field.as_str(),
            "base": lines(&w.base), "ours": lines(&w.ours), "theirs": lines(&w.theirs),
        })
    };
    let mut reply = out::envelope();
    reply.insert("conflicts".to_string(), waiting(plan).iter().map(each).collect());
    Reply::json(reply)
}

fn waiting_list(call: &Call, session: &Session) -> Reply {
    let all = waiting(session.plan());
    if call.options.plain {
        let one = |lines: &[Shown]| show(lines.iter().map(Shown::as_str).collect::<Vec<_>>().join(" "));
        let line = |w: &Waiting| {
            let cells =
                [show(w.conflict.as_str()), w.row.clone(), w.field.clone(), one(&w.base), one(&w.ours), one(&w.theirs)];
            crate::exchange::plain::line(&cells)
        };
        return Reply::out(all.iter().map(line).collect::<String>());
    }
    let mut text = String::new();
    for w in &all {
        text.push_str(&format!("{} {}   (conflicts/{})\n", w.row, w.field, w.conflict));
        for (label, lines) in [("before", &w.base), ("ours", &w.ours), ("theirs", &w.theirs)] {
            let value = if lines.is_empty() { "nothing".to_string() } else { join(lines) };
            text.push_str(&format!("  {label:<7} {value}\n"));
        }
    }
    Reply::out(text)
}

fn join(lines: &[Shown]) -> String {
    lines.iter().map(Shown::as_str).collect::<Vec<_>>().join("\n          ")
}
