//! The room that asks git, against the real one: every sort of repository, hostile ones among them.

mod history;
mod hostile;
mod merge;
mod reading;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use outgrow::git::{Blob, Oid, Repo};

/// A folder with a repository in it, made by a git that knows no settings but these. Each commit is an hour
/// later than the one before; the first is of 1 November 2026, noon, in a zone two hours ahead.
struct Lab {
    folder: tempfile::TempDir,
    hours: Cell<i64>,
}

const FIRST: i64 = 1_793_527_200;
const PLAN: &str = "outgrow.ron";

impl Lab {
    /// Nothing there yet.
    fn empty() -> Lab {
        Lab { folder: tempfile::tempdir().expect("a folder"), hours: Cell::new(0) }
    }

    /// A repository without a commit.
    fn unborn() -> Lab {
        let lab = Lab::empty();
        lab.git(&["init", "-q"]);
        lab
    }

    /// A repository with one commit: the plan says `one`.
    fn new() -> Lab {
        let lab = Lab::unborn();
        lab.keep(PLAN, "one\n", "The plan");
        lab
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    fn plan(&self) -> PathBuf {
        self.path(PLAN)
    }

    fn command(&self, words: &[&str]) -> Command {
        let date = format!("{} +0200", FIRST + 3600 * self.hours.get());
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"]);
        command.args(["-c", "protocol.file.allow=always"]).args(words).current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", self.folder.path());
        command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0")]);
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date).stdin(Stdio::null());
        command
    }

    /// What git says and whether it went well.
    fn try_git(&self, words: &[&str]) -> (bool, String) {
        let output = self.command(words).output().expect("git runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    }

    /// What must go well.
    fn git(&self, words: &[&str]) -> String {
        let (good, said) = self.try_git(words);
        assert!(good, "git {words:?}: {said}");
        said.trim_end().to_string()
    }

    fn write(&self, name: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a writable file");
    }

    /// Commits everything.
    fn commit(&self, message: &str) -> String {
        self.hours.set(self.hours.get() + 1);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// Writes one file and commits it.
    fn keep(&self, name: impl AsRef<Path>, text: &str, message: &str) -> String {
        self.write(name, text);
        self.commit(message)
    }

    fn repo(&self) -> Repo {
        Repo::around(self.folder.path()).expect("git answers").expect("a repository")
    }

    /// The file of an object that is not in a pack.
    fn object(&self, id: &str) -> PathBuf {
        self.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]))
    }
}

/// What the contents behind these names say.
fn texts(repo: &Repo, ids: &[Option<Oid>]) -> Vec<String> {
    let mut blobs = repo.blobs();
    let text = |id: &Option<Oid>| match id.as_ref().map(|id| blobs.get(id).expect("git answers")) {
        None => "none".to_string(),
        Some(Blob::Here(bytes)) => String::from_utf8(bytes).expect("text").trim_end().to_string(),
        Some(other) => format!("{other:?}"),
    };
    ids.iter().map(text).collect()
}
