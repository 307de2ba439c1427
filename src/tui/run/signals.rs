//! Signals become events, and those that end the program end it within a second.

use std::io;
use std::os::unix::process::CommandExt;
use std::panic::PanicHookInfo;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH};
use signal_hook::iterator::Signals;

use super::turns::Event;
use super::{Ending, guard};
use crate::text::show;

/// What Rust itself ends with after a panic.
pub(super) const PANICKED: i32 = 101;

/// How long the loop has to come to an end; the rest of the second is for putting the terminal back.
const PATIENCE: Duration = Duration::from_millis(700);

/// True while an editor has the terminal: then its key for stopping is not for us alone.
static ASIDE: AtomicBool = AtomicBool::new(false);

/// What the terminal's keys for interrupting send.
const INTERRUPTS: [i32; 2] = [SIGINT, SIGQUIT];

/// The signal that is ending the program; 0 while none is.
static ENDING: AtomicI32 = AtomicI32::new(0);

/// As long as this lives an editor has the terminal. Begun before the terminal is given away and dropped when it is
/// back. Ctrl-C goes to everybody in the foreground: it is ignored, since a signal that is only heard and not heeded
/// might be looked at after the editor is gone.
pub(super) struct Aside(Vec<(i32, libc::sigaction)>);

impl Aside {
    pub fn begin() -> Aside {
        ASIDE.store(true, Ordering::SeqCst);
        let ignored = INTERRUPTS.iter().filter_map(|signal| {
            let ours = set_action(*signal, action(libc::SIG_IGN))?;
            Some((*signal, ours))
        });
        Aside(ignored.collect())
    }

    /// Has a program start with interrupts at work, which would else be ignored there, too.
    #[allow(unsafe_code)]
    pub fn heeding(command: &mut Command) -> &mut Command {
        let heed = || -> io::Result<()> {
            for signal in INTERRUPTS {
                let _ = set_action(signal, action(libc::SIG_DFL));
            }
            Ok(())
        };
        // SAFETY: between fork and exec this only calls sigaction, which may be called there.
        unsafe { command.pre_exec(heed) }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        for (signal, ours) in self.0.drain(..) {
            set_action(signal, ours);
        }
        ASIDE.store(false, Ordering::SeqCst);
    }
}

/// Sends an event for every signal from now on, until the process ends.
pub(super) fn watch(post: Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let aside = ASIDE.load(Ordering::SeqCst);
            let event = match signal {
                SIGWINCH => Event::Resized,
                SIGCONT => Event::Continued,
                // The editor stopped its whole group; the shell waits for us to stop, too.
                SIGTSTP if aside => {
                    stop(false);
                    continue;
                }
                SIGTSTP => Event::Stop,
                _ => {
                    ENDING.store(signal, Ordering::SeqCst);
                    end_in_time(move || die_of(signal));
                    Event::Signal(signal)
                }
            };
            // The loop is gone only when the process is about to be.
            let _ = post.send(event);
        }
    })?;
    Ok(())
}

/// Ends the process as the signal would have by default.
pub(super) fn die_of(signal: i32) -> ! {
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    std::process::exit(128 + signal)
}

/// Does `end` in a while if the process is still there, with the terminal put back.
pub(super) fn end_in_time(end: impl FnOnce() + Send + 'static) {
    let watch = move || {
        thread::sleep(PATIENCE);
        guard::settle();
        let (done, wait) = channel();
        // On a thread, since writing to a terminal that takes nothing never comes back.
        let restore = move || {
            guard::leave();
            let _ = done.send(());
        };
        if thread::Builder::new().spawn(restore).is_ok() {
            let _ = wait.recv_timeout(Duration::from_millis(200));
        }
        end();
    };
    // Without a thread the loop has to end by itself, as it does when it is not stuck.
    let _ = thread::Builder::new().name("last resort".into()).spawn(watch);
}

/// Stops the process as SIGTSTP does by default; comes back when it is continued.
///
/// The default action has to be the kernel's own: it does nothing where no shell could ever continue us
/// (`xterm -e outgrow`), while SIGSTOP, which signal-hook would raise, would stop us for good. `group` stops
/// everybody in the foreground with us (`cargo run`, a script), as the terminal's own key does.
pub(super) fn stop(group: bool) {
    // The group's signal would reach some thread of ours at some time: the one that is raised here alone
    // stops us, and before it returns.
    let ours = set_action(SIGTSTP, action(libc::SIG_IGN));
    if group {
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
    }
    set_action(SIGTSTP, action(libc::SIG_DFL));
    let _ = signal_hook::low_level::raise(SIGTSTP);
    if let Some(ours) = ours {
        set_action(SIGTSTP, ours);
    }
}

/// How often a job that is behind another one asks to be brought to the front, where that seems to do nothing.
const ASKS: usize = 20;

/// Waits until the terminal is ours. Behind another job the program stops, until the shell brings it to the front: the
/// settings it would find are that other job's, and setting them would stop it anyway. The error is the signal that
/// came instead, or SIGHUP where no shell is there to bring it.
pub(super) fn until_in_front() -> Result<(), Ending> {
    for _ in 0..ASKS {
        if guard::is_in_front() {
            return Ok(());
        }
        // Perhaps it was continued only to be ended (`kill %1`), which another thread hears.
        thread::sleep(Duration::from_millis(50));
        let ending = ENDING.load(Ordering::SeqCst);
        if ending != 0 {
            return Err(Ending::Signal(ending));
        }
        let _ = signal_hook::low_level::raise(SIGTTIN);
    }
    Err(Ending::Signal(SIGHUP))
}

/// As long as this lives, writing to the terminal from behind another job stops nobody.
pub(super) struct Deaf(Option<libc::sigaction>);

impl Deaf {
    pub fn to_being_behind() -> Deaf {
        Deaf(set_action(SIGTTOU, action(libc::SIG_IGN)))
    }
}

impl Drop for Deaf {
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            set_action(SIGTTOU, before);
        }
    }
}

/// One of the actions that are no function of ours.
#[allow(unsafe_code)]
fn action(kind: libc::sighandler_t) -> libc::sigaction {
    // SAFETY: all zeros is a valid value of this plain struct: no flags, an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = kind;
    action
}

/// Sets a signal's action; gives the one before.
#[allow(unsafe_code)]
fn set_action(signal: i32, action: libc::sigaction) -> Option<libc::sigaction> {
    let mut before = action;
    // SAFETY: both pointers are to locals that outlive the call; the action is ignore, default, or the
    // one signal-hook had installed, which this gave before.
    let done = unsafe { libc::sigaction(signal, &raw const action, &raw mut before) };
    (done == 0).then_some(before)
}

/// Where a panic is told; `None` while no loop runs.
static TELL: Mutex<Option<Sender<Event>>> = Mutex::new(None);

/// From now on a panic of any thread puts the terminal back, is printed, and ends the loop. `None` leaves
/// panics to whatever was there before.
pub(super) fn on_panic(tell: Option<Sender<Event>>) {
    *TELL.lock().unwrap_or_else(PoisonError::into_inner) = tell;
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let tell = TELL.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let Some(tell) = tell else { return before(info) };
            end_in_time(|| std::process::exit(PANICKED));
            guard::leave();
            print(info);
            let _ = tell.send(Event::Panicked);
        }));
    });
}

/// The message may hold text of a plan, so it is made safe to show, line by line.
fn print(info: &PanicHookInfo<'_>) {
    use io::Write;
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied();
    let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let trace = std::backtrace::Backtrace::capture();
    let trace = match trace.status() {
        std::backtrace::BacktraceStatus::Captured => trace.to_string(),
        _ => String::new(),
    };
    let text = format!("outgrow stopped at a mistake of its own, in {place}:\n{message}\n{trace}");
    let mut out = io::stderr().lock();
    for line in text.lines() {
        // There is no other place left to complain to.
        let _ = writeln!(out, "{}", show(line));
    }
}
