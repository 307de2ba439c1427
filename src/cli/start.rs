//! A plan to start from, and one to look at: `init`, `demo`.

use std::path::{Path, PathBuf};

use super::args::Template;
use super::failure::already_there;
use super::{Call, Failure, Kind, Reply, Start, draw, quote};
use crate::analysis::checks::guesses;
use crate::config::PLAN;
use crate::edit::{Edit, apply};
use crate::exchange::json;
use crate::model::value::Value;
use crate::model::{Day, Plan};
use crate::register::{REGISTERS, product};
use crate::session::Session;
use crate::store::disk::{Disk, RealDisk};
use crate::store::{Document, read, save};
use crate::text::Raw;

/// The day the demo plan is told for.
const DEMO_DAY: &str = "2026-11-16";

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::B2b => include_str!("../../assets/templates/b2b.ron"),
            Template::Market => include_str!("../../assets/templates/market.ron"),
            Template::Mobile => include_str!("../../assets/templates/mobile.ron"),
            Template::Data => include_str!("../../assets/templates/data.ron"),
            Template::Blank => include_str!("../../assets/templates/blank.ron"),
            Template::Demo => include_str!("../../assets/templates/demo.ron"),
        }
    }

    fn word(self) -> String {
        clap::ValueEnum::to_possible_value(&self).map_or(String::new(), |value| value.get_name().to_string())
    }

    /// The template as a document that was never on disk.
    fn document(self, path: PathBuf) -> Result<Document, Failure> {
        let broken =
            |flaw: read::Flaw| Failure::new(Kind::Invalid, format!("template {}: {}", self.word(), flaw.message));
        let (plan, comments) = read::read(self.text().as_bytes()).map_err(broken)?;
        Ok(Document { comments: comments.into(), ..Document::new(path, plan) })
    }
}

/// Writes a plan to start from.
pub fn init(call: &Call, template: Template, name: Option<String>) -> Result<Reply, Failure> {
    if call.options.readonly {
        return Err(Failure::new(Kind::ReadOnly, "--readonly: no plan is written").hint("leave --readonly out"));
    }
    let path = call.settings.file.clone().unwrap_or_else(|| PLAN.into());
    if path.symlink_metadata().is_ok() {
        return Err(already_there(&path));
    }
    let real = RealDisk.resolve(&path).map_err(|error| {
        Failure::io(format!("{} cannot be made", path.display()), error).hint("make its folder first")
    })?;
    let mut document = template.document(real)?;
    document.plan = named(&document.plan, template, name, &document.path)?;
    save::save(&mut RealDisk, None, &document).map_err(|error| Failure::unsaved(&path, error))?;
    Ok(made(call, &path, template, &document.plan))
}

/// The plan under the product's name: the one given, or the folder's. The demo keeps its own.
fn named(plan: &Plan, template: Template, name: Option<String>, path: &Path) -> Result<Plan, Failure> {
    let folder =
        || path.parent().and_then(Path::file_name).map(|name| crate::text::show(name.to_string_lossy()).to_string());
    let name = match (name, template) {
        (Some(name), _) if name.trim().is_empty() || name.contains(['\n', '\r']) => {
            return Err(Failure::usage("the product's name is one line of text").hint("outgrow init --name Acme"));
        }
        (Some(name), _) => Some(name.trim().to_string()),
        (None, Template::Demo) => None,
        (None, _) => folder(),
    };
    let Some(name) = name else { return Ok(plan.clone()) };
    let edit = Edit::Put { at: product(), field: "name", value: Value::Text(Raw::from(name)) };
    apply(plan, &edit).map_err(|refusals| Failure::refused(refusals, None))
}

fn made(call: &Call, path: &Path, template: Template, plan: &Plan) -> Reply {
    let counts = REGISTERS.iter().filter(|home| !home.is_product() && home.len(plan) > 0);
    let counts: Vec<(&str, usize)> = counts.map(|home| (home.key(), home.len(plan))).collect();
    if call.options.json {
        let mut out = json::envelope();
        out.insert("made".to_string(), path.to_string_lossy().into());
        out.insert("template".to_string(), template.word().into());
        out.insert("rows".to_string(), counts.iter().map(|(key, n)| (key.to_string(), *n)).collect());
        return Reply::json(out);
    }
    let file = match &call.settings.file {
        Some(path) => format!(" -f {}", quote(&path.to_string_lossy())),
        None => String::new(),
    };
    let all: Vec<String> = counts.iter().map(|(key, n)| format!("{n} {key}")).collect();
    let guessed = match guesses(plan) {
        0 => String::new(),
        n => format!("; {n} rows are guesses, marked ~ until you touch them"),
    };
    Reply::out(format!("{}\n", crate::text::show(path.to_string_lossy())))
        .note(format!("made from the template {}: {}{guessed}", template.word(), all.join(", ")))
        .note(format!("next: outgrow{file} opens it, outgrow status{file} says what to do first"))
        .note(format!("      git add {} so that it is kept", quote(&path.to_string_lossy())))
}

/// Opens the demo plan, for reading only.
pub fn demo(call: &Call) -> Result<Reply, Failure> {
    if !call.terminal {
        let failure = Failure::new(Kind::NoTerminal, "no terminal here for the workbench");
        return Err(failure.hint("outgrow init --template demo -f demo.ron, then outgrow show home -f demo.ron"));
    }
    let document = Template::Demo.document("demo.ron".into())?;
    let fixed = Day::parse(DEMO_DAY).filter(|_| !call.settings.dated);
    let banner = "DEMO: an invented company, nothing is saved";
    draw(call, Session::with(document, None, true), fixed.unwrap_or(call.today()), banner, Start::Home)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_template_reads() {
        for template in Template::value_variants() {
            let document = template.document(PLAN.into()).expect("a template reads");
            assert_eq!(document.text(), template.text(), "{}", template.word());
        }
        assert!(Day::parse(DEMO_DAY).is_some());
    }
}
