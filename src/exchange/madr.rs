//! Decision records as Markdown, in the form of MADR (a head of keys, then context, options, outcome, consequences), out and
//! in. The older form with a section for the status is read, too. What is written is read back as it was.

use crate::edit::Edit;
use crate::model::cell::{Choice, Prose, Refs};
use crate::model::value::Value;
use crate::model::{Address, Day, Decision, Id, Person, Plan, Standing};
use crate::text::Raw;

/// What a record says; `None` where it says nothing of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Record {
    pub name: String,
    pub standing: Option<Standing>,
    pub date: Option<Day>,
    /// As they are written: ids or names.
    pub deciders: Option<Vec<String>>,
    pub supersedes: Option<String>,
    pub void_when: Option<String>,
    pub review_by: Option<Day>,
    pub domains: Option<Vec<String>>,
    pub context: Vec<String>,
    pub options: Vec<String>,
    pub choice: Vec<String>,
    pub consequences: Vec<String>,
}

const CONTEXT: &str = "Context and Problem Statement";
const OPTIONS: &str = "Considered Options";
const CHOICE: &str = "Decision Outcome";
const CONSEQUENCES: &str = "Consequences";

/// A decision as a file of its own.
pub fn write(plan: &Plan, row: &Decision) -> String {
    let mut out = String::from("---\n");
    let mut key = |key: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&format!("{key}: {value}\n"));
        }
    };
    key("status", row.standing.word().to_string());
    key("date", row.date.map_or(String::new(), |day| day.to_string()));
    key("decision-makers", names(plan, &row.deciders));
    key("domains", row.domains.0.iter().map(Id::as_str).collect::<Vec<_>>().join(", "));
    key("supersedes", row.supersedes.as_str().to_string());
    key("void-when", row.void_when.as_str().to_string());
    key("review-by", row.review_by.map_or(String::new(), |day| day.to_string()));
    out.push_str(&format!("---\n\n# {}\n", one_line(row.name.raw())));
    let sections = [
        (2, CONTEXT, &row.context),
        (2, OPTIONS, &row.options),
        (2, CHOICE, &row.choice),
        (3, CONSEQUENCES, &row.consequences),
    ];
    for (level, title, prose) in sections {
        if prose.0.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{} {title}\n\n", "#".repeat(level)));
        for line in &prose.0 {
            out.push_str(&escaped(line.raw()));
            out.push('\n');
        }
    }
    out
}

/// People by their ids, since names may hold anything.
fn names(plan: &Plan, people: &Refs<Person>) -> String {
    let known = people.0.iter().filter(|id| plan.people.get(id).is_some());
    known.map(Id::as_str).collect::<Vec<_>>().join(", ")
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")
}

/// A line of prose that would be read as a heading, with a backslash before it.
fn escaped(line: &str) -> String {
    let bare = line.trim_start_matches('\\');
    if bare.starts_with('#') { format!("\\{line}") } else { line.to_string() }
}

fn unescaped(line: &str) -> &str {
    let bare = line.trim_start_matches('\\');
    if bare.starts_with('#') { line.strip_prefix('\\').unwrap_or(line) } else { line }
}

/// Largest record that is read, in bytes.
pub const MOST: usize = 1 << 20;

/// Reads a record; the error says what is missing.
pub fn read(text: &str) -> Result<Record, String> {
    if text.len() > MOST {
        return Err("a decision record has at most a megabyte".to_string());
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let mut record = Record::default();
    let mut at = head(&lines, &mut record)?;
    let mut section = Section::Nothing;
    let mut status: Vec<String> = Vec::new();
    let mut titled = false;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some((level, title)) = heading(line) {
            if level == 1 && !titled {
                titled = true;
                record.name = without_number(title).to_string();
                continue;
            }
            section = match (Section::of(title), section) {
                (Some(known), _) => known,
                (None, Section::Nothing | Section::Status) => Section::Other,
                // A heading of somebody's own stays in its section.
                (None, within) => {
                    within.lines(&mut record, &mut status).push(line.to_string());
                    within
                }
            };
            continue;
        }
        if section == Section::Nothing {
            // The older form has its day between title and status.
            if let Some(day) = line.strip_prefix("Date:") {
                record.date = record.date.or(Day::parse(day.trim()));
            }
            continue;
        }
        section.lines(&mut record, &mut status).push(unescaped(line).to_string());
    }
    if record.name.trim().is_empty() {
        return Err("a decision record begins with its name, as in # One deployable".to_string());
    }
    if let Some(line) = status.iter().find(|line| !line.trim().is_empty()) {
        record.standing = record.standing.or(standing(line));
    }
    for prose in [&mut record.context, &mut record.options, &mut record.choice, &mut record.consequences] {
        trim(prose);
    }
    Ok(record)
}

/// Where a line belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Nothing,
    Status,
    Context,
    Options,
    Choice,
    Consequences,
    /// One that a record of ours has no place for.
    Other,
}

impl Section {
    fn of(title: &str) -> Option<Section> {
        Some(match title.trim().to_lowercase().as_str() {
            "status" => Section::Status,
            "context" | "context and problem statement" => Section::Context,
            "options" | "considered options" | "decision drivers" | "pros and cons of the options" => Section::Options,
            "decision" | "decision outcome" => Section::Choice,
            "consequences" | "positive consequences" | "negative consequences" => Section::Consequences,
            "more information" | "links" | "validation" | "confirmation" => Section::Other,
            _ => return None,
        })
    }

    fn lines<'r>(self, record: &'r mut Record, status: &'r mut Vec<String>) -> &'r mut Vec<String> {
        match self {
            Section::Context | Section::Nothing | Section::Other => &mut record.context,
            Section::Status => status,
            Section::Options => &mut record.options,
            Section::Choice => &mut record.choice,
            Section::Consequences => &mut record.consequences,
        }
    }
}

/// The keys at the top; where the rest begins.
fn head(lines: &[&str], record: &mut Record) -> Result<usize, String> {
    let start = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    if lines.get(start).is_none_or(|line| line.trim_end() != "---") {
        return Ok(start);
    }
    let rest = &lines[start + 1..];
    let Some(end) = rest.iter().position(|line| line.trim_end() == "---") else {
        return Err("the head of a decision record ends with a line of ---".to_string());
    };
    for line in &rest[..end] {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        let listed = || {
            let bare = value.trim_start_matches('[').trim_end_matches(']');
            let parts = bare.split(',').map(|part| part.trim().trim_matches(['"', '\'']).to_string());
            Some(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>())
        };
        let day = || match value {
            "" => Ok(None),
            value => Day::parse(value)
                .map(Some)
                .ok_or_else(|| format!("{}: a day is written 2026-11-21, not {value}", key.trim())),
        };
        match key.trim().to_lowercase().as_str() {
            "status" => record.standing = standing(value),
            "date" => record.date = day()?,
            "deciders" | "decision-makers" => record.deciders = listed(),
            "domains" => record.domains = listed(),
            "supersedes" => record.supersedes = Some(value.to_string()),
            "void-when" => record.void_when = Some(value.to_string()),
            "review-by" => record.review_by = day()?,
            _ => {}
        }
    }
    Ok(start + 1 + end + 1)
}

/// The level and the title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let title = line.get(level..)?.strip_prefix(' ')?;
    (1..=6).contains(&level).then_some((level, title.trim()))
}

/// A title without the number that the older form puts before it.
fn without_number(title: &str) -> &str {
    let digits = title.bytes().take_while(u8::is_ascii_digit).count();
    match title.get(digits..).and_then(|rest| rest.strip_prefix(". ")) {
        Some(rest) if digits > 0 => rest.trim(),
        _ => title.trim(),
    }
}

fn standing(text: &str) -> Option<Standing> {
    let word = text.trim().to_lowercase();
    let word = if word.starts_with("deprecated") { "superseded".to_string() } else { word };
    Standing::ALL.iter().copied().find(|standing| word.starts_with(standing.word()))
}

fn trim(lines: &mut Vec<String>) {
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.trim().is_empty()).count();
    lines.drain(..blank);
}

/// The edit that makes a decision say what a record says: only what differs. A row that is not there is made. The error
/// names what the plan does not know.
pub fn edit(plan: &Plan, id: &Id, record: &Record) -> Result<Edit, String> {
    let blank = Decision::default();
    let row = plan.decisions.get(id).unwrap_or(&blank);
    let at = Address { register: "decisions", id: id.clone() };
    let mut edits = Vec::new();
    let mut put = |field: &'static str, was: Value, is: Value| {
        if was != is {
            edits.push(Edit::Put { at: at.clone(), field, value: is });
        }
    };
    let text = |text: &str| Value::Text(Raw::from(text));
    put("name", text(row.name.raw()), text(&record.name));
    if let Some(standing) = record.standing {
        put("standing", Value::Choice(row.standing.word()), Value::Choice(standing.word()));
    }
    let day = |day: Option<Day>| day.map_or(Value::Nothing, Value::Day);
    put("date", day(row.date), day(record.date));
    put("review_by", day(row.review_by), day(record.review_by.or(row.review_by)));
    if let Some(deciders) = &record.deciders {
        put("deciders", Value::Refs(row.deciders.0.clone()), Value::Refs(people(plan, deciders)?));
    }
    if let Some(domains) = &record.domains {
        let mut found = Vec::new();
        for word in domains {
            let id = Id::parse(word).filter(|id| plan.domains.get(id).is_some());
            found.push(id.ok_or_else(|| format!("{word} is no domain of the plan"))?);
        }
        found.sort();
        found.dedup();
        put("domains", Value::Refs(row.domains.0.clone()), Value::Refs(found));
    }
    let named = |word: &str, what: &str, known: fn(&Plan, &Id) -> bool| match word {
        "" => Ok(Value::Nothing),
        word => Id::parse(word)
            .filter(|id| known(plan, id))
            .map(Value::Ref)
            .ok_or_else(|| format!("{word} is no {what} of the plan")),
    };
    let reference = |id: Option<&Id>| id.cloned().map_or(Value::Nothing, Value::Ref);
    if let Some(word) = &record.supersedes {
        let is = named(word, "decision", |plan, id| plan.decisions.get(id).is_some())?;
        put("supersedes", reference(row.supersedes.id()), is);
    }
    if let Some(word) = &record.void_when {
        let is = named(word, "trigger", |plan, id| plan.triggers.get(id).is_some())?;
        put("void_when", reference(row.void_when.id()), is);
    }
    let prose = |lines: &[String]| Value::Prose(lines.iter().map(|line| Raw::from(line.as_str())).collect());
    let was = |prose: &Prose| Value::Prose(prose.0.clone());
    put("context", was(&row.context), prose(&record.context));
    put("options", was(&row.options), prose(&record.options));
    put("choice", was(&row.choice), prose(&record.choice));
    put("consequences", was(&row.consequences), prose(&record.consequences));
    Ok(Edit::Several(edits))
}

/// People by id or by name.
fn people(plan: &Plan, words: &[String]) -> Result<Vec<Id>, String> {
    let mut found = Vec::new();
    for word in words {
        let by_id = Id::parse(word).filter(|id| plan.people.get(id).is_some());
        let by_name = || {
            let named = plan.people.iter().find(|person| person.name.raw().eq_ignore_ascii_case(word));
            named.map(|person| person.id.clone())
        };
        let id = by_id.or_else(by_name);
        found.push(id.ok_or_else(|| format!("{word} is nobody of the plan; outgrow add people \"{word}\""))?);
    }
    found.sort();
    found.dedup();
    Ok(found)
}
