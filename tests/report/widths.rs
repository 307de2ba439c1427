//! Plain text at every width.

use std::sync::LazyLock;

use outgrow::report::doc::Doc;
use outgrow::report::text;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::{documents, hostile, template};

static DOCUMENTS: LazyLock<Vec<Doc>> = LazyLock::new(|| {
    let hostile = hostile::HOSTILE.iter().flat_map(|text| documents(&hostile::plan(text)).into_iter().take(10));
    documents(&template("demo")).into_iter().chain(documents(&template("market"))).chain(hostile).collect()
});

fn holds(doc: &Doc, width: usize) {
    for line in text::write(doc, width, false).lines() {
        assert!(line.width() <= width, "{} of {width} cells: {line:?}", line.width());
        assert_eq!(line, line.trim_end(), "a blank at the end");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_document_fits(at in 0..DOCUMENTS.len(), width in 20..200usize) {
        holds(&DOCUMENTS[at], width);
    }
}

#[test]
fn summaries_fit_at_each_width() {
    let doc = super::summary(&template("demo"));
    (20..=200).for_each(|width| holds(&doc, width));
}

#[test]
fn no_width_is_too_small_to_write() {
    let doc = super::summary(&template("demo"));
    (0..20).for_each(|width| holds_at_least(&doc, width));
}

fn holds_at_least(doc: &Doc, width: usize) {
    assert_eq!(text::write(doc, width, false), text::write(doc, 20, false));
}
