//! A program on a real pseudo-terminal, seen as a person sees it.
//!
//! [`Pty`] keeps the terminal's side open after the program has ended, so that its settings can be compared
//! with those from before, and understands what was written with `vt100`.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process};

/// Long enough for a busy machine; nothing waits this long unless it is broken.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the program has written so far.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Seen {
    fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        // vt100 panics when it draws over half of a wide character that a narrower window cut. It starts anew then.
        if catch_unwind(AssertUnwindSafe(|| self.parser.process(bytes))).is_err() {
            let screen = self.parser.screen();
            let (rows, cols) = screen.size();
            let alternate: &[u8] = if screen.alternate_screen() { b"\x1b[?1049h" } else { b"" };
            let cursor: &[u8] = if screen.hide_cursor() { b"\x1b[?25l" } else { b"" };
            let modes = [alternate, cursor, &screen.input_mode_formatted(), bytes].concat();
            self.parser = vt100::Parser::new(rows, cols, 0);
            self.parser.process(&modes);
        }
    }
}

struct Shared {
    seen: Mutex<Seen>,
    more: Condvar,
    closing: AtomicBool,
    /// The terminal takes nothing: as over a connection that hangs.
    frozen: AtomicBool,
}

/// How a program ended: its code, or the signal's name.
#[derive(Debug, PartialEq)]
pub enum Ended {
    Code(u32),
    Signal(String),
}

/// Everything of a terminal that a program may leave wrong.
#[derive(Debug, PartialEq, Clone)]
pub struct Modes {
    pub settings: String,
    pub alternate_screen: bool,
    pub cursor_hidden: bool,
    pub bracketed_paste: bool,
    pub focus_reports: bool,
    pub mouse: bool,
}

pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    input: Option<Box<dyn Write + Send>>,
    shared: Arc<Shared>,
    reader: Option<JoinHandle<()>>,
    before: Modes,
    /// A folder of its own, which is HOME, too.
    pub home: tempfile::TempDir,
}

/// The command and its arguments, and what is set in its environment; nothing is inherited but PATH.
pub struct Program<'a> {
    pub command: &'a [&'a Path],
    pub env: &'a [(&'a str, &'a str)],
    pub size: (u16, u16),
}

impl Pty {
    pub fn spawn(program: &Program<'_>) -> Pty {
        let (cols, rows) = program.size;
        let pair = native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program.command[0]);
        command.args(&program.command[1..]);
        command.env_clear();
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.cwd(home.path());
        for (name, value) in program.env {
            command.env(name, value);
        }
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen { parser: vt100::Parser::new(rows, cols, 0), bytes: Vec::new() }),
            more: Condvar::new(),
            closing: AtomicBool::new(false),
            frozen: AtomicBool::new(false),
        });
        // SAFETY: the master owns the descriptor and lives to the end of this function.
        let output = unsafe { BorrowedFd::borrow_raw(pair.master.as_raw_fd().unwrap()) };
        let output = File::from(output.try_clone_to_owned().unwrap());
        let ours = Arc::clone(&shared);
        let reader = std::thread::spawn(move || read_on(output, &ours));
        let before = modes(&*pair.master, &shared.seen.lock().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        let input = Some(pair.master.take_writer().unwrap());
        let (master, slave, reader) = (Some(pair.master), Some(pair.slave), Some(reader));
        Pty { master, slave, child, input, shared, reader, before, home }
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes.as_ref()).unwrap();
        input.flush().unwrap();
    }

    /// Waits until the screen holds this text.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait_until(text, |seen| seen.parser.screen().contents().contains(text));
    }

    /// Waits until the program has written these bytes, whatever the screen made of them.
    #[track_caller]
    pub fn wait_for_bytes(&self, bytes: &[u8]) {
        let what = String::from_utf8_lossy(bytes);
        self.wait_until(&what, |seen| seen.bytes.windows(bytes.len()).any(|window| window == bytes));
    }

    #[track_caller]
    fn wait_until(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let (seen, late) = self.shared.more.wait_timeout_while(self.seen(), PATIENCE, |seen| !holds(seen)).unwrap();
        let screen = seen.parser.screen().contents();
        assert!(!late.timed_out(), "{what:?} does not come; the screen is\n{screen}");
    }

    /// Waits until the screen's text is as asked; `what` names it in a failure.
    #[track_caller]
    pub fn wait_that(&self, what: &str, holds: impl Fn(&str) -> bool) {
        self.wait_until(what, |seen| holds(&seen.parser.screen().contents()));
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }

    pub fn screen(&self) -> String {
        self.seen().parser.screen().contents()
    }

    /// Everything that was written.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen().bytes.clone()
    }

    /// The number behind `name:` on the screen.
    #[track_caller]
    pub fn number(&self, name: &str) -> i32 {
        let screen = self.screen();
        let from = screen.find(&format!("{name}:")).expect("the name is on the screen") + name.len() + 1;
        let digits: String = screen[from..].chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        // vt100 would take gigabytes for the largest, and panics on the smallest.
        let (shown_rows, shown_cols) = (rows.clamp(2, 400), cols.clamp(2, 600));
        self.seen().parser.screen_mut().set_size(shown_rows, shown_cols);
        let size = PtySize { rows, cols, ..PtySize::default() };
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    pub fn pid(&self) -> i32 {
        self.child.process_id().unwrap().try_into().unwrap()
    }

    pub fn kill(&self, signal: Signal) {
        kill(self.pid(), signal);
    }

    pub fn modes(&self) -> Modes {
        modes(&**self.master.as_ref().unwrap(), &self.seen())
    }

    /// From now on nothing that the program writes is taken, or again.
    pub fn freeze(&self, now: bool) {
        self.shared.frozen.store(now, SeqCst);
    }

    /// Closes the window.
    pub fn close(&mut self) {
        self.shared.closing.store(true, SeqCst);
        self.reader.take().unwrap().join().unwrap();
        self.input = None;
        self.master = None;
        self.slave = None;
    }

    /// Waits for the end; gives how it came and how long it took.
    #[track_caller]
    pub fn ended(&mut self) -> (Ended, Duration) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(ended) = self.has_ended() {
                return (ended, start.elapsed());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the program does not end");
    }

    /// The terminal is as it was before the program started. Call after the end.
    #[track_caller]
    pub fn assert_as_before(&self) {
        self.settle();
        assert_eq!(self.modes(), self.before);
    }

    /// How the program ended, if it has.
    pub fn has_ended(&mut self) -> Option<Ended> {
        let status = self.child.try_wait().unwrap()?;
        Some(match status.signal() {
            Some(name) => Ended::Signal(name.into()),
            None => Ended::Code(status.exit_code()),
        })
    }

    /// Waits until what was written is read.
    pub fn settle(&self) {
        let mut count = self.seen().bytes.len();
        loop {
            std::thread::sleep(Duration::from_millis(60));
            let now = self.seen().bytes.len();
            if std::mem::replace(&mut count, now) == now {
                return;
            }
        }
    }

    /// Sends keys and waits for the frame that answers them.
    #[track_caller]
    pub fn step(&mut self, keys: &str) {
        const FRAME: &[u8] = b"\x1b[?2026l";
        let before = self.seen().bytes.len();
        self.send(keys);
        self.wait_until(&format!("a frame for {keys:?}"), |seen| {
            seen.bytes[before..].windows(FRAME.len()).any(|window| window == FRAME)
        });
    }

    /// Whether the program does nothing at all for so long: no byte, no thread that wakes up, no time used. What it
    /// had to finish first gets three tries; what goes on for ever fails them all.
    pub fn rests(&self, span: Duration) -> bool {
        (0..3).any(|_| {
            self.settle();
            let before = (self.seen().bytes.len(), self.activity());
            std::thread::sleep(span);
            before == (self.seen().bytes.len(), self.activity())
        })
    }

    /// By thread: how often it left the processor, and how many ticks it had of it. A thread that makes a system
    /// call was woken before, so nothing happens unseen. Empty where the system does not tell.
    fn activity(&self) -> Vec<(String, String)> {
        let Ok(tasks) = std::fs::read_dir(format!("/proc/{}/task", self.pid())) else { return Vec::new() };
        let read = |task: &Path, name: &str| std::fs::read_to_string(task.join(name)).unwrap_or_default();
        let of = |task: PathBuf| {
            let status = read(&task, "status");
            let switches: String = status.lines().filter(|line| line.contains("ctxt_switches")).collect();
            // The name may hold blanks; utime and stime are the twelfth and thirteenth field behind it.
            let stat = read(&task, "stat");
            let ticks: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split(' ').skip(12).take(2).collect();
            (format!("{} {}", task.display(), ticks.join(" ")), switches)
        };
        let mut all: Vec<_> = tasks.flatten().map(|task| of(task.path())).collect();
        all.sort();
        all
    }

    /// The most memory the program had, in kB; `None` where the system does not tell.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.shared.closing.store(true, SeqCst);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

pub fn kill(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
}

fn modes(master: &dyn MasterPty, seen: &Seen) -> Modes {
    let screen = seen.parser.screen();
    let last = |on: &[u8], off: &[u8]| {
        let at = |what: &[u8]| seen.bytes.windows(what.len()).rposition(|window| window == what);
        at(on) > at(off)
    };
    Modes {
        settings: format!("{:?}", master.get_termios()),
        alternate_screen: screen.alternate_screen(),
        cursor_hidden: screen.hide_cursor(),
        bracketed_paste: screen.bracketed_paste(),
        focus_reports: last(b"\x1b[?1004h", b"\x1b[?1004l"),
        mouse: screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None,
    }
}

/// Polls, since a thread inside `read` would keep the terminal open.
fn read_on(mut output: File, shared: &Shared) {
    let mut bytes = [0; 16 << 10];
    while !shared.closing.load(SeqCst) {
        let frozen = shared.frozen.load(SeqCst);
        let mut fds = [PollFd::from_borrowed_fd(output.as_fd(), PollFlags::IN)];
        let pause = rustix::event::Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
        if frozen || poll(&mut fds, Some(&pause)) != Ok(1) || !fds[0].revents().contains(PollFlags::IN) {
            std::thread::sleep(Duration::from_millis(2));
            continue;
        }
        if let Ok(count) = output.read(&mut bytes) {
            // A test that failed while it held this has said so.
            let Ok(mut seen) = shared.seen.lock() else { return };
            seen.take(&bytes[..count]);
            shared.more.notify_all();
        }
    }
}

#[test]
fn a_window_that_cuts_a_wide_character_is_seen_on() {
    let mut seen = Seen { parser: vt100::Parser::new(3, 10, 0), bytes: Vec::new() };
    seen.take("\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[1;4H漢".as_bytes());
    seen.parser.screen_mut().set_size(3, 4);
    seen.take("\x1b[1;4Hx\x1b[2;1Hon".as_bytes());
    let screen = seen.parser.screen();
    assert!(screen.contents().contains("on"));
    assert!(screen.alternate_screen() && screen.bracketed_paste() && screen.hide_cursor());
}
