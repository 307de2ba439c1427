//! The shell's jobs: stopped, behind another one, brought back, ended from outside; through an interactive shell.

use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::desk::{Desk, OUTGROW};
use crate::harness::{Ended, Modes, Program, Pty, kill};

/// Whether a process runs or is stopped; a dead one that nobody has asked for is not.
fn is_alive(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    !matches!(stat.rsplit(") ").next().and_then(|rest| rest.chars().next()), None | Some('Z' | 'X'))
}

/// An interactive shell with the workbench ready to be started as `ow`.
struct Shell {
    pty: Pty,
    /// How the terminal is while the shell waits for a line.
    calm: Modes,
    count: usize,
}

impl Shell {
    fn start() -> Shell {
        Shell::start_as(&["sh", "-i"])
    }

    fn start_as(command: &[&str]) -> Shell {
        let command: Vec<&Path> = command.iter().map(Path::new).collect();
        let mut pty = Pty::spawn(&Program { command: &command, env: &[("PS1", "ready> ")], size: (100, 30) });
        pty.wait_for("ready>");
        pty.send(format!("ow() {{ '{OUTGROW}' -f plan.ron \"$@\"; }}\r"));
        let mut shell = Shell { calm: pty.modes(), pty, count: 0 };
        shell.line("ow init --template blank --name Acme");
        shell.prompted();
        shell.calm = shell.pty.modes();
        shell
    }

    /// Gives the shell a line and waits until it is done with it.
    fn line(&mut self, line: &str) {
        self.count += 1;
        // The line itself does not hold what is waited for.
        self.pty.send(format!("{line}; echo done-$(({} + 0)).\r", self.count));
        self.pty.wait_for(&format!("done-{}.", self.count));
    }

    /// The same for a line whose command stops or goes behind.
    fn start_line(&mut self, line: &str) {
        self.pty.send(format!("{line}\r"));
    }

    /// Leaves the workbench; the shell waits for a line then.
    fn quit(&mut self) {
        self.pty.send("q");
        self.pty.wait_that("the prompt", |screen| screen.trim_end().ends_with("ready>"));
    }

    /// A shell with an editor for its lines sets the terminal for itself with each prompt.
    fn prompted(&self) {
        self.pty.wait_that("the prompt", |screen| screen.trim_end().ends_with("ready>"));
        self.pty.settle();
    }

    fn calm_again(&self) {
        self.prompted();
        assert_eq!(self.pty.modes(), self.calm);
    }

    /// The workbench's own process.
    fn pid(&mut self) -> i32 {
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.pty.pid())).unwrap();
        children.trim().parse().expect("one child")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.pty.file("plan.ron")).unwrap()
    }

    fn exit(mut self) {
        self.pty.send("\x15exit 0\r");
        self.pty.send("exit 0\r");
        assert_eq!(self.pty.ended().0, Ended::Code(0));
    }
}

#[test]
fn fg_brings_the_workbench_back_with_size_and_file_read_anew() {
    there_and_back(Shell::start());
}

/// A shell with an editor for its lines, which has settings of its own while it waits.
#[test]
fn a_shell_that_edits_its_lines_gets_its_own_settings_back() {
    if Path::new("/bin/bash").exists() {
        there_and_back(Shell::start_as(&["/bin/bash", "--norc", "--noprofile", "-i"]));
    }
}

fn there_and_back(mut shell: Shell) {
    shell.start_line("ow");
    shell.pty.wait_for("Do next");
    let on = shell.pty.modes();
    shell.pty.send("5aRefunds by hand\r");
    shell.pty.wait_for("added debts/");
    shell.pty.send("\x1a");
    shell.pty.wait_for("Stopped");
    shell.calm_again();
    shell.line("jobs");
    shell.line("ow add debts Meanwhile");
    shell.pty.resize(90, 25);
    shell.start_line("fg");
    shell.pty.wait_for("reloaded: 1 row changed");
    shell.pty.wait_for("Meanwhile");
    shell.pty.settle();
    assert_eq!(shell.pty.modes(), on);
    let columns = shell.pty.screen().lines().map(str::len).max();
    assert!(columns > Some(70), "the new size is drawn: {columns:?}");
    shell.quit();
    shell.calm_again();
    assert!(shell.text().contains("refunds-by-hand") && shell.text().contains("meanwhile"));
    shell.exit();
}

#[test]
fn a_stop_from_outside_is_like_the_key() {
    let mut shell = Shell::start();
    shell.start_line("ow");
    shell.pty.wait_for("Do next");
    let pid = shell.pid();
    kill(pid, Signal::TSTP);
    shell.pty.wait_for("Stopped");
    shell.calm_again();
    shell.line("ow add debts Meanwhile");
    shell.start_line("fg");
    shell.pty.wait_for("reloaded: 1 row changed");
    shell.quit();
    shell.calm_again();
    shell.exit();
}

#[test]
fn a_stopped_job_that_is_killed_ends_and_leaves_the_terminal_right() {
    let signals = [
        (Signal::TSTP, Signal::TERM),
        (Signal::STOP, Signal::TERM),
        (Signal::TSTP, Signal::HUP),
        (Signal::STOP, Signal::INT),
    ];
    for (stop, signal) in signals {
        let mut shell = Shell::start();
        shell.start_line("ow");
        shell.pty.wait_for("Do next");
        shell.pty.send("5aRefunds by hand\r");
        shell.pty.wait_for("added debts/");
        let pid = shell.pid();
        kill(pid, stop);
        shell.pty.wait_for("Stopped");
        // The shell is in front now. `kill %1` sends both.
        kill(pid, signal);
        kill(pid, Signal::CONT);
        let start = Instant::now();
        while is_alive(pid) {
            assert!(start.elapsed() < Duration::from_millis(1800), "{stop:?}, {signal:?}: it hangs");
            std::thread::sleep(Duration::from_millis(10));
        }
        shell.line("echo and on");
        shell.calm_again();
        assert!(shell.text().contains("refunds-by-hand"), "{stop:?}, {signal:?}");
        shell.exit();
    }
}

#[test]
fn behind_another_job_it_waits_and_leaves_the_terminal_alone() {
    let mut shell = Shell::start();
    shell.start_line("ow &");
    // Started behind the shell, whose terminal it may not touch.
    shell.line("sleep 0.3");
    shell.calm_again();
    shell.start_line("fg");
    shell.pty.wait_for("Do next");
    shell.pty.send("\x1a");
    shell.pty.wait_for("Stopped");
    shell.calm_again();
    // Continued behind the shell while the terminal is in somebody's own settings: those are not kept for the end.
    shell.line("stty -echo -icanon; bg; sleep 0.3; stty echo icanon");
    shell.calm_again();
    shell.start_line("fg");
    shell.pty.wait_for("Do next");
    shell.quit();
    shell.calm_again();
    shell.exit();
}

#[test]
fn settings_changed_while_it_is_stopped_are_kept() {
    let mut shell = Shell::start();
    shell.start_line("ow");
    shell.pty.wait_for("Do next");
    shell.pty.send("\x1a");
    shell.pty.wait_for("Stopped");
    shell.line("stty -ixon erase ^H");
    let changed = shell.pty.modes();
    shell.start_line("fg");
    shell.pty.wait_for("Do next");
    shell.quit();
    shell.pty.settle();
    assert_eq!(shell.pty.modes(), changed);
    shell.exit();
}

#[test]
fn the_editor_stops_with_the_workbench_and_goes_on_with_it() {
    let shell = r#"set -m; "$@"; echo "stopped $?"; read line; fg >/dev/null; echo "ended $?""#;
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("editor.sh");
    std::fs::write(&script, r#"echo "in the editor"; read line; echo "$line" >> "$1"; echo "got it""#).unwrap();
    let editor = format!("sh '{}'", script.display());
    let mut desk = Desk::open_as(&["sh", "-c", shell, "sh"], &[("EDITOR", &editor)]);
    desk.add_debt("Refunds by hand");
    desk.pty.send("E");
    desk.pty.wait_for("in the editor");
    // The editor's terminal is in its own settings: the key stops everybody in front.
    desk.pty.send("\x1a");
    desk.pty.wait_for("stopped 1");
    desk.pty.assert_as_before();
    desk.pty.send("\r");
    std::thread::sleep(Duration::from_millis(200));
    desk.pty.send("typed later\r");
    desk.pty.wait_for("note of debts/refunds-by-hand is set");
    desk.wait_on_disk("typed later");
    desk.pty.send("q");
    desk.pty.wait_for("ended 0");
    desk.pty.ended();
    desk.pty.assert_as_before();
    desk.assert_sound();
}

#[test]
fn a_terminal_closed_while_it_is_stopped_ends_it() {
    let mut shell = Shell::start();
    shell.start_line("ow");
    shell.pty.wait_for("Do next");
    shell.pty.send("5aRefunds by hand\r");
    shell.pty.wait_for("added debts/");
    let pid = shell.pid();
    shell.pty.send("\x1a");
    shell.pty.wait_for("Stopped");
    shell.pty.close();
    let start = Instant::now();
    while is_alive(pid) {
        assert!(start.elapsed() < Duration::from_millis(1800), "it is still there");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(shell.text().contains("refunds-by-hand"));
}
