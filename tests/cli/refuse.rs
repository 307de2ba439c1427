//! What goes wrong: pictures of plans that do not read, refusals with the mended command, usage errors.

use super::*;
use serde_json::json;

/// The plan of a template with one piece replaced.
fn broken(from: &str, to: &str) -> Room {
    let room = Room::with("b2b");
    let plan = room.plan();
    assert!(plan.contains(from), "{from} is not in the plan");
    room.write("outgrow.ron", &plan.replacen(from, to, 1));
    room
}

#[test]
fn a_wrong_value_is_pictured() {
    let room = broken("threshold: 200,", "threshold: \"2OO\",");
    let line = room.plan().lines().position(|line| line.contains("2OO")).map_or(0, |n| n + 1);
    let err = room.fails(3, &["status"]);
    let gutter = " ".repeat(line.to_string().len());
    let arrow = " ".repeat(line.to_string().len() - 1);
    let picture = format!(
        "error: threshold must be a number, found \"2OO\"
{arrow}--> outgrow.ron:{line}:18  triggers/database threshold
{line} |       threshold: \"2OO\",
{gutter} |                  ^^^^^
help: a letter stands for a digit; write 200 without quotes
"
    );
    assert_eq!(err, picture);
    let coloured = room.fails(3, &["status", "--color", "always"]);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(room.fails(3, &["--readonly", "list", "debts"]), picture);
}

#[test]
fn a_wrong_plan_as_json() {
    let room = broken("threshold: 200,", "threshold: \"2OO\",");
    let line = room.plan().lines().position(|line| line.contains("2OO")).map_or(0, |n| n + 1);
    let err: Json = serde_json::from_str(&room.fails(3, &["status", "--json"])).expect("JSON");
    let expected = json!({ "error": {
        "code": "invalid",
        "message": "threshold must be a number, found \"2OO\"",
        "file": "outgrow.ron",
        "line": line,
        "column": 18,
        "at": "triggers/database threshold",
        "hint": "a letter stands for a digit; write 200 without quotes",
    }});
    assert_eq!(err, expected);
}

#[test]
fn every_flaw_ends_with_3_and_a_fix() {
    for (from, to, sentence, help) in [
        ("name: \"Acme\"", "nme: \"Acme\"", "product has no field \"nme\"", "did you mean name?"),
        ("domains: [", "domans: [", "there is no register \"domans\"", "did you mean domains?"),
        ("format: 1", "format: 9", "the plan has format 9", "reads format 1"),
        (
            "risk: \"medium\"",
            "risk: \"medum\"",
            "risk: \"medum\" is none of low, medium, high; did you mean medium?",
            "",
        ),
        (
            "format: 1,",
            "format: 1,\n<<<<<<< HEAD",
            "the file holds the markers of an unfinished merge",
            "take one side",
        ),
    ] {
        let room = broken(from, to);
        let err = room.fails(3, &["list", "debts"]);
        assert_eq!(err.lines().next(), Some(format!("error: {sentence}").as_str()));
        assert!(err.contains("--> outgrow.ron:"), "{err}");
        assert!(last(&err).contains(help), "{err}");
        for words in [&["set", "product", "day_rate=1"][..], &["fmt"], &["print", "-o", "x.html"], &["show", "home"]] {
            room.fails(3, words);
        }
    }
    for text in ["", "(", "\u{0}", "hello"] {
        let room = Room::empty();
        room.write("outgrow.ron", text);
        room.fails(3, &["status"]);
    }
    let room = Room::empty();
    std::fs::write(room.path("outgrow.ron"), [0xff, 0xfe, 0x28, 0x00]).expect("a file");
    assert!(room.fails(3, &["status"]).contains("UTF-16"));
}

#[test]
fn a_hostile_line_is_pictured_safely() {
    for piece in ["\u{1b}[31m", "\u{202e}evil", "\t\t", "\u{9b}2J", "é漢\u{301}\u{301}"] {
        let room = broken("name: \"Acme\"", &format!("name: \"{piece}\", nme: \"{piece}\" /* {piece} */"));
        let err = room.fails(3, &["status"]);
        assert!(err.contains("^^^\n"), "{err}");
        assert!(!err.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{err:?}");
    }
    let long = "x".repeat(100_000);
    let room = broken("name: \"Acme\"", &format!("name: \"{long}\", nme: \"{long}\""));
    let err = room.fails(3, &["status"]);
    assert!(err.lines().all(|line| line.len() < 250), "{}", err.len());
}

#[test]
fn the_mended_command_is_the_last_line() {
    let room = Room::with("b2b");
    for (words, help) in [
        (&["add", "dets", "X"][..], "help: outgrow add debts"),
        (&["add", "debts", "A b", "clas=disc"], "help: outgrow add debts \"A b\" class=disc"),
        (
            &["add", "debts", "A b", "class=dicovered", "effort=2d"],
            "help: outgrow add debts \"A b\" class=discovered effort=2d",
        ),
        (&["add", "debts"], "help: outgrow add debts Refunds by hand class=intentional effort=2d hits=revenue"),
        (&["set", "domains/billing", "risc=low"], "help: outgrow set domains/billing risk=low"),
        (&["set", "domains/billing", "owner=nobody"], "help: outgrow list people shows what owner can name"),
        (&["set", "debts/nothing", "effort=2d"], "help: outgrow list debts shows its rows"),
    ] {
        let err = room.fails(2, words);
        assert_eq!(last(&err), help, "{err}");
    }
    let err = room.fails(2, &["set", "debts/mail-in-request", "effort=2m", "risk_3m=12", "found=soon"]);
    assert_eq!(err.lines().filter(|line| line.starts_with("error: ")).count(), 2, "{err}");
    let err: Json = serde_json::from_str(&room.fails(2, &["set", "product", "day_rat=1", "--json"])).expect("JSON");
    assert_eq!(
        err,
        json!({ "error": {
            "code": "refused",
            "message": "product has no field \"day_rat\"; did you mean day_rate?",
            "hint": "outgrow set product day_rate=1",
        }})
    );
}

#[test]
fn usage_errors_name_the_nearest_and_run_nothing() {
    let room = Room::with("blank");
    for (words, near) in [
        (&["lst", "debts"][..], "did you mean list?"),
        (&["statsu"], "did you mean status?"),
        (&["status", "--jsn"], "did you mean --json?"),
        (&["print", "--format", "htm"], "did you mean html?"),
        (&["init", "--template", "b3b", "-f", "x.ron"], "did you mean b2b?"),
        (&["set", "product"], "outgrow set -h"),
        (&["list"], "outgrow list -h"),
        (&["rename", "a"], "outgrow rename -h"),
        (&["list", "debts", "--plain", "--json"], ""),
        (&["status", "--date", "never"], ""),
        (&["frobnicate"], "outgrow --help"),
    ] {
        let err = room.fails(2, words);
        assert!(last(&err).contains(near), "{err}");
    }
    let err: Json = serde_json::from_str(&room.fails(2, &["lst", "--json"])).expect("JSON");
    assert_eq!(err["error"]["code"], "usage");
    let said = said(room.command(&["status"]).env("OUTGROW_THEME", "pink").output().expect("runs"));
    assert_eq!((said.code, said.err.as_str()), (2, "error: OUTGROW_THEME is one of auto, light, dark, mono\n"));
}

#[test]
fn readonly_changes_nothing() {
    let room = Room::with("b2b");
    room.write("outgrow.ron", &format!("{}\n", room.plan()));
    for words in [
        &["add", "debts", "X"][..],
        &["set", "product", "day_rate=1"],
        &["rm", "domains/core", "-y"],
        &["rename", "domains/core", "kernel"],
        &["done", "debts/mail-in-request"],
        &["link", "core", "billing"],
        &["know", "ana", "core", "1"],
        &["record", "database", "1"],
        &["fmt"],
    ] {
        let mut words = words.to_vec();
        words.push("--readonly");
        assert!(room.fails(2, &words).starts_with("error: --readonly: "));
    }
    room.ok(&["list", "debts", "--readonly"]);
    assert_eq!(room.run(&["fmt", "--check", "--readonly"]).code, 1);
}

#[test]
fn a_file_that_may_not_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::with("blank");
    std::fs::set_permissions(room.path("outgrow.ron"), std::fs::Permissions::from_mode(0o444)).expect("a mode");
    let err = room.fails(4, &["set", "product", "day_rate=1"]);
    assert!(err.starts_with("error: ") && err.contains("may not be written"), "{err}");
}
