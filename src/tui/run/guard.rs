//! Every mode that is switched on, and the one way back.
//!
//! The state is global because the terminal is: a panic hook or a signal must be able to put it back
//! without reaching the loop. Bytes go out only while the modes are on, under one lock, so that no frame
//! of a loop that has not yet noticed can follow the restoration.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::getpgrp;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};

use super::signals;

/// What is switched on after raw mode, and how it is switched off; in this order and back.
const MODES: [(&str, &str); 4] = [
    ("\x1b[?1049h", "\x1b[?1049l"), // the alternate screen
    ("\x1b[?2004h", "\x1b[?2004l"), // a paste comes marked as one
    ("\x1b[?1004h", "\x1b[?1004l"), // tell when the focus comes back
    ("\x1b[?25l", "\x1b[?25h"),     // no cursor
];

/// An editor may have left these on: colours, the mouse in its four ways, a charset of lines, keys by other names.
const FRESH: &str = "\x1b[0m\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b(B\x1b[?1l\x1b>";

/// And this, which puts the cursor elsewhere: after the alternate screen is on, and its own cursor kept.
const WHOLE: &str = "\x1b[r";

/// Held while bytes go out; true while the modes are on.
static ON: Mutex<bool> = Mutex::new(false);

/// The terminal's own settings before raw mode. Apart from [`ON`], since a frame may be stuck under that.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// The modes are on from [`Guard::enter`] until this is dropped, but for the time aside.
pub(super) struct Guard(());

impl Guard {
    pub fn enter() -> io::Result<Guard> {
        let guard = Guard(());
        guard.back(true)?;
        Ok(guard)
    }

    /// Gives the terminal to somebody else. Repeating it changes nothing.
    pub fn aside(&self) {
        leave();
    }

    /// Takes the terminal back. `fresh` keeps its settings as they are now for the end; after an editor
    /// they may be what a crash left, so those from before it hold.
    pub fn back(&self, fresh: bool) -> io::Result<()> {
        let mut on = lock(&ON);
        if *on {
            return Ok(());
        }
        raw(fresh)?;
        *on = true;
        let done = switch_on(&MODES);
        drop(on);
        if done.is_err() {
            leave();
        }
        done
    }

    /// Puts the modes in force again after a stop that nobody announced; the screen was never left.
    pub fn renew(&self) -> io::Result<()> {
        if !*lock(&ON) {
            return Ok(());
        }
        raw(false)?;
        switch_on(&MODES[1..])
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

fn raw(fresh: bool) -> io::Result<()> {
    let mut before = lock(&BEFORE);
    let own = match before.take() {
        Some(own) if !fresh => own,
        _ => tcgetattr(stdin())?,
    };
    let mut raw = own.clone();
    raw.make_raw();
    *before = Some(own);
    Ok(tcsetattr(stdin(), OptionalActions::Now, &raw)?)
}

fn switch_on(modes: &[(&str, &str)]) -> io::Result<()> {
    let on = modes.iter().map(|(on, _)| *on);
    let bytes: String = std::iter::once(FRESH).chain(on).chain([WHOLE]).collect();
    put(bytes.as_bytes())
}

/// Whether what is drawn would be seen.
pub(super) fn is_on() -> bool {
    *lock(&ON)
}

/// Writes to the terminal; while it is not ours the bytes are dropped.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let on = lock(&ON);
    if *on { put(bytes) } else { Ok(()) }
}

/// Puts the terminal back. Never fails and never waits long: if a frame is stuck on a terminal that takes
/// nothing, the settings are put back all the same, and the rest is tried.
pub(super) fn leave() {
    let on = lock_within(Duration::from_millis(100));
    if on.as_deref() != Some(&false) {
        restore(on, "");
    }
}

/// The same after somebody else had the terminal and did not put it back.
pub(super) fn clean_up() {
    restore(lock_within(Duration::from_millis(100)), FRESH);
}

fn restore(on: Option<MutexGuard<'static, bool>>, first: &str) {
    // Where another job is in front, and every job may write there only once it is: that would stop us here.
    let _deaf = signals::Deaf::to_being_behind();
    // A frame that was cut off may have left a string open; this closes it, and is nothing otherwise.
    let start = if on.is_some() { "" } else { "\x1b\\" };
    let off: String = [start, first, "\x1b[0m"].into_iter().chain(MODES.iter().rev().map(|(_, off)| *off)).collect();
    // A terminal that is gone needs nothing, and there is nobody to tell.
    let _ = put(off.as_bytes());
    settle();
    if let Some(mut on) = on {
        *on = false;
    }
}

/// Puts back only the terminal's settings, which no stuck frame can hold up. While another job is in front they are
/// that one's, unless it left ours in force.
pub(super) fn settle() {
    let _deaf = signals::Deaf::to_being_behind();
    if let Some(before) = lock(&BEFORE).as_ref()
        && (is_in_front() || are_ours(before))
    {
        let _ = tcsetattr(stdin(), OptionalActions::Now, before);
    }
}

/// Whether the settings are those that raw mode made of the ones before.
fn are_ours(before: &Termios) -> bool {
    let mut raw = before.clone();
    raw.make_raw();
    let parts = |of: &Termios| (of.input_modes, of.output_modes, of.local_modes);
    tcgetattr(stdin()).is_ok_and(|now| parts(&now) == parts(&raw))
}

/// Columns and rows; `None` if the terminal is gone, zeros where it does not know.
pub(super) fn size() -> Option<(u16, u16)> {
    tcgetwinsize(stdout()).ok().map(|size| (size.ws_col, size.ws_row))
}

/// Whether the terminal is ours, and not that of a job that the shell has in front. One without jobs is.
pub(super) fn is_in_front() -> bool {
    tcgetpgrp(stdin()).map_or(true, |front| front == getpgrp())
}

/// Whether there still is a terminal to read from.
pub(super) fn is_there() -> bool {
    tcgetattr(stdin()).is_ok()
}

fn put(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(Errno::INTR) => {}
            // Somebody who shares the terminal made it non-blocking.
            Err(Errno::AGAIN) => std::thread::sleep(Duration::from_millis(1)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// A lock whose holder panicked is as good as any: what it guards is set in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lock_within(limit: Duration) -> Option<MutexGuard<'static, bool>> {
    let start = Instant::now();
    loop {
        match ON.try_lock() {
            Ok(on) => return Some(on),
            Err(TryLockError::Poisoned(on)) => return Some(on.into_inner()),
            Err(TryLockError::WouldBlock) if start.elapsed() > limit => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}
