//! What git has of a merge: the three sides of a file that waits for a decision, and git's own merge by lines.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::ask::{self, LONG, SHORT, ask};
use super::{Blob, GitError, Oid, Repo};
use crate::text::show;

/// The sides of a file that a merge left undecided; `None` for a side that has no such file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stages {
    pub base: Option<Vec<u8>>,
    pub ours: Option<Vec<u8>>,
    pub theirs: Option<Vec<u8>>,
}

/// A merge by lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineMerge {
    pub text: Vec<u8>,
    /// Places that are marked for a decision; 127 stands for any greater number.
    pub conflicts: usize,
}

impl Repo {
    /// The sides of an unmerged file, from the index; `path` as on disk. `None` where the file is not unmerged.
    pub fn stages(&self, path: &Path) -> Result<Option<Stages>, GitError> {
        let place = self.place(path)?;
        let mut command = self.git()?;
        command.args(["ls-files", "--unmerged", "-z", "--"]).arg(&place);
        let listed = ask(command, b"", SHORT)?.good()?;
        let mut stages = Stages::default();
        let mut blobs = self.blobs();
        // MODE ID STAGE TAB PATH
        for line in listed.split(|b| *b == 0) {
            let head = line.split(|b| *b == b'\t').next().unwrap_or_default();
            let words: Vec<&[u8]> = head.split(|b| *b == b' ').collect();
            let [_, id, stage] = words[..] else { continue };
            let side = match stage {
                b"1" => &mut stages.base,
                b"2" => &mut stages.ours,
                _ => &mut stages.theirs,
            };
            let Some(id) = Oid::parse(id) else { continue };
            *side = match blobs.get(&id)? {
                Blob::Here(bytes) => Some(bytes),
                Blob::Absent => return Err(GitError::Absent(place)),
                Blob::TooLarge => return Err(GitError::TooLarge),
            };
        }
        Ok((stages != Stages::default()).then_some(stages))
    }
}

/// What git's own merge makes of three texts, `labels` behind the marks of ours, base and theirs, each mark
/// `marker_size` characters long. The conflict style is that of the repository around `folder`, or the user's;
/// no attribute and no driver is heeded. Texts that are no lines (a NUL in them) are refused.
pub fn line_merge(
    folder: &Path,
    base: &[u8],
    ours: &[u8],
    theirs: &[u8],
    labels: [&str; 3],
    marker_size: usize,
) -> Result<LineMerge, GitError> {
    let files = tempfile::Builder::new().prefix("outgrow-").tempdir().map_err(GitError::Io)?;
    let sides =
        [("ours", ours), ("base", base), ("theirs", theirs)].map(|(name, text)| (files.path().join(name), text));
    for (file, text) in &sides {
        fs::write(file, text).map_err(GitError::Io)?;
    }
    let mut words: Vec<OsString> =
        vec!["-p".into(), "-q".into(), format!("--marker-size={}", marker_size.max(1)).into()];
    for label in labels {
        words.extend(["-L".into(), show(label).to_string().into()]);
    }
    words.push("--".into());
    words.extend(sides.into_iter().map(|(file, _)| file.into()));
    let run = |how: &[&str]| {
        let mut command = ask::git(folder)?;
        command.arg("merge-file").args(how).args(&words);
        ask(command, b"", 4 * LONG)
    };
    // As `git merge` tells lines apart; a git before 2.44 does not know the word and shows its usage.
    let mut answer = run(&["--diff-algorithm=histogram"])?;
    if answer.code == Some(129) {
        answer = run(&[])?;
    }
    match answer.code {
        Some(conflicts @ 0..=127) => Ok(LineMerge { text: answer.out, conflicts: conflicts as usize }),
        _ => Err(answer.error()),
    }
}
