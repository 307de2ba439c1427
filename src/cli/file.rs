//! The file itself: `fmt`, `schema`.

use super::table::Table;
use super::{Call, Failure, Reply};
use crate::cli::look::named_register;
use crate::exchange::{json, schema as schema_out};
use crate::model::value::Kind as Takes;
use crate::register::Register;
use crate::session::Session;
use crate::store::save::SaveError;
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
