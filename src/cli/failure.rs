//! Why a command ends early: what happened, where, and what to do, as text or as JSON, with its exit code.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::picture;
use crate::edit::Refusal;
use crate::store::LoadError;
use crate::store::read::{Flaw, FlawKind};
use crate::store::save::SaveError;
use crate::text::{Shown, show};

/// What sort of failure it is; decides the exit code and the word in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The command was not understood, or a value is wrong.
    Usage,
    /// The plan refuses the change.
    Refused,
    /// A change was asked for with `--readonly`.
    ReadOnly,
    /// There is no plan here.
    NoPlan,
    /// The file does not read.
    Invalid,
    /// The file was written by a later outgrow.
    Newer,
    /// There is no terminal to draw on.
    NoTerminal,
    /// The disk, the folder or a stream failed.
    Io,
    /// There is no repository around the plan.
    NoRepository,
    /// git is missing, or failed.
    Git,
    /// Whoever read the output went away: nothing is said.
    Closed,
    /// A question was answered with no.
    Declined,
    /// git's merge driver could not do its work.
    Merge,
}

impl Kind {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Kind::Usage | Kind::Refused | Kind::ReadOnly | Kind::NoPlan | Kind::NoRepository => 2,
            Kind::Invalid | Kind::Newer => 3,
            Kind::NoTerminal | Kind::Io | Kind::Git | Kind::Closed => 4,
            Kind::Declined => 130,
            Kind::Merge => 129,
        }
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Usage => "usage",
            Kind::Refused => "refused",
            Kind::ReadOnly => "readonly",
            Kind::NoPlan => "no-plan",
            Kind::Invalid => "invalid",
            Kind::Newer => "newer",
            Kind::NoTerminal => "no-terminal",
            Kind::Io => "io",
            Kind::NoRepository => "no-repository",
            Kind::Git => "git",
            Kind::Closed => "closed",
            Kind::Declined => "declined",
            Kind::Merge => "merge",
        }
    }
}

/// A failure. The hint is the last line that is printed and says what to do; it may be empty.
#[derive(Debug)]
pub struct Failure {
    pub kind: Kind,
    pub message: Shown,
    /// Further sentences of the same weight: several fields refused at once.
    pub more: Vec<Shown>,
    pub hint: Shown,
    /// The text that does not read, for the picture.
    pub flawed: Option<Box<Flawed>>,
    pub source: Option<Box<dyn Error>>,
}

/// A file that does not read, and where.
#[derive(Debug)]
pub struct Flawed {
    pub path: PathBuf,
    pub text: String,
    pub flaw: Flaw,
}

impl Failure {
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure {
            kind,
            message: show(message.into()),
            more: Vec::new(),
            hint: Shown::default(),
            flawed: None,
            source: None,
        }
    }

    pub fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Kind::Usage, message)
    }

    /// The same failure with what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = show(hint.into());
        self
    }

    /// The same failure, its sentence led by what it is about.
    pub fn about(mut self, what: &str) -> Failure {
        self.message = show(format!("{what}: {}", self.message));
        self
    }

    /// An operation on a file that failed; the sentence says which.
    pub fn io(what: impl Into<String>, error: io::Error) -> Failure {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::Closed } else { Kind::Io };
        let mut failure = Failure::new(kind, format!("{}: {}", what.into(), plain(&error)));
        failure.source = Some(Box::new(error));
        failure
    }

    /// What the plan refused. `hint` is used where there is one.
    pub fn refused(refusals: Vec<Refusal>, hint: Option<String>) -> Failure {
        let mut sentences = refusals.into_iter().map(|refusal| refusal.message);
        let message = sentences.next().unwrap_or_else(|| "the plan refuses this change".into());
        let failure = Failure { message, more: sentences.collect(), ..Failure::new(Kind::Refused, "") };
        failure.hint(hint.unwrap_or_default())
    }

    /// A save that did not happen.
    pub fn unsaved(path: &Path, error: SaveError) -> Failure {
        let name = path.display();
        match error {
            SaveError::Changed => Failure::new(Kind::Io, format!("{name} keeps changing; nothing is written"))
                .hint("run the command again once whoever writes it has come to rest"),
            SaveError::Gone => Failure::new(Kind::Io, format!("{name} went away meanwhile; nothing is written"))
                .hint("run the command again once the file is back"),
            SaveError::NoFile => Failure::new(Kind::Io, format!("{name} is no file any more; nothing is written"))
                .hint("put the plan back in its place; outgrow recover lists the copies that are kept of it"),
            SaveError::Torn(copy, error) => {
                let mut failure = Failure::io(format!("{name} is half written"), again(&error))
                    .hint(format!("once the disk is well: cp {} {name}", super::quote(&copy.to_string_lossy())));
                failure.kind = Kind::Io;
                failure
            }
            SaveError::Exists => already_there(path),
            SaveError::ReadOnly => Failure::new(Kind::Io, format!("{name} may not be written"))
                .hint("chmod u+w makes it writable; --file PATH names another plan"),
            SaveError::Unfaithful => {
                Failure::new(Kind::Io, format!("{name} would not read back as this plan; nothing is written"))
                    .hint("this is a defect of outgrow; please report it with the plan")
            }
            SaveError::Unsettled(_, error) => {
                let mut failure =
                    Failure::io(format!("{name} is written, but not yet safe from a power cut"), again(&error))
                        .hint("run sync, or the command again once the disk is well");
                failure.kind = Kind::Io;
                failure
            }
            SaveError::Io(error) => {
                let mut failure =
                    Failure::io(format!("{name} is not written"), again(&error)).hint("the file is as it was");
                failure.kind = Kind::Io;
                failure
            }
        }
    }

    /// The failure as text for standard error.
    pub fn text(&self, color: bool, verbose: bool) -> String {
        if self.kind == Kind::Closed {
            return String::new();
        }
        let mut out = match &self.flawed {
            Some(flawed) => picture::draw(flawed, color),
            None => self.sentences(color),
        };
        if let (Some(source), true) = (&self.source, verbose) {
            out.push_str(&format!("because: {}\n", show(source.to_string())));
        }
        out
    }

    fn sentences(&self, color: bool) -> String {
        let (error, help, end) = if color { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
        let mut out = String::new();
        for message in std::iter::once(&self.message).chain(&self.more) {
            out.push_str(&format!("{error}error{end}: {message}\n"));
        }
        if !self.hint.is_empty() {
            out.push_str(&format!("{help}help{end}: {}\n", self.hint));
        }
        out
    }

    /// The failure as JSON for standard error.
    pub fn json(&self) -> Json {
        let mut error = Map::from_iter([
            ("code".to_string(), Json::from(self.kind.word())),
            ("message".to_string(), self.message.as_str().into()),
        ]);
        let mut put = |key: &str, value: Json| drop(error.insert(key.to_string(), value));
        if !self.more.is_empty() {
            put("more", self.more.iter().map(Shown::as_str).collect());
        }
        if let Some(flawed) = &self.flawed {
            put("file", flawed.path.to_string_lossy().into());
            if let Some(place) = &flawed.flaw.place {
                put("line", place.line.into());
                put("column", place.column.into());
            }
            if !flawed.flaw.path.is_empty() {
                put("at", flawed.flaw.path.as_str().into());
            }
        }
        if !self.hint.is_empty() {
            put("hint", self.hint.as_str().into());
        }
        Json::Object(Map::from_iter([("error".to_string(), Json::Object(error))]))
    }
}

/// A new plan where one is.
pub fn already_there(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already; nothing is written", path.display()))
        .hint("outgrow opens it; outgrow init -f OTHER.ron writes another one")
}

/// A place where something else stands than a file to write.
pub fn in_the_way(path: &Path, what: &str) -> Failure {
    Failure::usage(format!("{} is {what}; nothing is written", path.display()))
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        match error {
            LoadError::Missing(path) => Failure::new(Kind::NoPlan, format!("there is no {}", path.display()))
                .hint(format!("outgrow init -f {} writes a plan to start from", super::quote(&path.to_string_lossy()))),
            LoadError::Io(path, error) => Failure::io(format!("{} cannot be read", path.display()), error),
            LoadError::Flawed { path, text, flaw } => {
                let kind = if flaw.kind == FlawKind::Newer { Kind::Newer } else { Kind::Invalid };
                let mut failure = Failure::new(kind, "");
                (failure.message, failure.hint) = (flaw.message.clone(), flaw.help.clone());
                failure.flawed = Some(Box::new(Flawed { path, text, flaw: *flaw }));
                failure
            }
        }
    }
}

/// The system's reason without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or("").to_lowercase()
}

/// A shared error as one of its own: a save's answer is kept in more than one place.
pub fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
