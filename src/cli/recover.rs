//! `recover`: what could not be saved, and copies of what the plan held, listed and brought back.

use serde_json::{Value as Json, json};

use super::args::Recover;
use super::table::Table;
use super::{Call, Failure, Kind, Reply, command};
use crate::diff::diff;
use crate::exchange::json as out;
use crate::report::changes;
use crate::session::{Leftover, leftovers};
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::save::save_over;
use crate::store::shelf::{Copy, Shelf};
use crate::text::{Shown, show};

/// Everything on a plan's shelf, by the names that the command takes: u1, u2 … and c1, c2 …
struct Found {
    unsaved: Vec<Leftover>,
    copies: Vec<Copy>,
}

enum One<'f> {
    Unsaved(&'f Leftover),
    Copy(&'f Copy),
}

impl Found {
    fn on(shelf: &Shelf) -> Result<Found, Failure> {
        let copies = shelf
            .copies(&mut RealDisk)
            .map_err(|error| Failure::io(format!("{} cannot be read", shelf.folder().display()), error))?;
        Ok(Found { unsaved: leftovers(shelf), copies })
    }

    /// The one that is named; the only one, where there is no name.
    fn named(&self, name: Option<&str>) -> Result<One<'_>, Failure> {
        let all = || "outgrow recover lists what there is";
        let Some(name) = name else {
            return match &self.unsaved[..] {
                [one] => Ok(One::Unsaved(one)),
                [] => Err(Failure::usage("no unsaved work is kept; say which copy").hint(all())),
                _ => Err(Failure::usage("there is more than one; say which").hint(all())),
            };
        };
        let (kind, number) = name.split_at(name.len().min(1));
        let at = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let found = match kind {
            "u" => at.and_then(|at| self.unsaved.get(at)).map(One::Unsaved),
            "c" => at.and_then(|at| self.copies.get(at)).map(One::Copy),
            _ => None,
        };
        found.ok_or_else(|| Failure::usage(format!("nothing kept is called {name}")).hint(all()))
    }
}

/// Lists what is kept, shows it, brings it back, or throws it away.
pub fn recover(call: &Call, action: Recover, name: Option<&str>) -> Result<Reply, Failure> {
    let path = call.plan_path()?;
    let real = RealDisk.resolve(&path).map_err(|error| Failure::io(format!("{}", path.display()), error))?;
    let state = call.state().ok_or_else(|| {
        Failure::new(Kind::Io, "this account has no state folder").hint("set HOME, or XDG_STATE_HOME")
    })?;
    let shelf = Shelf::of(&state, &real);
    let found = Found::on(&shelf)?;
    match action {
        Recover::List => Ok(list(call, &found, &shelf)),
        Recover::View => view(call, &found, name),
        Recover::Take => take(call, &shelf, &found, name),
        Recover::Drop => {
            writing(call)?;
            match found.named(name)? {
                One::Unsaved(left) => left.discard(&shelf),
                One::Copy(copy) => RealDisk.remove(&copy.path),
            }
            .map_err(|error| Failure::io("it cannot be removed", error))?;
            Ok(Reply::default().note("thrown away"))
        }
    }
}

fn writing(call: &Call) -> Result<(), Failure> {
    match call.options.readonly {
        true => Err(Failure::new(Kind::ReadOnly, "--readonly: nothing is changed").hint("leave --readonly out")),
        false => Ok(()),
    }
}

fn list(call: &Call, found: &Found, shelf: &Shelf) -> Reply {
    let unsaved = found.unsaved.iter().enumerate().map(|(n, left)| {
        let rows = left.edits.as_ref().map(|(base, ours)| diff(&base.plan, &ours.plan).touched().len());
        let what = match (rows, &left.draft) {
            (Some(rows), None) => format!("edits of {rows} rows: {}", left.why),
            (Some(rows), Some(_)) => format!("edits of {rows} rows, and an open form: {}", left.why),
            (None, Some(draft)) => format!("a form of {} that was left open", draft.register),
            (None, None) => String::new(),
        };
        (format!("u{}", n + 1), left.at.clone(), show(what), left.path().display().to_string())
    });
    let copies = found.copies.iter().enumerate().map(|(n, copy)| {
        (format!("c{}", n + 1), when(copy), "a copy of what the file held".into(), copy.path.display().to_string())
    });
    let all: Vec<(String, Shown, Shown, String)> = unsaved.chain(copies).collect();
    if call.options.json {
        let each = |(name, at, what, path): &(String, Shown, Shown, String)| -> Json {
            json!({ "name": name, "at": at.as_str(), "what": what.as_str(), "path": path })
        };
        let mut reply = out::envelope();
        reply.insert("kept".to_string(), all.iter().map(each).collect());
        return Reply::json(reply);
    }
    if call.options.plain {
        let lines = all.iter().map(|(name, at, what, path)| {
            crate::exchange::plain::line(&[show(name.as_str()), at.clone(), what.clone(), show(path.as_str())])
        });
        return Reply::out(lines.collect::<String>());
    }
    if all.is_empty() {
        return Reply::default().note("nothing is kept of this plan yet");
    }
    let mut table = Table::of(&[("name", 4), ("from", 16), ("what", 30)]);
    for (name, at, what, _) in all {
        table.rows.push(vec![show(name), at, what]);
    }
    Reply::out(table.lines(call.width, call.styled))
        .note(format!("kept in {}", shelf.folder().display()))
        .note("next: outgrow recover view NAME, or take NAME, or drop NAME")
}

/// When a version was written, in the local time.
fn when(copy: &Copy) -> Shown {
    let seconds = i64::try_from(copy.written / 1_000_000_000).unwrap_or(0);
    let zoned = jiff::Timestamp::from_second(seconds).map(|t| t.to_zoned(jiff::tz::TimeZone::system()));
    zoned.map_or(Shown::default(), |t| show(t.strftime("%Y-%m-%d %H:%M").to_string()))
}

fn view(call: &Call, found: &Found, name: Option<&str>) -> Result<Reply, Failure> {
    let doc = match found.named(name)? {
        One::Unsaved(left) => match &left.edits {
            Some((base, ours)) => changes::doc("Unsaved edits".into(), &changes::rows(&base.plan, &ours.plan)),
            None => {
                let fields = left.draft.iter().flat_map(|draft| &draft.fields);
                let lines = fields.map(|(key, text)| format!("{key}={}\n", show(text.as_str())));
                return Ok(Reply::out(lines.collect::<String>()));
            }
        },
        One::Copy(copy) => {
            let old = crate::store::load(&mut RealDisk, &copy.path)?;
            match call.open() {
                Ok(session) => {
                    changes::doc("From the copy to the file of today".into(), &changes::rows(&old.plan, session.plan()))
                }
                // A file that does not read has nothing to be compared with: the copy itself is what helps.
                Err(_) => return Ok(Reply::out(old.text())),
            }
        }
    };
    Ok(Reply::out(crate::report::text::write(&doc, call.width.unwrap_or(80), call.styled)))
}

fn take(call: &Call, shelf: &Shelf, found: &Found, name: Option<&str>) -> Result<Reply, Failure> {
    writing(call)?;
    match found.named(name)? {
        One::Unsaved(left) => {
            let Some((base, ours)) = &left.edits else {
                return Err(
                    Failure::usage("a form is taken up in the workbench").hint("outgrow offers it when it opens")
                );
            };
            let mut session = call.open_to_change()?;
            let waiting = session
                .recover(base, ours, "take in unsaved edits".into())
                .map_err(|refusals| Failure::refused(refusals, None))?;
            session.save_now().map_err(|error| Failure::unsaved(session.path(), error))?;
            left.discard(shelf).map_err(|error| {
                Failure::io("the edits are in the plan; what was kept of them cannot be removed", error)
            })?;
            let reply = Reply::default().note("the unsaved edits are in the plan");
            Ok(match waiting {
                0 => reply,
                n => Reply { code: 5, ..reply.note(format!("{n} to decide: outgrow mergetool")) },
            })
        }
        One::Copy(copy) => {
            let path = call.plan_path()?;
            let real = RealDisk.resolve(&path).map_err(|error| Failure::io(format!("{}", path.display()), error))?;
            let bytes = RealDisk.read(&copy.path).map_err(|error| Failure::io("the copy cannot be read", error))?;
            let failed = |error| Failure::io(format!("{} cannot be read", path.display()), error);
            let now = match RealDisk.stat(&real).map_err(failed)? {
                Some(stat) => Some(Identity::of(stat, &RealDisk.read(&real).map_err(failed)?)),
                None => None,
            };
            save_over(&mut RealDisk, shelf, &real, now, &bytes).map_err(|error| Failure::unsaved(&path, error))?;
            let shown = command(&["recover"]);
            Ok(Reply::default()
                .note(format!("{} is as it was on {}", path.display(), when(copy)))
                .note(format!("what it held until now is a copy, too: {shown}")))
        }
    }
}
