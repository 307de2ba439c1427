//! `merge`, `mergetool`, `recover`, `doctor`, `migrate`, and what they leave on disk.

use std::path::Path;
use std::process::Command;

use super::Room;

/// The demo on three branches of one history, as three files.
fn sides(room: &Room, ours: &[&[&str]], theirs: &[&[&str]]) {
    room.ok(&["init", "--template", "demo"]);
    for (name, changes) in [("base", &[][..]), ("ours", ours), ("theirs", theirs)] {
        let file = format!("{name}.ron");
        std::fs::copy(room.path("outgrow.ron"), room.path(&file)).expect("a copy");
        for change in changes {
            let mut words = change.to_vec();
            words.extend(["-f", &file]);
            room.ok(&words);
        }
    }
}

const EFFORT_3: &[&str] = &["set", "debts/refunds-by-hand", "effort=3d"];
const EFFORT_5: &[&str] = &["set", "debts/refunds-by-hand", "effort=5d"];
const CLASS: &[&str] = &["set", "debts/refunds-by-hand", "class=accumulating"];

#[test]
fn a_clean_merge_ends_with_0_and_writes_over_ours() {
    let room = Room::empty();
    sides(&room, &[EFFORT_3], &[CLASS]);
    let (base, theirs) = (room.read("base.ron"), room.read("theirs.ron"));
    let said = room.run(&["merge", "base.ron", "ours.ron", "theirs.ron"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let row = room.json(&["show", "debts/refunds-by-hand", "--json", "-f", "ours.ron"])["row"].clone();
    assert_eq!((row["effort"]["min"].clone(), row["class"].clone()), (3.into(), "accumulating".into()), "{row}");
    assert_eq!((room.read("base.ron"), room.read("theirs.ron")), (base, theirs));
}

#[test]
fn fields_changed_on_both_sides_end_with_1_and_wait() {
    let room = Room::empty();
    sides(&room, &[EFFORT_3], &[EFFORT_5, CLASS]);
    let said = room.run(&["merge", "base.ron", "ours.ron", "theirs.ron"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("debts/refunds-by-hand effort"), "{}", said.err);
    // Every command goes on with the plan, and says what waits.
    let said = room.run(&["set", "debts/refunds-by-hand", "stability=2", "-f", "ours.ron"]);
    assert!(said.code == 0 && said.err.contains("1 field waits for a decision"), "{}", said.err);
    let list = room.run(&["mergetool", "-f", "ours.ron"]);
    assert_eq!(list.code, 5);
    for part in ["before  2d", "ours    3d", "theirs  5d", "conflicts/debts--refunds-by-hand--effort"] {
        assert!(list.out.contains(part), "{part} in {}", list.out);
    }
    let said =
        room.run(&["mergetool", "--take", "theirs", "conflicts/debts--refunds-by-hand--effort", "-f", "ours.ron"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let row = room.json(&["show", "debts/refunds-by-hand", "--json", "-f", "ours.ron"])["row"].clone();
    assert_eq!(row["effort"]["min"], 5);
    assert_eq!(room.run(&["mergetool", "-f", "ours.ron"]).code, 0);
}

#[test]
fn a_side_that_is_no_plan_ends_with_129_and_leaves_what_git_would() {
    let room = Room::empty();
    sides(&room, &[EFFORT_3], &[CLASS]);
    room.write("theirs.ron", &room.read("theirs.ron").replace("product: (", "product: (\n    oops: 1,"));
    let wanted = Command::new("git")
        .args(["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs", "ours.ron", "base.ron", "theirs.ron"])
        .current_dir(room.path(""))
        .output()
        .expect("git runs");
    let said = room.run(&["merge", "base.ron", "ours.ron", "theirs.ron"]);
    assert_eq!(said.code, 129);
    assert!(said.err.contains("theirs is no plan (line"), "{}", said.err);
    assert_eq!(room.read("ours.ron").into_bytes(), wanted.stdout);
    // What is missing altogether changes nothing.
    let before = room.read("ours.ron");
    assert_eq!(room.run(&["merge", "no.ron", "ours.ron", "theirs.ron"]).code, 129);
    assert_eq!(room.run(&["merge", "ours.ron"]).code, 129, "git takes 2 for a conflict");
    assert_eq!(room.read("ours.ron"), before);
}

#[test]
fn a_file_that_both_added_has_no_base() {
    let room = Room::empty();
    sides(&room, &[EFFORT_3], &[EFFORT_3, CLASS]);
    room.write("empty.ron", "");
    let said = room.run(&["merge", "empty.ron", "ours.ron", "theirs.ron"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.err.contains("debts/refunds-by-hand class") && !said.err.contains("effort"), "{}", said.err);
}

/// The real git in a room, with no settings but ours.
fn git(room: &Room, words: &[&str]) -> (i32, String) {
    let out = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
        .args(words)
        .current_dir(room.path(""))
        .env_clear()
        .envs(room.variables())
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null"), ("GIT_EDITOR", "true")])
        .output()
        .expect("git runs");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    (out.status.code().unwrap_or(-1), said)
}

fn must(room: &Room, words: &[&str]) -> String {
    let (code, said) = git(room, words);
    assert_eq!(code, 0, "git {words:?}: {said}");
    said
}

/// A repository with the demo, a branch with their changes, and ours on main.
fn repository(driver: bool, ours: &[&[&str]], theirs: &[&[&str]]) -> Room {
    let room = Room::empty();
    std::fs::remove_dir(room.path(".git")).expect("the mark");
    must(&room, &["init", "-q", "-b", "main"]);
    room.ok(&["init", "--template", "demo"]);
    if driver {
        room.ok(&["git", "install-driver", "-y"]);
        must(&room, &["add", ".gitattributes"]);
    }
    must(&room, &["add", "outgrow.ron"]);
    must(&room, &["commit", "-qm", "plan"]);
    must(&room, &["checkout", "-qb", "theirs"]);
    theirs.iter().for_each(|change| drop(room.ok(change)));
    must(&room, &["commit", "-qam", "theirs"]);
    must(&room, &["checkout", "-q", "main"]);
    ours.iter().for_each(|change| drop(room.ok(change)));
    must(&room, &["commit", "-qam", "ours"]);
    room
}

/// Two rows in one gap, and two into a register that was empty: what a merge by lines cannot do.
const OURS: &[&[&str]] =
    &[&["add", "debts", "Queue one"], &["add", "flags", "Dark mode"], &["set", "debts/refunds-by-hand", "effort=3d"]];
const THEIRS: &[&[&str]] = &[
    &["add", "debts", "Queue two"],
    &["add", "flags", "Early access"],
    &["set", "debts/refunds-by-hand", "class=accumulating"],
];

fn holds_both(room: &Room) {
    for row in ["debts/queue-one", "debts/queue-two", "flags/dark-mode", "flags/early-access"] {
        room.ok(&["show", row]);
    }
    let row = room.json(&["show", "debts/refunds-by-hand", "--json"])["row"].clone();
    assert_eq!((row["effort"]["min"].clone(), row["class"].clone()), (3.into(), "accumulating".into()));
    assert_eq!(room.run(&["fmt", "--check"]).code, 0, "the merged file is canonical");
}

#[test]
fn git_merges_rebases_picks_and_pops_by_meaning() {
    for how in ["merge", "rebase", "cherry-pick", "stash"] {
        let room = repository(true, OURS, THEIRS);
        match how {
            "merge" => drop(must(&room, &["merge", "-q", "--no-edit", "theirs"])),
            "rebase" => drop(must(&room, &["rebase", "-q", "theirs"])),
            "cherry-pick" => drop(must(&room, &["cherry-pick", "theirs"])),
            _ => {
                must(&room, &["checkout", "-q", "theirs"]);
                must(&room, &["reset", "-q", "--soft", "HEAD~1"]);
                must(&room, &["stash", "-q"]);
                must(&room, &["checkout", "-q", "main"]);
                must(&room, &["stash", "pop", "-q"]);
            }
        }
        holds_both(&room);
    }
}

#[test]
fn git_stops_where_both_changed_one_field_and_the_plan_says_which() {
    let room = repository(true, &[EFFORT_3], &[EFFORT_5, CLASS]);
    let (code, said) = git(&room, &["merge", "-q", "--no-edit", "theirs"]);
    assert_eq!(code, 1, "{said}");
    assert!(!room.plan().contains("<<<<<<<"), "the file reads while it waits");
    assert_eq!(room.run(&["mergetool"]).code, 5);
    room.ok(&["mergetool", "--take", "ours"]);
    must(&room, &["add", "outgrow.ron"]);
    must(&room, &["commit", "-qm", "merged"]);
    let row = room.json(&["show", "debts/refunds-by-hand", "--json"])["row"].clone();
    assert_eq!((row["effort"]["min"].clone(), row["class"].clone()), (3.into(), "accumulating".into()));
}

#[test]
fn without_the_driver_the_markers_are_put_together_by_meaning() {
    let room = repository(false, OURS, THEIRS);
    let (code, _) = git(&room, &["merge", "-q", "--no-edit", "theirs"]);
    assert_eq!(code, 1);
    assert!(room.plan().contains("<<<<<<<"));
    let before = room.plan();
    let said = room.run(&["list", "debts"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("mergetool"), "{}", said.err);
    assert_eq!(room.plan(), before, "reading changes nothing");
    // Nothing is really disputed, so there is nothing to take.
    room.ok(&["mergetool", "--take", "ours"]);
    holds_both(&room);
    must(&room, &["add", "outgrow.ron"]);
    must(&room, &["commit", "-qm", "merged"]);
}

#[test]
fn copies_and_unsaved_work_are_listed_and_brought_back() {
    let room = Room::with("demo");
    assert!(room.run(&["recover"]).err.contains("nothing is kept"));
    let first = room.plan();
    room.ok(&["set", "debts/refunds-by-hand", "effort=3d"]);
    let said = room.ok(&["recover"]);
    assert!(said.out.contains("c1"), "{}", said.out);
    assert!(room.ok(&["recover", "view", "c1"]).out.contains("effort"));
    room.write("outgrow.ron", "broken");
    assert_eq!(room.run(&["list", "debts"]).code, 3);
    room.ok(&["recover", "take", "c1"]);
    assert_eq!(room.plan(), first);
    let list = room.json(&["recover", "--json"]);
    let broken = list["kept"].as_array().expect("a list").iter();
    let broken = broken
        .filter(|kept| std::fs::read(Path::new(kept["path"].as_str().expect("a path"))).expect("a copy") == b"broken");
    assert_eq!(broken.count(), 1, "what was there before is kept, too");
    for (words, code) in [
        (&["recover", "take", "u1"][..], 2),
        (&["recover", "take", "c99"], 2),
        (&["recover", "view"], 2),
        (&["recover", "eat"], 2),
    ] {
        assert_eq!(room.run(words).code, code, "{words:?}");
    }
    assert_eq!(room.run(&["--readonly", "recover", "take", "c1"]).code, 2);
}

#[test]
fn the_doctor_looks_and_mends_what_needs_no_decision() {
    let room = Room::with("blank");
    room.write("outgrow.ron", &room.plan().replace("  format", "    format"));
    room.write(".outgrow-0123456789.tmp", "left");
    let said = room.run(&["doctor"]);
    assert!(said.out.contains("not in its canonical form") && said.out.contains("temporary files"), "{}", said.out);
    let said = room.run(&["doctor", "--fix"]);
    assert!(!room.path(".outgrow-0123456789.tmp").exists());
    assert_eq!(room.run(&["fmt", "--check"]).code, 0, "{}", said.err);
    room.write("outgrow.ron", "(format: 1, oops");
    let said = room.run(&["doctor", "--json"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("\"ACT\""), "{}", said.out);
}

#[test]
fn a_plan_of_today_has_nothing_to_migrate() {
    let room = Room::with("demo");
    let before = room.plan();
    for words in [&["migrate"][..], &["migrate", "--dry-run"]] {
        assert!(room.ok(words).err.contains("nothing to do"));
    }
    assert_eq!(room.json(&["migrate", "--json"])["from"], 1);
    assert_eq!(room.plan(), before);
    room.write("outgrow.ron", &before.replace("format: 1", "format: 99"));
    assert_eq!(room.run(&["migrate"]).code, 3);
}
