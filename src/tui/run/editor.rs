//! The person's own editor on a scratch file.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Input;
use super::clipboard::home_as_tilde;
use super::signals::Aside;
use crate::text::{Shown, show};

/// Nobody opens, reads and closes an editor faster; one that does works in a window of its own.
const AT_ONCE: Duration = Duration::from_millis(300);

/// The longest text that is taken back; a plan holds none of half this length.
const LONGEST: u64 = 16 << 20;

/// An edited text and the file it is in. The file stays until [`Scratch::taken`]: until then it may be the
/// only place where the text is.
#[derive(Debug)]
pub struct Scratch {
    text: String,
    path: PathBuf,
}

impl Scratch {
    /// A text and the file that holds it.
    pub fn new(path: PathBuf, text: impl Into<String>) -> Scratch {
        Scratch { text: text.into(), path }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the text is, for people.
    pub fn place(&self) -> Shown {
        show(home_as_tilde(&self.path.to_string_lossy()))
    }

    /// The text is saved elsewhere, or equals what was there before: removes the file.
    pub fn taken(self) -> String {
        // A file that cannot be removed is litter, and no loss.
        let _ = fs::remove_file(&self.path);
        self.text
    }
}

/// An editor that is open.
pub(super) struct Editing {
    tag: u64,
    text: String,
    path: PathBuf,
    program: Shown,
    since: Instant,
    process: Option<Pid>,
}

/// Writes the text into a scratch file and opens the editor on it; `left` is called, on another thread,
/// when it is closed. The loop goes on meanwhile, so that saves are answered and signals obeyed.
pub(super) fn open(
    tag: u64,
    text: String,
    name: &str,
    folder: &Path,
    left: impl FnOnce(io::Result<ExitStatus>) + Send + 'static,
) -> Result<Editing, Shown> {
    let cannot = |error: io::Error| show(format!("cannot write a scratch file in {}: {error}", folder.display()));
    let path = write_scratch(&text, name, folder).map_err(cannot)?;
    let words = command();
    let (program, arguments) = words.split_first().map_or(("vi", &[][..]), |(first, rest)| (first, rest));
    let child = Aside::heeding(Command::new(program).args(arguments).arg(&path)).spawn();
    let mut child = child.map_err(|error| {
        // The text is still in the plan, as it was.
        let _ = fs::remove_file(&path);
        show(format!("cannot start the editor {program}: {error}; set VISUAL or EDITOR"))
    })?;
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let name = Path::new(program).file_name().map_or(program.into(), |name| name.to_string_lossy());
    let editing = Editing { tag, text, path, program: show(name), since: Instant::now(), process };
    let wait = move || left(child.wait());
    match thread::Builder::new().name("editor".into()).spawn(wait) {
        Ok(_) => Ok(editing),
        Err(error) => {
            editing.end();
            Err(show(format!("cannot wait for the editor: {error}")))
        }
    }
}

impl Editing {
    /// The editor's way out, as an input.
    pub fn came_back(self, status: io::Result<ExitStatus>) -> Input {
        Input::Edited { tag: self.tag, result: self.result(status) }
    }

    /// The sentences start with what a narrow line must not cut off.
    fn result(self, status: io::Result<ExitStatus>) -> Result<Scratch, Shown> {
        let (program, place) = (&self.program, home_as_tilde(&self.path.to_string_lossy()));
        let read = read_back(&self.path);
        let unchanged = read.as_ref().is_ok_and(|bytes| trimmed(bytes) == trimmed(self.text.as_bytes()));
        let failed = match status {
            Ok(status) if status.success() => None,
            Ok(status) => Some(status.to_string()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(how) = failed {
            if unchanged {
                let _ = fs::remove_file(&self.path);
                return Err(show(format!("{program} ended with {how}; the text is as before")));
            }
            return Err(show(format!("{program} ended with {how}; your text is in {place}; nothing is changed here")));
        }
        if unchanged && self.since.elapsed() < AT_ONCE {
            return Err(show(format!(
                "{program} came back at once; where it has a window of its own, EDITOR needs its waiting option \
                 (code --wait); the text is in {place}"
            )));
        }
        let unread = |why: &str| show(format!("{why}; it is in {place}; nothing is changed here"));
        let bytes = read.map_err(|error| unread(&format!("the text cannot be read back: {error}")))?;
        let mut text = String::from_utf8(bytes).map_err(|_| unread("the text is not UTF-8"))?;
        // Editors end a file with a line end, which this text did not have.
        if !self.text.ends_with('\n') && text.ends_with('\n') {
            text.pop();
        }
        Ok(Scratch { text, path: self.path })
    }

    /// We are about to end, and two programs cannot share what is left of the terminal.
    pub fn end(&self) {
        if let Some(process) = self.process {
            let _ = kill_process(process, Signal::TERM);
        }
    }
}

/// What the editor left in the file's place, which may be anything.
fn read_back(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file any more"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is longer than any text of a plan"));
    }
    Ok(bytes)
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

/// A file only its owner can read, under a name nobody can guess, and of the kind the name says.
fn write_scratch(text: &str, name: &str, folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let tail: String = name.chars().map(|c| if fits(c) { c } else { '-' }).collect();
    let tail = &tail[tail.len().saturating_sub(80)..];
    let mut file = tempfile::Builder::new().prefix("").suffix(&format!("-{tail}")).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        file.write_all(b"\n")?;
    }
    let (_, path) = file.keep().map_err(|error| error.error)?;
    Ok(path)
}

/// The first of VISUAL and EDITOR that says anything, as words.
fn command() -> Vec<String> {
    let said = |name| std::env::var_os(name).map(|value: OsString| words(&value.to_string_lossy()));
    let said = ["VISUAL", "EDITOR"].into_iter().filter_map(said).find(|words| !words.is_empty());
    said.unwrap_or_else(|| vec!["vi".into()])
}

/// Splits as a shell does, with quotes and backslashes, and does nothing else a shell would do.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_would() {
        assert_eq!(words("emacsclient -t -a ''"), ["emacsclient", "-t", "-a", ""]);
        assert_eq!(words(r#" "/a b/code" --wait\ now 'x "y"' "#), ["/a b/code", "--wait now", r#"x "y""#]);
        assert_eq!(words("  "), Vec::<String>::new());
        assert_eq!(words("vi $(x); `y`"), ["vi", "$(x);", "`y`"]);
    }

    #[test]
    fn a_scratch_file_stays_in_its_folder_whatever_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = write_scratch("a", "../../etc/pass\u{1b}wd.md", folder.path()).unwrap();
        assert_eq!(path.parent().unwrap(), folder.path());
        assert!(path.to_str().unwrap().ends_with("-..-..-etc-pass-wd.md"));
        assert_eq!(fs::read(&path).unwrap(), b"a\n");
    }
}
