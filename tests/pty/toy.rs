//! A small application that does on each key one of the things an application may ask for.

use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use outgrow::text::show;
use outgrow::tui::run::{Application, Effect, Folders, Input, Runtime};
use ratatui::Frame;

use crate::harness::{Program, Pty};

/// Says that this process is to be the toy.
const SWITCH: &str = "OUTGROW_PTY_CHILD";

/// The toy on a terminal of its own; the test program starts itself again as its test `child`.
pub fn start(env: &[(&str, &str)]) -> Pty {
    let pty = start_as(&[], env, (80, 24));
    pty.wait_for("ready");
    pty
}

/// The toy behind another command, which gets the toy's command line as its last arguments.
pub fn start_as(before: &[&str], env: &[(&str, &str)], size: (u16, u16)) -> Pty {
    let itself = std::env::current_exe().unwrap();
    let mut command: Vec<&Path> = before.iter().map(Path::new).collect();
    command.extend([&*itself, Path::new("toy::child"), Path::new("--exact")]);
    command.extend([Path::new("--ignored"), Path::new("--nocapture")]);
    let env: Vec<_> = env.iter().copied().chain([(SWITCH, "1")]).collect();
    Pty::spawn(&Program { command: &command, env: &env, size })
}

#[test]
#[ignore = "started by the other tests, on a terminal of its own"]
fn child() {
    if std::env::var_os(SWITCH).is_none() {
        return;
    }
    let runtime = Runtime::default();
    let home = std::env::current_dir().unwrap();
    let folders = Folders { scratch: home.join("scratch"), cache: home.join("cache") };
    let mut toy = Toy::default();
    let ending = runtime.run(&mut toy, &folders);
    match ending {
        Ok(ending) => {
            ending.carry_out();
            std::process::exit(0)
        }
        Err(trouble) => {
            println!("{trouble:?}");
            std::process::exit(4)
        }
    }
}

#[derive(Default)]
struct Toy {
    last: String,
    keys: usize,
    focus: usize,
    pauses: usize,
    resizes: usize,
    frames: usize,
    fill: bool,
    panic_in_draw: bool,
    stuck: bool,
}

#[expect(clippy::disallowed_methods, reason = "a toy has no Look")]
impl Application for Toy {
    fn draw(&mut self, frame: &mut Frame<'_>) {
        self.frames += 1;
        assert!(!self.panic_in_draw, "asked to panic while drawing");
        let area = frame.area();
        if self.fill {
            let letter = ["a", "b", "c"][self.frames % 3];
            for cell in &mut frame.buffer_mut().content {
                cell.set_symbol(letter);
            }
        }
        let lines = [
            format!("ready {}x{}.", area.width, area.height),
            format!("pid:{}.", std::process::id()),
            format!("keys:{}.", self.keys),
            format!("focus:{}.", self.focus),
            format!("resizes:{}.", self.resizes),
            format!("pauses:{}.", self.pauses),
            self.last.clone(),
        ];
        let lines = lines.iter().flat_map(|line| show(&**line).wrap(area.width.into()));
        for (row, line) in (0..area.height).zip(lines) {
            frame.buffer_mut().set_stringn(0, row, line.as_str(), area.width.into(), ratatui::style::Style::new());
        }
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Key(key) => {
                self.keys += 1;
                self.last = format!("key {}", name(key));
                return self.key(key);
            }
            Input::Quit => {
                if self.stuck {
                    std::thread::sleep(Duration::from_secs(20));
                }
                std::fs::write("finished", "").unwrap();
            }
            Input::Begin => {}
            Input::Focus => self.focus += 1,
            Input::Pause => self.pauses += 1,
            Input::Resize(..) => self.resizes += 1,
            Input::Paste(text) => self.last = format!("paste {text:?}"),
            Input::Edited { tag, result: Ok(scratch) } => self.last = format!("edited {tag} {:?}", scratch.taken()),
            Input::Edited { tag, result: Err(why) } => self.last = format!("not edited {tag}: {why}"),
            Input::Computed(value) => {
                self.last = format!("computed {:?}", value.downcast_ref::<i32>());
                if self.fill {
                    return vec![Effect::work(|| 0)];
                }
            }
            Input::Copied(result) => self.last = format!("copied {result:?}"),
            Input::Saved(answer) => self.last = format!("saved {answer:?}"),
        }
        Vec::new()
    }
}

impl Toy {
    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let KeyCode::Char(c) = key.code else { return Vec::new() };
        if c == 'z' && key.modifiers == KeyModifiers::CONTROL {
            return vec![Effect::Suspend];
        }
        if key.modifiers != KeyModifiers::NONE {
            // portable-pty's writer says goodbye with Ctrl-D.
            return Vec::new();
        }
        match c {
            'q' => return vec![Effect::Quit],
            'p' => panic!("asked to panic \x1b]52;c;AAAA\x07"),
            'd' => self.panic_in_draw = true,
            'w' => return vec![Effect::work(|| panic!("asked to panic in a worker"))],
            'c' => return vec![Effect::work(|| 42)],
            'i' => drop(std::thread::spawn(|| {
                loop {
                    std::thread::sleep(Duration::from_millis(300));
                }
            })),
            'e' => return vec![Effect::Edit { tag: 7, text: "as it was".into(), name: "note.md".into() }],
            'y' => return vec![Effect::Copy("to copy".into())],
            's' => std::thread::sleep(Duration::from_secs(20)),
            't' => self.stuck = true,
            'f' => {
                self.fill = true;
                return vec![Effect::work(|| 0)];
            }
            _ => {}
        }
        Vec::new()
    }
}

fn name(key: KeyEvent) -> String {
    format!("{:?} {:?}", key.code, key.modifiers)
}
