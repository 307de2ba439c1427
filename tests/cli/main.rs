//! The command line as its users meet it: the built program, its streams and its exit codes.

mod change;
mod forecast;
mod git;
mod growth;
mod history;
mod hostile;
mod look;
mod map;
mod merge;
mod refuse;
mod review;
mod share;
mod start;
mod streams;
mod team;
mod whatif;

#[path = "../support/hostile.rs"]
mod hostile_text;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

/// A folder of its own with a state folder in it; searches for a plan stop at its top.
struct Room {
    folder: tempfile::TempDir,
}

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Room {
    fn empty() -> Room {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".git")).expect("a repository's mark");
        Room { folder }
    }

    /// A folder with a plan from this template.
    fn with(template: &str) -> Room {
        let room = Room::empty();
        room.ok(&["init", "--template", template, "--name", "Acme"]);
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a readable file")
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a writable file");
    }

    fn plan(&self) -> String {
        self.read("outgrow.ron")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outgrow"));
        command.args(words).current_dir(self.folder.path()).env_clear();
        for (name, value) in self.variables() {
            command.env(name, value);
        }
        command.stdin(Stdio::null());
        command
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let state = self.path("state").to_string_lossy().into_owned();
        vec![
            ("HOME", self.path("home").to_string_lossy().into_owned()),
            ("XDG_STATE_HOME", state.clone()),
            ("XDG_CONFIG_HOME", state.clone()),
            ("XDG_CACHE_HOME", state),
            ("TZ", "UTC".to_string()),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("TERM", "xterm".to_string()),
            ("OUTGROW_DATE", "2026-11-21".to_string()),
        ]
    }

    fn run(&self, words: &[&str]) -> Said {
        said(self.command(words).output().expect("the program runs"))
    }

    /// Runs what must go well.
    fn ok(&self, words: &[&str]) -> Said {
        let said = self.run(words);
        assert_eq!(said.code, 0, "{words:?}\n{}{}", said.out, said.err);
        said
    }

    /// The object on standard output of what must go well; nothing may stand beside it.
    fn json(&self, words: &[&str]) -> Json {
        let said = self.ok(words);
        assert_eq!(said.err, "", "{words:?}");
        let json: Json = serde_json::from_str(&said.out).unwrap_or_else(|why| panic!("{why}\n{}", said.out));
        assert_eq!(json["schema"], "outgrow/1");
        json
    }

    /// Runs what must fail with this code, write nothing to standard output and leave the plan alone.
    fn fails(&self, code: i32, words: &[&str]) -> String {
        let plan = std::fs::read(self.path("outgrow.ron")).ok();
        let said = self.run(words);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{words:?}\n{}", said.err);
        assert_eq!(std::fs::read(self.path("outgrow.ron")).ok(), plan, "{words:?} touched the plan");
        assert!(
            std::fs::read_dir(self.folder.path())
                .expect("a folder")
                .flatten()
                .all(|entry| { !entry.file_name().to_string_lossy().starts_with(".outgrow-") })
        );
        said.err
    }
}

fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// The last line, which says what to do.
fn last(text: &str) -> &str {
    text.lines().last().unwrap_or("")
}

/// The lines that differ between two texts of as many lines.
fn changed<'t>(old: &'t str, new: &'t str) -> Vec<(&'t str, &'t str)> {
    assert_eq!(old.lines().count(), new.lines().count());
    old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect()
}

/// A template as it is shipped.
fn template(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/templates/{name}.ron"));
    std::fs::read_to_string(path).expect("a template")
}
