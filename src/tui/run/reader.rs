//! Waits for input on a thread of its own, which can be halted.
//!
//! crossterm's own source is not used, for three reasons, each open at the time of writing: it spins for
//! ever once the terminal is gone (crossterm#793), it leaves bytes behind until the next key when more
//! than it reads at once have come (crossterm#1057), and in the middle of a sequence it sits in `read`,
//! where nothing can halt it, so that it would take the editor's first key.
//!
//! Here `read` is called only when bytes are there; the wait in between can be broken off by a waker.

use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token, Waker};
use rustix::fd::AsRawFd;
use rustix::io::Errno;
use rustix::stdio::stdin;

use super::decode::{Decoder, Heard};
use super::turns::Event;
use super::{Input, guard};

const INPUT: Token = Token(0);
const WAKE: Token = Token(1);

/// Longer than the thread needs to notice; a wait that ends here only means that it is reading just now.
const NOTICE: Duration = Duration::from_millis(200);

#[derive(Clone, Copy, PartialEq, Default)]
enum State {
    #[default]
    Reading,
    /// Is to halt, and has not yet.
    Halting,
    Halted,
    /// The terminal is gone, and so is the thread.
    Gone,
}

#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

impl Gate {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, state: State) {
        let mut now = self.lock();
        if *now != State::Gone {
            *now = state;
        }
        self.changed.notify_all();
    }

    /// On the reading thread: stays here while it is to be halted; true if it was.
    fn stayed(&self) -> bool {
        let mut state = self.lock();
        if *state != State::Halting {
            return false;
        }
        *state = State::Halted;
        self.changed.notify_all();
        let resumed = self.changed.wait_while(state, |state| *state != State::Reading);
        drop(resumed.unwrap_or_else(PoisonError::into_inner));
        true
    }
}

/// The way to the reading thread.
pub(super) struct Reader {
    gate: Arc<Gate>,
    waker: Waker,
}

impl Reader {
    pub fn start(post: Sender<Event>) -> io::Result<Reader> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), WAKE)?;
        poll.registry().register(&mut SourceFd(&stdin().as_raw_fd()), INPUT, Interest::READABLE)?;
        let gate = Arc::new(Gate::default());
        let door = Arc::clone(&gate);
        thread::Builder::new().name("reader".into()).spawn(move || {
            if read_on(poll, &door, &post).is_err() {
                door.set(State::Gone);
                let _ = post.send(Event::Closed);
            }
        })?;
        Ok(Reader { gate, waker })
    }

    /// From here on no byte is taken from the terminal.
    pub fn halt(&self) {
        self.gate.set(State::Halting);
        if self.waker.wake().is_ok() {
            let halting = |state: &mut State| *state == State::Halting;
            drop(self.gate.changed.wait_timeout_while(self.gate.lock(), NOTICE, halting));
        }
    }

    pub fn go_on(&self) {
        self.gate.set(State::Reading);
    }
}

/// Comes back only with an error: the terminal is gone.
fn read_on(mut poll: Poll, gate: &Gate, post: &Sender<Event>) -> io::Result<()> {
    let mut events = Events::with_capacity(4);
    let mut decoder = Decoder::default();
    let mut heard = Vec::new();
    let mut bytes = vec![0; 16 << 10];
    loop {
        match poll.poll(&mut events, decoder.patience()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        }
        // What the wait told before a halt is no longer true: the bytes may be gone.
        let stayed = gate.stayed();
        if events.is_empty() && !stayed {
            decoder.give_up(&mut heard);
        }
        if stayed {
            poll.registry().reregister(&mut SourceFd(&stdin().as_raw_fd()), INPUT, Interest::READABLE)?;
        } else if events.iter().any(|event| event.token() == INPUT) {
            let count = read(&mut bytes)?;
            decoder.feed(&bytes[..count], &mut heard);
            // The system tells of new bytes only; asking anew tells of those that are left.
            poll.registry().reregister(&mut SourceFd(&stdin().as_raw_fd()), INPUT, Interest::READABLE)?;
        }
        for heard in heard.drain(..) {
            let input = match heard {
                Heard::Key(key) => Input::Key(key),
                Heard::Paste(text) => Input::Paste(text),
                Heard::Focus => Input::Focus,
            };
            let _ = post.send(Event::Input(input));
        }
    }
}

fn read(bytes: &mut [u8]) -> io::Result<usize> {
    match rustix::io::read(stdin(), bytes) {
        // The end of input, which a terminal that is still there gives only while it is not ours.
        Ok(0) if guard::is_there() => {
            thread::sleep(Duration::from_millis(10));
            Ok(0)
        }
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(count) => Ok(count),
        Err(Errno::INTR | Errno::AGAIN) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
