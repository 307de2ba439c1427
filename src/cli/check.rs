//! `check`: the plan as a test; and its findings as SARIF.

use std::path::Path;

use super::args::FailOn;
use super::{Call, Failure, Reply};
use crate::analysis::Facts;
use crate::analysis::checks::State;
use crate::exchange::{json, sarif, screen as screens_out};
use crate::report::doc::Doc;
use crate::report::{findings, text};
use crate::store::disk::{Disk, RealDisk};
use crate::store::read;

/// Columns of the findings where nobody says how wide the output is.
const PAGE: usize = 80;

/// The exit code while conflicts wait in the plan.
const WAITING: u8 = 5;

/// Says what does not hold, and ends with 1 where it is grave enough. Silent when all is well.
pub fn check(call: &Call, fail_on: FailOn) -> Result<Reply, Failure> {
    let session = call.load()?;
    let facts = call.complete(&session);
    let mut reply = if call.options.json {
        let mut out = json::envelope();
        out.extend(screens_out::findings(&facts));
        Reply::json(out)
    } else if call.options.plain {
        Reply::out(screens_out::finding_records(&facts))
    } else if facts.findings.is_empty() {
        Reply::default()
    } else {
        let blocks = vec![findings::pairs(&facts.findings)];
        let doc = Doc { blocks, ..Doc::default() };
        Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled))
    };
    reply.code = code(&facts, fail_on);
    if !session.plan().conflicts.is_empty() && fail_on != FailOn::Never {
        reply.code = WAITING;
    }
    Ok(reply)
}

fn code(facts: &Facts, fail_on: FailOn) -> u8 {
    let fails = |state: State| match fail_on {
        FailOn::Never => false,
        FailOn::Act => state == State::Act,
        FailOn::Mon => matches!(state, State::Act | State::Mon | State::Blind),
    };
    u8::from(facts.findings.iter().any(|finding| fails(finding.hit.state)))
}

/// The findings as SARIF, each at the line of its row.
pub fn sarif(call: &Call) -> Result<String, Failure> {
    let session = call.load()?;
    let facts = call.complete(&session);
    let bytes = RealDisk.read(session.path()).map_err(|error| Failure::io("the plan cannot be read again", error))?;
    let uri = uri(session.path());
    Ok(json::text(&sarif::log(&facts, &uri, &read::row_lines(&bytes))))
}

/// The plan's path below the folder the command runs in, as a reader of the log resolves it; else its name.
fn uri(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    let below = here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    let named = below.or_else(|| path.file_name().map(Into::into)).unwrap_or_else(|| path.to_path_buf());
    let parts: Vec<String> = named.iter().map(|part| percent(&part.to_string_lossy())).collect();
    parts.join("/")
}

/// A path's part as a URI writes it.
fn percent(part: &str) -> String {
    let mut out = String::new();
    for byte in part.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
