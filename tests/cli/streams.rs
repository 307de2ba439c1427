//! The streams: full disks, closed pipes, terminals, and text that would steer one.

use super::*;
use std::io::{Read, Write};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_ends_with_4() {
    let room = Room::with("b2b");
    for words in [&["list", "domains"][..], &["status", "--json"], &["schema"], &["--help"], &["--version"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let said = said(room.command(words).stdout(full).output().expect("runs"));
        assert_eq!(said.code, 4, "{words:?}");
        assert!(said.err.contains("the output cannot be written: no space left on device"), "{}", said.err);
    }
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let output = room.command(&["list", "nothing", "-v"]).stdout(full()).stderr(full()).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let output = room.command(&["status", "-v"]).stderr(full()).output().expect("runs");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let room = Room::with("demo");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = room.command(&["list", "domains", "--json"]).stdout(writer).output().expect("runs");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(4), &b""[..]));
}

/// What would steer a terminal if it got through.
const HOSTILE: &str = "Ev\u{1b}]52;c;aGk=\u{7}il \u{1b}[2J\u{202e}gnp\u{9b}31m\u{200b}\u{e0041}X";

#[test]
fn hostile_text_reaches_no_stream_raw() {
    let room = Room::with("blank");
    let added = room.ok(&["add", "domains", HOSTILE, "purpose=p\u{1b}[31m", "note+=n\u{202e}"]);
    let row = added.out.trim_end();
    room.ok(&["add", "people", HOSTILE]);
    room.ok(&["set", row, "owner="]);
    let raw = |text: &str| {
        text.chars().any(|c| {
            (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202e}' | '\u{200b}' | '\u{e0041}')
        })
    };
    for words in [
        &["list", "domains"][..],
        &["list", "domains", "--plain"],
        &["list", "domains", "--json"],
        &["list", "domains", HOSTILE],
        &["list", HOSTILE],
        &[HOSTILE],
        &["show", "map"],
        &["show", "map", "--plain"],
        &["show", "home", "--json"],
        &["show", row],
        &["show", row, "--plain"],
        &["show", HOSTILE],
        &["status"],
        &["status", "--json", "-f", HOSTILE],
        &["set", row, &format!("purpose={HOSTILE}")],
        &["set", row, &format!("{HOSTILE}=x")],
        &["set", row, &format!("risk={HOSTILE}")],
        &["rm", HOSTILE],
        &["record", HOSTILE, HOSTILE],
        &["link", HOSTILE, HOSTILE, HOSTILE],
        &["print", "-o", HOSTILE],
        &["status", "--date", HOSTILE],
        &["print", "--format", HOSTILE],
        &["print"],
        &["init", "-f", HOSTILE, "--name", HOSTILE],
    ] {
        let said = room.run(words);
        assert!(!raw(&said.out), "{words:?}\n{:?}", said.out);
        assert!(!raw(&said.err), "{words:?}\n{:?}", said.err);
        assert!(!said.err.contains("panicked"), "{words:?}\n{}", said.err);
    }
    let json = room.json(&["list", "people", "--json"]);
    assert_eq!(json["rows"][0]["name"], HOSTILE);
}

#[test]
fn arguments_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let room = Room::with("blank");
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for words in [&["list"][..], &["add", "debts"], &["set", "product"], &["show"], &[]] {
        let said = said(room.command(words).arg(odd).output().expect("runs"));
        assert_eq!(said.code, 2, "{words:?} {}", said.err);
    }
    let said = said(room.command(&["status", "-f"]).arg(odd).output().expect("runs"));
    assert_eq!(said.code, 2);
}

/// Runs on a terminal of this size, types, and gives what it drew and its exit code.
fn on_terminal(room: &Room, words: &[&str], columns: u16, vars: &[(&str, &str)], typed: &str) -> (String, u32) {
    let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_outgrow"));
    command.args(words);
    command.cwd(room.folder.path());
    command.env_clear();
    for (name, value) in room.variables() {
        command.env(name, value);
    }
    for (name, value) in vars {
        command.env(name, value);
    }
    let mut child = pair.slave.spawn_command(command).expect("runs");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut writer = pair.master.take_writer().expect("a writer");
    writer.write_all(typed.as_bytes()).expect("typed");
    let mut out = Vec::new();
    // A terminal whose last program is gone ends with an error on Linux.
    let _ = reader.read_to_end(&mut out);
    let code = child.wait().expect("an end").exit_code();
    (String::from_utf8_lossy(&out).into_owned(), code)
}

#[test]
fn a_terminal_gets_its_width_and_bold_heads() {
    let room = Room::with("b2b");
    let (out, code) = on_terminal(&room, &["list", "domains"], 60, &[], "");
    assert_eq!(code, 0);
    assert!(out.contains("\u{1b}[1m"), "{out}");
    let bare = out.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert!(bare.lines().all(|line| line.trim_end().chars().count() <= 60), "{bare}");
    for vars in [&[("NO_COLOR", "1")][..], &[("TERM", "dumb")], &[("CLICOLOR", "0")]] {
        assert!(!on_terminal(&room, &["list", "domains"], 60, vars, "").0.contains('\u{1b}'));
    }
}

#[test]
fn a_terminal_is_asked_before_a_row_goes() {
    let room = Room::with("b2b");
    let before = room.plan();
    let (out, code) = on_terminal(&room, &["rm", "domains/billing"], 100, &[], "n\n");
    assert!(out.contains("Remove domains/billing, with 3 rows that hang on it? [y/N]"), "{out}");
    assert!(out.contains("links/billing--notify--event goes with it"), "{out}");
    assert_eq!((code, room.plan() == before), (130, true), "{out}");
    let (out, code) = on_terminal(&room, &["rm", "domains/billing", "--no-input"], 100, &[], "");
    assert_eq!(code, 2, "{out}");
    let (out, code) = on_terminal(&room, &["rm", "domains/billing"], 100, &[], "y\n");
    assert_eq!(code, 0, "{out}");
    assert_ne!(room.plan(), before);
}

#[test]
fn a_dumb_terminal_and_a_missing_plan_are_said() {
    let room = Room::with("blank");
    let (out, code) = on_terminal(&room, &[], 80, &[("TERM", "dumb")], "");
    assert_eq!(code, 4);
    assert!(out.contains("outgrow show home prints the same") && !out.contains('\u{1b}'), "{out}");
    let (out, code) = on_terminal(&Room::empty(), &[], 80, &[], "");
    assert_eq!(code, 2);
    assert!(out.contains("there is no plan here") && out.contains("outgrow init --template"), "{out}");
    room.write("outgrow.ron", "(format: 1, product: (name: 3))");
    let (out, code) = on_terminal(&room, &[], 80, &[("NO_COLOR", "1")], "");
    assert_eq!(code, 3);
    assert!(out.contains("error: name must be") && !out.contains('\u{1b}'), "{out}");
}

#[test]
fn help_and_version_are_results() {
    let room = Room::empty();
    let help = room.ok(&["--help"]);
    assert_eq!((help.err.as_str(), &help.out), ("", &room.ok(&["-h"]).out));
    assert!(help.out.starts_with("outgrow: plan the move from MVP to scale"));
    assert_eq!(room.ok(&["-V"]).out, format!("outgrow {}\n", env!("CARGO_PKG_VERSION")));
    for verb in ["init", "demo", "status", "show", "list", "add", "set", "rm", "rename", "done", "link", "know"] {
        let help = room.ok(&[verb, "-h"]).out;
        let (examples, usage) = (help.find("EXAMPLES"), help.find("USAGE"));
        assert!(examples.is_some() && examples < usage, "{help}");
        assert_eq!(room.ok(&["help", verb]).code, 0);
    }
    assert!(room.ok(&["print", "--help"]).out.contains("--one-page"));
}
