//! The workbench killed, and the workbench beside commands: what it called saved is there, and nothing else is lost.
//!
//! `OUTGROW_KILLS` over a hundred is how often it is killed, `OUTGROW_ROUNDS` how much both write.

use std::time::Duration;

use rustix::process::Signal;

use crate::desk::{Desk, outgrow};
use crate::harness::Ended;

fn rounds(variable: &str, unset: usize) -> usize {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(unset)
}

/// Whether the title says that everything is on disk.
fn says_saved(screen: &str) -> bool {
    let title = screen.lines().next().unwrap_or("").trim_end();
    title.rsplit_once("saved ").is_some_and(|(_, time)| time.len() == 5 && time.as_bytes()[2] == b':')
}

#[test]
fn a_killed_workbench_loses_nothing_that_it_called_saved() {
    let mut desk = Desk::open(&[]);
    let (mut acknowledged, mut seed) = (Vec::new(), 5_u64);
    for n in 0..rounds("OUTGROW_KILLS", 400).div_ceil(100) {
        for m in 0..3 {
            let id = format!("kill-{n}-{m}");
            desk.pty.send("5a");
            desk.pty.wait_for("new debt");
            desk.pty.send(format!("Kill {n} {m}\r"));
            if m < 2 {
                desk.pty.wait_for(&format!("added debts/{id}"));
                desk.wait_saved();
                acknowledged.push(id);
                continue;
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            std::thread::sleep(Duration::from_micros((seed >> 33) % 120_000));
            // What is on the screen before the kill was said before it.
            let screen = desk.pty.screen();
            if says_saved(&screen) && screen.contains(&format!("added debts/{id}")) {
                acknowledged.push(id);
            }
        }
        desk.pty.kill(Signal::KILL);
        assert_eq!(desk.pty.ended().0, Ended::Signal("Killed".into()));
        let text = desk.text();
        for id in &acknowledged {
            assert!(text.contains(&format!("id: \"{id}\"")), "{id} is lost by kill {n}");
        }
        // The next save takes away what a save that was killed left.
        assert!(desk.shell(&["set", "product", &format!("note=Kill {n}")]).status.success());
        desk.assert_sound();
        desk.open_again();
    }
    println!("{} of the edits were called saved before a kill", acknowledged.len());
    desk.quit();
}

#[test]
fn keys_and_commands_at_once_lose_nothing_of_each_other() {
    let mut desk = Desk::open(&[]);
    let (path, rounds) = (desk.path(), rounds("OUTGROW_ROUNDS", 6));
    let shell = std::thread::spawn(move || {
        for n in 0..rounds {
            let done = outgrow(&path, &["add", "debts", &format!("Shell {n}")]);
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
    });
    for n in 0..rounds {
        desk.pty.send("5a");
        desk.pty.wait_for("new debt");
        desk.pty.send(format!("Key {n}\r"));
        desk.wait_on_disk(&format!("name: \"Key {n}\""));
    }
    shell.join().unwrap();
    desk.wait_saved();
    desk.quit();
    let text = desk.text();
    for n in 0..rounds {
        assert!(text.contains(&format!("name: \"Key {n}\"")) && text.contains(&format!("name: \"Shell {n}\"")), "{n}");
    }
    desk.assert_sound();
}
