//! A repository's own settings, and what its attributes say of a file.

use std::path::Path;

use super::ask::{SHORT, ask};
use super::{GitError, Repo};

impl Repo {
    /// A setting as it stands in this repository's own file, not in the user's; of several the last.
    pub fn get_local(&self, key: &'static str) -> Result<Option<String>, GitError> {
        let mut command = self.git()?;
        command.args(["config", "--local", "-z", "--get", key]);
        let answer = ask(command, b"", SHORT)?;
        match answer.code {
            Some(0) => Ok(Some(String::from_utf8_lossy(answer.out.strip_suffix(b"\0").unwrap_or(&answer.out)).into())),
            Some(1) => Ok(None),
            _ => Err(answer.error()),
        }
    }

    /// Writes a setting into this repository's own file, in the place of all that go by this key.
    pub fn set_local(&self, key: &'static str, value: &str) -> Result<(), GitError> {
        let mut command = self.git()?;
        command.args(["config", "--local", "--replace-all", "--", key, value]);
        ask(command, b"", SHORT)?.good().map(drop)
    }

    /// What git does with a file, by attribute: `set`, `unset`, a word, or `None` where nothing is said. The file
    /// need not be there.
    pub fn attributes<'n>(&self, path: &Path, names: &[&'n str]) -> Result<Vec<(&'n str, Option<String>)>, GitError> {
        let place = self.place(path)?;
        let mut command = self.git()?;
        command.args(["check-attr", "-z"]).args(names).arg("--").arg(place);
        let out = ask(command, b"", SHORT)?.good()?;
        let fields: Vec<&[u8]> = out.split(|b| *b == 0).collect();
        let value = |name: &str| {
            // Path, attribute, value.
            let found = fields.chunks_exact(3).find(|one| one[1] == name.as_bytes())?;
            let value = String::from_utf8_lossy(found[2]).into_owned();
            Some(value).filter(|value| value != "unspecified")
        };
        Ok(names.iter().map(|name| (*name, value(name))).collect())
    }
}
