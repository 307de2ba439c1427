//! Runs an application on the terminal and knows nothing of its screens.
//!
//! - `guard` owns every mode that is switched on, and puts the terminal back on every way out.
//! - `reader` waits for keys on a thread that can be halted, `decode` understands the bytes.
//! - `signals` turns signals into events, and ends the process in time even when the loop hangs.
//! - `turns` is the loop: one channel in, one frame out for all that is waiting on it; `screen` sends it.
//! - `clipboard` and `editor` reach for what lies outside.
//!
//! Nothing is asked of the terminal, ever: an answer that does not come would cost seconds, and one that
//! comes late would be typed into a form. With nothing to do every thread sleeps without a timeout.

mod clipboard;
mod decode;
mod editor;
mod guard;
mod reader;
mod screen;
mod signals;
mod turns;

use std::any::Any;
use std::fmt;
use std::path::PathBuf;

use crossterm::event::KeyEvent;
use ratatui::Frame;

use crate::session::Answer;
use crate::text::Shown;

pub use editor::Scratch;
pub use turns::{Post, Runtime};

/// What the loop asks of the application.
pub trait Application {
    /// Draws the whole screen; called once after all waiting inputs were handled.
    fn draw(&mut self, frame: &mut Frame<'_>);

    /// Takes one input in; the effects are carried out in order.
    fn handle(&mut self, input: Input) -> Vec<Effect>;
}

/// What happens to the application.
#[derive(Debug)]
pub enum Input {
    /// The first frame is on the screen: what may take its time can begin.
    Begin,
    /// A key was pressed. A capital letter comes with the SHIFT bit, a control key as its small letter.
    Key(KeyEvent),
    /// Text came in one piece; its lines end in `\n`, and it may hold any character.
    Paste(String),
    /// The screen has this many columns and rows now.
    Resize(u16, u16),
    /// The terminal has the focus again, or the program goes on after a stop: the world may have moved.
    Focus,
    /// The program is about to be stopped, for who knows how long: what is being saved should be on disk.
    Pause,
    /// The session's writer answered.
    Saved(Box<Answer>),
    /// The editor asked for with this tag is closed. The scratch file stays until [`Scratch::taken`].
    Edited { tag: u64, result: Result<Scratch, Shown> },
    /// What an [`Effect::Work`] gave.
    Computed(Box<dyn Any + Send>),
    /// What became of a copy, as a sentence that claims no more than is known.
    Copied(Result<Shown, Shown>),
    /// The program ends within a second, whatever is said: finish the saves. Effects are not carried out.
    Quit,
}

/// What the application wants done.
pub enum Effect {
    /// Leave the loop; later effects are not carried out.
    Quit,
    /// Give the terminal back to the shell until it brings us to the front again.
    Suspend,
    /// Have the text edited in the person's editor; answered by [`Input::Edited`]. `name` ends the scratch
    /// file's name, so that the editor knows the language: `payments.md`.
    Edit { tag: u64, text: String, name: String },
    /// Copy the text; answered by [`Input::Copied`].
    Copy(String),
    /// Compute on a thread of its own; answered by [`Input::Computed`].
    Work(Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>),
    /// The same for what may take seconds. The screen does without it until it comes.
    Slow(Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>),
}

impl Effect {
    /// Work whose answer is a `T`, to be had back with `downcast`.
    pub fn work<T: Any + Send>(job: impl FnOnce() -> T + Send + 'static) -> Effect {
        Effect::Work(Box::new(move || Box::new(job())))
    }

    /// Work that may take seconds; its answer is a `T`.
    pub fn slow<T: Any + Send>(job: impl FnOnce() -> T + Send + 'static) -> Effect {
        Effect::Slow(Box::new(move || Box::new(job())))
    }
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::Quit => f.write_str("Quit"),
            Effect::Suspend => f.write_str("Suspend"),
            Effect::Edit { tag, text, name } => write!(f, "Edit({tag}, {name:?}, {text:?})"),
            Effect::Copy(text) => write!(f, "Copy({text:?})"),
            Effect::Work(_) => f.write_str("Work"),
            Effect::Slow(_) => f.write_str("Slow"),
        }
    }
}

/// Where the loop may write; both are made when needed.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Scratch files of the editor: in the state folder, since they may be all that is left of a text.
    pub scratch: PathBuf,
    /// The last copied text is in `clip` here: the cache folder.
    pub cache: PathBuf,
}

/// Why the loop came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use = "a signal has to be obeyed: see `carry_out`"]
pub enum Ending {
    /// The application asked for it.
    Asked,
    /// This signal came, or the terminal was closed (then it is SIGHUP).
    Signal(i32),
    /// Another thread panicked; the message is printed.
    Panicked,
}

impl Ending {
    /// Ends the process as the signal would have, so that the parent sees why; comes back if none came.
    pub fn carry_out(self) {
        match self {
            Ending::Asked => {}
            Ending::Signal(signal) => signals::die_of(signal),
            Ending::Panicked => std::process::exit(signals::PANICKED),
        }
    }
}

/// Why there is no screen.
#[derive(Debug)]
pub enum Trouble {
    /// Standard input or output is no terminal that can show one; nothing was written.
    NoTerminal(Shown),
    /// The terminal or the operating system refused.
    Io(std::io::Error),
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Trouble::Io(error)
    }
}
