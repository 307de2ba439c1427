//! Keys, pastes, sizes, and nothing at all.

use std::time::Duration;

use crate::toy;

#[test]
fn an_idle_program_neither_writes_nor_wakes_up() {
    let pty = toy::start(&[]);
    assert!(pty.rests(Duration::from_secs(2)), "a thread woke up");
}

#[test]
fn a_thread_that_wakes_up_now_and_then_is_noticed() {
    let mut pty = toy::start(&[]);
    pty.send("i");
    pty.wait_for("keys:1.");
    assert!(!pty.rests(Duration::from_millis(700)));
}

#[test]
fn nothing_is_asked_of_the_terminal() {
    let mut pty = toy::start(&[]);
    pty.send("kj");
    pty.wait_for("keys:2.");
    let bytes = pty.bytes();
    let text = String::from_utf8_lossy(&bytes);
    // Cursor position, device attributes, keyboard flags, colours, modes, version.
    for question in ["\x1b[6n", "\x1b[c", "\x1b[?u", "\x1b]10;?", "\x1b]11;?", "$p", "\x1b[>q", "\x1b[5n"] {
        assert!(!text.contains(question), "asks {question:?}");
    }
}

#[test]
fn a_paste_is_text_and_no_keys() {
    let mut pty = toy::start(&[]);
    pty.send("\x1b[200~one\rtwo\r\nq\x1b[A\x1bqz\x03\x1a\x1b[201~");
    pty.wait_for(r#"paste "one\ntwo\nq\u{1b}[A\u{1b}qz\u{3}\u{1a}""#);
    assert_eq!(pty.number("keys"), 0);
}

#[test]
fn a_long_burst_arrives_whole() {
    let mut pty = toy::start(&[]);
    pty.send("k".repeat(3000));
    pty.wait_for("keys:3000.");
    pty.send(format!("\x1b[200~{}\x1b[201~", "x".repeat(100_000)));
    pty.send("k");
    pty.wait_for("keys:3001.");
}

#[test]
fn escape_alone_is_a_key_and_the_start_of_one_is_not() {
    let mut pty = toy::start(&[]);
    pty.send("\x1b");
    pty.wait_for("key Esc");
    pty.send("\x1b");
    std::thread::sleep(Duration::from_millis(3));
    pty.send("[1;");
    std::thread::sleep(Duration::from_millis(3));
    pty.send("5A");
    pty.wait_for("key Up KeyModifiers(CONTROL)");
    assert_eq!(pty.number("keys"), 2);
    pty.send("\x1b[I");
    pty.wait_for("focus:1.");
}

#[test]
fn a_storm_of_sizes_ends_at_the_last() {
    let mut pty = toy::start(&[]);
    let mut seed = 7_u32;
    for _ in 0..200 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (cols, rows) = (1 + (seed >> 8) % 220, 1 + (seed >> 20) % 70);
        pty.resize(u16::try_from(cols).unwrap(), u16::try_from(rows).unwrap());
        std::thread::sleep(Duration::from_micros(u64::from(seed % 4000)));
    }
    pty.resize(1, 1);
    pty.send("k");
    pty.resize(97, 31);
    pty.wait_for("ready 97x31.");
    assert!(pty.number("resizes") > 1);
}

#[test]
fn the_smallest_and_the_largest_size_are_drawn() {
    let pty = toy::start(&[]);
    for (cols, rows, shown) in
        [(1, 1, &b"\x1b[1;1Hr"[..]), (u16::MAX, u16::MAX, b"500x300"), (0, 0, b"80x24"), (1, 300, b"r")]
    {
        pty.resize(cols, rows);
        pty.wait_for_bytes(shown);
        pty.settle();
    }
    pty.resize(80, 24);
    pty.wait_for("ready 80x24.");
}

#[test]
fn work_is_answered() {
    let mut pty = toy::start(&[]);
    pty.send("c");
    pty.wait_for("computed Some(42)");
}

#[test]
fn a_copy_goes_to_the_terminal_and_into_a_file_and_claims_no_more() {
    let mut pty = toy::start(&[]);
    pty.send("y");
    pty.wait_for("~/cache/clip");
    pty.wait_for("sent to the terminal's clipboard (OSC 52); also in");
    pty.wait_for_bytes(b"\x1b]52;c;dG8gY29weQ==\x07");
    assert_eq!(std::fs::read_to_string(pty.file("cache/clip")).unwrap(), "to copy");
}

#[test]
fn a_clipboard_tool_that_hangs_is_given_a_second() {
    let folder = tempfile::tempdir().unwrap();
    for tool in ["xclip", "xsel"] {
        let path = folder.path().join(tool);
        std::fs::write(&path, "#!/bin/sh\nexec sleep 60\n").unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut pty = toy::start(&[("PATH", &path), ("DISPLAY", ":9")]);
    pty.send("y");
    // The loop goes on meanwhile.
    pty.send("k");
    pty.wait_for("keys:2.");
    pty.wait_for("sent to the terminal's clipboard (OSC 52); also in");
}
