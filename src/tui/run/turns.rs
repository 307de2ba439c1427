//! The loop: everything that happens comes in on one channel, and one frame answers all that was waiting.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::SIGHUP;

use super::editor::{self, Editing};
use super::guard::{self, Guard};
use super::reader::Reader;
use super::screen::Screen;
use super::signals::Aside;
use super::{Application, Effect, Ending, Folders, Input, Trouble, clipboard, signals};
use crate::text::word;

/// At most so many events go into one frame, so that a flood does not freeze the screen.
const BATCH: usize = 512;

/// How long an editor that has to end may take to put the terminal back.
const EDITOR_ENDS: Duration = Duration::from_millis(200);

/// What comes in on the channel.
pub(super) enum Event {
    Input(Input),
    /// The terminal is gone.
    Closed,
    /// The editor is closed.
    Left(io::Result<ExitStatus>),
    Resized,
    Stop,
    Continued,
    Signal(i32),
    Panicked,
}

/// Puts inputs into the loop from any thread.
#[derive(Clone)]
pub struct Post(Sender<Event>);

impl Post {
    /// Once the loop has ended the input is dropped.
    pub fn send(&self, input: Input) {
        let _ = self.0.send(Event::Input(input));
    }
}

/// The channel of a loop that is about to run.
pub struct Runtime {
    post: Sender<Event>,
    inbox: Receiver<Event>,
}

impl Default for Runtime {
    fn default() -> Self {
        let (post, inbox) = channel();
        Runtime { post, inbox }
    }
}

impl Runtime {
    /// For whoever has an answer later: the session's writer, a watcher.
    pub fn post(&self) -> Post {
        Post(self.post.clone())
    }

    /// Runs the application until it or a signal ends it; the terminal is then as it was before. A panic
    /// goes on to the caller after the terminal was put back and the application was told to quit.
    pub fn run(self, app: &mut dyn Application, folders: &Folders) -> Result<Ending, Trouble> {
        is_able()?;
        signals::watch(self.post.clone())?;
        signals::on_panic(Some(self.post.clone()));
        let done = catch_unwind(AssertUnwindSafe(|| self.turns(app, folders)));
        signals::on_panic(None);
        done.unwrap_or_else(|panic| {
            // Edits that were committed are with the writer and have to reach the disk; the screens may be
            // in any state, so a second panic here is no surprise and no news.
            let _ = catch_unwind(AssertUnwindSafe(|| app.handle(Input::Quit)));
            resume_unwind(panic)
        })
    }

    fn turns(self, app: &mut dyn Application, folders: &Folders) -> Result<Ending, Trouble> {
        if let Err(ending) = signals::until_in_front() {
            return Ok(ending);
        }
        let guard = Guard::enter()?;
        let screen = Screen::new()?;
        let mut turn =
            Turn { app, folders, guard, screen, reader: None, post: self.post, editing: None, resized: false };
        // Painted before there is anybody to listen: nothing is faster than what is not done yet.
        let first = turn.draw().err().map(|_| Ending::Signal(SIGHUP));
        if first.is_none() {
            turn.reader = Some(Reader::start(turn.post.clone())?);
        }
        let first = first.or_else(|| turn.give(Input::Begin));
        let ending = first.unwrap_or_else(|| turn.until_the_end(&self.inbox));
        turn.end(ending, &self.inbox);
        Ok(ending)
    }
}

/// Says why there can be no screen, before a byte is written.
fn is_able() -> Result<(), Trouble> {
    use std::io::IsTerminal;
    let why = if !io::stdin().is_terminal() {
        "standard input is no terminal"
    } else if !io::stdout().is_terminal() {
        "standard output is no terminal"
    } else if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        "this terminal (TERM=dumb) cannot show a screen"
    } else {
        return Ok(());
    };
    Err(Trouble::NoTerminal(word(why)))
}

/// What the loop holds between two events.
struct Turn<'a> {
    app: &'a mut dyn Application,
    folders: &'a Folders,
    guard: Guard,
    screen: Screen,
    reader: Option<Reader>,
    post: Sender<Event>,
    editing: Option<(Editing, Aside)>,
    resized: bool,
}

impl Turn<'_> {
    fn until_the_end(&mut self, inbox: &Receiver<Event>) -> Ending {
        // The channel stays open: `self` holds an end of it.
        while let Ok(first) = inbox.recv() {
            for event in std::iter::once(first).chain(inbox.try_iter().take(BATCH)) {
                if let Some(ending) = self.take(event) {
                    return ending;
                }
            }
            if std::mem::take(&mut self.resized)
                && let Some(ending) = self.resize()
            {
                return ending;
            }
            if self.draw().is_err() {
                return Ending::Signal(SIGHUP);
            }
        }
        Ending::Asked
    }

    fn take(&mut self, event: Event) -> Option<Ending> {
        match event {
            // Typed before the editor came up, and meant for it; here it would be commands.
            Event::Input(Input::Key(_) | Input::Paste(_)) if self.editing.is_some() => None,
            Event::Input(input) => self.give(input),
            Event::Left(status) => {
                // Keys that interrupt are the editor's until they are ours to read.
                let (editing, aside) = self.editing.take()?;
                let back = self.back(false);
                drop(aside);
                match back {
                    Ok(()) => self.give(editing.came_back(status)),
                    Err(ending) => Some(ending),
                }
            }
            Event::Resized => {
                self.resized = true;
                None
            }
            Event::Stop => self.stop(false),
            Event::Continued => self.continued(),
            Event::Closed => Some(Ending::Signal(SIGHUP)),
            Event::Signal(signal) => Some(Ending::Signal(signal)),
            Event::Panicked => Some(Ending::Panicked),
        }
    }

    fn give(&mut self, input: Input) -> Option<Ending> {
        let effects = self.app.handle(input);
        effects.into_iter().find_map(|effect| self.carry_out(effect))
    }

    fn carry_out(&mut self, effect: Effect) -> Option<Ending> {
        match effect {
            Effect::Quit => return Some(Ending::Asked),
            Effect::Suspend => return self.stop(true),
            Effect::Edit { tag, text, name } => return self.edit(tag, text, &name),
            Effect::Copy(text) => {
                let (post, cache) = (self.post.clone(), self.folders.cache.clone());
                self.aside_of_the_loop(move || {
                    let _ = post.send(Event::Input(Input::Copied(clipboard::copy(&text, &cache))));
                });
            }
            Effect::Work(job) | Effect::Slow(job) => {
                let post = self.post.clone();
                self.aside_of_the_loop(move || {
                    let _ = post.send(Event::Input(Input::Computed(job())));
                });
            }
        }
        None
    }

    fn aside_of_the_loop(&self, job: impl FnOnce() + Send + 'static) {
        // A system that has no thread left is about to end us anyway; the answer does not come.
        let _ = thread::Builder::new().name("work".into()).spawn(job);
    }

    /// Gives the terminal away.
    fn aside(&self) {
        if let Some(reader) = &self.reader {
            reader.halt();
        }
        self.guard.aside();
    }

    /// Takes the terminal back, whatever it shows now.
    fn back(&mut self, fresh: bool) -> Result<(), Ending> {
        signals::until_in_front()?;
        self.guard.back(fresh).map_err(|_| Ending::Signal(SIGHUP))?;
        self.screen.spoil();
        self.resized = true;
        if let Some(reader) = &self.reader {
            reader.go_on();
        }
        Ok(())
    }

    fn stop(&mut self, group: bool) -> Option<Ending> {
        if self.editing.is_some() {
            return None;
        }
        if let Some(ending) = self.give(Input::Pause) {
            return Some(ending);
        }
        self.aside();
        signals::stop(group);
        match self.back(true) {
            Ok(()) => self.give(Input::Focus),
            Err(ending) => Some(ending),
        }
    }

    /// Goes on after a stop that nobody announced: the modes are on, and may be in force no more.
    fn continued(&mut self) -> Option<Ending> {
        if self.editing.is_some() {
            return None;
        }
        if let Err(ending) = signals::until_in_front() {
            return Some(ending);
        }
        self.guard.renew().ok()?;
        self.screen.spoil();
        self.resized = true;
        self.give(Input::Focus)
    }

    fn edit(&mut self, tag: u64, text: String, name: &str) -> Option<Ending> {
        if self.editing.is_some() {
            let result = Err(word("an editor is open already"));
            return self.give(Input::Edited { tag, result });
        }
        let aside = Aside::begin();
        self.aside();
        let post = self.post.clone();
        let left = move |status| drop(post.send(Event::Left(status)));
        match editor::open(tag, text, name, &self.folders.scratch, left) {
            Ok(editing) => {
                self.editing = Some((editing, aside));
                None
            }
            Err(why) => {
                let back = self.back(false);
                drop(aside);
                match back {
                    Ok(()) => self.give(Input::Edited { tag, result: Err(why) }),
                    Err(ending) => Some(ending),
                }
            }
        }
    }

    fn resize(&mut self) -> Option<Ending> {
        let (width, height) = self.screen.resized()?;
        self.give(Input::Resize(width, height))
    }

    fn draw(&mut self) -> io::Result<()> {
        if guard::is_on() { self.screen.draw(self.app) } else { Ok(()) }
    }

    /// Puts the terminal back first, then lets the application finish: that may take a while.
    fn end(&mut self, ending: Ending, inbox: &Receiver<Event>) {
        self.aside();
        if let Ending::Signal(signal) = ending {
            // A closed terminal comes here without the signal, and a disk may hang.
            signals::end_in_time(move || signals::die_of(signal));
        }
        if let Some((editing, _)) = &self.editing {
            editing.end();
            let start = Instant::now();
            let left = || inbox.recv_timeout(EDITOR_ENDS.saturating_sub(start.elapsed()));
            while !matches!(left(), Ok(Event::Left(_)) | Err(_)) {}
            guard::clean_up();
        }
        if ending != Ending::Asked {
            let _ = self.app.handle(Input::Quit);
        }
    }
}
