use std::fs;
use std::path::Path;
use std::process::Command;

use outgrow::edit::Edit;
use outgrow::merge::merge;
use outgrow::model::value::Value;
use outgrow::model::{Comments, Plan};
use outgrow::register;
use outgrow::store::markers::{Sides, sides};
use outgrow::store::read::{FlawKind, read};
use outgrow::store::write::canonical;
use outgrow::text::show;
use proptest::prelude::*;

use crate::support::{self, Dice, cases};

fn apart(text: &str) -> Sides {
    sides(text).expect("there are markers").unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}"))
}

#[test]
fn every_style_and_size_is_taken_apart() {
    let cases = [
        ("merge", "a\n<<<<<<< HEAD\no\n=======\nt\n>>>>>>> topic\nz\n", "a\no\nz\n", None, "a\nt\nz\n"),
        (
            "diff3",
            "a\n<<<<<<< HEAD\no\n||||||| 5f2c1d3\nb\n=======\nt\n>>>>>>> topic\nz\n",
            "a\no\nz\n",
            Some("a\nb\nz\n"),
            "a\nt\nz\n",
        ),
        (
            "zdiff3: what both sides share stands outside, in the base too much",
            "new\n<<<<<<< HEAD\no\n||||||| 5f2c1d3\nold\nb\n=======\nt\n>>>>>>> topic\n",
            "new\no\n",
            Some("new\nold\nb\n"),
            "new\nt\n",
        ),
        (
            "several conflicts of several sizes",
            "<<<<<<< HEAD\no1\n||||||| b\n=======\nt1\n>>>>>>> topic\n-\n<<<<<<<<<<<<< HEAD\n||||||||||||| b\nb2\n=============\n>>>>>>>>>>>>> topic\n",
            "o1\n-\n",
            Some("-\nb2\n"),
            "t1\n-\n",
        ),
        (
            "one of them without its base: none for all",
            "<<<<<<< HEAD\no1\n||||||| b\nb\n=======\nt1\n>>>>>>> topic\n<<<<<<< HEAD\no2\n=======\nt2\n>>>>>>> topic\n",
            "o1\no2\n",
            None,
            "t1\nt2\n",
        ),
        (
            "a base in conflict itself, as git writes it",
            "<<<<<<< HEAD\no\n||||||| merged common ancestors\n<<<<<<<<< Temporary merge branch 1\nx\n||||||||| 1a2b3c4\n=========\ny\n>>>>>>>>> Temporary merge branch 2\n=======\nt\n>>>>>>> topic\n",
            "o\n",
            None,
            "t\n",
        ),
        (
            "the same from old versions of git",
            "<<<<<<< HEAD\no\n||||||| merged common ancestors\n<<<<<<< Temporary merge branch 1\nx\n=======\ny\n>>>>>>> Temporary merge branch 2\n=======\nt\n>>>>>>> topic\n",
            "o\n",
            None,
            "t\n",
        ),
        (
            "line ends of Windows",
            "a\r\n<<<<<<< HEAD\r\no\r\n||||||| b\r\nb\r\n=======\r\nt\r\n>>>>>>> topic\r\n",
            "a\r\no\r\n",
            Some("a\r\nb\r\n"),
            "a\r\nt\r\n",
        ),
        ("a mark before it", "\u{feff}<<<<<<< HEAD\no\n=======\nt\n>>>>>>> topic\n", "o\n", None, "t\n"),
        ("no line end", "<<<<<<< HEAD\no\n=======\nt\n>>>>>>> topic", "o\n", None, "t\n"),
        ("nothing in it", "<<<<<<< HEAD\n=======\n>>>>>>> topic", "", None, ""),
    ];
    for (what, text, ours, base, theirs) in cases {
        let found = apart(text);
        let got = (found.ours.as_str(), found.base.as_deref(), found.theirs.as_str());
        assert_eq!(got, (ours, base, theirs), "{what}");
        assert_eq!((found.ours_label.as_str(), found.theirs_label.as_str()), ("HEAD", "topic"), "{what}");
    }
}

#[test]
fn labels_are_what_git_says() {
    for (line, label) in [
        ("<<<<<<< Updated upstream", "Updated upstream"),
        ("<<<<<<< HEAD:plans/the plan.ron\r", "HEAD:plans/the plan.ron"),
        ("<<<<<<< ", ""),
        ("<<<<<<<", ""),
        ("<<<<<<<\t5f2c (prices, once more)", "5f2c (prices, once more)"),
    ] {
        let found = apart(&format!("{line}\no\n=======\nt\n{}\n", line.replace('<', ">")));
        assert_eq!((found.ours_label.as_str(), found.theirs_label.as_str()), (label, label), "{line:?}");
    }
}

#[test]
fn markers_that_fit_to_no_conflict_are_named() {
    let text = |lines: &[&str]| lines.join("\n");
    for (lines, line, why) in [
        (&["a", "<<<<<<< HEAD", "o"][..], 2, "has no end"),
        (&["<<<<<<< HEAD", "o", "=======", "t"], 1, "has no end"),
        (&["a", "=======", "t", ">>>>>>> topic"], 2, "belongs to no conflict"),
        (&["a", "b", ">>>>>>> topic"], 3, "belongs to no conflict"),
        (&["||||||| base"], 1, "belongs to no conflict"),
        (&["<<<<<<< HEAD", "o", ">>>>>>> topic"], 3, "without a ======= line"),
        (&["<<<<<<< HEAD", "||||||| b", "b", ">>>>>>> topic"], 4, "without a ======= line"),
        (&["<<<<<<< HEAD", "=======", "t", "=======", ">>>>>>> topic"], 4, "second ======= line"),
        (&["<<<<<<< HEAD", "||||||| b", "||||||| b", "=======", ">>>>>>> topic"], 3, "too many"),
        (&["<<<<<<< HEAD", "=======", "||||||| b", ">>>>>>> topic"], 3, "too many"),
        (&["<<<<<<< HEAD", "<<<<<<< HEAD", "=======", ">>>>>>> topic"], 2, "inside another one"),
        (&["<<<<<<< HEAD", "o", "=======", "<<<<<<< HEAD", "=======", ">>>>>>> topic"], 4, "inside another one"),
        (&["<<<<<<< HEAD", "o", "========", "t", ">>>>>>> topic"], 5, "without a ======= line"),
        (&["<<<<<<< HEAD", "<<<<<<<<< x", "=========", ">>>>>>>>> y", "=======", ">>>>>>> topic"], 2, "no conflict"),
        (&["<<<<<<< HEAD", "=======", ">>>>>>> topic", "-------", ">>>>>>> topic"], 5, "belongs to no conflict"),
        (&["// \"", "<<<<<<< HEAD", "// \""], 2, "has no end"),
    ] {
        let text = text(lines);
        let flaw = sides(&text).expect("there are markers").expect_err(&text);
        assert_eq!(flaw.kind, FlawKind::Markers);
        assert!(flaw.help.as_str().contains(why), "{why}: {flaw:?}\n{text}");
        assert!(flaw.help.as_str().contains("take one side"), "{flaw:?}");
        let place = flaw.place.expect("a place");
        assert_eq!((place.line, place.column), (line, 1), "{text}");
        assert_eq!(&text[place.bytes], lines[line - 1]);
    }
}

#[test]
fn the_reader_refuses_what_is_half_merged_and_names_the_ways_out() {
    let marked = "(\n  format: 1,\n<<<<<<< HEAD\n  people: [],\n=======\n  debts: [],\n>>>>>>> topic\n)\n";
    let flaw = read(marked.as_bytes()).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::Markers);
    assert_eq!(flaw.help.as_str(), "outgrow opens it to decide field by field; outgrow mergetool does in a shell");
    let place = flaw.place.unwrap();
    assert_eq!((place.line, place.column, &marked[place.bytes]), (3, 1, "<<<<<<< HEAD"));
}

/// Lines that look like markers where a plan may have them: in texts and comments that a hand wrote.
#[test]
fn a_sound_plan_is_never_taken_for_a_half_merged_one() {
    let with = |note: &str| format!("(format: 1, debts: [(id: \"a\", name: \"A\", note: {note})])");
    for text in [
        with("r\"Prices\n=======\nup\""),
        with("\"Prices\n=======\nup\""),
        with("r#\"\n<<<<<<< \"quoted\"\n\"#"),
        with("\"\n>>>>>>> the way\n||||||| so\n\""),
        with("/*\n=======\nWhy\n=======\n*/ \"x\""),
        with("/* \"\n<<<<<<< HEAD\n\" */ \"x\""),
        with("\"x\" // r#\"\n"),
        with("[\"<<<<<<< HEAD\", \"=======\", \">>>>>>> topic\"]"),
        with("\"<<<<<<< HEAD\\n=======\\n>>>>>>> topic\""),
        with("\"x\"").replace("(format", "// <<<<<<< HEAD\n  <<<<<<").replace("  <<<<<<: 1", "(format: 1"),
    ] {
        assert_eq!(sides(&text), None, "{text}");
        let (plan, comments) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}"));
        // Written by us, no line looks like one any more.
        let own = canonical(&plan, &comments);
        assert!(own.lines().all(|line| !line.starts_with(['<', '=', '>', '|'])), "{own}");
        assert_eq!(sides(&own), None);
    }
    // A whole conflict is one even there: git's work, or the last person who would write such a text.
    let text = with("\"\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n\"");
    let flaw = read(text.as_bytes()).unwrap_err();
    assert_eq!(flaw.kind, FlawKind::Markers);
    assert!(flaw.help.as_str().ends_with("lines that are meant as text need a blank before them"), "{flaw:?}");
    let found = apart(&text);
    assert!(read(found.ours.as_bytes()).is_ok() && read(found.theirs.as_bytes()).is_ok());
    assert!(read(text.replace("\n<<", "\n <<").replace("\n==", "\n ==").replace("\n>>", "\n >>").as_bytes()).is_ok());
}

#[test]
fn text_beside_a_conflict_may_look_like_a_marker() {
    let text =
        "/*\n=======\n*/\n(\n  format: 1,\n<<<<<<< HEAD\n  people: [],\n=======\n  debts: [],\n>>>>>>> topic\n)\n";
    let found = apart(text);
    assert!(read(found.ours.as_bytes()).is_ok() && read(found.theirs.as_bytes()).is_ok());
    let flaw = sides(&text.replace("/*\n", "").replace("*/\n", "")).unwrap().unwrap_err();
    assert_eq!(flaw.place.unwrap().line, 1);
}

/// A merged file by its parts: what is common, or what each side and the base have.
struct Piece {
    common: String,
    sides: Option<[String; 3]>,
}

fn pieces(dice: &mut Dice) -> Vec<Piece> {
    let some = |dice: &mut Dice| -> String {
        let line = |dice: &mut Dice| match dice.below(6) {
            0 => "\n".to_string(),
            1 => "<<<<<< six only\n".to_string(),
            2 => " =======\n".to_string(),
            3 => "<<<<<<<<joined\n".to_string(),
            _ => format!("{}\n", show(support::text(dice))),
        };
        (0..dice.below(4)).map(|_| line(dice)).collect::<String>()
    };
    (0..1 + dice.below(6))
        .map(|_| {
            let common = some(dice);
            let sides = dice.chance(60).then(|| [some(dice), some(dice), some(dice)]);
            Piece { common: text_or_less(&common), sides: sides.map(|sides| sides.map(|side| text_or_less(&side))) }
        })
        .collect()
}

/// Without the lines that happen to be markers: those are tested above.
fn text_or_less(lines: &str) -> String {
    let marks = |line: &str| line.starts_with("=======") || line.starts_with("<<<<<<< ");
    lines.split_inclusive('\n').filter(|line| !marks(line)).collect()
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_was_put_together_comes_apart(seed: u64) {
        let mut dice = Dice::new(seed);
        let (pieces, based, crlf) = (pieces(&mut dice), dice.chance(50), dice.chance(30));
        let (mut text, mut wanted) = (String::new(), [const { String::new() }; 3]);
        for piece in &pieces {
            text.push_str(&piece.common);
            wanted.iter_mut().for_each(|side| side.push_str(&piece.common));
            let Some(sides) = &piece.sides else { continue };
            let size = 7 + dice.below(8);
            let line = |mark: &str, label: &str| format!("{}{label}\n", mark.repeat(size));
            text.push_str(&(line("<", " our side") + &sides[0]));
            if based {
                text.push_str(&(line("|", "") + &sides[1]));
            }
            text.push_str(&(line("=", "") + &sides[2] + &line(">", " their side")));
            wanted.iter_mut().zip(sides).for_each(|(side, own)| side.push_str(own));
        }
        let ends = |text: &str| if crlf { text.replace('\n', "\r\n") } else { text.to_string() };
        let found = sides(&ends(&text));
        if pieces.iter().all(|piece| piece.sides.is_none()) {
            prop_assert_eq!(found, None);
        } else {
            let found = found.unwrap().unwrap();
            prop_assert_eq!(&found.ours, &ends(&wanted[0]));
            prop_assert_eq!(found.base, based.then(|| ends(&wanted[1])));
            prop_assert_eq!(&found.theirs, &ends(&wanted[2]));
            prop_assert_eq!(&found.ours_label, "our side");
            prop_assert_eq!(&found.theirs_label, "their side");
        }
    }
}

/// The real git, with no settings but ours.
fn git(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git runs");
    (output.status.success(), String::from_utf8(output.stdout).expect("text"))
}

fn must(folder: &Path, arguments: &[&str]) {
    let (good, said) = git(folder, arguments);
    assert!(good, "git {arguments:?}: {said}");
}

/// Two plans that grew from one by some edits each.
fn grown(seed: u64) -> [Plan; 3] {
    let mut dice = Dice::new(seed);
    let base = support::plan(seed, 4, 40);
    let mut grow = || {
        let summary = Value::Text(support::text(&mut dice).into());
        let edit = Edit::Put { at: register::product(), field: "summary", value: summary };
        let mut plan = outgrow::edit::apply(&base, &edit).unwrap();
        for _ in 0..2 + dice.below(6) {
            let edit = support::edit(&mut dice, &plan);
            plan = outgrow::edit::apply(&plan, &edit).unwrap_or(plan);
        }
        plan
    };
    [grow(), grow(), base].into_iter().rev().collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn what_git_merges_by_lines_comes_apart_as_git_decides_it() {
    let folder = tempfile::tempdir().unwrap();
    let times = cases(12).cases as u64;
    let mut conflicts = 0;
    for seed in 0..times {
        let plans = grown(seed);
        let texts = plans.each_ref().map(|plan| canonical(plan, &Comments::default()));
        for (name, text) in ["base", "ours", "theirs"].iter().zip(&texts) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let run = |options: &[&str]| {
            git(folder.path(), &[&["merge-file", "-p"], options, &["ours", "base", "theirs"]].concat()).1
        };
        for style in [&[][..], &["--diff3"], &["--zdiff3"], &["--marker-size=11"], &["--diff3", "--marker-size=32"]] {
            let merged = run(style);
            let Some(found) = sides(&merged) else {
                assert_eq!(merged, run(&["--ours"]));
                continue;
            };
            conflicts += 1;
            let found = found.unwrap_or_else(|flaw| panic!("{flaw:?}\n{merged}"));
            assert_eq!(found.ours, run(&["--ours"]), "seed {seed} {style:?}");
            assert_eq!(found.theirs, run(&["--theirs"]), "seed {seed} {style:?}");
            assert_eq!(found.base.is_some(), style.iter().any(|s| s.ends_with("diff3")));
            assert_eq!(found.ours_label, "ours");
            // What the base reads as, if it does, makes no plan that the sides did not make: nothing panics.
            let read_side = |text: &str| read(text.as_bytes()).ok().map(|(plan, _)| plan);
            if let (Some(ours), Some(theirs)) = (read_side(&found.ours), read_side(&found.theirs)) {
                let base = found.base.as_deref().and_then(read_side);
                merge(&base.unwrap_or_default(), &ours, &theirs);
            }
        }
    }
    assert!(conflicts >= times, "{conflicts} conflicts in {times} merges");
}

/// Two branches that were merged both ways before: git merges the ancestors first, and they conflict.
#[test]
fn the_base_of_a_criss_cross_merge_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("outgrow.ron");
    let demo = include_str!("../../assets/templates/demo.ron");
    let name = |name: &str| demo.replace("name: \"Kranwerk\"", &format!("name: \"{name}\""));
    assert_ne!(name("Other"), demo);
    let commit = |what: &str| {
        fs::write(&path, name(what)).unwrap();
        must(folder, &["add", "outgrow.ron"]);
        must(folder, &["commit", "-qm", what]);
    };
    must(folder, &["init", "-q"]);
    must(folder, &["config", "merge.conflictStyle", "diff3"]);
    commit("Kranwerk");
    must(folder, &["branch", "theirs"]);
    commit("Ours");
    must(folder, &["tag", "ours-1"]);
    must(folder, &["checkout", "-q", "theirs"]);
    commit("Theirs");
    must(folder, &["tag", "theirs-1"]);
    for (branch, other, what) in [("main", "theirs-1", "Ours again"), ("theirs", "ours-1", "Theirs again")] {
        must(folder, &["checkout", "-q", branch]);
        assert!(!git(folder, &["merge", "-q", other]).0, "a conflict");
        commit(what);
    }
    assert!(!git(folder, &["merge", "-q", "main"]).0, "a conflict");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("<<<<<<<<< "), "a conflict inside the base:\n{text}");
    let found = apart(&text);
    assert_eq!(found.base, None);
    assert_eq!((found.ours, found.theirs), (name("Theirs again"), name("Ours again")));
    assert_eq!((found.ours_label.as_str(), found.theirs_label.as_str()), ("HEAD", "main"));
}
