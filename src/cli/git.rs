//! `git install-driver`: has git merge plans by meaning and name rows in its differences.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::change::asked;
use super::past::Home;
use super::{Call, Failure, Kind, Reply, quote};
use crate::config::PLAN;
use crate::exchange::json;
use crate::git::on_search_path;
use crate::store::disk::{Disk, Identity, RealDisk};
use crate::store::save::save_bytes;
use crate::text::show;

/// What the plan's line in `.gitattributes` says, attribute by attribute, as git tells it back.
const ATTRIBUTES: [(&str, &str); 4] = [("merge", "outgrow"), ("diff", "outgrow"), ("text", "set"), ("eol", "lf")];
const ATTRIBUTE_WORDS: &str = "merge=outgrow diff=outgrow text eol=lf";
const FILE: &str = ".gitattributes";

/// Most bytes of a file of attributes that is added to; git reads none of this size.
const LARGEST: usize = 64 << 20;

/// The line that a difference is headed with: the row's id or its first key field, else its register. Prose and
/// lists are indented deeper and match none.
const HEADINGS: &str = "^  ([a-z]+): [[(]$\n^      ((id|from|person|question|conflict|check|register): .*),$";

/// A setting of the repository: what it is to be, and what it is.
struct Setting {
    key: &'static str,
    value: String,
    now: Option<String>,
}

impl Setting {
    fn is_done(&self) -> bool {
        self.now.as_ref() == Some(&self.value)
    }
}

/// What is to be written.
struct Steps {
    /// The line for `.gitattributes`; nothing where git knows already.
    line: Option<String>,
    settings: Vec<Setting>,
}

/// Shows what it writes, asks, and writes it.
pub fn install_driver(call: &Call, yes: bool) -> Result<Reply, Failure> {
    if call.options.readonly {
        let refused = Failure::new(Kind::ReadOnly, "--readonly: nothing is written");
        return Err(refused.hint("leave --readonly out to install the driver"));
    }
    let home = Home::of(call)?;
    let file = home.repo.top()?.join(FILE);
    let steps = Steps { line: line(&home, &file)?, settings: settings(&home)? };
    let shown = steps.words();
    if shown.is_empty() {
        let reply = Reply::default().note(format!("nothing to do: git merges {} by meaning already", home.name()));
        return Ok(if call.options.json { steps.json(false) } else { reply });
    }
    if !yes {
        if !call.may_ask() {
            let message = format!("this would write {}; say --yes", steps.what());
            return Err(Failure::usage(message).hint("outgrow git install-driver -y"));
        }
        let question: String = shown.iter().map(|line| format!("  {}\n", show(line))).collect();
        if !asked(&format!("{question}Write this? [y/N] "))? {
            return Err(
                Failure::new(Kind::Declined, "nothing is written").hint("outgrow git install-driver -y asks nothing")
            );
        }
    }
    steps.carry_out(&home, &file)?;
    if call.options.json {
        return Ok(steps.json(true));
    }
    let mut reply = Reply::default();
    for line in shown {
        reply = reply.note(line);
    }
    if steps.line.is_some() {
        reply = reply.note(format!("next: git add {FILE} && git commit, so that others have the line, too"));
    }
    Ok(reply
        .note("each copy of the repository needs outgrow git install-driver once: git takes no settings from others"))
}

/// Whether git merges the plan by meaning.
pub(super) fn is_installed(call: &Call) -> Result<bool, Failure> {
    let home = Home::of(call)?;
    let file = home.repo.top()?.join(FILE);
    Ok(Steps { line: line(&home, &file)?, settings: settings(&home)? }.words().is_empty())
}

impl Steps {
    /// What will be written, a line each.
    fn words(&self) -> Vec<String> {
        let mut out: Vec<String> = self.line.iter().map(|line| format!("{FILE}: {line}")).collect();
        for setting in self.settings.iter().filter(|setting| !setting.is_done()) {
            let was = setting.now.as_ref().map_or(String::new(), |now| format!("    (was {})", one_line(now)));
            out.push(format!("git config {} {}{was}", setting.key, quote(&one_line(&setting.value))));
        }
        out
    }

    /// The same in a word or two.
    fn what(&self) -> String {
        let settings = match self.settings.iter().filter(|setting| !setting.is_done()).count() {
            0 => None,
            1 => Some("1 setting of this repository".to_string()),
            n => Some(format!("{n} settings of this repository")),
        };
        let line = self.line.as_ref().map(|_| format!("a line of {FILE}"));
        line.into_iter().chain(settings).collect::<Vec<_>>().join(" and ")
    }

    fn json(&self, written: bool) -> Reply {
        let mut out = json::envelope();
        let settings = self.settings.iter().filter(|setting| !setting.is_done());
        out.insert("attributes".to_string(), self.line.as_deref().map_or(Json::Null, Json::from));
        out.insert(
            "settings".to_string(),
            settings.map(|s| json!({ "key": s.key, "value": s.value, "was": s.now })).collect(),
        );
        out.insert("written".to_string(), written.into());
        Reply::json(out)
    }

    /// The settings first: a line in the file that names a driver nobody has set up is the worse half.
    fn carry_out(&self, home: &Home, file: &Path) -> Result<(), Failure> {
        for setting in self.settings.iter().filter(|setting| !setting.is_done()) {
            home.repo.set_local(setting.key, &setting.value)?;
        }
        if let Some(line) = &self.line {
            append(file, line)?;
        }
        Ok(())
    }
}

fn one_line(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// The line that the attributes lack. Where they say something else of the plan, somebody decided so: that is
/// told and not overruled.
fn line(home: &Home, file: &Path) -> Result<Option<String>, Failure> {
    let names = ATTRIBUTES.map(|(name, _)| name);
    let now = home.repo.attributes(&home.real, &names)?;
    let mut other = Vec::new();
    let mut done = true;
    for ((name, wanted), (_, value)) in ATTRIBUTES.iter().zip(&now) {
        match value.as_deref() {
            Some(value) if value == *wanted => {}
            None => done = false,
            // What git finds out by itself is nobody's decision.
            Some("auto") if *name == "text" => done = false,
            Some("set") => other.push(name.to_string()),
            Some("unset") => other.push(format!("-{name}")),
            Some(value) => other.push(format!("{name}={value}")),
        }
    }
    if !other.is_empty() {
        let message = format!("{} has {} in the repository's attributes already", home.name(), other.join(" "));
        return Err(Failure::usage(message)
            .hint(format!("take that out of {FILE} (or .git/info/attributes), then run the command again")));
    }
    if done {
        return Ok(None);
    }
    if file.is_symlink() {
        let message = format!("{FILE} is a link, and git does not follow it");
        return Err(Failure::usage(message).hint("put a file in its place, then run the command again"));
    }
    let place = home.repo.place(&home.real)?;
    Ok(Some(format!("{} {ATTRIBUTE_WORDS}", pattern(&place)?)))
}

/// The plan's path as `.gitattributes` writes it. A plan of the usual name at the top stands for every plan of
/// that name; all others for themselves alone.
fn pattern(place: &Path) -> Result<String, Failure> {
    let Some(text) = place.to_str() else {
        let message = format!("the name {} is no text that {FILE} could hold", place.display());
        return Err(Failure::usage(message).hint("give the plan a name in UTF-8"));
    };
    if text == PLAN {
        return Ok(text.to_string());
    }
    let anchor = if text.contains('/') { "" } else { "/" };
    let mut literal = anchor.to_string();
    for c in text.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') || (c == '!' && literal.is_empty()) {
            literal.push('\\');
        }
        literal.push(c);
    }
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\\');
    if literal.chars().all(plain) && !literal.starts_with('#') {
        return Ok(literal);
    }
    let quoted: String = literal
        .bytes()
        .map(|b| match b {
            b'"' | b'\\' => format!("\\{}", b as char),
            b' '..=b'~' => (b as char).to_string(),
            other => format!("\\{other:03o}"),
        })
        .collect();
    Ok(format!("\"{quoted}\""))
}

/// Adds the line at the end of the file, which keeps all that it holds.
fn append(file: &Path, line: &str) -> Result<(), Failure> {
    let failed = |error| Failure::io(format!("{} cannot be written", file.display()), error);
    let stat = RealDisk.stat(file).map_err(failed)?;
    let mut bytes = if stat.is_some() { RealDisk.read(file).map_err(failed)? } else { Vec::new() };
    // As much as is read at all: there may be more, and that would be lost.
    if bytes.len() > LARGEST {
        return Err(Failure::new(Kind::Io, format!("{} is too large to be changed", file.display())));
    }
    let old = stat.map(|stat| Identity::of(stat, &bytes));
    let end = if bytes.ends_with(b"\r\n") { "\r\n" } else { "\n" };
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.extend(end.as_bytes());
    }
    bytes.extend(format!("{line}{end}").as_bytes());
    save_bytes(&mut RealDisk, file, old, &bytes).map(drop).map_err(|error| Failure::unsaved(file, error))
}

fn settings(home: &Home) -> Result<Vec<Setting>, Failure> {
    let program = program();
    // A per cent sign would stand for a file.
    let driver = format!("{} merge %O %A %B", program.replace('%', "%%"));
    let wanted = [
        ("merge.outgrow.name", "outgrow plans, merged by meaning".to_string()),
        ("merge.outgrow.driver", driver),
        ("diff.outgrow.xfuncname", HEADINGS.to_string()),
        ("mergetool.outgrow.cmd", format!("{program} mergetool -f \"$MERGED\"")),
        ("mergetool.outgrow.trustExitCode", "true".to_string()),
    ];
    let now = |(key, value)| Ok(Setting { key, value, now: home.repo.get_local(key)? });
    wanted.into_iter().map(now).collect()
}

/// How a shell starts this program: by its name where that is what the name means, else by its path.
fn program() -> String {
    let own = std::env::current_exe().and_then(std::fs::canonicalize).ok();
    let named = on_search_path("outgrow").and_then(|file| std::fs::canonicalize(file).ok());
    match own {
        Some(own) if named.as_ref() != Some(&own) => quote(&own.to_string_lossy()),
        _ => "outgrow".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn a_path_is_written_so_that_git_reads_it_back() {
        for (place, written) in [
            ("outgrow.ron", "outgrow.ron"),
            ("plan.ron", "/plan.ron"),
            ("plan/outgrow.ron", "plan/outgrow.ron"),
            ("my plan.ron", "\"/my plan.ron\""),
            ("#x/a.ron", "\"#x/a.ron\""),
            ("!x/a.ron", "\"\\\\!x/a.ron\""),
            ("a/[b]*?.ron", "\"a/\\\\[b]\\\\*\\\\?.ron\""),
            ("a/b\"c\\d.ron", "\"a/b\\\"c\\\\\\\\d.ron\""),
            ("a/tab\tb\nc.ron", "\"a/tab\\011b\\012c.ron\""),
            ("Größe/漢.ron", "Größe/漢.ron"),
        ] {
            assert_eq!(pattern(&PathBuf::from(place)).ok().as_deref(), Some(written), "{place}");
        }
    }
}
