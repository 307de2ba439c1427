//! What must not be in a published tree.

use std::path::Path;
use std::process::Command;

use super::path;

/// Beginnings of paths that only exist on somebody's machine. Split so that this file does not hold them.
const LOCAL: [(&str, &str); 7] = [
    ("/wo", "rk/"),
    ("/tm", "p/wt"),
    ("/ro", "ot/"),
    ("/hom", "e/"),
    ("/Use", "rs/"),
    ("local", "host"),
    ("mirr", "or."),
];

#[test]
fn no_paths_or_hosts_of_a_machine() {
    let mut found = Vec::new();
    for name in tracked() {
        if name == "Cargo.lock" {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(path(&name)) else { continue };
        for (at, line) in text.lines().enumerate() {
            if LOCAL.iter().any(|(one, two)| line.contains(&format!("{one}{two}"))) {
                found.push(format!("{name}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Everything in git; where there is no repository, everything but what is built.
fn tracked() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(path("")).output();
    if let Ok(listed) = listed
        && listed.status.success()
        && !listed.stdout.is_empty()
    {
        return String::from_utf8_lossy(&listed.stdout).split('\0').map(str::to_string).collect();
    }
    let mut found = Vec::new();
    for top in [".ci", "src", "tests", "assets"] {
        walk(&path(top), &mut found);
    }
    found.extend(["README.md", "CHANGELOG.md", "LICENSE", "Cargo.toml", "clippy.toml"].map(str::to_string));
    found
}

fn walk(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
}
