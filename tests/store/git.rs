use std::fs;
use std::path::Path;
use std::process::Command;

use outgrow::edit::{apply, typed};
use outgrow::register::register;
use outgrow::store::disk::RealDisk;
use outgrow::store::save::save;
use outgrow::store::{Document, load};

use crate::support;

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
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

fn must(folder: &Path, arguments: &[&str]) -> String {
    let (good, said) = git(folder, arguments);
    assert!(good, "git {arguments:?}: {said}");
    said
}

fn change(path: &Path, lines: &[&str]) {
    let mut document = load(&mut RealDisk, path).unwrap();
    for line in lines {
        let words = typed::words(line);
        let edit = match words[0].as_str() {
            "set" => {
                let at = support::at(&words[1]);
                let changes = typed::assignments(register(at.register).unwrap(), &words[2..]).unwrap();
                typed::set(&document.plan, &at, &changes, support::today()).unwrap()
            }
            key => {
                let home = register(key).unwrap();
                let (name, changes) = typed::name_and_assignments(home, &words[1..]).unwrap();
                typed::add(&document.plan, home, &name, &changes, support::today()).unwrap().1
            }
        };
        document.plan = apply(&document.plan, &edit).unwrap();
    }
    save(&mut RealDisk, None, &document).unwrap();
}

#[test]
fn rows_added_in_different_places_merge_without_a_conflict() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    let demo = include_str!("../../assets/templates/demo.ron");
    fs::write(&path, demo).unwrap();
    must(folder.path(), &["init", "-q"]);
    must(folder.path(), &["add", "outgrow.ron"]);
    must(folder.path(), &["commit", "-qm", "plan"]);

    let base = load(&mut RealDisk, &path).unwrap();
    let first = base.plan.debts.nth(0).unwrap().id.to_string();
    let last = base.plan.debts.nth(base.plan.debts.len() - 1).unwrap().id.to_string();
    assert_ne!(first, last);
    must(folder.path(), &["checkout", "-qb", "theirs"]);
    change(
        &path,
        &[
            "debts \"Aaa comes first\" class=discovered effort=2d",
            "people Zacharias kind=employee share=50",
            &format!("set debts/{last} hazard=7"),
        ],
    );
    must(folder.path(), &["commit", "-qam", "theirs"]);
    must(folder.path(), &["checkout", "-q", "main"]);
    change(
        &path,
        &[
            "debts \"Zzz comes last\" class=intentional",
            "people Aaron kind=contractor",
            &format!("set debts/{first} hazard=9"),
            "set product/product target=2027-01-15",
        ],
    );
    must(folder.path(), &["commit", "-qam", "ours"]);

    let said = must(folder.path(), &["merge", "-q", "--no-edit", "theirs"]);
    let bytes = fs::read(&path).unwrap();
    let merged = load(&mut RealDisk, &path).unwrap_or_else(|why| panic!("{why:?} {said}"));
    assert!(merged.text().as_bytes() == bytes);
    for at in ["debts/aaa-comes-first", "debts/zzz-comes-last", "people/aaron", "people/zacharias"] {
        assert!(outgrow::register::row(&merged.plan, &support::at(at)).is_some(), "{at}");
    }
    assert_eq!(merged.plan.debts.len(), base.plan.debts.len() + 2);
    let hazard = |id: &str| merged.plan.debts.iter().find(|d| d.id.as_str() == id).unwrap().hazard;
    assert_eq!((hazard(&first), hazard(&last)), (Some(9.0), Some(7.0)));
    assert_eq!(merged.plan.product().target, Some(support::day("2027-01-15")));
}

#[test]
fn a_conflict_of_plain_git_is_told_and_the_file_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    let document = Document::new(path.clone(), support::plan(1, 2, 30));
    save(&mut RealDisk, None, &document).unwrap();
    must(folder.path(), &["init", "-q"]);
    must(folder.path(), &["add", "outgrow.ron"]);
    must(folder.path(), &["commit", "-qm", "plan"]);
    must(folder.path(), &["checkout", "-qb", "theirs"]);
    change(&path, &["set product/product name=Theirs"]);
    must(folder.path(), &["commit", "-qam", "theirs"]);
    must(folder.path(), &["checkout", "-q", "main"]);
    change(&path, &["set product/product name=Ours"]);
    must(folder.path(), &["commit", "-qam", "ours"]);
    let (good, _) = git(folder.path(), &["merge", "-q", "--no-edit", "theirs"]);
    assert!(!good);
    let before = fs::read(&path).unwrap();
    match load(&mut RealDisk, &path) {
        Err(outgrow::store::LoadError::Flawed { flaw, text, .. }) => {
            assert_eq!(flaw.kind, outgrow::store::read::FlawKind::Markers);
            assert!(text[flaw.place.unwrap().bytes].starts_with("<<<<<<<"));
        }
        other => panic!("{:?}", other.map(|_| ())),
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}
