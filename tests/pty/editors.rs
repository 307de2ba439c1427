//! What an outside editor may do to the workbench's text and to the terminal: no text is lost, and the terminal is the
//! workbench's again afterwards.

use std::path::PathBuf;

use crate::desk::{Desk, OUTGROW, files_with};
use crate::harness::Modes;

/// The workbench on a row, with this script as the editor; the file's name is `$1`.
struct Desktop {
    desk: Desk,
    on: Modes,
    _folder: tempfile::TempDir,
}

impl Desktop {
    fn with(script: &str) -> Desktop {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("editor.sh");
        std::fs::write(&path, script).unwrap();
        let mut desk = Desk::open(&[("EDITOR", &format!("sh '{}'", path.display()))]);
        let on = desk.pty.modes();
        desk.add_debt("Refunds by hand");
        Desktop { desk, on, _folder: folder }
    }

    fn edit(&mut self) -> &mut Desktop {
        self.desk.pty.send("E");
        self
    }

    /// Waits for a sentence; the terminal is the workbench's own then.
    #[track_caller]
    fn says(&self, sentence: &str) {
        self.desk.pty.wait_that(sentence, |screen| screen.replace('\n', "").contains(sentence));
        self.desk.pty.settle();
        assert_eq!(self.desk.pty.modes(), self.on);
    }

    fn scratch(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.desk.pty.file(".local/state/outgrow/scratch"));
        files.into_iter().flatten().map(|file| file.unwrap().path()).collect()
    }

    /// Keys are heard, and the terminal is as before at the end. Gives the debts in the file.
    #[track_caller]
    fn leave(mut self) -> String {
        self.desk.add_debt("And on");
        self.desk.wait_saved();
        self.desk.quit();
        self.desk.assert_sound();
        let text = self.desk.text();
        assert!(text.contains("refunds-by-hand") && text.contains("and-on"), "{text}");
        let debts = &text[text.find("\n  debts: [").unwrap()..];
        debts[..debts.find("\n  ],").unwrap()].to_string()
    }
}

#[test]
fn an_editor_that_fails_or_is_killed_loses_no_text() {
    for (way, sentence) in [("exit 3", "exit status: 3"), ("kill -9 $$", "signal: 9"), ("kill -TERM $$", "signal: 15")]
    {
        let mut it =
            Desktop::with(&format!("stty raw -echo; printf '\\033[?1049h\\033[?1000h'; echo precious > \"$1\"; {way}"));
        it.edit().says(sentence);
        let files = it.scratch();
        assert_eq!(std::fs::read_to_string(&files[0]).unwrap(), "precious\n", "{way}");
        let text = it.leave();
        assert!(!text.contains("precious"), "{text}");
    }
}

#[test]
fn an_editor_that_changes_nothing_changes_nothing() {
    let mut it = Desktop::with("sleep 0.4");
    it.edit().desk.pty.settle();
    std::thread::sleep(std::time::Duration::from_millis(500));
    it.desk.pty.settle();
    assert_eq!(it.desk.pty.modes(), it.on);
    assert!(it.scratch().is_empty(), "{:?}", it.scratch());
    assert!(!it.leave().contains("note"));
    // One that comes back at once has a window of its own, perhaps, and may still write.
    let mut it = Desktop::with("exit 0");
    it.edit().says("came back at once");
    assert_eq!(it.scratch().len(), 1);
    it.leave();
}

#[test]
fn an_editor_that_is_not_there_changes_nothing() {
    let mut desk = Desk::open(&[("EDITOR", "/no/such/\u{1b}[31m-editor"), ("VISUAL", "  ")]);
    let on = desk.pty.modes();
    desk.add_debt("Refunds by hand");
    desk.pty.send("E");
    desk.pty.wait_for("cannot start the editor");
    desk.pty.settle();
    assert_eq!(desk.pty.modes(), on);
    desk.quit();
    desk.assert_sound();
}

#[test]
fn what_is_no_text_stays_in_its_file() {
    for (write, sentence) in [
        (r"printf 'good\377\376bad\n'", "is not UTF-8"),
        (r"printf '\355\240\200\n'", "is not UTF-8"),
        ("head -c 17000000 /dev/zero | tr '\\0' x", "longer than any text"),
    ] {
        let mut it = Desktop::with(&format!("{write} > \"$1\""));
        it.edit().says(sentence);
        assert_eq!(it.scratch().len(), 1, "{write}");
        assert!(!it.leave().contains("note"), "{write}");
    }
}

#[test]
fn a_file_that_is_gone_or_something_else_is_said() {
    for (way, sentence) in [
        ("rm \"$1\"", "cannot be read back: No such file"),
        ("rm \"$1\"; mkdir \"$1\"", "no file any more"),
        ("rm \"$1\"; mkfifo \"$1\"", "no file any more"),
        ("rm \"$1\"; ln -s /dev/zero \"$1\"", "no file any more"),
    ] {
        let mut it = Desktop::with(way);
        it.edit().says(sentence);
        assert!(!it.leave().contains("note"), "{way}");
    }
}

#[test]
fn an_editor_that_replaces_the_file_is_read() {
    let mut it = Desktop::with(r#"echo new > "$1~"; mv "$1~" "$1""#);
    it.edit().says("note of debts/refunds-by-hand is set");
    it.desk.wait_saved();
    assert!(it.scratch().is_empty());
    assert!(it.leave().contains("\"new\""));
}

#[test]
fn a_megabyte_of_text_comes_back_whole() {
    let script =
        r#"i=0; while [ $i -lt 100 ]; do head -c 10000 /dev/zero | tr '\0' a; echo " $i"; i=$((i+1)); done > "$1""#;
    let mut it = Desktop::with(script);
    it.edit().says("note of debts/refunds-by-hand is set");
    let text = it.leave();
    assert!(text.len() > 1_000_000, "{}", text.len());
    assert!(text.contains("aaaa 0\"") && text.contains("aaaa 99\""));
}

#[test]
fn control_characters_from_an_editor_are_data() {
    let mut it = Desktop::with(r"printf 'a\033[31mb\033]52;c;QQ==\007\000c\302\2332Jd\n' > $1");
    it.edit().says("note of debts/refunds-by-hand is set");
    it.desk.pty.send("z");
    it.desk.pty.settle();
    let bytes = it.desk.pty.bytes();
    assert!(!bytes.windows(4).any(|window| window == b"\x1b]52"), "the text steers the terminal");
    let text = it.leave();
    assert!(text.contains(r"a\u{1b}[31mb") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn keys_typed_while_it_runs_are_the_editors() {
    let mut it = Desktop::with(r#"echo "in the editor"; read a; read b; echo "$a+$b" > "$1"; sleep 0.4"#);
    it.edit().desk.pty.wait_for("in the editor");
    it.desk.pty.send("dy\r");
    it.desk.pty.send("Q\r");
    it.says("note of debts/refunds-by-hand is set");
    let text = it.leave();
    assert!(text.contains("\"dy+Q\""), "{text}");
}

#[test]
fn a_text_whose_row_went_meanwhile_is_kept_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("editor.sh");
    let mut desk = Desk::open(&[("EDITOR", &format!("sh '{}'", script.display()))]);
    desk.add_debt("Refunds by hand");
    desk.wait_saved();
    let removes = format!("'{OUTGROW}' -f '{}' rm debts/refunds-by-hand --yes", desk.path().display());
    std::fs::write(&script, format!("echo precious > \"$1\"; {removes}")).unwrap();
    desk.pty.send("E");
    desk.pty.wait_that("where the text is", |screen| screen.contains("; your text is in ~/"));
    let kept = files_with(&desk.pty.file(".local/state/outgrow/scratch"), "precious");
    assert_eq!(kept.len(), 1);
    desk.quit();
    assert!(!desk.text().contains("refunds-by-hand"));
    assert!(kept[0].exists());
    desk.assert_sound();
}

#[test]
fn a_text_is_somewhere_until_it_is_on_disk() {
    for open in ["E", "e\x0f"] {
        let mut it = Desktop::with(r#"echo precious > "$1""#);
        it.desk.wait_saved();
        // Whoever holds the folder's lock keeps every save waiting.
        let folder = std::fs::File::open(it.desk.path().parent().unwrap()).unwrap();
        folder.lock().unwrap();
        it.desk.pty.step(open);
        it.desk.pty.wait_that("the text", |screen| screen.contains("is set") || screen.contains("precious"));
        it.desk.pty.settle();
        it.desk.pty.kill(rustix::process::Signal::KILL);
        it.desk.pty.ended();
        let state = it.desk.pty.file(".local/state");
        assert!(!files_with(&state, "precious").is_empty(), "{open:?}: the text is lost");
    }
}
