//! `print`: the summary as a page, as Markdown or as text.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value as Json};

use super::args::{Drawn, ExportFormat, Sheet};
use super::failure::in_the_way;
use super::{Call, Failure, Reply, check, env, forecast};
use crate::exchange::{ics, json};
use crate::report::doc::Figure;
use crate::report::format::{self, FORMATS, Onto};
use crate::report::html::Paper;
use crate::report::words::Say;
use crate::report::{figures, map, summary, team};
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::save::{SaveError, save_bytes};
use crate::text::show;

/// Columns of the summary as text in a file.
const PAGE: usize = 80;

/// Writes the summary to a file or to standard output.
pub fn print(
    call: &Call,
    format: Option<&str>,
    output: Option<&Path>,
    paper: Option<Sheet>,
    one_page: bool,
) -> Result<Reply, Failure> {
    let file = output.filter(|path| *path != Path::new("-"));
    if call.options.json && file.is_none() {
        return Err(Failure::usage("print writes a document, not JSON")
            .hint("outgrow print -o FILE --json says what was written; outgrow status --json has the figures"));
    }
    let session = call.open()?;
    let (plan, world) = (session.plan(), call.world_of(&session).0);
    let facts = crate::analysis::complete(plan, &world, super::threads());
    let doc = summary::doc(plan, &facts, &world, summary::Options { one_page });
    let ending = file.and_then(Path::extension).and_then(|ending| ending.to_str());
    let unsaid = if file.is_some() { "html" } else { "txt" };
    let format = format
        .and_then(format::named)
        .or(ending.and_then(format::by_ending))
        .or(format::named(unsaid))
        .unwrap_or(&FORMATS[0]);
    let (width, styled) = if file.is_some() { (PAGE, false) } else { (call.width.unwrap_or(PAGE), call.styled) };
    let written = (format.write)(&doc, Onto { paper: paper.map_or_else(local_paper, Sheet::paper), width, styled });
    let Some(file) = file else { return Ok(Reply::out(written)) };
    put(file, session.path(), written.as_bytes())?;
    if call.options.json {
        return Ok(Reply::json(wrote(file, written.len())));
    }
    let size = written.len().div_ceil(1024);
    let next = if format.next.is_empty() { String::new() } else { format!("; {}", format.next) };
    Ok(Reply::default().note(format!("wrote {} ({size} KB){next}", show(file.to_string_lossy()))))
}

/// Writes the plan in another format, to a file or to standard output.
pub fn export(
    call: &Call,
    format: ExportFormat,
    figure: Option<Drawn>,
    output: Option<&Path>,
) -> Result<Reply, Failure> {
    let written = match format {
        ExportFormat::Ics | ExportFormat::Sarif | ExportFormat::Tjp if figure.is_some() => {
            return Err(Failure::usage("--figure says what is drawn, and only mermaid and svg draw")
                .hint("outgrow export --format svg --figure map -o map.svg"));
        }
        ExportFormat::Ics => calendar(call)?,
        ExportFormat::Sarif => check::sarif(call)?,
        ExportFormat::Tjp => forecast::project(call)?,
        ExportFormat::Mermaid => figures::mermaid(&drawn(call, figure)?),
        ExportFormat::Svg => figures::file(&drawn(call, figure)?),
    };
    let Some(file) = output.filter(|path| *path != Path::new("-")) else { return Ok(Reply::out(written)) };
    let session = call.load()?;
    put(file, session.path(), written.as_bytes())?;
    if call.options.json {
        return Ok(Reply::json(wrote(file, written.len())));
    }
    let size = written.len().div_ceil(1024);
    Ok(Reply::default().note(format!("wrote {} ({size} KB)", show(file.to_string_lossy()))))
}

/// The agenda for a calendar.
fn calendar(call: &Call) -> Result<String, Failure> {
    let session = call.load()?;
    let (plan, world) = (session.plan(), call.world_of(&session).0);
    Ok(ics::write(plan, &crate::analysis::facts(plan, &world), &world))
}

/// What is to be drawn, as a figure.
fn drawn(call: &Call, figure: Option<Drawn>) -> Result<Figure, Failure> {
    let figure = figure.unwrap_or(Drawn::Time);
    if figure == Drawn::Time {
        return Ok(Figure::Gantt(forecast::chart(call)?));
    }
    let session = call.open()?;
    let plan = session.plan();
    let facts = crate::analysis::facts(plan, &call.world());
    let say = Say { plan, facts: &facts, today: call.today() };
    Ok(Figure::Graph(if figure == Drawn::Map { map::graph(plan) } else { team::graph(&say) }))
}

fn wrote(file: &Path, bytes: usize) -> Map<String, Json> {
    let mut out = json::envelope();
    out.insert("wrote".to_string(), file.to_string_lossy().into());
    out.insert("bytes".to_string(), bytes.into());
    out
}

/// Puts a document into a file, whole or not at all; a device or pipe is written to. The plan is never written over.
fn put(file: &Path, plan: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error| Failure::io(format!("{} cannot be written", file.display()), error);
    let real = RealDisk.resolve(file).map_err(failed)?;
    if real == plan {
        return Err(in_the_way(file, "the plan itself").hint("outgrow print -o plan.html"));
    }
    match std::fs::metadata(&real) {
        Ok(meta) if meta.is_dir() => {
            let inside = super::quote(&file.join("plan.html").to_string_lossy());
            Err(in_the_way(file, "a folder").hint(format!("outgrow print -o {inside}")))
        }
        Ok(meta) if !meta.is_file() => {
            let mut stream = OpenOptions::new().write(true).open(&real).map_err(failed)?;
            stream.write_all(bytes).map_err(failed)
        }
        _ => {
            let old = RealDisk.stat(&real).map_err(failed)?;
            let old = match old {
                Some(stat) => Some(Identity::of(stat, &RealDisk.read(&real).map_err(failed)?)),
                None => None,
            };
            save_bytes(&mut RealDisk, &real, old, bytes).map(drop).map_err(|error| match error {
                SaveError::Io(error) => failed(super::failure::again(&error)),
                error => Failure::unsaved(file, error),
            })
        }
    }
}

/// Letter where the locale's country uses it, else A4.
fn local_paper() -> Paper {
    const LETTER: [&str; 12] = ["US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "PA", "SV", "PR"];
    let locale = ["LC_ALL", "LC_PAPER", "LANG"].iter().find_map(|name| env(name).filter(|value| !value.is_empty()));
    let locale = locale.map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
    let country = locale.split(['.', '@']).next().and_then(|name| name.split_once('_')).map(|(_, country)| country);
    if country.is_some_and(|country| LETTER.contains(&country)) { Paper::Letter } else { Paper::A4 }
}
