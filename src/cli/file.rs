//! The file itself: `fmt`, `schema`.

use super::table::Table;
use super::{Call, Failure, Kind, Reply};
use crate::cli::look::named_register;
use crate::exchange::{json, schema as schema_out};
use crate::model::Plan;
use crate::model::value::Kind as Takes;
use crate::register::Register;
use crate::session::Session;
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::migrate;
use crate::store::save::{SaveError, save_over};
use crate::text::{show, word};

/// Brings the plan into its canonical form, or says whether it is.
pub fn fmt(call: &Call, check: bool) -> Result<Reply, Failure> {
    let path = call.plan_path()?;
    let canonical = loop {
        let mut session = if check { call.open()? } else { call.open_to_change()? };
        let canonical = canonical(&session)?;
        if canonical || check {
            break canonical;
        }
        match session.save_now() {
            // Somebody wrote it in between: what they wrote is to be brought into its form.
            Err(SaveError::Changed) => {}
            saved => {
                saved.map_err(|error| Failure::unsaved(&path, error))?;
                break false;
            }
        }
    };
    let name = show(path.to_string_lossy());
    let mut reply = if call.options.json {
        let mut out = json::envelope();
        out.insert("file".to_string(), name.as_str().into());
        out.insert("canonical".to_string(), (canonical || !check).into());
        out.insert("written".to_string(), (!canonical && !check).into());
        Reply::json(out)
    } else if canonical {
        Reply::default().note(format!("{name} is canonical"))
    } else if check {
        Reply::out(format!("{name}\n")).note("not canonical; outgrow fmt brings it in order")
    } else {
        Reply::default().note(format!("{name} is in order now"))
    };
    reply.code = u8::from(check && !canonical);
    Ok(reply)
}

fn canonical(session: &Session) -> Result<bool, Failure> {
    let bytes = std::fs::read(session.path())
        .map_err(|error| Failure::io(format!("{} cannot be read", session.path().display()), error))?;
    Ok(session.text().as_bytes() == bytes)
}

/// Brings a plan of an earlier format into the one of today, once a copy of it is safe.
pub fn migrate(call: &Call, dry_run: bool) -> Result<Reply, Failure> {
    let path = call.plan_path()?;
    let failed = |error| Failure::io(format!("{} cannot be read", path.display()), error);
    let real = RealDisk.resolve(&path).map_err(failed)?;
    let bytes = RealDisk.read(&real).map_err(failed)?;
    // Whether it reads at all, and in which format, is said the same way everywhere.
    let session = call.open()?;
    let older = std::str::from_utf8(&bytes).ok().and_then(|text| migrate::to_current(text).ok().flatten());
    let from = older.map_or(Plan::FORMAT, |older| older.from);
    let writes = from != Plan::FORMAT && !dry_run;
    if writes {
        if call.options.readonly {
            let refused = Failure::new(Kind::ReadOnly, "--readonly: nothing is written");
            return Err(refused.hint("leave --readonly out, or say --dry-run"));
        }
        let shelf = session.shelf().ok_or_else(|| {
            Failure::new(Kind::Io, "there is no state folder for a copy; nothing is written")
                .hint("set HOME, or XDG_STATE_HOME")
        })?;
        let stat = RealDisk.stat(&real).map_err(failed)?;
        let found = stat.map(|stat| Identity::of(stat, &bytes));
        save_over(&mut RealDisk, shelf, &real, found, session.text().as_bytes())
            .map_err(|error| Failure::unsaved(&path, error))?;
    }
    if call.options.json {
        let mut out = json::envelope();
        out.insert("from".to_string(), from.into());
        out.insert("to".to_string(), Plan::FORMAT.into());
        out.insert("written".to_string(), writes.into());
        return Ok(Reply::json(out));
    }
    let name = show(path.to_string_lossy());
    let now = Plan::FORMAT;
    Ok(Reply::default().note(match (from == now, writes) {
        (true, _) => format!("{name} has format {now}, the newest; nothing to do"),
        (false, true) => format!("{name} has format {now} now; outgrow recover has the copy of format {from}"),
        (false, false) => format!("{name} has format {from}; outgrow migrate would bring it to {now}"),
    }))
}

/// The plan's JSON form as a JSON Schema; a register's fields as a table.
pub fn schema(call: &Call, register: Option<&str>) -> Result<Reply, Failure> {
    let Some(key) = register else { return Ok(Reply::json(schema_out::plan())) };
    let home = named_register(key, "schema")?;
    if call.options.json {
        return Ok(Reply::json(schema_out::register(home)));
    }
    let fields = fields(home);
    if call.options.plain {
        let lines = fields.rows.iter().map(|cells| crate::exchange::plain::line(cells));
        return Ok(Reply::out(lines.collect::<String>()));
    }
    let about = home.about();
    let head = format!("{}: {}\n\n", home.key(), about.purpose);
    let example = format!("\nexample: outgrow add {} {}\n", home.key(), about.example);
    let example = if home.is_product() { String::new() } else { example };
    Ok(Reply::out(head + &fields.lines(call.width, call.styled) + &example))
}

/// Every field: its key, what it takes, what it is for.
fn fields(home: &'static dyn Register) -> Table {
    let mut table = Table::of(&[("field", 12), ("takes", 24), ("what it is", 30)]);
    for at in 0..home.field_count() {
        let about = home.field(at);
        let takes = match home.kind(at) {
            Takes::Choice(words) => show(words.join(" | ")),
            Takes::Ref(key) => show(format!("the id of one of {key}")),
            Takes::Refs(key) => show(format!("ids of {key}, as in a,b")),
            kind => word(kind.example()),
        };
        let needed = if about.required { " (needed)" } else { "" };
        table.rows.push(vec![show(format!("{}{needed}", about.key)), takes, word(about.help)]);
    }
    table
}
