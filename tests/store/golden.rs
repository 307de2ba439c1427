//! A file of every released format, written once and frozen: what people have on their disks.
//!
//! A new format brings a step in `src/store/migrate.rs` and a file here; the files of older formats never change.

use std::fs;

use outgrow::model::{Comments, Plan};
use outgrow::register::{REGISTERS, Register, Row};
use outgrow::store::migrate::{head, to_current};
use outgrow::store::read::{FlawKind, read};
use outgrow::store::write::canonical;

fn golden(format: u32) -> String {
    let path = format!("{}/tests/store/golden/format-{format}.ron", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("no golden file of format {format}: {why}"))
}

/// The fields of a row that hold their default.
fn left_out(home: &dyn Register, row: &dyn Row) -> Vec<&'static str> {
    let plain = |at: &usize| row.cell(*at).is_empty() || row.cell(*at).get() == home.default_of(*at);
    (0..home.field_count()).filter(plain).map(|at| home.field(at).key).collect()
}

#[test]
fn every_released_format_has_its_file_and_reads() {
    for format in 1..=Plan::FORMAT {
        let text = golden(format);
        assert_eq!(head(&text), Some(format));
        let migrated = to_current(&text).unwrap_or_else(|flaw| panic!("{flaw:?}"));
        assert_eq!(migrated.as_ref().map(|migrated| migrated.from), (format < Plan::FORMAT).then_some(format));
        let now = migrated.map_or(text.clone(), |migrated| migrated.text);
        assert_eq!(head(&now), Some(Plan::FORMAT));
        assert_eq!(to_current(&now), Ok(None), "brought there once, it stays");
        let (plan, _) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}"));
        assert!(read(now.as_bytes()).is_ok_and(|(other, _)| other == plan), "the reader brings it there itself");
        assert!(REGISTERS.iter().all(|home| home.len(&plan) > 0));
    }
    assert!(!fs::exists(format!("tests/store/golden/format-{}.ron", Plan::FORMAT + 1)).unwrap_or(false));
}

#[test]
fn the_file_of_todays_format_holds_every_field_and_is_canonical() {
    let text = golden(Plan::FORMAT);
    let (plan, comments) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}"));
    for home in REGISTERS {
        let fullest = home.rows(&plan).map(|row| left_out(home, row)).min_by_key(Vec::len);
        assert_eq!(fullest, Some(Vec::new()), "{} has no row with all fields set", home.key());
    }
    assert!(comments.iter().count() > 5, "comments are part of the format");
    assert_eq!(canonical(&plan, &comments), text);
    let without: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    assert_eq!(canonical(&plan, &Comments::default()).lines().collect::<Vec<_>>(), without);
}

#[test]
fn a_file_of_the_next_format_is_newer() {
    let text = golden(Plan::FORMAT).replacen("format: ", "format: 9", 1);
    let flaw = read(text.as_bytes()).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::Newer);
    assert_eq!(to_current(&text).unwrap_err(), flaw);
}
