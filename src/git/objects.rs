//! Revisions by name, files at a revision, contents by the dozen.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Stdio};

use super::ask::{LONG, Running, SHORT, ask};
use super::{GitError, Repo, bytes};
use crate::text::{Raw, Shown};

/// The name of an object: 40 or 64 lower-case hexadecimal digits, so that it can be no option.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Oid(Box<str>);

impl Oid {
    /// Digits of a commit's name where people read it; enough for any repository that holds a plan.
    const SHORT: usize = 10;

    pub(super) fn parse(text: &[u8]) -> Option<Oid> {
        let digits = text.iter().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        let text = std::str::from_utf8(text).ok().filter(|_| digits && matches!(text.len(), 40 | 64))?;
        Some(Oid(text.into()))
    }

    /// The same, but nothing for the noughts that stand where there is no object.
    pub(super) fn some(text: &[u8]) -> Option<Oid> {
        Oid::parse(text).filter(|id| id.0.bytes().any(|b| b != b'0'))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its first digits.
    pub fn short(&self) -> &str {
        &self.0[..Oid::SHORT]
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Repo {
    /// The commit that a revision names: `HEAD`, `main~3`, a tag, a hash. What is no name of a commit is
    /// [`GitError::Unknown`], and no text can be taken for an option.
    pub fn commit(&self, revision: &str) -> Result<Oid, GitError> {
        let unknown = |why: Shown| GitError::Unknown(Raw::from(revision), why);
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\0', '\n']) {
            return Err(unknown(Shown::default()));
        }
        let mut command = self.git()?;
        command.args(["rev-parse", "--verify", "--end-of-options", &format!("{revision}^{{commit}}")]);
        let answer = ask(command, b"", SHORT)?;
        match Oid::parse(answer.out.trim_ascii_end()).filter(|_| answer.is_good()) {
            Some(id) => Ok(id),
            None if revision == "HEAD" => Err(self.headless()?),
            // git's words for most that lead nowhere say no more than that.
            None if answer.err.as_str() == "Needed a single revision" => Err(unknown(Shown::default())),
            None => Err(unknown(answer.err)),
        }
    }

    /// Why HEAD is no commit.
    fn headless(&self) -> Result<GitError, GitError> {
        let mut command = self.git()?;
        command.args(["rev-parse", "--verify", "--quiet", "HEAD"]);
        // A name that is written down and leads nowhere.
        let named = ask(command, b"", SHORT)?.is_good();
        Ok(if named {
            GitError::Failed("the commit that HEAD names is missing or damaged".into())
        } else {
            GitError::Unborn
        })
    }

    /// The bytes of a file as a commit holds it; `path` as on disk. `None` where the commit has no such file, or
    /// a folder or link in its place.
    pub fn file_at(&self, commit: &Oid, path: &Path) -> Result<Option<Vec<u8>>, GitError> {
        let place = self.place(path)?;
        let Some(id) = self.entry(commit, &place)? else { return Ok(None) };
        match self.blobs().get(&id)? {
            Blob::Here(bytes) => Ok(Some(bytes)),
            Blob::Absent => Err(GitError::Absent(place)),
            Blob::TooLarge => Err(GitError::TooLarge),
        }
    }

    /// The name of a file's content in a commit.
    pub(super) fn entry(&self, commit: &Oid, place: &Path) -> Result<Option<Oid>, GitError> {
        let mut command = self.git()?;
        command.args(["ls-tree", "-z", commit.as_str(), "--"]).arg(place);
        let listed = ask(command, b"", SHORT)?.good()?;
        // MODE TYPE ID TAB PATH
        Ok(listed.split(|b| *b == 0).find_map(|line| {
            let tab = line.iter().position(|b| *b == b'\t')?;
            let mut words = line[..tab].split(|b| *b == b' ');
            let (mode, id) = (words.next()?, words.nth(1)?);
            Oid::parse(id).filter(|_| line[tab + 1..] == *bytes(place) && mode.starts_with(b"100"))
        }))
    }

    /// Contents by their names, all from one process.
    pub fn blobs(&self) -> Blobs<'_> {
        Blobs { repo: self, running: None }
    }
}

/// A content, or why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Blob {
    Here(Vec<u8>),
    /// Not in this copy of the repository (a partial one), or damaged: git tells the two alike.
    Absent,
    /// More bytes than any plan has; they were not read.
    TooLarge,
}

/// Contents by their names. One process answers for as long as it can; one that ends over a damaged object is
/// replaced, so that the objects after it are read.
pub struct Blobs<'r> {
    repo: &'r Repo,
    running: Option<(Running, ChildStdin, BufReader<ChildStdout>)>,
}

impl Blobs<'_> {
    /// One content. Some tens of microseconds beside what the bytes take.
    pub fn get(&mut self, id: &Oid) -> Result<Blob, GitError> {
        Ok(match self.object(id)? {
            Some((kind, bytes)) if kind == b"blob" => bytes.map_or(Blob::TooLarge, Blob::Here),
            _ => Blob::Absent,
        })
    }

    /// An object's kind and bytes; no bytes where there are too many, nothing where there is no object.
    pub(super) fn object(&mut self, id: &Oid) -> Result<Option<Object>, GitError> {
        let (_, stdin, stdout) = match &mut self.running {
            Some(running) => running,
            None => self.running.insert(start(self.repo)?),
        };
        let asked = writeln!(stdin, "{id}").and_then(|()| stdin.flush());
        match asked.and_then(|()| answer(stdout)) {
            Ok(Answered::Object(kind, bytes)) => Ok(Some((kind, Some(bytes)))),
            Ok(Answered::TooLarge(kind)) => {
                self.running = None;
                Ok(Some((kind, None)))
            }
            Ok(Answered::Missing) => Ok(None),
            // It ended in the middle: this is the object that it could not read.
            Ok(Answered::Ended) | Err(_) => {
                self.running = None;
                Ok(None)
            }
        }
    }
}

/// An object's kind and bytes; no bytes where there are too many.
type Object = (Vec<u8>, Option<Vec<u8>>);

fn start(repo: &Repo) -> Result<(Running, ChildStdin, BufReader<ChildStdout>), GitError> {
    let mut command = repo.git()?;
    command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = Running(command.spawn().map_err(GitError::Io)?);
    let (stdin, stdout) = (child.0.stdin.take(), child.0.stdout.take());
    let (stdin, stdout) = stdin.zip(stdout).expect("both were asked to be pipes");
    Ok((child, stdin, BufReader::with_capacity(1 << 16, stdout)))
}

enum Answered {
    Object(Vec<u8>, Vec<u8>),
    TooLarge(Vec<u8>),
    Missing,
    Ended,
}

/// `ID KIND SIZE`, a line break, the bytes, a line break; or `ID missing`.
fn answer(from: &mut impl BufRead) -> std::io::Result<Answered> {
    let mut head = Vec::new();
    from.by_ref().take(256).read_until(b'\n', &mut head)?;
    let Some(head) = head.strip_suffix(b"\n") else { return Ok(Answered::Ended) };
    let words: Vec<&[u8]> = head.split(|b| *b == b' ').collect();
    let [_, kind, size] = words[..] else { return Ok(Answered::Missing) };
    let size = std::str::from_utf8(size).ok().and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size else { return Ok(Answered::Missing) };
    if size > LONG as u64 {
        return Ok(Answered::TooLarge(kind.to_vec()));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    from.by_ref().take(size + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != size + 1 {
        return Ok(Answered::Ended);
    }
    bytes.pop();
    Ok(Answered::Object(kind.to_vec(), bytes))
}
