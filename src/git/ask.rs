//! How git is started: one way, which runs nothing that a repository names.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::GitError;
use crate::text::{Shown, show};

/// Settings that win over those of every file. Plumbing heeds few; these name programs that it might run, or
/// would let it speak to another machine.
const SETTINGS: [&str; 8] = [
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.alternateRefsCommand=",
    "core.pager=cat",
    "log.showSignature=false",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// Variables that win over the user's own. No protocol is allowed, so that a partial copy fetches nothing even
/// where git is too old to know the first of them.
const VARIABLES: [(&str, &str); 9] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_PROTOCOL_FROM_USER", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_LITERAL_PATHSPECS", "1"),
    ("GIT_PAGER", "cat"),
    ("LC_ALL", "C"),
    ("LANGUAGE", ""),
];

/// The only variables of git that are passed on: where the user's own settings stand, and how far up a
/// repository is looked for. All others could lead to another repository, index or program.
const KEPT: [&str; 5] = [
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
];

/// Most bytes of an answer of a few lines, and of any answer.
pub(super) const SHORT: usize = 1 << 20;
pub(super) const LONG: usize = 64 << 20;

/// Most bytes of what git complains.
const COMPLAINT: usize = 1 << 14;

/// git, made safe, to be started in a folder. The caller adds what to ask, `--` before paths.
pub(super) fn git(folder: &Path) -> Result<Command, GitError> {
    let mut command = Command::new(on_search_path("git").ok_or(GitError::NoGit)?);
    command.current_dir(folder).args(["--no-pager", "--no-optional-locks"]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"GIT_") && !KEPT.iter().any(|kept| name == OsStr::new(kept)) {
            command.env_remove(name);
        }
    }
    command.envs(VARIABLES).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// The program of this name that the shell would run. Folders that are named relative to where one happens to be
/// are passed over: what lies in the repository at hand is not to be run.
pub fn on_search_path(name: &str) -> Option<PathBuf> {
    let search = std::env::var_os("PATH")?;
    let files = std::env::split_paths(&search).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name));
    let runs = |file: &PathBuf| file.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0);
    files.into_iter().find(runs)
}

/// What git answered.
pub(super) struct Answer {
    pub out: Vec<u8>,
    /// Whether there would have been more than the bytes that were asked for; git was stopped then.
    pub cut: bool,
    /// `None` when it was stopped.
    pub code: Option<i32>,
    /// What it complained, its first line that says something.
    pub err: Shown,
}

impl Answer {
    pub fn is_good(&self) -> bool {
        self.code == Some(0)
    }

    /// The failure, in git's words.
    pub fn error(self) -> GitError {
        if self.cut { GitError::TooLarge } else { GitError::Failed(self.err) }
    }

    /// The output of what went well.
    pub fn good(self) -> Result<Vec<u8>, GitError> {
        if self.is_good() { Ok(self.out) } else { Err(self.error()) }
    }
}

/// Runs it to its end: `input` on its standard input, at most `most` bytes of its output kept.
pub(super) fn ask(mut command: Command, input: &[u8], most: usize) -> Result<Answer, GitError> {
    if !input.is_empty() {
        command.stdin(Stdio::piped());
    }
    let mut child = Running(command.spawn().map_err(GitError::Io)?);
    let (stdin, stdout, stderr) = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
    thread::scope(|scope| {
        if let Some(mut stdin) = stdin {
            // git may stop reading: its answer says why.
            scope.spawn(move || drop(stdin.write_all(input)));
        }
        let complaint = scope.spawn(|| stderr.map_or(Vec::new(), complaint));
        let mut out = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(most as u64 + 1).read_to_end(&mut out).map_err(GitError::Io)?;
        }
        let cut = out.len() > most;
        if cut {
            out.truncate(most);
            // It may have ended by itself meanwhile.
            let _ = child.0.kill();
        }
        let status = child.0.wait().map_err(GitError::Io)?;
        let err = first_words(&complaint.join().unwrap_or_default());
        Ok(Answer { out, cut, code: status.code().filter(|_| !cut), err })
    })
}

/// A process that does not outlive whoever asked.
pub(super) struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended is only waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The beginning of a complaint; the rest is read, too, so that nobody waits.
fn complaint(mut from: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    // What cannot be read was not said.
    let _ = from.by_ref().take(COMPLAINT as u64).read_to_end(&mut kept);
    let _ = io::copy(&mut from, &mut io::sink());
    kept
}

/// The line that says what happened, without git's own mark before it.
fn first_words(text: &[u8]) -> Shown {
    let text = String::from_utf8_lossy(text);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines().find(|line| line.starts_with("fatal: ")).or_else(|| lines().next()).unwrap_or("");
    let line = ["fatal: ", "error: "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    show(line).cut(300)
}
