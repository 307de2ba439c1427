//! The layering of `src/`: who may use whom, where the outside world is touched, what stands at the top.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with those it may use besides itself. `edit`, `diff`, `merge` and `query` are one layer.
const ARROWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("register", &["text", "model"]),
    ("edit", &["text", "model", "register", "diff"]),
    ("diff", &["text", "model", "register", "edit"]),
    ("merge", &["text", "model", "register", "edit", "diff"]),
    ("query", &["text", "model", "register", "edit"]),
    ("history", &["text", "model", "register", "edit", "diff", "merge", "query"]),
    ("analysis", &["text", "model", "register", "diff", "edit"]),
    ("figure", &["text", "model"]),
    ("report", &["text", "model", "register", "edit", "diff", "query", "analysis", "figure"]),
    ("exchange", &["text", "model", "register", "edit", "diff", "query", "analysis", "figure", "report"]),
    ("store", &["text", "model", "register"]),
    ("git", &["text", "model"]),
    ("config", &["text", "model"]),
    (
        "session",
        &[
            "text", "model", "register", "edit", "diff", "merge", "query", "history", "analysis", "exchange", "store",
            "git", "config",
        ],
    ),
    (
        "tui",
        &[
            "text", "model", "register", "edit", "diff", "merge", "query", "history", "analysis", "figure", "report",
            "exchange", "store", "git", "config", "session",
        ],
    ),
    (
        "cli",
        &[
            "text", "model", "register", "edit", "diff", "merge", "query", "history", "analysis", "figure", "report",
            "exchange", "store", "git", "config", "session", "tui",
        ],
    ),
    ("main", &["cli", "text"]),
];

/// Paths of crates and of std that only some folders may use.
const RESERVED: &[(&[&str], &[&str])] = &[
    (&["ratatui", "ratatui_textarea", "crossterm", "tui_input"], &["tui/"]),
    (
        &["std::fs", "std::process", "std::env", "std::net", "std::time::SystemTime", "std::io::stdin", "tempfile"],
        &["store/", "git/", "session/", "config.rs", "cli/", "tui/run/", "main.rs"],
    ),
    (
        &["jiff::Zoned::now", "jiff::Timestamp::now", "Zoned::now", "Timestamp::now", "SystemTime::now"],
        &["store/", "git/", "session/", "config.rs", "cli/", "tui/run/", "main.rs"],
    ),
];

/// What stands at the top of the repository, and nothing else.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    ".gitignore",
    ".ci",
    "src",
    "assets",
    "tests",
    "rustfmt.toml",
    "clippy.toml",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: no comments, no text in quotes, no test modules.
fn code(text: &str) -> String {
    let plain = without_comments_and_strings(text);
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // Up to the end of the item: its closing brace, or a semicolon before any brace.
        let (mut depth, mut end) = (0, rest.len());
        for (i, c) in rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = i + 1;
                break;
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn without_comments_and_strings(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut i = 0;
    while i < bytes.len() {
        let next = bytes.get(i + 1).copied();
        match bytes[i] {
            '/' if next == Some('/') => {
                while i < bytes.len() && bytes[i] != '\n' {
                    i += 1;
                }
            }
            '/' if next == Some('*') => {
                while i < bytes.len() && !(bytes[i] == '*' && bytes.get(i + 1) == Some(&'/')) {
                    i += 1;
                }
                i += 2;
            }
            'r' if matches!(next, Some('"' | '#')) && !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                let hashes = bytes[i + 1..].iter().take_while(|c| **c == '#').count();
                if bytes.get(i + 1 + hashes) != Some(&'"') {
                    out.push('r');
                    i += 1;
                    continue;
                }
                i += 2 + hashes;
                while i < bytes.len()
                    && !(bytes[i] == '"' && bytes[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes)
                {
                    i += 1;
                }
                i += 1 + hashes;
            }
            '"' => {
                i += 1;
                while i < bytes.len() && bytes[i] != '"' {
                    i += if bytes[i] == '\\' { 2 } else { 1 };
                }
                i += 1;
            }
            // A character in quotes; a lifetime has no second quote so near.
            '\'' if next == Some('\\') => {
                i += 3;
                while i < bytes.len() && bytes[i] != '\'' {
                    i += 1;
                }
                i += 1;
            }
            '\'' if bytes.get(i + 2) == Some(&'\'') => i += 3,
            c => {
                out.push(c);
                i += 1;
            }
        }
    }
    out
}

/// Every path in the code, `use a::{b, c::d}` taken apart into `a::b` and `a::c::d`.
fn paths(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let chars: Vec<char> = code.chars().collect();
    let mut i = 0;
    while i < chars.len() {
        if word(chars[i]) && (i == 0 || !word(chars[i - 1])) {
            let mut end = i;
            tree(&chars, &mut end, String::new(), &mut found);
            i = end.max(i + 1);
        } else {
            i += 1;
        }
    }
    found
}

/// One path or tree of paths from `at` on.
fn tree(chars: &[char], at: &mut usize, stem: String, found: &mut BTreeSet<String>) {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let blank = |at: &mut usize| {
        while chars.get(*at).is_some_and(|c| c.is_whitespace()) {
            *at += 1;
        }
    };
    let start = *at;
    while chars.get(*at).is_some_and(|c| word(*c)) {
        *at += 1;
    }
    let name: String = chars[start..*at].iter().collect();
    let path = if stem.is_empty() { name } else { format!("{stem}::{name}") };
    if chars.get(*at) == Some(&':') && chars.get(*at + 1) == Some(&':') {
        *at += 2;
        if chars.get(*at) == Some(&'{') {
            *at += 1;
            loop {
                blank(at);
                match chars.get(*at) {
                    Some(c) if word(*c) => tree(chars, at, path.clone(), found),
                    Some('}') | None => {
                        *at += 1;
                        break;
                    }
                    _ => *at += 1,
                }
            }
            return;
        }
        if chars.get(*at).is_some_and(|c| word(*c)) {
            tree(chars, at, path, found);
            return;
        }
    }
    found.insert(path);
}

/// A source file's path below `src/`, its module path, and the paths it uses from the crate's root.
fn used() -> Vec<(String, BTreeSet<String>)> {
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 40, "the sources are found");
    files
        .into_iter()
        .map(|file| {
            let place = file.strip_prefix(&src).unwrap().to_str().unwrap().to_string();
            let text = fs::read_to_string(&file).unwrap();
            let mut home: Vec<&str> = place.trim_end_matches(".rs").split('/').collect();
            if home.last() == Some(&"mod") {
                home.pop();
            }
            let absolute = paths(&code(&text))
                .into_iter()
                .map(|path| match path.strip_prefix("super::") {
                    Some(mut rest) => {
                        let mut home = home.clone();
                        home.pop();
                        while let Some(more) = rest.strip_prefix("super::") {
                            home.pop();
                            rest = more;
                        }
                        let stem = if home.is_empty() { "crate".into() } else { format!("crate::{}", home.join("::")) };
                        format!("{stem}::{rest}")
                    }
                    None => path,
                })
                .map(|path| path.replacen("outgrow::", "crate::", usize::from(path.starts_with("outgrow::"))))
                .collect();
            (place, absolute)
        })
        .collect()
}

#[test]
fn every_module_uses_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for (place, paths) in used() {
        let own = place.split(['/', '.']).next().unwrap();
        if own == "lib" {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(module, _)| *module == own) else {
            wrong.push(format!("src/{place}: the module {own} has no place in the layering"));
            continue;
        };
        for path in paths {
            let Some(target) = path.strip_prefix("crate::").and_then(|rest| rest.split("::").next()) else { continue };
            if target != own && !allowed.contains(&target) {
                wrong.push(format!("src/{place} uses {path}, but {own} may use only {}", allowed.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_arrows_have_no_circles_but_the_one_layer_of_change() {
    let change = ["edit", "diff", "merge", "query"];
    for (at, (module, allowed)) in ARROWS.iter().enumerate() {
        for target in *allowed {
            let below = ARROWS.iter().position(|(name, _)| name == target).expect("every arrow ends at a module");
            let one_layer = change.contains(module) && change.contains(target);
            assert!(below < at || one_layer, "{module} stands above {target}");
        }
    }
}

#[test]
fn the_outside_world_is_touched_only_at_the_edge() {
    let mut wrong = Vec::new();
    for (place, paths) in used() {
        for (reserved, allowed) in RESERVED {
            for path in &paths {
                let hit = reserved.iter().find(|r| path == *r || path.starts_with(&format!("{r}::")));
                if hit.is_some() && !allowed.iter().any(|a| place.starts_with(a)) {
                    wrong.push(format!("src/{place} uses {path}; that belongs into {}", allowed.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_is_the_agreed_one() {
    let mut extra = Vec::new();
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !TOP.contains(&name.as_str()) && name != ".git" && name != "target" {
            extra.push(name);
        }
    }
    assert!(extra.is_empty(), "{extra:?} do not belong to the agreed top level");
    if let Ok(ci) = fs::read_dir(root().join(".ci")) {
        let names: Vec<_> = ci.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["run"], ".ci holds run and nothing else");
    }
}

#[test]
fn the_scan_sees_what_it_should() {
    let text = r##"
        use std::{env, io::{self, Read}};
        use super::text; // crate::comment
        let s = "crate::string"; let r = r#"crate::raw"#; let c = '"'; /* crate::block */
        fn f<'a>(x: &'a crate::model::Day) -> crate::edit::Edit {}
        #[cfg(test)]
        mod tests { use crate::session::Session; fn g() { if x { } } }
        fn after() { jiff::Zoned::now() }
    "##;
    let seen = paths(&code(text));
    for path in ["std::env", "std::io::self", "std::io::Read", "super::text", "crate::model::Day", "crate::edit::Edit"]
    {
        assert!(seen.contains(path), "{path} in {seen:?}");
    }
    assert!(seen.contains("jiff::Zoned::now"));
    for path in ["crate::comment", "crate::string", "crate::raw", "crate::block", "crate::session::Session"] {
        assert!(!seen.contains(path), "{path} in {seen:?}");
    }
}
