//! `import`: readings from a table, as one change.

use std::io::Read;
use std::path::Path;

use serde_json::{Value as Json, json};

use super::said::{Said, address, change};
use super::{Call, Failure, Reply, command};
use crate::exchange::{json as envelope, readings};

/// Largest table that is read.
const MOST: u64 = 64 << 20;

/// Takes readings in, or says what would be taken.
pub fn metrics(call: &Call, file: &Path, metric: Option<&str>, dry_run: bool) -> Result<Reply, Failure> {
    let text = text(file)?;
    let name = file.display().to_string();
    let import = |plan: &_| {
        let own = metric.map(|name| readings::metric(plan, name)).transpose().map_err(Failure::usage)?;
        readings::read(plan, &text, own.as_ref(), call.today()).map_err(|why| {
            let hint = format!(
                "{} shows the metrics; --metric names the one a bare table is of",
                command(&["list", "metrics"])
            );
            Failure::usage(format!("{name}: {why}")).hint(hint)
        })
    };
    if dry_run {
        let session = call.open()?;
        let counts = import(session.plan())?.counts;
        if call.options.json {
            let mut out = envelope::envelope();
            let each = counts
                .iter()
                .map(|count| json!({ "row": address(&count.metric), "new": count.new, "replaced": count.replaced }));
            out.insert("metrics".to_string(), each.collect::<Vec<Json>>().into());
            return Ok(Reply::json(out));
        }
        let lines: String = readings::told(&counts).into_iter().map(|line| line + "\n").collect();
        return Ok(Reply::out(lines).note("nothing is changed: --dry-run"));
    }
    change(call, |plan| {
        let import = import(plan)?;
        let what = format!("imported readings, {}", readings::told(&import.counts).join("; "));
        Ok((import.edit, Said { out: None, what, fields: false, next: command(&["show", "infra"]) }))
    })
}

fn text(file: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::io(format!("{} cannot be read", file.display()), error);
    let mut bytes = Vec::new();
    let read = match file == Path::new("-") {
        true => std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|open| open.take(MOST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(failed)?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::usage(format!("{} is larger than 64 MB", file.display())).hint("import it in parts"));
    }
    String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("{} is not UTF-8 text", file.display())).hint("save it as CSV in UTF-8"))
}
