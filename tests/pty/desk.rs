//! The built program on a plan file of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::harness::{Ended, Program, Pty};

pub const OUTGROW: &str = env!("CARGO_BIN_EXE_outgrow");

/// A folder with a plan, and the workbench open on it.
pub struct Desk {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
    pub pty: Pty,
}

impl Desk {
    /// The workbench on a plan from the blank template, its first screen seen.
    pub fn open(env: &[(&str, &str)]) -> Desk {
        Desk::open_as(&[], env)
    }

    /// The same behind another command, which gets the command line as its last arguments.
    pub fn open_as(before: &[&str], env: &[(&str, &str)]) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ron");
        let made = outgrow(&path, &["init", "--template", "blank", "--name", "Acme"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let pty = spawn(before, &["-f".as_ref(), &path], env);
        let env = env.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let desk = Desk { folder, env, pty };
        desk.pty.wait_for("Do next");
        desk
    }

    /// Opens the plan once more, as before, after the program has ended.
    pub fn open_again(&mut self) {
        let env: Vec<_> = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.pty = spawn(&[], &["-f".as_ref(), &self.path()], &env);
        self.pty.wait_for("Do next");
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("plan.ron")
    }

    pub fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    /// Another process at the same plan, as from a shell.
    pub fn shell(&self, words: &[&str]) -> Output {
        outgrow(&self.path(), words)
    }

    /// Adds a debt by keys; its row is on the screen when this comes back, and on disk at some time after.
    pub fn add_debt(&mut self, name: &str) {
        self.pty.send("5a");
        self.pty.wait_for("new debt");
        self.pty.send(format!("{name}\r"));
        self.pty.wait_for("added debts/");
    }

    /// Waits until the title says that everything is on disk.
    pub fn wait_saved(&self) {
        self.pty.wait_that("saved hh:mm", |screen| {
            let title = screen.lines().next().unwrap_or("").trim_end();
            title.rsplit_once("saved ").is_some_and(|(_, time)| time.len() == 5 && time.as_bytes()[2] == b':')
        });
    }

    /// Waits until the file holds this text.
    #[track_caller]
    pub fn wait_on_disk(&self, text: &str) {
        let start = Instant::now();
        while !self.text().contains(text) {
            assert!(start.elapsed() < Duration::from_secs(15), "{text:?} does not reach the disk");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn quit(&mut self) {
        self.pty.send("q");
        assert_eq!(self.pty.ended().0, Ended::Code(0), "{}", self.pty.screen());
        self.pty.assert_as_before();
    }

    /// The file reads and is as this program writes it.
    #[track_caller]
    pub fn assert_sound(&self) {
        let checked = self.shell(&["fmt", "--check"]);
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let names: Vec<_> = std::fs::read_dir(self.folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().contains("tmp")), "litter: {names:?}");
    }
}

/// Runs the program without a terminal.
pub fn outgrow(plan: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(OUTGROW);
    command.env_clear().env("HOME", plan.parent().unwrap()).arg("-f").arg(plan).args(words);
    command.output().unwrap()
}

/// The program on a terminal.
pub fn spawn(before: &[&str], words: &[&Path], env: &[(&str, &str)]) -> Pty {
    let command: Vec<&Path> =
        before.iter().map(Path::new).chain([Path::new(OUTGROW)]).chain(words.iter().copied()).collect();
    Pty::spawn(&Program { command: &command, env, size: (100, 30) })
}

/// How many rows with an id the blank template has.
pub fn rows_of_blank() -> usize {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/templates/blank.ron")).unwrap();
    text.matches("id: \"").count()
}

/// Every file below a folder that holds this text.
pub fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if std::fs::read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(text)) {
            found.push(path);
        }
    }
    found
}
