//! Text that wants to be more than text, in every field of every register.

use outgrow::model::Plan;
use outgrow::report::doc::Doc;
use outgrow::report::html::{self, Paper};
use outgrow::report::{markdown, text};

use super::documents;
use super::hostile_text::{self, assert_harmless, texts};
use super::markup::check;

/// What people have put into names to see what happens.
pub const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    "'\"><svg onload=alert(1)>",
    "a | b || c",
    "`code` ``` ~~~ **bold** __init__",
    "# heading\\",
    "1. list",
    "- [ ] task",
    "[here](javascript:alert(1)) ![there](https://x.example/y.png)",
    "&lt;b&gt; &amp; &#60;script&#62;",
    "\u{1b}[31mred\u{1b}]0;title\u{7}\r\u{8}",
    "\u{202e}thgir ot tfel\u{2066} \u{200b}\u{feff}",
    "漢字かな 👩\u{200d}👩\u{200d}👧\u{200d}👦 e\u{301}\u{301}\u{301}",
    "=== +++ --- ***",
];

/// A plan with one row in every register and this text wherever text can be. No text holds a line break: cells
/// refuse it.
pub fn plan(text: &str) -> Plan {
    hostile_text::plan(&[text.replace('\r', "")])
}

fn clean(out: &str) {
    assert_harmless(&"a page", out, &[]);
}

/// Whether the character at `at` is led by an odd number of backslashes.
fn escaped(line: &str, at: usize) -> bool {
    line[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

fn markdown_is_tame(page: &str) {
    let pipes = |line: &str| line.match_indices('|').filter(|(at, _)| !escaped(line, *at)).count();
    let mut columns = None;
    let mut drawn = false;
    for line in page.lines() {
        // What a diagram's own reader takes stands as it is, and nothing in it ends that.
        if line.starts_with("```") {
            drawn = !drawn;
            assert!(!drawn || matches!(line, "```text" | "```mermaid"), "{line:?}");
            continue;
        }
        if drawn {
            assert!(!line.contains(['`', '<']) && line.len() < 5_000, "{line:?}");
            continue;
        }
        for (at, _) in line.match_indices('<') {
            assert!(escaped(line, at), "a tag in {line:?}");
        }
        if line.starts_with('>') {
            assert!(!line.contains("![") && !line.contains("](java") || line.contains("\\["), "{line:?}");
            columns = None;
        } else if line.starts_with("| ") {
            let count = pipes(line);
            assert_eq!(*columns.get_or_insert(count), count, "{line:?}");
        } else {
            columns = None;
            let syntax = |mark: char| line.match_indices(mark).any(|(at, _)| !escaped(line, at));
            assert!(!['[', '!', '#'].into_iter().any(syntax) || line.starts_with('#'), "{line:?}");
        }
    }
    assert!(!drawn, "a diagram that does not end");
}

fn try_all(doc: &Doc) {
    for width in [20, 80] {
        clean(&text::write(doc, width, false));
    }
    let page = markdown::write(doc);
    clean(&page);
    markdown_is_tame(&page);
    let page = html::write(doc, Paper::Letter);
    clean(&page);
    check(&page).unwrap_or_else(|why| panic!("{}: {why}", doc.title.cut(60)));
}

#[test]
fn text_stays_text() {
    for text in HOSTILE {
        documents(&plan(text)).iter().for_each(try_all);
    }
}

#[test]
fn text_that_steers_a_terminal_steers_no_page() {
    documents(&hostile_text::plan(&texts())).iter().step_by(4).for_each(try_all);
    for text in texts() {
        documents(&plan(&text)).iter().step_by(7).for_each(try_all);
    }
}

#[test]
fn a_name_of_ten_thousand_characters_is_only_long() {
    for text in ["n".repeat(10_000), "many words ".repeat(1_000), "<|`漢".repeat(2_500)] {
        // The summary holds every row, so that few of the other documents do.
        documents(&plan(&text)).iter().step_by(12).for_each(try_all);
    }
}

#[test]
fn the_stylesheet_cannot_be_left() {
    let page = html::write(&super::summary(&plan("\"; } </style><script>")), Paper::A4);
    let style = &page[page.find("<style>").expect("a style")..page.find("</style>").expect("its end")];
    assert!(style.contains(r"\000022\00003b"), "the foot stands in it, by number");
    assert_eq!(page.matches("</style>").count(), 1);
}
