//! What changed, by revision: `diff`, `log`.

use serde_json::{Map, Value as Json};

use super::past::{Home, Side, Sort, Told, tell_all};
use super::said::address;
use super::trail::{self, Trail};
use super::{Call, Failure, Reply, command};
use crate::analysis::map::words;
use crate::exchange::{changes as changes_out, json, map, plain};
use crate::git::Commit;
use crate::model::{Day, Plan};
use crate::report::changes;
use crate::report::doc::{Block, Doc, Words};
use crate::report::map::changes as on_the_map;
use crate::report::text;
use crate::text::{Shown, show, word};

/// Columns of a document where nobody says how wide the output is.
const PAGE: usize = 80;

/// Rows of one commit that are told one by one.
const ROWS: usize = 20;

/// Tells two plans apart: HEAD and the file, a revision and the file, or two revisions.
pub fn diff(call: &Call, revisions: &[String]) -> Result<Reply, Failure> {
    let home = Home::of(call)?;
    let before = home.at(revisions.first().map_or("HEAD", String::as_str))?;
    let after = match revisions.get(1) {
        Some(revision) => home.at(revision)?,
        None => home.on_disk()?,
    };
    let rows = changes::rows(&before.plan, &after.plan);
    let meant = words::changes(&changes::carried(&before.plan, &after.plan), &after.plan);
    let mut reply = if call.options.json {
        let mut out = json::envelope();
        out.insert("before".to_string(), side(&before));
        out.insert("after".to_string(), side(&after));
        out.insert("rows".to_string(), changes_out::json(&rows));
        out.insert("map".to_string(), map::changes(&meant));
        Reply::json(out)
    } else if call.options.plain {
        Reply::out(changes_out::records(&[], &rows))
    } else if rows.is_empty() {
        let text = if before.bytes == after.bytes { "" } else { "; only comments or the order of the text differ" };
        Reply::default().note(format!("no row differs between {} and {}{text}", before.said, after.said))
    } else {
        let title = Words::from(named(&before)).dim(" to ").plain(named(&after));
        let mut doc = changes::doc(title, &rows);
        doc.blocks.insert(1, Block::Para(changes::counted(&rows).into()));
        doc.blocks.extend(on_the_map(&meant));
        Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled))
    };
    reply.code = u8::from(!rows.is_empty());
    Ok(reply)
}

/// A side in words: a revision with the commit it names.
fn named(side: &Side) -> Shown {
    match &side.commit {
        Some(id) if !id.as_str().starts_with(side.said.as_str()) => show(format!("{} ({})", side.said, id.short())),
        _ => side.said.clone(),
    }
}

fn side(side: &Side) -> Json {
    let key = if side.commit.is_some() { "revision" } else { "file" };
    let mut out = Map::from_iter([(key.to_string(), Json::from(side.said.as_str()))]);
    if let Some(id) = &side.commit {
        out.insert("commit".to_string(), id.as_str().into());
    }
    Json::Object(out)
}

/// Tells which commits changed the plan, or one row of it, and what.
pub fn log(call: &Call, row: Option<&str>, since: Option<&str>) -> Result<Reply, Failure> {
    let since = since.map(|text| Day::typed(text, call.today()));
    let since = since.transpose().map_err(|why| Failure::usage(format!("--since: {why}")))?;
    let home = Home::of(call)?;
    let history = home.repo.history(&home.real, since)?;
    let (on_disk, head) = (home.on_disk().ok(), home.at("HEAD").ok());
    let newest = on_disk.as_ref().or(head.as_ref()).map(|side| &side.plan);
    let mut trail = row.map(|typed| Trail::start(typed, newest)).transpose()?;
    let mut all = tell_all(&home.repo, &history.commits)?;
    all.retain_mut(|told| trail.as_mut().is_none_or(|trail| trail.follow(told)));
    let committed = head.as_ref().map(|side| &side.plan);
    let mut notes: Vec<String> = history.gaps.iter().map(ToString::to_string).collect();
    if let Some(trail) = &trail {
        let whole = history.gaps.is_empty() && all.is_empty();
        notes.extend(trail.verdict(committed, since, whole)?);
    } else if all.is_empty() {
        let since = since.map_or(String::new(), |day| format!(" since {day}"));
        notes.push(format!("no commit{since} changed {}", home.name()));
    }
    notes.extend(uncommitted(&home, on_disk.as_ref(), committed));
    let log = Log { home: &home, trail: trail.as_ref(), all: &all, committed, since };
    let mut reply = if call.options.json {
        Reply::json(log.json(&notes))
    } else if call.options.plain {
        Reply::out(all.iter().map(record).collect::<String>())
    } else {
        Reply::out(log.words(call))
    };
    reply.notes.extend(notes.into_iter().map(show));
    Ok(reply)
}

/// What the log does not have because nobody has committed it.
fn uncommitted(home: &Home, on_disk: Option<&Side>, committed: Option<&Plan>) -> Option<String> {
    let rows = changes::rows(committed?, &on_disk?.plan);
    let how = changes::counted(&rows);
    (!rows.is_empty())
        .then(|| format!("{} has changes that are not committed: {how}; outgrow diff tells them", home.name()))
}

/// Everything a log is written from.
struct Log<'l> {
    home: &'l Home,
    trail: Option<&'l Trail>,
    all: &'l [Told<'l>],
    committed: Option<&'l Plan>,
    since: Option<Day>,
}

impl Log<'_> {
    fn json(&self, notes: &[String]) -> Json {
        let mut out = json::envelope();
        out.insert("file".to_string(), self.home.name().as_str().into());
        if let Some(trail) = self.trail {
            out.insert("row".to_string(), address(&trail.at).into());
            let fields = trail.fields(self.committed, self.all);
            out.insert("fields".to_string(), fields.iter().map(trail::Field::json).collect());
        }
        out.insert("commits".to_string(), self.all.iter().map(commit_json).collect());
        out.insert("notes".to_string(), notes.iter().map(|note| Json::from(note.as_str())).collect());
        Json::Object(out)
    }

    fn words(&self, call: &Call) -> String {
        let mut blocks = Vec::new();
        if let Some(trail) = self.trail {
            let fields = trail.fields(self.committed, self.all);
            if !fields.is_empty() {
                blocks.push(Block::Heading(1, trail::heading(trail, self.committed)));
                blocks.push(trail::table(&fields, self.since));
            }
        }
        blocks.extend(self.all.iter().flat_map(|told| commit_blocks(told, self.trail.is_some())));
        if blocks.is_empty() {
            return String::new();
        }
        let doc = Doc { blocks, ..Doc::default() };
        text::write(&doc, call.width.unwrap_or(PAGE), call.styled)
    }
}

/// When, which, who; the subject; the rows.
fn commit_blocks(told: &Told, one_row: bool) -> Vec<Block> {
    let Told { commit, sort, rows, notes } = told;
    let head = Words::from(format!("{} {}", commit.day.words(), clock(commit))).plain("  ");
    let head = head.key(show(commit.id.short())).plain("  ").dim(commit.author.show().cut(60));
    let mut blocks = vec![Block::Heading(3, head)];
    let subject = commit.subject.show().cut(200);
    if !subject.is_empty() {
        blocks.push(Block::Para(subject.into()));
    }
    let mut told: Vec<Words> = match sort {
        Sort::First if !one_row => vec![Words::from("the plan begins: ").plain(changes::counted(rows))],
        Sort::Last if !one_row => vec![Words::from("the plan was taken away: ").plain(changes::counted(rows))],
        _ => changes::sentences(rows),
    };
    if told.len() > ROWS {
        let more = told.len() - ROWS;
        told.truncate(ROWS);
        let before = commit.parents.first().map_or("", |parent| parent.short());
        told.push(
            Words::new().dim(format!("and {more} more; {} tells all", command(&["diff", before, commit.id.short()]))),
        );
    }
    told.extend(notes.iter().map(|note| Words::new().dim(note)));
    if !told.is_empty() {
        blocks.push(Block::List(told));
    }
    blocks
}

fn clock(commit: &Commit) -> String {
    commit.time.strftime("%H:%M").to_string()
}

fn commit_json(told: &Told) -> Json {
    let Told { commit, sort, rows, notes } = told;
    let mut out = Map::from_iter([
        ("commit".to_string(), Json::from(commit.id.as_str())),
        ("day".to_string(), commit.day.to_string().into()),
        ("time".to_string(), clock(commit).into()),
        ("author".to_string(), commit.author.raw().into()),
        ("subject".to_string(), commit.subject.raw().into()),
        ("file".to_string(), commit.place.to_string_lossy().into()),
        ("kind".to_string(), sort.word().into()),
    ]);
    if !notes.is_empty() {
        out.insert("notes".to_string(), notes.iter().map(|note| Json::from(note.as_str())).collect());
    }
    out.insert("rows".to_string(), changes_out::json(rows));
    Json::Object(out)
}

/// Day, commit, author and subject before each field that changed; a commit without any is one record of its
/// kind, with what there is to say of it last.
fn record(told: &Told) -> String {
    let Told { commit, sort, rows, notes } = told;
    let lead = [show(commit.day.to_string()), show(commit.id.as_str()), commit.author.show(), commit.subject.show()];
    if !rows.is_empty() {
        return changes_out::records(&lead, rows);
    }
    let notes: Vec<&str> = notes.iter().map(Shown::as_str).collect();
    let blank = Shown::default;
    plain::line(&[&lead[..], &[word(sort.word()), blank(), blank(), blank(), show(notes.join("; "))]].concat())
}
