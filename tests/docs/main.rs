//! The documents beside the code: generated parts are up to date, examples run, nothing local slipped in.
//!
//! `OUTGROW_BLESS=1 cargo test --test docs` writes the generated parts anew.

mod examples;
mod keys;
mod picture;
mod tree;

use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Compares a generated text with the file, or writes it there when asked to.
fn hold(name: &str, made: &str) {
    let there = std::fs::read_to_string(path(name)).unwrap_or_default();
    if there == made {
        return;
    }
    if std::env::var_os("OUTGROW_BLESS").is_some_and(|v| !v.is_empty()) {
        return std::fs::write(path(name), made).expect("a writable file");
    }
    let line = there.lines().zip(made.lines()).position(|(old, new)| old != new);
    let line = line.unwrap_or(there.lines().count().min(made.lines().count()));
    panic!(
        "{name} is out of date from line {}:\n- {}\n+ {}\nOUTGROW_BLESS=1 cargo test --test docs writes it anew",
        line + 1,
        there.lines().nth(line).unwrap_or(""),
        made.lines().nth(line).unwrap_or(""),
    );
}

/// The code blocks of a Markdown text that are marked with this word.
fn blocks(text: &str, mark: &str) -> Vec<String> {
    let fence = format!("```{mark}");
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(block.join("\n"));
        }
    }
    found
}
