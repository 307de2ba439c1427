//! The sides of an unmerged file, git's merge by lines, and the settings of a driver.

use outgrow::git::{GitError, line_merge};

use super::*;

const BASE: &str = "a\nb\nc\nd\ne\nf\ng\n";

/// A repository whose merge of two branches waits for a decision, or not.
fn merging(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Lab {
    let lab = Lab::unborn();
    let put = |text: Option<&str>| match text {
        Some(text) => lab.write(PLAN, text),
        None => drop(fs::remove_file(lab.plan())),
    };
    put(base);
    lab.commit("Base");
    lab.git(&["checkout", "-q", "-b", "side"]);
    put(theirs);
    lab.commit("Theirs");
    lab.git(&["checkout", "-q", "main"]);
    put(ours);
    lab.commit("Ours");
    lab.try_git(&["merge", "-q", "-m", "Joined", "side"]);
    lab
}

#[test]
fn the_sides_of_an_unmerged_file_are_read() {
    let text = |side: &Option<Vec<u8>>| side.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    for (base, ours, theirs) in [
        (Some(BASE), Some("a\nours\nc\nd\ne\nf\ng\n"), Some("a\ntheirs\nc\nd\ne\nf\ng\n")),
        (Some(BASE), None, Some("a\ntheirs\nc\nd\ne\nf\ng\n")),
        (Some(BASE), Some("a\nours\nc\nd\ne\nf\ng\n"), None),
        (None, Some("ours\n"), Some("theirs\n")),
    ] {
        let lab = merging(base, ours, theirs);
        let stages = lab.repo().stages(&lab.plan()).expect("git answers").expect("unmerged");
        let seen = (text(&stages.base), text(&stages.ours), text(&stages.theirs));
        assert_eq!(seen, (base.map(str::to_string), ours.map(str::to_string), theirs.map(str::to_string)));
        assert_eq!(lab.repo().stages(&lab.path("other.ron")).expect("git answers"), None);
    }
    let clean = merging(Some(BASE), Some("A\nb\nc\nd\ne\nf\ng\n"), Some("a\nb\nc\nd\ne\nf\nG\n"));
    assert_eq!(clean.repo().stages(&clean.plan()).expect("git answers"), None);
}

#[test]
fn a_side_that_is_absent_is_said() {
    let lab = merging(Some(BASE), Some("ours\n"), Some("theirs\n"));
    fs::remove_file(lab.object(&lab.git(&["rev-parse", ":1:outgrow.ron"]))).expect("gone");
    assert!(matches!(lab.repo().stages(&lab.plan()), Err(GitError::Absent(_))));
}

/// Texts in which lines repeat, as they do in a plan: where algorithms differ.
fn texts_that_repeat() -> Vec<[String; 3]> {
    let row = |id: &str, more: &str| format!("    (\n      id: \"{id}\",\n{more}      note: [\n      ],\n    ),\n");
    let plan = |rows: &[String]| format!("  debts: [\n{}  ],\n", rows.concat());
    let base = plan(&[row("a", ""), row("c", ""), row("d", "")]);
    let field = "      effort: \"2d\",\n";
    vec![
        [
            base.clone(),
            plan(&[row("a", ""), row("b", field), row("c", ""), row("d", "")]),
            plan(&[row("a", ""), row("c", field), row("d", "")]),
        ],
        [base.clone(), plan(&[row("c", ""), row("d", field)]), plan(&[row("a", field), row("c", ""), row("d", "")])],
        [
            base.clone(),
            plan(&[row("a", ""), row("b", ""), row("c", ""), row("d", "")]),
            plan(&[row("a", ""), row("bb", field), row("c", ""), row("d", "")]),
        ],
        [base.clone(), base.clone(), plan(&[])],
        [String::new(), "ours\n".into(), "theirs, without an end".into()],
        [BASE.into(), BASE.replace("b\n", "ours\n").replace('\n', "\r\n"), BASE.replace("b\n", "theirs\n")],
    ]
}

#[test]
fn the_merge_by_lines_is_the_one_that_git_makes() {
    for style in ["merge", "diff3", "zdiff3"] {
        for [base, ours, theirs] in texts_that_repeat() {
            let lab = Lab::unborn();
            lab.git(&["config", "merge.conflictStyle", style]);
            lab.keep(PLAN, &base, "Base");
            lab.git(&["checkout", "-q", "-b", "side"]);
            lab.keep(PLAN, &theirs, "Theirs");
            lab.git(&["checkout", "-q", "main"]);
            lab.keep(PLAN, &ours, "Ours");
            let (clean, _) = lab.try_git(&["merge", "-q", "-m", "Joined", "side"]);
            let expected = fs::read_to_string(lab.plan()).expect("text");
            let id = lab.git(&["merge-base", "main", "side"]);
            let id = lab.git(&["rev-parse", "--short", &id]);
            let labels = ["HEAD", id.as_str(), "side"];
            let merged = line_merge(lab.folder.path(), base.as_bytes(), ours.as_bytes(), theirs.as_bytes(), labels, 7)
                .expect("git answers");
            assert_eq!(String::from_utf8(merged.text).expect("text"), expected, "{style}");
            assert_eq!(merged.conflicts == 0, clean, "{style}\n{expected}");
        }
    }
}

#[test]
fn marks_are_as_long_as_asked_and_labels_steer_nothing() {
    let lab = Lab::empty();
    let labels = ["--output=x", "two\nlines", "\u{1b}[31m"];
    let merged = line_merge(lab.folder.path(), b"a\n", b"b\n", b"c\n", labels, 11).expect("git answers");
    assert_eq!(merged.conflicts, 1);
    let text = String::from_utf8(merged.text).expect("text");
    assert!(text.starts_with("<<<<<<<<<<< --output=x\n") && text.contains("\n===========\n"), "{text}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    // Texts that are no lines are nothing to merge by lines.
    assert!(matches!(line_merge(lab.folder.path(), b"a\0", b"b\0", b"c\0", ["", "", ""], 7), Err(GitError::Failed(_))));
    assert_eq!(fs::read_dir(lab.folder.path()).expect("a folder").count(), 0, "nothing is left");
}

#[test]
fn settings_are_written_and_read_back() {
    let lab = Lab::new();
    let repo = lab.repo();
    let key = "merge.outgrow.driver";
    assert_eq!(repo.get_local(key).expect("git answers"), None);
    for value in
        ["outgrow merge %O %A %B", "'/a b/out\"grow' merge", "--flag", "two\nlines", " blanks ", "# no comment", ""]
    {
        repo.set_local(key, value).expect("written");
        assert_eq!(repo.get_local(key).expect("git answers").as_deref(), Some(value));
        assert_eq!(lab.git(&["config", "--get-all", key]).lines().count(), value.lines().count(), "{value}");
    }
    lab.git(&["config", "--add", key, "second"]);
    repo.set_local(key, "only").expect("written");
    assert_eq!(lab.git(&["config", "--get-all", key]), "only");
    lab.write(".git/config.lock", "");
    let error = repo.set_local(key, "other").expect_err("locked");
    assert!(error.to_string().contains("could not lock config file"), "{error}");
}

#[test]
fn attributes_are_what_git_will_do() {
    let lab = Lab::new();
    lab.write(".gitattributes", "*.ron merge=union -diff text=auto\n");
    let seen = lab.repo().attributes(&lab.plan(), &["merge", "diff", "text", "eol"]).expect("git answers");
    let seen: Vec<(&str, Option<&str>)> = seen.iter().map(|(name, value)| (*name, value.as_deref())).collect();
    assert_eq!(seen, [("merge", Some("union")), ("diff", Some("unset")), ("text", Some("auto")), ("eol", None)]);
}
