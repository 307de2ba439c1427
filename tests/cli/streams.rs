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

/// For every verb a call that writes something to standard output, and one to be made before it.
const WRITES: &[(&str, &[&str])] = &[
    ("init", &["init", "-f", "other.ron"]),
    ("status", &["status"]),
    ("check", &["check", "--fail-on", "never"]),
    ("forecast", &["forecast"]),
    ("whatif", &["whatif", "done phases/domain-map"]),
    ("export", &["export", "--format", "sarif"]),
    ("show", &["show", "home"]),
    ("list", &["list", "domains"]),
    ("add", &["add", "debts", "X"]),
    ("set", &["set", "product", "day_rate=1", "--json"]),
    ("rm", &["rm", "domains/billing", "--yes", "--json"]),
    ("rename", &["rename", "domains/billing", "payments", "--json"]),
    ("done", &["done", "phases/domain-map", "--json"]),
    ("draft", &["draft", "keys"]),
    ("link", &["link", "billing", "deploy", "sync", "--json"]),
    ("know", &["know", "ines", "billing", "2", "--json"]),
    ("record", &["record", "users", "5", "--json"]),
    ("print", &["print"]),
    ("fmt", &["fmt", "--json"]),
    ("merge", &["merge", "outgrow.ron", "outgrow.ron", "outgrow.ron", "--json"]),
    ("mergetool", &["mergetool", "--json"]),
    ("recover", &["recover", "--json"]),
    ("doctor", &["doctor", "--json"]),
    ("migrate", &["migrate", "--json"]),
    ("schema", &["schema"]),
];

#[test]
fn no_verb_is_left_out() {
    let mut verbs: Vec<String> =
        outgrow::cli::args::command().get_subcommands().map(|verb| verb.get_name().to_string()).collect();
    // The demo is only drawn, import needs a table, and three need a repository.
    verbs.retain(|verb| !["demo", "import", "diff", "log", "git"].contains(&verb.as_str()));
    let tried: Vec<&str> = WRITES.iter().map(|(verb, _)| *verb).collect();
    assert_eq!(tried, verbs);
}

/// The codes of a call whose output goes nowhere; what it says of it on standard error, if that is somewhere.
fn nowhere(words: &[&str], redirect: &str) -> (i32, String) {
    let room = Room::with("demo");
    assert_ne!(room.run(words).out, "", "{words:?} writes nothing");
    let room = Room::with("demo");
    let mut command = Command::new("sh");
    let inner = room.command(words);
    command.args(["-c", &format!("exec \"$@\" {redirect}"), "sh"]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(room.folder.path()).env_clear().envs(room.variables()).stdin(Stdio::null());
    let said = said(command.output().expect("runs"));
    assert_eq!(said.out, "");
    // What was written of a plan is whole.
    room.ok(&["fmt", "--check"]);
    (said.code, said.err)
}

#[cfg(target_os = "linux")]
#[test]
fn every_verb_notices_that_its_output_goes_nowhere() {
    for (verb, words) in WRITES {
        for (redirect, why) in [("> /dev/full", "no space left on device"), (">&-", "bad file descriptor")] {
            let (code, err) = nowhere(words, redirect);
            assert_eq!(code, 4, "{verb} {redirect}: {err}");
            assert!(err.contains(why), "{verb} {redirect}: {err}");
            assert!(!err.contains("panicked"), "{err}");
        }
        assert_eq!(nowhere(words, "> /dev/full 2>&1").0, 4, "{verb}");
        assert_eq!(nowhere(words, "<&- >&- 2>&-").0, 4, "{verb}");
    }
}

#[test]
fn every_verb_ends_quietly_where_nobody_reads() {
    for (verb, words) in WRITES {
        let room = Room::with("demo");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = room.command(words).stdout(writer).output().expect("runs");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(4), &b""[..]), "{verb}");
        room.ok(&["fmt", "--check"]);
        // Nor where nobody hears its complaint.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = room.command(&[verb, "--nonsense"]).stderr(writer).output().expect("runs");
        // git takes any small code of its merge driver for a merge that was made.
        let wrong = if *verb == "merge" { 129 } else { 2 };
        assert_eq!(output.status.code(), Some(wrong), "{verb}");
    }
}

#[test]
fn verbs_that_write_nothing_need_no_output() {
    let room = Room::with("b2b");
    for words in [&["set", "product", "day_rate=1"][..], &["rm", "domains/billing", "--yes"], &["fmt", "--check"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        assert_eq!(said(room.command(words).stdout(full).output().expect("runs")).code, 0, "{words:?}");
    }
    assert!(room.plan().contains("day_rate: 1"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_written_is_said() {
    let room = Room::with("b2b");
    for place in ["/dev/full", "/proc/nothing/here", "missing/folder/page.html"] {
        let said = room.run(&["print", "-o", place]);
        assert_eq!((said.code, said.out.as_str()), (4, ""), "{place}: {}", said.err);
        assert!(said.err.contains("cannot be written"), "{place}: {}", said.err);
    }
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
