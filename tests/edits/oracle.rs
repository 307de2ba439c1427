//! The rules of a merge once more, written down as plainly as they are said and without a thought for speed, on a
//! representation of their own: `merge` has to agree with it on random branches.
//!
//! `OUTGROW_MERGES=100000` sets the number of merges, `OUTGROW_SEED` the first seed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use outgrow::merge::{Merged, merge};
use outgrow::model::value::{Kind, Value};
use outgrow::model::{Id, Plan};
use outgrow::register::rules::{Breach, Rule, breaches};
use outgrow::register::{REGISTERS, Register, keys, register};

use crate::branches::branches;

/// A row's place: register and id.
type At = (String, String);

/// What a field holds: entries by name. A single value is one entry without a name; a set's entries are named by
/// themselves; a reading by its day; a link by where it leads.
type Entries = BTreeMap<String, BTreeSet<String>>;

#[derive(Clone, PartialEq, Debug)]
enum Datum {
    Entries(Entries),
    /// In the order written: prose, and sets of lines.
    Lines(Vec<String>),
}

type Fields = BTreeMap<&'static str, Datum>;
type Rows = BTreeMap<At, Fields>;

/// What is in dispute about a field, or with the name `row` about a row's being there.
type Disputes = BTreeMap<(At, &'static str), [Vec<String>; 3]>;

fn home(at: &At) -> &'static dyn Register {
    register(&at.0).expect("a register")
}

/// Each field's kind, and whether it is part of the id.
type Kinds = BTreeMap<&'static str, BTreeMap<&'static str, (Kind, bool)>>;

static FIELDS: LazyLock<Kinds> = LazyLock::new(|| {
    let fields = |home: &dyn Register| {
        (0..home.field_count()).map(|n| (home.field(n).key, (home.kind(n), home.field(n).key_part))).collect()
    };
    REGISTERS.iter().map(|home| (home.key(), fields(*home))).collect()
});

fn kind(at: &At, field: &str) -> Kind {
    FIELDS[at.0.as_str()][field].0
}

fn is_key(at: &At, field: &str) -> bool {
    FIELDS[at.0.as_str()][field].1
}

fn datum(kind: Kind, value: &Value) -> Datum {
    if let Value::Prose(lines) | Value::Texts(lines) = value {
        return Datum::Lines(lines.iter().map(|line| line.raw().to_string()).collect());
    }
    if matches!(kind, Kind::Prose | Kind::Texts) {
        return Datum::Lines(Vec::new());
    }
    let mut entries = Entries::new();
    for entry in value.entries() {
        let text = entry.typed().raw().to_string();
        let name = match kind {
            Kind::Series | Kind::Log | Kind::Links(_) => text.split(':').next().unwrap_or_default().to_string(),
            kind if kind.is_list() => text.clone(),
            _ => String::new(),
        };
        entries.entry(name).or_default().insert(text);
    }
    Datum::Entries(entries)
}

fn rows(plan: &Plan) -> Rows {
    let mut found = Rows::new();
    for home in REGISTERS {
        for row in home.rows(plan) {
            let fields = (0..home.field_count()).map(|at| {
                let cell = row.cell(at);
                (home.field(at).key, datum(cell.kind(), &cell.get()))
            });
            found.insert((home.key().to_string(), row.id().to_string()), fields.collect());
        }
    }
    found
}

/// The plan of such rows, and of conflicts that wait besides, to be judged by the rules.
fn plan(rows: &Rows, waiting: &Rows) -> Plan {
    let mut plan = Plan::default();
    for home in REGISTERS {
        let mut made = Vec::new();
        for (at, fields) in rows.iter().chain(waiting).filter(|(at, _)| at.0 == home.key()) {
            let mut row = home.blank(&Id::parse(&at.1).expect("an id"));
            for (place, about) in (0..home.field_count()).map(|place| (place, home.field(place))) {
                if about.key != "id" {
                    let value = value(row.cell(place).kind(), &fields[about.key]);
                    let value = if value == Value::Nothing { home.default_of(place) } else { value };
                    row.slot(place).put(value).expect("a value of the kind");
                }
            }
            row.rekey();
            made.push(row);
        }
        if home.is_product() {
            made.into_iter().for_each(|row| home.put(&mut plan, row));
        } else {
            home.fill(&mut plan, made);
        }
    }
    plan
}

fn value(kind: Kind, datum: &Datum) -> Value {
    let read = |text: &String| match kind {
        Kind::Prose => Value::Prose(vec![text.as_str().into()]),
        Kind::Texts => Value::Texts(vec![text.as_str().into()]),
        _ => kind.stored(text, keys()).expect("a value that was written"),
    };
    let entries = match datum {
        Datum::Lines(lines) => lines.iter().map(read).collect(),
        Datum::Entries(entries) => entries.values().flatten().map(read).collect(),
    };
    kind.collect(entries)
}

/// Where an entry leads.
fn target(kind: Kind, name: &str, text: &str) -> Option<At> {
    let local = |register: &str, id: &str| Some((register.to_string(), id.to_string()));
    match kind {
        Kind::Ref(register) => local(register, text),
        Kind::Refs(register) | Kind::Links(register) => local(register, name),
        Kind::Address | Kind::Addresses(_) => text.split_once('/').and_then(|(register, id)| local(register, id)),
        _ => None,
    }
}

fn targets(kind: Kind, datum: &Datum) -> Vec<At> {
    let Datum::Entries(entries) = datum else { return Vec::new() };
    entries.iter().flat_map(|(name, texts)| texts.iter().filter_map(|text| target(kind, name, text))).collect()
}

/// The entries of a field for which something holds.
fn filtered(kind: Kind, datum: &Datum, holds: impl Fn(&str, &str, Option<At>) -> bool) -> Datum {
    let Datum::Entries(entries) = datum else { return datum.clone() };
    let mut kept = Entries::new();
    for (name, text) in entries.iter().flat_map(|(name, texts)| texts.iter().map(move |text| (name, text))) {
        if holds(name, text, target(kind, name, text)) {
            kept.entry(name.clone()).or_default().insert(text.clone());
        }
    }
    Datum::Entries(kept)
}

fn nothing(datum: &Datum) -> bool {
    match datum {
        Datum::Entries(entries) => entries.is_empty(),
        Datum::Lines(lines) => lines.is_empty(),
    }
}

/// As a conflict shows it.
fn shown(kind: Kind, datum: &Datum) -> Vec<String> {
    datum_lines(&self::datum(kind, &value(kind, datum)))
}

fn datum_lines(datum: &Datum) -> Vec<String> {
    match datum {
        Datum::Lines(lines) => lines.clone(),
        Datum::Entries(entries) => entries.values().flatten().cloned().collect(),
    }
}

// --- Renames -----------------------------------------------------------------------------------------------

/// Rows that left under one id and came under another.
fn renamed(before: &Rows, after: &Rows) -> BTreeMap<At, String> {
    let mut found = BTreeMap::new();
    for register in REGISTERS.iter().filter(|home| !home.is_keyed() && !home.is_product()) {
        let only = |one: &Rows, other: &Rows| -> Vec<At> {
            one.keys().filter(|at| at.0 == register.key() && !other.contains_key(*at)).cloned().collect()
        };
        let (mut gone, mut come) = (only(before, after), only(after, before));
        let names =
            |rows: &Rows, list: &[At], at: &At| list.iter().filter(|o| rows[*o]["name"] == rows[at]["name"]).count();
        let same = |old: &At, new: &At, references: bool| {
            before[old].iter().all(|(field, was)| {
                *field == "id" || (!references && kind(old, field).refers()) || after[new][field] == *was
            })
        };
        for round in 0..3 {
            let mut paired = Vec::new();
            for old in &gone {
                let fits = |new: &&At| match round {
                    0 => same(old, new, true),
                    1 => same(old, new, false),
                    _ => {
                        before[old]["name"] == after[*new]["name"]
                            && !nothing(&before[old]["name"])
                            && names(before, &gone, old) == 1
                            && names(after, &come, new) == 1
                    }
                };
                let free = |new: &&At| !paired.iter().any(|(_, taken)| taken == *new);
                if let Some(new) = come.iter().filter(free).find(fits) {
                    paired.push((old.clone(), new.clone()));
                }
            }
            gone.retain(|at| !paired.iter().any(|(old, _)| old == at));
            come.retain(|at| !paired.iter().any(|(_, new)| new == at));
            found.extend(paired.into_iter().map(|(old, new)| (old, new.1)));
        }
    }
    found
}

/// Moves rows to other ids, with all that names them; nothing when two rows would get one id.
fn moved(rows: &Rows, ids: &BTreeMap<At, String>) -> Option<Rows> {
    let mut moves: BTreeMap<At, At> = ids
        .iter()
        .filter(|(at, _)| rows.contains_key(*at))
        .map(|(at, id)| (at.clone(), (at.0.clone(), id.clone())))
        .collect();
    let mut rows = rows.clone();
    while !moves.is_empty() {
        let mut next = Rows::new();
        let mut more = BTreeMap::new();
        for (at, mut fields) in rows {
            for (field, datum) in fields.iter_mut().filter(|(field, _)| kind(&at, field).refers()) {
                *datum = pointed(kind(&at, field), datum, &moves);
            }
            if at.0 == "conflicts" {
                let about = (datum_lines(&fields["register"]).concat(), datum_lines(&fields["row"]).concat());
                if let Some(to) = moves.get(&about) {
                    fields.insert("row", datum(Kind::Text, &Value::Text(to.1.as_str().into())));
                }
            }
            let now = match moves.get(&at).filter(|_| !home(&at).is_keyed()) {
                Some(to) => {
                    fields.insert("id", datum(Kind::Id, &Value::Id(Id::parse(&to.1).expect("an id"))));
                    to.clone()
                }
                None if home(&at).is_keyed() => (at.0.clone(), key(home(&at), &fields)),
                None => at.clone(),
            };
            if now != at && home(&at).is_keyed() {
                more.insert(at, now.clone());
            }
            if next.insert(now, fields).is_some() {
                return None;
            }
        }
        rows = next;
        moves = more;
    }
    Some(rows)
}

fn pointed(kind: Kind, datum: &Datum, moves: &BTreeMap<At, At>) -> Datum {
    let Datum::Entries(entries) = datum else { return datum.clone() };
    let mut out = Entries::new();
    for (name, text) in entries.iter().flat_map(|(name, texts)| texts.iter().map(move |text| (name, text))) {
        let Some(to) = target(kind, name, text).and_then(|at| moves.get(&at)) else {
            out.entry(name.clone()).or_default().insert(text.clone());
            continue;
        };
        let text = match kind {
            Kind::Address | Kind::Addresses(_) => format!("{}/{}", to.0, to.1),
            _ => format!("{}{}", to.1, &text[text.find(':').unwrap_or(text.len())..]),
        };
        let name = match kind {
            Kind::Ref(_) | Kind::Address => String::new(),
            Kind::Links(_) => to.1.clone(),
            _ => text.clone(),
        };
        out.entry(name).or_default().insert(text);
    }
    Datum::Entries(out)
}

/// The id of a keyed row.
fn key(home: &dyn Register, fields: &Fields) -> String {
    let parts = home.fields().filter(|about| about.key_part).map(|about| {
        let text = datum_lines(&fields[about.key]).concat().replace('/', "--");
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        text.chars().map(plain).collect::<String>()
    });
    let mut key = parts.collect::<Vec<_>>().join("--").trim_start_matches('-').to_string();
    key.truncate(Id::MAX);
    key
}

/// What both sides called one row before, and the id it gets: ours, else theirs; what it had where one of them is
/// another row of the other side.
struct Called {
    register: String,
    ids: [String; 3],
    renamed: [bool; 2],
    to: String,
}

/// Renames of both sides made on all three.
fn followed(all: [Rows; 3]) -> ([Rows; 3], Vec<Called>) {
    let found = [renamed(&all[0], &all[1]), renamed(&all[0], &all[2])];
    let olds: BTreeSet<&At> = found[0].keys().chain(found[1].keys()).collect();
    let mut wanted = Vec::new();
    for old in olds {
        let id = |side: usize| found[side].get(old).unwrap_or(&old.1).clone();
        let ids = [old.1.clone(), id(0), id(1)];
        let renamed = [0, 1].map(|side| found[side].contains_key(old));
        let taken = (0..2).any(|side| {
            renamed[side] && ids[1] != ids[2] && all[2 - side].contains_key(&(old.0.clone(), ids[side + 1].clone()))
        });
        let to = match renamed {
            _ if taken => old.1.clone(),
            [true, _] => ids[1].clone(),
            _ => ids[2].clone(),
        };
        wanted.push(Called { register: old.0.clone(), ids, renamed, to });
    }
    let make = |all: &[Rows; 3], these: &[Called]| -> Option<[Rows; 3]> {
        let ids = |n: usize| {
            let of = |called: &Called| ((called.register.clone(), called.ids[n].clone()), called.to.clone());
            these.iter().filter(|called| called.ids[n] != called.to).map(of).collect()
        };
        Some([moved(&all[0], &ids(0))?, moved(&all[1], &ids(1))?, moved(&all[2], &ids(2))?])
    };
    if let Some(made) = make(&all, &wanted) {
        return (made, wanted);
    }
    let (mut all, mut done) = (all, Vec::new());
    for called in wanted {
        if let Some(made) = make(&all, std::slice::from_ref(&called)) {
            all = made;
            done.push(called);
        }
    }
    (all, done)
}

// --- Rows and fields ---------------------------------------------------------------------------------------

struct Oracle {
    /// Base, ours, theirs.
    all: [Rows; 3],
    gone: [BTreeSet<At>; 2],
    /// Removed by one side and there nevertheless.
    stays: [BTreeSet<At>; 2],
    rows: Rows,
    /// The same with theirs where it is disputed.
    other: Rows,
    disputes: Disputes,
    /// Conflicts that waited before the merge and wait still.
    still: Waiting,
    /// The same as rows: a waiver may name one.
    waiting: Rows,
    /// What each side breaks by itself.
    known: Vec<Breach>,
    /// Fields disputed as a whole.
    whole: BTreeSet<(At, &'static str)>,
    /// Prose whose lines moved: there is more than one way to see what changed.
    unsure: BTreeSet<(At, &'static str)>,
}

impl Oracle {
    /// `found` is what the merge came to; only the numbers of the conflicts that wait are taken from it.
    fn of(base: &Plan, ours: &Plan, theirs: &Plan, found: &Rows) -> Oracle {
        let (mut all, called) = followed([rows(base), rows(ours), rows(theirs)]);
        let still = waits(&all);
        let waiting = found.iter().filter(|(at, fields)| at.0 == "conflicts" && holds(&still, fields));
        let waiting = waiting.map(|(at, fields)| (at.clone(), fields.clone())).collect();
        let known = [1, 2].iter().flat_map(|n| breaches(&plan(&all[*n], &Rows::new()))).collect();
        let now = |called: &Called| (called.register.clone(), called.to.clone());
        let renamed = [0, 1].map(|side| called.iter().filter(|called| called.renamed[side]).map(now).collect());
        all.iter_mut().for_each(|rows| rows.retain(|at, _| at.0 != "conflicts"));
        let lost = |side: usize| all[0].keys().filter(|at| !all[side + 1].contains_key(*at)).cloned().collect();
        let gone = [lost(0), lost(1)];
        let mut oracle = Oracle {
            all,
            gone,
            stays: Default::default(),
            rows: Rows::new(),
            other: Rows::new(),
            disputes: Disputes::new(),
            still,
            waiting,
            known,
            whole: BTreeSet::new(),
            unsure: BTreeSet::new(),
        };
        oracle.presence(&renamed);
        oracle.fields();
        for called in called {
            let all_agree = (0..2).all(|side| !called.renamed[side] || called.ids[side + 1] == called.to);
            if !all_agree {
                let ids = called.ids.map(|id| vec![id]);
                oracle.disputes.insert(((called.register, called.to), "id"), ids);
            }
        }
        oracle.rules();
        oracle
    }

    fn word(&self, at: &At, side: usize, renamed: bool) -> String {
        let word = match (self.all[0].get(at), self.all[side + 1].get(at)) {
            (None, None) => "not there",
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            (Some(was), Some(is)) if was == is => {
                if renamed {
                    "renamed"
                } else {
                    "there"
                }
            }
            _ => "changed",
        };
        word.to_string()
    }

    fn dispute_row(&mut self, at: &At, renamed: &[BTreeSet<At>; 2]) {
        let base = if self.all[0].contains_key(at) { "there" } else { "not there" };
        let word = |side: usize| self.word(at, side, renamed[side].contains(at));
        let words = [base.to_string(), word(0), word(1)].map(|word| vec![word]);
        self.disputes.entry((at.clone(), "row")).or_insert(words);
    }

    /// Removed by one side and changed by the other: stays, and is disputed. What hung on it stays with it.
    fn presence(&mut self, renamed: &[BTreeSet<At>; 2]) {
        for side in 0..2 {
            let other = 1 - side;
            for at in self.gone[side].clone() {
                let Some(row) = self.all[other + 1].get(&at) else { continue };
                let edited = self.all[0][&at].iter().any(|(field, was)| {
                    let left = |_: &str, _: &str, to: Option<At>| !to.is_some_and(|to| self.gone[other].contains(&to));
                    row[field] != *was && row[field] != filtered(kind(&at, field), was, left)
                });
                if edited || renamed[other].contains(&at) {
                    self.stays[side].insert(at.clone());
                    self.dispute_row(&at, renamed);
                }
            }
        }
        loop {
            let before = self.stays.clone();
            for (side, stayed) in before.iter().enumerate() {
                for at in self.gone[side].clone() {
                    if !home(&at).is_keyed() || !self.all[2 - side].contains_key(&at) {
                        continue;
                    }
                    let keys: Vec<At> = self.all[0][&at]
                        .iter()
                        .filter(|(field, _)| is_key(&at, field))
                        .flat_map(|(field, was)| targets(kind(&at, field), was))
                        .collect();
                    let away = |to: &At| (0..2).any(|s| self.gone[s].contains(to) && !self.stays[s].contains(to));
                    if keys.iter().any(|to| stayed.contains(to)) && !keys.iter().any(away) {
                        self.stays[side].insert(at);
                    }
                }
            }
            if self.stays == before {
                return;
            }
        }
    }

    fn is_away(&self, at: &At) -> bool {
        (0..2).any(|side| self.gone[side].contains(at) && !self.stays[side].contains(at))
    }

    fn blank(&self, at: &At) -> Fields {
        let home = home(at);
        let blank = home.blank(&Id::parse(&at.1).expect("an id"));
        let cells = (0..home.field_count()).map(|n| (home.field(n).key, blank.cell(n)));
        cells.map(|(field, cell)| (field, datum(cell.kind(), &cell.get()))).collect()
    }

    /// A field as each side means it: dropping a reference together with the row it led to is no edit of the field
    /// when that row stays.
    fn meant(&self, at: &At, field: &'static str) -> [Datum; 3] {
        let base = self.all[0].get(at).map_or_else(|| self.blank(at)[field].clone(), |row| row[field].clone());
        let kind = kind(at, field);
        let side = |side: usize| {
            let own = self.all[side + 1].get(at).map(|row| row[field].clone());
            if is_key(at, field) || !self.all[0].contains_key(at) {
                return own.unwrap_or_else(|| base.clone());
            }
            let own = own.unwrap_or_else(|| {
                filtered(kind, &base, |_, _, to| !to.is_some_and(|to| self.gone[side].contains(&to)))
            });
            if own == base || !kind.refers() || (!kind.is_list() && !nothing(&own)) {
                return own;
            }
            let has = targets(kind, &own);
            let back = filtered(kind, &base, |_, _, to| {
                to.is_some_and(|to| self.stays[side].contains(&to) && !has.contains(&to))
            });
            let (Datum::Entries(mut entries), Datum::Entries(back)) = (own, back) else { unreachable!("references") };
            entries.extend(back);
            Datum::Entries(entries)
        };
        [base.clone(), side(0), side(1)]
    }

    fn fields(&mut self) {
        let everywhere: BTreeSet<At> = self.all.iter().flat_map(|rows| rows.keys().cloned()).collect();
        for at in everywhere {
            let there = [1, 2].map(|n| self.all[n].contains_key(&at));
            let old = self.all[0].contains_key(&at);
            if (old && self.is_away(&at)) || !(there[0] || there[1]) {
                continue;
            }
            if !old && there[0] != there[1] {
                let row = self.all[if there[0] { 1 } else { 2 }][&at].clone();
                self.rows.insert(at.clone(), row.clone());
                self.other.insert(at, row);
                continue;
            }
            let (mut ours, mut theirs) = (Fields::new(), Fields::new());
            for about in home(&at).fields() {
                let all = self.meant(&at, about.key);
                let (mine, other, clash) = if about.key == "id" {
                    (all[1].clone(), all[1].clone(), None)
                } else {
                    self.met(&at, about.key, &all)
                };
                ours.insert(about.key, mine);
                theirs.insert(about.key, other);
                if let Some(clash) = clash {
                    let lines = clash.map(|datum| shown(kind(&at, about.key), &datum));
                    self.disputes.insert((at.clone(), about.key), lines);
                }
            }
            self.rows.insert(at.clone(), ours);
            self.other.insert(at, theirs);
        }
    }

    /// With ours where they clash, with theirs, and what clashes.
    fn met(&mut self, at: &At, field: &'static str, all: &[Datum; 3]) -> (Datum, Datum, Option<[Datum; 3]>) {
        let [base, ours, theirs] = all;
        if ours == theirs || base == theirs {
            return (ours.clone(), ours.clone(), None);
        }
        if base == ours {
            return (theirs.clone(), theirs.clone(), None);
        }
        let kind = kind(at, field);
        let entries = |datum: &Datum| match datum {
            Datum::Entries(entries) => entries.clone(),
            Datum::Lines(_) => Entries::new(),
        };
        match (kind, base, ours, theirs) {
            (Kind::Prose, Datum::Lines(b), Datum::Lines(o), Datum::Lines(t)) => match prose(b, o, t) {
                Prose::Clean(lines) => (Datum::Lines(lines.clone()), Datum::Lines(lines), None),
                Prose::Overlap => (ours.clone(), theirs.clone(), Some(all.clone())),
                Prose::Unsure => {
                    self.unsure.insert((at.clone(), field));
                    (ours.clone(), theirs.clone(), None)
                }
            },
            (Kind::Texts, Datum::Lines(b), Datum::Lines(o), Datum::Lines(t)) => {
                let lines = Datum::Lines(texts(b, o, t));
                (lines.clone(), lines, None)
            }
            _ => {
                let named = !kind.is_list() || matches!(kind, Kind::Series | Kind::Log | Kind::Links(_));
                let [b, o, t] = [base, ours, theirs].map(entries);
                let names: BTreeSet<&String> = b.keys().chain(o.keys()).chain(t.keys()).collect();
                let mut kept = [Entries::new(), Entries::new()];
                let mut clash = [Entries::new(), Entries::new(), Entries::new()];
                for name in names {
                    let [b, o, t] = [b.get(name), o.get(name), t.get(name)];
                    // A reference that went with the row it led to was not edited away.
                    let dropped = |now: Option<&BTreeSet<String>>, side: usize| {
                        let led = b.into_iter().flatten().filter_map(|text| target(kind, name, text)).next();
                        now.is_none() && led.is_some_and(|to| self.gone[side].contains(&to))
                    };
                    let pick = if o == b || (dropped(o, 0) && t != b) {
                        [t, t]
                    } else if t == b || o == t || dropped(t, 1) {
                        [o, o]
                    } else {
                        assert!(named, "an entry of a set is there or not");
                        for (list, side) in clash.iter_mut().zip([b, o, t]) {
                            list.extend(side.map(|texts| (name.clone(), texts.clone())));
                        }
                        [o, t]
                    };
                    for (list, side) in kept.iter_mut().zip(pick) {
                        list.extend(side.map(|texts| (name.clone(), texts.clone())));
                    }
                }
                let [mine, other] = kept.map(Datum::Entries);
                let disputed = clash.iter().any(|entries| !entries.is_empty());
                (mine, other, disputed.then(|| clash.map(Datum::Entries)))
            }
        }
    }

    // --- Rules that only the merge breaks ------------------------------------------------------------------

    fn rules(&mut self) {
        let known = std::mem::take(&mut self.known);
        let is_known = |breach: &Breach| {
            known.iter().any(|old| match breach.rule {
                Rule::Acyclic => old.holds_circle(breach),
                rule => (&old.at, old.field, old.rule, &old.detail) == (&breach.at, breach.field, rule, &breach.detail),
            })
        };
        loop {
            let mut broken = breaches(&plan(&self.rows, &self.waiting));
            broken.extend(breaches(&plan(&self.other, &self.waiting)));
            broken.retain(|breach| breach.rule.refuses() && !is_known(breach));
            let before = (self.whole.len(), self.disputes.len());
            for breach in broken {
                self.broken(&breach);
            }
            if (self.whole.len(), self.disputes.len()) == before {
                return;
            }
        }
    }

    fn broken(&mut self, breach: &Breach) {
        let at = (breach.at.register.to_string(), breach.at.id.to_string());
        let rows: Vec<At> = match breach.rule {
            Rule::Acyclic => {
                let row = |text: &str| text.split_once('/').map(|(key, id)| (key.to_string(), id.to_string()));
                breach.detail.split(", ").filter_map(row).collect()
            }
            _ => vec![at.clone()],
        };
        let mut any = false;
        for row in &rows {
            any |= self.disputed(row, breach.field, false);
        }
        if !any && breach.rule == Rule::Own {
            for about in home(&at).fields().filter(|about| !about.key_part && about.key != "id") {
                any |= self.disputed(&at, about.key, false);
            }
        }
        if !any {
            self.disputed(&at, breach.field, true);
        }
    }

    fn disputed(&mut self, at: &At, field: &'static str, anyway: bool) -> bool {
        if is_key(at, field) {
            self.dispute_row(at, &Default::default());
            return true;
        }
        if self.whole.contains(&(at.clone(), field)) {
            return true;
        }
        let all = self.meant(at, field);
        let kind = kind(at, field);
        let tidy = all.each_ref().map(|side| {
            filtered(kind, side, |name, text, to| {
                let old = matches!(&all[0], Datum::Entries(b) if b.get(name).is_some_and(|texts| texts.contains(text)));
                !(old && to.is_some_and(|to| self.is_away(&to)))
            })
        });
        if tidy[1] == tidy[2] && !anyway {
            return false;
        }
        self.rows.get_mut(at).expect("the row is there").insert(field, tidy[1].clone());
        self.other.get_mut(at).expect("the row is there").insert(field, tidy[2].clone());
        self.disputes.insert((at.clone(), field), tidy.map(|side| shown(kind, &side)));
        self.whole.insert((at.clone(), field));
        true
    }
}

enum Prose {
    Clean(Vec<String>),
    Overlap,
    /// Lines stand in another order: what changed can be seen in more than one way.
    Unsure,
}

/// Between lines that all three have, one side may have changed something, or both the same.
fn prose(base: &[String], ours: &[String], theirs: &[String]) -> Prose {
    let common =
        |one: &[String], other: &[String]| one.iter().filter(|line| other.contains(line)).cloned().collect::<Vec<_>>();
    let twice = |lines: &[String]| lines.iter().collect::<BTreeSet<_>>().len() != lines.len();
    let moved = |one: &[String], other: &[String]| common(one, other) != common(other, one);
    if [base, ours, theirs].iter().any(|lines| twice(lines)) || moved(base, ours) || moved(base, theirs) {
        return Prose::Unsure;
    }
    let mut merged = Vec::new();
    let steady = common(&common(base, ours), theirs);
    let mut rest = [base, ours, theirs];
    for stop in steady.iter().map(Some).chain([None]) {
        let parts = rest.each_mut().map(|lines| {
            let end = stop.map_or(lines.len(), |stop| lines.iter().position(|line| line == stop).expect("in all"));
            let part = &lines[..end];
            *lines = &lines[(end + 1).min(lines.len())..];
            part
        });
        match parts {
            [b, o, t] if o == t || b == t => merged.extend(o.to_vec()),
            [b, o, t] if b == o => merged.extend(t.to_vec()),
            _ => return Prose::Overlap,
        }
        merged.extend(stop.cloned());
    }
    while merged.last().is_some_and(|line: &String| line.trim().is_empty()) {
        merged.pop();
    }
    Prose::Clean(merged)
}

/// A set whose order counts: who moved something decides the order of what both have; what one side added stands
/// behind what it was written behind, of two such runs the one that sorts first.
fn texts(base: &[String], ours: &[String], theirs: &[String]) -> Vec<String> {
    let both = |line: &&String| ours.contains(line) && theirs.contains(line);
    let ordered = |lines: &[String]| lines.iter().filter(both).cloned().collect::<Vec<_>>();
    let old = |lines: &[String]| ordered(lines).into_iter().filter(|line| base.contains(line)).collect::<Vec<_>>();
    let moved = [ours, theirs].map(|lines| old(lines) != ordered(base));
    let mut order = match moved {
        [true, false] => ordered(ours),
        [false, true] => ordered(theirs),
        _ => std::cmp::min(ordered(ours), ordered(theirs)),
    };
    let steady = order.clone();
    for place in std::iter::once(None).chain(steady.iter().map(Some)).rev() {
        let mut runs = [ours, theirs].map(|lines| {
            let from = place.map_or(0, |place| lines.iter().position(|line| line == place).expect("in both") + 1);
            let run = lines[from..].iter().take_while(|line| !both(line));
            run.filter(|line| !base.contains(line)).cloned().collect::<Vec<String>>()
        });
        runs.sort();
        let at = place.map_or(0, |place| order.iter().position(|line| line == place).expect("steady") + 1);
        order.splice(at..at, runs.into_iter().flatten());
    }
    order
}

// --- Conflicts that wait -----------------------------------------------------------------------------------

/// What waits for each field: base, and the two values to choose from.
type Waiting = BTreeMap<[String; 3], BTreeSet<Choice>>;
type Choice = (Vec<String>, BTreeSet<Vec<String>>);

fn choice(conflict: &Fields) -> ([String; 3], Choice) {
    let lines = |field: &str| datum_lines(&conflict[field]);
    let text = |field: &str| lines(field).concat();
    let field = text("field").split('/').next().unwrap_or_default().to_string();
    ([text("register"), text("row"), field], (lines("base"), BTreeSet::from([lines("ours"), lines("theirs")])))
}

fn waiting(rows: &Rows) -> Waiting {
    let mut found = Waiting::new();
    for (_, fields) in rows.iter().filter(|(at, _)| at.0 == "conflicts") {
        let (subject, choice) = choice(fields);
        found.entry(subject).or_default().insert(choice);
    }
    found
}

/// Whether a conflict is among these.
fn holds(waiting: &Waiting, conflict: &Fields) -> bool {
    let (subject, choice) = choice(conflict);
    waiting.get(&subject).is_some_and(|choices| choices.contains(&choice))
}

/// Waits on both sides or is new on one; decided by one side is decided.
fn waits(all: &[Rows; 3]) -> Waiting {
    let [base, ours, theirs] = all.each_ref().map(waiting);
    let mut found = Waiting::new();
    let of = |side: &Waiting, subject| side.get(subject).cloned().unwrap_or_default();
    for subject in base.keys().chain(ours.keys()).chain(theirs.keys()) {
        let [b, o, t] = [&base, &ours, &theirs].map(|side| of(side, subject));
        for choice in o
            .union(&t)
            .filter(|choice| if b.contains(choice) { o.contains(choice) && t.contains(choice) } else { true })
        {
            found.entry(subject.clone()).or_default().insert(choice.clone());
        }
    }
    found
}

// --- The comparison ----------------------------------------------------------------------------------------

/// Says where a merge and the oracle differ; how many fields the oracle had no say on.
fn compare(base: &Plan, ours: &Plan, theirs: &Plan, merged: &Merged) -> Result<usize, String> {
    let mut found = rows(&merged.plan);
    let oracle = Oracle::of(base, ours, theirs, &found);
    let waiting_now = waiting(&found);
    found.retain(|at, _| at.0 != "conflicts");
    let mut wanted = oracle.rows.clone();
    for (at, field) in &oracle.unsure {
        for rows in [&mut found, &mut wanted] {
            rows.get_mut(at).ok_or(format!("{at:?} is missing"))?.remove(field);
        }
    }
    for at in wanted.keys().chain(found.keys()) {
        match (wanted.get(at), found.get(at)) {
            (Some(wanted), Some(found)) => {
                for (field, wanted) in wanted {
                    if found[field] != *wanted {
                        return Err(format!("{at:?} {field} is {:?}, not {wanted:?}", found[field]));
                    }
                }
            }
            (Some(_), None) => return Err(format!("{at:?} is lost")),
            (None, _) => return Err(format!("{at:?} is there")),
        }
    }
    let mut disputes = Disputes::new();
    let mut new = Waiting::new();
    for clash in &merged.conflicts {
        let at = (clash.at.register.to_string(), clash.at.id.to_string());
        if oracle.unsure.contains(&(at.clone(), clash.field)) {
            continue;
        }
        let [base, ours, theirs] = [&clash.base, &clash.ours, &clash.theirs].map(|value| match value {
            Value::Prose(lines) => lines.iter().map(|line| line.raw().to_string()).collect::<Vec<_>>(),
            value => value.entries().iter().map(|entry| entry.typed().raw().to_string()).collect(),
        });
        let subject = [at.0.clone(), at.1.clone(), clash.field.to_string()];
        new.entry(subject).or_default().insert((base.clone(), BTreeSet::from([ours.clone(), theirs.clone()])));
        let mut lines = [base, ours, theirs];
        if clash.field == "row" {
            // The rest says what was changed.
            lines.iter_mut().for_each(|lines| lines.truncate(1));
        } else {
            let texts = home(&at).kind(home(&at).find(clash.field).expect("a field"));
            if !matches!(texts, Kind::Prose | Kind::Texts) {
                lines.iter_mut().for_each(|lines| lines.sort());
            }
        }
        if disputes.insert((at, clash.field), lines).is_some() {
            return Err(format!("{} {} is disputed twice", clash.at, clash.field));
        }
    }
    let mut expected = oracle.disputes.clone();
    for ((at, field), lines) in &mut expected {
        if *field != "row" && !matches!(kind(at, field), Kind::Prose | Kind::Texts) {
            lines.iter_mut().for_each(|lines| lines.sort());
        }
    }
    if disputes != expected {
        let only = |one: &Disputes, other: &Disputes| {
            one.iter()
                .filter(|(key, lines)| other.get(key) != Some(lines))
                .map(|d| format!("{d:?}"))
                .collect::<Vec<_>>()
        };
        return Err(format!("disputed {:#?}, not {:#?}", only(&disputes, &expected), only(&expected, &disputes)));
    }
    if oracle.unsure.is_empty() {
        for (subject, choices) in oracle.still {
            new.entry(subject).or_default().extend(choices);
        }
        if waiting_now != new {
            return Err(format!("waiting {waiting_now:#?}, not {new:#?}"));
        }
    }
    Ok(oracle.unsure.len())
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

#[test]
fn a_merge_is_what_its_rules_say() {
    let (first, merges) = (number("OUTGROW_SEED", 0), number("OUTGROW_MERGES", 400));
    let (mut clashes, mut unsure, mut waiting) = (0, 0, 0);
    for seed in first..first + merges {
        let [base, ours, theirs] = branches(seed);
        let merged = merge(&base, &ours, &theirs);
        match compare(&base, &ours, &theirs, &merged) {
            Ok(fields) => unsure += usize::from(fields > 0),
            Err(why) => panic!("OUTGROW_SEED={seed} OUTGROW_MERGES=1: {why}"),
        }
        clashes += merged.conflicts.len();
        waiting += usize::from(!base.conflicts.is_empty());
    }
    eprintln!("{merges} merges, {clashes} clashes, {waiting} with conflicts that waited, {unsure} with moved lines");
    if merges >= 100 {
        assert!(clashes as u64 > merges / 20, "the branches meet: {clashes} clashes");
        assert!((unsure as u64) < merges / 20, "the oracle has its say: {unsure} times it had not");
        assert!(waiting as u64 > merges / 20, "conflicts wait: {waiting}");
    }
}
