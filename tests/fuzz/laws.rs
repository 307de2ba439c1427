//! What must hold whatever the bytes are. The fuzz targets hold it over bytes that libFuzzer finds, the group `store`
//! over bytes by chance.
#![allow(dead_code)]

use std::sync::LazyLock;

use outgrow::edit::{apply, typed};
use outgrow::merge::{Merged, merge};
use outgrow::model::{Address, Comments, Plan};
use outgrow::query::{Query, haystack};
use outgrow::register::{REGISTERS, Register};
use outgrow::store::markers::{Sides, sides};
use outgrow::store::read::{Flaw, FlawKind, read};
use outgrow::store::walk::{Event, walk};
use outgrow::store::write::canonical;

use crate::support::{self, Dice};

static DEMO: LazyLock<Plan> =
    LazyLock::new(|| read(include_bytes!("../../assets/templates/demo.ron")).expect("the demo plan reads").0);

/// A row of each register: what is done to it takes no time.
static SMALL: LazyLock<Plan> = LazyLock::new(|| support::plan(5, 1, 20));

/// A file: refused with a place inside it, or read for good. Then the plan's own text is a fixed point, and no comment
/// is lost on the way.
pub fn load(bytes: &[u8]) {
    match read(bytes) {
        Ok((plan, comments)) => {
            let once = canonical(&plan, &comments);
            let (back, kept) =
                read(once.as_bytes()).unwrap_or_else(|flaw| panic!("own bytes do not read: {flaw:?}\n{once}"));
            assert!(back == plan, "own bytes read as another plan\n{once}");
            assert_eq!(canonical(&back, &kept), once, "own bytes are no fixed point");
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(commented(&once), commented(&text), "a comment is lost\n{text}\n{once}");
            // Nothing that is computed from a plan as it may stand in a file goes wrong either.
            let _ = outgrow::register::rules::breaches(&plan);
        }
        Err(flaw) => refused(bytes, &flaw),
    }
}

/// The letters and digits of a text's comments, sorted: what of them is left wherever they go.
fn commented(text: &str) -> Vec<u8> {
    let mut letters = Vec::new();
    walk(text, |event| {
        if let Event::Comment(comment, _) = event {
            letters.extend(comment.bytes().filter(u8::is_ascii_alphanumeric));
        }
    });
    letters.sort_unstable();
    letters
}

fn refused(bytes: &[u8], flaw: &Flaw) {
    assert!(!flaw.message.is_empty());
    assert!(flaw.message.as_str().len() + flaw.help.as_str().len() < 4000, "{flaw:?}");
    let place = flaw.place.as_ref().unwrap_or_else(|| panic!("no place: {flaw:?}"));
    let line = bytes.split(|b| *b == b'\n').nth(place.line - 1).unwrap_or_else(|| panic!("{place:?}"));
    assert!((1..=line.len() + 1).contains(&place.column), "{place:?}");
    assert!(place.bytes.start <= place.bytes.end && place.bytes.end <= bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        assert!(text.get(place.bytes.clone()).is_some(), "{place:?} is inside a character");
    }
}

/// Three files parted by NUL bytes, or a script of edits on both sides of a plan: a side that nobody changed gives the
/// other one, both orders dispute the same, and what comes out can be saved.
pub fn merged(bytes: &[u8]) {
    let mut files = bytes.splitn(3, |b| *b == 0).map(|file| read(file).map(|(plan, _)| plan));
    if let (Some(Ok(base)), Some(Ok(ours)), Some(Ok(theirs))) = (files.next(), files.next(), files.next()) {
        return reconciled(&base, &ours, &theirs);
    }
    let Some((first, script)) = bytes.split_first() else { return };
    let base: &Plan = if *first == 0 { &DEMO } else { &SMALL };
    let mut sides = [base.clone(), base.clone()];
    for step in script.chunks_exact(3).take(12) {
        let changed: &[usize] = [&[0][..], &[1], &[0, 1]][usize::from(step[0]) % 3];
        let mut dice = Dice::new(u64::from(step[1]) << 8 | u64::from(step[2]));
        let edit = support::edit(&mut dice, &sides[changed[0]]);
        for side in changed {
            if let Ok(next) = apply(&sides[*side], &edit) {
                sides[*side] = next;
            }
        }
    }
    reconciled(base, &sides[0], &sides[1]);
}

fn reconciled(base: &Plan, ours: &Plan, theirs: &Plan) {
    for side in [ours, theirs] {
        for m in [merge(base, side, base), merge(base, base, side), merge(base, side, side)] {
            assert!(m.conflicts.is_empty(), "{:?}", m.conflicts);
            assert!(m.plan == *side, "a one-sided change is not taken as it is");
        }
    }
    let disputed = |m: &Merged| {
        let mut found: Vec<_> = m.conflicts.iter().map(|c| (c.at.clone(), c.field)).collect();
        found.sort();
        found
    };
    let (one, other) = (merge(base, ours, theirs), merge(base, theirs, ours));
    assert_eq!(disputed(&one), disputed(&other), "both orders dispute the same");
    for m in [one, other] {
        storable(&m.plan);
    }
}

fn storable(plan: &Plan) {
    let text = canonical(plan, &Comments::default());
    let (back, _) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("own bytes do not read: {flaw:?}\n{text}"));
    assert!(back == *plan, "own bytes read as another plan\n{text}");
}

/// The register that the first byte names, and what the others say.
fn asked(bytes: &[u8]) -> Option<(&'static dyn Register, String)> {
    let (first, line) = bytes.split_first()?;
    Some((REGISTERS[usize::from(*first) % REGISTERS.len()], String::from_utf8_lossy(line).into_owned()))
}

/// A typed line, as a new row and as a change of a row: refused in words, or a plan that can be saved.
pub fn quick_add(bytes: &[u8]) {
    let Some((home, line)) = asked(bytes) else { return };
    let words = typed::words(&line);
    if let Ok((name, changes)) = typed::name_and_assignments(home, &words) {
        if let Ok((at, edit)) = typed::add(&SMALL, home, &name, &changes, support::today()) {
            let plan = apply(&SMALL, &edit).expect("what was made to be added is");
            assert!(home.get(&plan, &at.id).is_some(), "the new row is there");
            storable(&plan);
        }
        let Some(row) = home.nth(&SMALL, line.len() % home.len(&SMALL).max(1)) else { return };
        let at = Address { register: home.key(), id: row.id().clone() };
        if let Ok(edit) = typed::set(&SMALL, &at, &changes, support::today()) {
            storable(&apply(&SMALL, &edit).expect("what was made to be changed is"));
        }
        if let Ok(edit) = typed::rename(&SMALL, &at, &name) {
            storable(&apply(&SMALL, &edit).expect("what was made to be renamed is"));
        }
    }
}

/// A query, asked of every row: an error in words, or an answer; what no row can hold no row does.
pub fn query(bytes: &[u8]) {
    let Some((home, text)) = asked(bytes) else { return };
    let Ok(query) = Query::parse(home, &(), &text, support::today()) else { return };
    let never = Query::parse(home, &(), &format!("\"\u{1}never\" {text}"), support::today()).expect("one word more");
    for row in home.rows(&DEMO) {
        let hay = haystack(home, row);
        let holds = query.holds(row, &hay, &());
        assert!(holds || !query.is_empty(), "an empty query holds");
        assert!(!never.holds(row, &hay, &()), "a word that is nowhere does not occur");
    }
}

/// Any text: markers are found where the reader refuses them, the sides hold none that is not text, and put together
/// again they come apart the same.
pub fn markers(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let found = sides(text);
    match read(bytes) {
        Err(flaw) if flaw.kind == FlawKind::Markers => assert!(found.is_some()),
        Err(flaw) if flaw.kind == FlawKind::Newer => {}
        Ok(_) => assert!(found.is_none()),
        Err(flaw) => {
            let early = ["NUL", "empty", "UTF-", "64 MB", "format 0"];
            assert!(found.is_none() || early.iter().any(|word| flaw.message.as_str().contains(word)), "{flaw:?}");
        }
    }
    match found {
        None => {}
        Some(Err(flaw)) => {
            assert_eq!(flaw.kind, FlawKind::Markers);
            assert_eq!(flaw.place.as_ref().map(|place| place.column), Some(1));
            refused(bytes, &flaw);
        }
        Some(Ok(apart)) => {
            for side in [&apart.ours, &apart.theirs] {
                assert!(!matches!(sides(side), Some(Err(_))), "a marker is left\n{side}");
            }
            again(&apart);
        }
    }
}

/// One conflict of the whole, with marks longer than any in it.
fn again(apart: &Sides) {
    let line =
        |text: &str| if text.is_empty() || text.ends_with('\n') { text.to_string() } else { format!("{text}\n") };
    let (ours, theirs) = (line(&apart.ours), line(&apart.theirs));
    let base = apart.base.as_deref().map(line);
    let size = ours.len().max(theirs.len()).max(base.as_deref().map_or(0, str::len)).max(7) + 1;
    let mark = |mark: &str, label: &str| format!("{} {label}\n", mark.repeat(size));
    let middle = base.as_ref().map_or(String::new(), |base| mark("|", "") + base);
    let text =
        mark("<", &apart.ours_label) + &ours + &middle + &mark("=", "") + &theirs + &mark(">", &apart.theirs_label);
    let back = sides(&text).expect("a conflict").unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}"));
    assert_eq!((&back.ours, &back.theirs), (&ours, &theirs));
    assert_eq!((&back.ours_label, &back.theirs_label), (&apart.ours_label, &apart.theirs_label));
    assert!(back.base.is_none() || back.base == base);
}
