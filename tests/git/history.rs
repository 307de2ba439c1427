//! Which commits changed a file, and what is said to be missing.

use std::fs;

use outgrow::git::{Commit, Gap, History};

use super::*;

fn of(lab: &Lab) -> History {
    lab.repo().history(&lab.plan(), None).expect("git answers")
}

fn subjects(history: &History) -> Vec<&str> {
    history.commits.iter().map(|commit| commit.subject.raw()).collect()
}

/// What a commit made of what.
fn change(lab: &Lab, commit: &Commit) -> (Vec<String>, String) {
    (texts(&lab.repo(), &commit.before), texts(&lab.repo(), std::slice::from_ref(&commit.after)).remove(0))
}

#[test]
fn every_commit_that_changed_the_file_is_there_newest_first() {
    let lab = Lab::new();
    lab.keep("other.txt", "x", "Something else");
    let id = lab.keep(PLAN, "two\n", "Second\n\nWith a body.");
    lab.keep("other.txt", "y", "Something else again");
    let history = of(&lab);
    assert_eq!(subjects(&history), ["Second", "The plan"]);
    assert_eq!(history.gaps, []);
    let second = &history.commits[0];
    assert_eq!((second.id.as_str(), second.author.raw()), (id.as_str(), "Ana"));
    assert_eq!((second.day.to_string(), second.time.to_string()), ("2026-11-01".into(), "15:00:00".into()));
    assert_eq!(change(&lab, second), (vec!["one".into()], "two".into()));
    assert_eq!(change(&lab, &history.commits[1]), (vec!["none".into()], "one".into()));
    assert!(!history.commits[1].edge);
    assert_eq!(subjects(&lab.repo().history(&lab.path("never.ron"), None).expect("git answers")), Vec::<&str>::new());
}

#[test]
fn since_keeps_what_came_on_that_day_or_later_whatever_the_clocks_said() {
    let lab = Lab::new();
    for (hours, text) in [(24, "two"), (-90_000, "three"), (72, "four"), (71, "five")] {
        lab.hours.set(hours);
        lab.keep(PLAN, text, text);
    }
    let since = |day: &str| {
        let day = outgrow::model::Day::parse(day);
        let history = lab.repo().history(&lab.plan(), day).expect("git answers");
        subjects(&history).into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(since("2026-11-05"), Vec::<String>::new());
    assert_eq!(since("2026-11-04"), ["five", "four"]);
    // The third was committed by a clock that stood years back; what it hides behind it is found all the same.
    assert_eq!(since("2026-11-02"), ["five", "four", "two"]);
    assert_eq!(since("2016-01-01"), ["five", "four", "three", "two", "The plan"]);
}

#[test]
fn a_merge_is_there_only_where_it_differs_from_every_parent() {
    let lab = Lab::new();
    lab.keep(PLAN, "a\nb\nc\nd\ne\n", "Base");
    lab.git(&["checkout", "-q", "-b", "side"]);
    lab.keep(PLAN, "A\nb\nc\nd\ne\n", "Theirs");
    lab.git(&["checkout", "-q", "main"]);
    lab.keep("other.txt", "x", "Elsewhere");
    lab.git(&["merge", "-q", "--no-ff", "-m", "Takes theirs", "side"]);
    assert_eq!(subjects(&of(&lab)), ["Theirs", "Base", "The plan"]);

    lab.git(&["checkout", "-q", "-b", "more"]);
    lab.keep(PLAN, "A\nb\nc\nd\nE\n", "Theirs again");
    lab.git(&["checkout", "-q", "main"]);
    lab.keep(PLAN, "A\nb\nC\nd\ne\n", "Ours");
    lab.hours.set(50);
    lab.git(&["merge", "-q", "--no-ff", "-m", "Joins both", "more"]);
    let history = of(&lab);
    assert_eq!(subjects(&history), ["Joins both", "Ours", "Theirs again", "Theirs", "Base", "The plan"]);
    let (before, after) = change(&lab, &history.commits[0]);
    assert_eq!(
        (before.as_slice(), after.as_str()),
        (&["A\nb\nC\nd\ne", "A\nb\nc\nd\nE"].map(str::to_string)[..], "A\nb\nC\nd\nE")
    );
    assert_eq!(history.commits[0].parents.len(), 2);
}

#[test]
fn a_merge_of_three_has_three_sides() {
    let lab = Lab::new();
    lab.keep(PLAN, "a\n-\nb\n-\nc\n", "Base");
    for (branch, text) in [("x", "A\n-\nb\n-\nc\n"), ("y", "a\n-\nB\n-\nc\n"), ("z", "a\n-\nb\n-\nC\n")] {
        lab.git(&["checkout", "-q", "-b", branch, "main"]);
        lab.keep(PLAN, text, branch);
    }
    lab.git(&["checkout", "-q", "x"]);
    lab.git(&["merge", "-q", "-m", "All three", "y", "z"]);
    let history = of(&lab);
    assert_eq!(history.commits[0].subject.raw(), "All three");
    assert_eq!(history.commits[0].before.len(), 3);
    assert_eq!(change(&lab, &history.commits[0]).1, "A\n-\nB\n-\nC");
}

#[test]
fn a_file_is_followed_through_its_renames() {
    let lab = Lab::unborn();
    lab.write("bulk.txt", "much of something else\n".repeat(30));
    lab.keep("a/first.ron", &"the words of the plan\n".repeat(20), "Made");
    lab.git(&["mv", "a/first.ron", "second.ron"]);
    lab.commit("Moved");
    lab.keep("second.ron", &"the words of the plan\n".repeat(21), "Grown");
    lab.git(&["mv", "second.ron", PLAN]);
    lab.keep(PLAN, &"the words of the plan\n".repeat(22), "Moved and grown");
    let history = of(&lab);
    assert_eq!(subjects(&history), ["Moved and grown", "Grown", "Moved", "Made"]);
    let places: Vec<_> = history.commits.iter().map(|commit| commit.place.to_str().expect("text")).collect();
    assert_eq!(places, [PLAN, "second.ron", "second.ron", "a/first.ron"]);
    // Each starts from what the one before left, across the names.
    for pair in history.commits.windows(2) {
        assert_eq!(pair[0].before, [pair[1].after.clone()]);
    }
    assert_eq!(history.commits[3].before, [None]);
    // Taken away and made anew: both are there, and the new one is no rename of the old.
    lab.git(&["rm", "-q", PLAN]);
    lab.commit("Gone");
    lab.keep(PLAN, "other words\n", "Anew");
    let history = of(&lab);
    assert_eq!(subjects(&history)[..3], ["Anew", "Gone", "Moved and grown"]);
    assert_eq!((history.commits[0].before.clone(), history.commits[1].after.clone()), (vec![None], None));
}

#[test]
fn a_folder_or_link_in_its_place_is_no_file() {
    let lab = Lab::new();
    fs::remove_file(lab.plan()).expect("gone");
    lab.keep("outgrow.ron/inside", "x", "A folder");
    fs::remove_dir_all(lab.plan()).expect("gone");
    std::os::unix::fs::symlink("elsewhere", lab.plan()).expect("a link");
    lab.commit("A link");
    fs::remove_file(lab.plan()).expect("gone");
    lab.keep(PLAN, "two\n", "A file again");
    let history = of(&lab);
    let changes: Vec<_> = history.commits.iter().map(|commit| change(&lab, commit)).collect();
    let none = || vec!["none".to_string()];
    assert_eq!(changes.first(), Some(&(none(), "two".to_string())));
    assert_eq!(changes.last(), Some(&(none(), "one".to_string())));
    assert!(changes.iter().all(|(before, after)| !format!("{before:?}{after}").contains("elsewhere")));
}

#[test]
fn a_shallow_copy_says_where_it_was_cut_off() {
    let lab = Lab::new();
    lab.keep(PLAN, "two\n", "Second");
    lab.keep("other.txt", "x", "Elsewhere");
    lab.keep(PLAN, "three\n", "Third");
    let url = format!("file://{}", lab.folder.path().display());
    for (depth, expected) in [("1", vec!["Third"]), ("2", vec!["Third", "Elsewhere"]), ("3", vec!["Third", "Second"])] {
        let name = format!("copy{depth}");
        lab.git(&["clone", "-q", "--depth", depth, &url, &name]);
        let file = lab.path(name).join(PLAN);
        let repo = Repo::around(&file).expect("git answers").expect("a repository");
        let history = repo.history(&file, None).expect("git answers");
        assert!(repo.is_shallow());
        assert_eq!((subjects(&history), history.gaps.as_slice()), (expected, &[Gap::Shallow][..]));
        let edges: Vec<bool> = history.commits.iter().map(|commit| commit.edge).collect();
        assert_eq!(edges.iter().rposition(|edge| *edge), Some(edges.len() - 1), "{edges:?}");
        assert_eq!(edges.iter().filter(|edge| **edge).count(), 1);
    }
    // Deep enough to hold all: the first commit is a first one.
    lab.git(&["clone", "-q", "--depth", "9", &url, "whole"]);
    let file = lab.path("whole").join(PLAN);
    let history = Repo::around(&file).expect("git answers").expect("a repository").history(&file, None);
    assert!(history.expect("git answers").commits.iter().all(|commit| !commit.edge));
}

#[test]
fn a_copy_without_contents_has_the_history_and_says_what_is_absent() {
    let lab = Lab::new();
    lab.git(&["config", "uploadpack.allowFilter", "true"]);
    lab.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    lab.keep(PLAN, "two\n", "Second");
    let url = format!("file://{}", lab.folder.path().display());
    lab.git(&["clone", "-q", "--filter=blob:none", &url, "copy"]);
    let file = lab.path("copy").join(PLAN);
    let repo = Repo::around(&file).expect("git answers").expect("a repository");
    let history = repo.history(&file, None).expect("git answers");
    assert_eq!(subjects(&history), ["Second", "The plan"]);
    let after: Vec<_> = history.commits.iter().map(|commit| commit.after.clone()).collect();
    assert_eq!(texts(&repo, &after), ["two", "Absent"]);
    assert_eq!(
        repo.file_at(&repo.commit("HEAD~1").expect("a commit"), &file).expect_err("absent").to_string(),
        "the content of outgrow.ron is missing from this copy of the repository, or damaged"
    );
    // Nothing was fetched by asking.
    assert_eq!(texts(&repo, &after), ["two", "Absent"]);

    // Without the trees there is no telling what changed.
    lab.git(&["clone", "-q", "--no-checkout", "--filter=tree:0", &url, "bones"]);
    let file = lab.path("bones").join(PLAN);
    let repo = Repo::around(&file).expect("git answers").expect("a repository");
    let history = repo.history(&file, None).expect("git answers");
    assert!(matches!(history.gaps.as_slice(), [Gap::Stopped(_), ..]), "{history:?}");
}

#[test]
fn a_damaged_history_is_told_as_far_as_it_goes() {
    let lab = Lab::new();
    lab.keep(PLAN, "two\n", "Second");
    lab.keep(PLAN, "three\n", "Third");
    fs::remove_file(lab.object(&lab.git(&["rev-parse", "HEAD~2^{tree}"]))).expect("gone");
    let history = of(&lab);
    assert!(matches!(history.gaps.as_slice(), [Gap::Stopped(_), ..]), "{history:?}");
    let said = history.gaps[0].to_string();
    assert!(said.starts_with("the history could not be read to its end; git says: "), "{said}");
    let lab = Lab::new();
    lab.keep(PLAN, "two\n", "Second");
    fs::remove_file(lab.object(&lab.git(&["rev-parse", "HEAD~1"]))).expect("gone");
    let history = lab.repo().history(&lab.plan(), None);
    assert!(history.is_err() || !history.expect("git answers").gaps.is_empty());
}

#[test]
fn odd_commits_are_survived() {
    let lab = Lab::new();
    let tree = |text: &str| {
        lab.write(PLAN, text);
        lab.git(&["add", "-A"]);
        lab.git(&["write-tree"])
    };
    let mut parent = lab.git(&["rev-parse", "HEAD"]);
    let heads = [
        "committer Ana <ana@example.org> 99999999999999999999 +0000\n",
        "committer Ana <ana@example.org> -5 -9999\n",
        "committer Ana <ana@example.org>\n",
        "committer \n",
        "committer Ana <ana@example.org> 1793527200 +0200\nencoding nonsense\n",
    ];
    for (at, head) in heads.iter().enumerate() {
        let tree = tree(&format!("odd {at}\n"));
        let body =
            format!("tree {tree}\nparent {parent}\nauthor \u{1b}[31m <x> 0 +0000\n{head}\n\u{202e}\u{7}subject {at}\n");
        lab.write(".git/body", body);
        let path = lab.path(".git/body");
        parent = lab.git(&["hash-object", "-t", "commit", "-w", "--literally", path.to_str().expect("text")]);
    }
    lab.git(&["update-ref", "refs/heads/main", &parent]);
    let history = of(&lab);
    assert_eq!((history.commits.len(), history.gaps.as_slice()), (6, &[][..]));
    for commit in &history.commits {
        let shown = format!("{}{}", commit.author.show(), commit.subject.show());
        assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
    }
}

#[test]
fn settings_of_the_repository_change_nothing() {
    let lab = Lab::new();
    lab.keep(PLAN, "a\nb\nc\nd\ne\n", "Base");
    lab.git(&["checkout", "-q", "-b", "side"]);
    lab.keep(PLAN, "a\nb\nc\nd\nside\n", "Side");
    lab.git(&["checkout", "-q", "main"]);
    lab.keep(PLAN, "main\nb\nc\nd\ne\n", "Main");
    lab.git(&["merge", "-q", "--no-ff", "-m", "Joined", "side"]);
    lab.keep("sub/x", "x", "Elsewhere");
    let plain = of(&lab);
    for (key, value) in [
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.diffMerges", "off"),
        ("log.date", "relative"),
        ("log.decorate", "full"),
        ("log.mailmap", "true"),
        ("format.pretty", "fuller"),
        ("diff.relative", "true"),
        ("diff.noprefix", "true"),
        ("diff.orderFile", "missing"),
        ("diff.renames", "copies"),
        ("diff.ignoreSubmodules", "all"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.abbrev", "4"),
        ("core.quotePath", "true"),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("core.commitGraph", "false"),
    ] {
        lab.git(&["config", key, value]);
    }
    lab.write(".mailmap", "Eve <ana@example.org>\n");
    assert_eq!(of(&lab), plain);
    assert_eq!(subjects(&plain)[0], "Joined");
    assert_eq!(plain.commits[0].before.len(), 2);
}
