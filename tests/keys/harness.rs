//! A workbench without a terminal: keys by their written form go in, whole screens come out.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use outgrow::analysis::World;
use outgrow::model::value::Value;
use outgrow::model::{Address, Day, Id, Plan};
use outgrow::register::register;
use outgrow::session::Session;
use outgrow::store::Document;
use outgrow::text::is_clean;
use outgrow::tui::app::App;
use outgrow::tui::keys::{Chord, sequence};
use outgrow::tui::paint::Look;
use outgrow::tui::run::{Application, Effect, Input};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use crate::support::hostile::steers;

/// A shipped plan.
pub fn template(name: &str) -> Plan {
    let path = format!("{}/assets/templates/{name}.ron", env!("CARGO_MANIFEST_DIR"));
    outgrow::store::read::read(&std::fs::read(path).unwrap()).unwrap().0
}

/// The day on which the demo plan is told.
pub fn world() -> World {
    World::on(Day::parse("2026-11-16").unwrap())
}

/// The workbench, and what it asked for.
pub struct Bench {
    pub app: App,
    terminal: Terminal<TestBackend>,
    pub quit: bool,
    pub suspended: usize,
    pub copied: Vec<String>,
    /// Tag, text and name of each text that was opened in the outside editor.
    pub edits: Vec<(u64, String, String)>,
    /// Whether what is slow comes at once; else it never does.
    patient: bool,
}

impl Bench {
    pub fn over(document: Document, readonly: bool) -> Bench {
        Bench::with(App::new(Session::with(document, None, readonly), world(), Look::default()))
    }

    pub fn with(app: App) -> Bench {
        let terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        let mut bench =
            Bench { app, terminal, quit: false, suspended: 0, copied: Vec::new(), edits: Vec::new(), patient: false };
        bench.app.settle();
        bench.draw();
        bench
    }

    pub fn plan_of(plan: Plan) -> Bench {
        Bench::over(Document::new(PathBuf::from("acme/outgrow.ron"), plan), false)
    }

    /// The demo, which may be changed here.
    pub fn demo() -> Bench {
        Bench::plan_of(template("demo"))
    }

    /// The demo as `outgrow demo` opens it.
    pub fn readonly() -> Bench {
        Bench::over(Document::new(PathBuf::from("demo.ron"), template("demo")), true)
    }

    /// The same where what is slow comes at once.
    pub fn patient(mut self) -> Bench {
        self.patient = true;
        self.input(Input::Focus);
        self
    }

    pub fn blank() -> Bench {
        Bench::plan_of(template("blank"))
    }

    /// A plan with nothing in it.
    pub fn empty() -> Bench {
        Bench::plan_of(Plan::default())
    }

    /// Feeds keys: `g g`, `C-r`, `enter`; parts between bars, and `type:` makes a part text that is typed, as
    /// in `a | type:Refunds by hand | enter`.
    #[track_caller]
    pub fn keys(&mut self, script: &str) -> &mut Bench {
        for part in script.split(" | ") {
            if let Some(text) = part.strip_prefix("type:") {
                for c in text.chars() {
                    self.chord(Chord { code: KeyCode::Char(c), ctrl: false, alt: false });
                }
                continue;
            }
            for word in part.split(' ').filter(|word| !word.is_empty()) {
                let [chord] = sequence(word)[..] else { panic!("{word:?} is no key") };
                self.chord(chord);
            }
        }
        self
    }

    pub fn chord(&mut self, chord: Chord) {
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, chord.ctrl);
        modifiers.set(KeyModifiers::ALT, chord.alt);
        let shift =
            matches!(chord.code, KeyCode::BackTab) || matches!(chord.code, KeyCode::Char(c) if c.is_uppercase());
        modifiers.set(KeyModifiers::SHIFT, shift);
        self.input(Input::Key(KeyEvent::new(chord.code, modifiers)));
    }

    /// Takes an input in, carries its effects out, and draws.
    pub fn input(&mut self, input: Input) {
        let mut waiting = self.app.handle(input);
        while !waiting.is_empty() {
            let effect = waiting.remove(0);
            match effect {
                Effect::Quit => self.quit = true,
                Effect::Suspend => self.suspended += 1,
                Effect::Copy(text) => self.copied.push(text),
                Effect::Edit { tag, text, name } => self.edits.push((tag, text, name)),
                Effect::Work(job) => waiting.extend(self.app.handle(Input::Computed(job()))),
                Effect::Slow(job) if self.patient => waiting.extend(self.app.handle(Input::Computed(job()))),
                Effect::Slow(_) => {}
            }
        }
        self.draw();
    }

    pub fn paste(&mut self, text: &str) -> &mut Bench {
        self.input(Input::Paste(text.to_string()));
        self
    }

    pub fn size(&mut self, width: u16, height: u16) -> &mut Bench {
        self.terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        self.input(Input::Resize(width, height));
        self
    }

    /// Draws, and checks what must hold of every frame.
    pub fn draw(&mut self) {
        let app = &mut self.app;
        self.terminal.draw(|frame| app.draw(frame)).unwrap();
        for cell in &self.buffer().content {
            let steers = cell.symbol().chars().any(steers);
            assert!(!steers && is_clean(cell.symbol()), "{:?} would reach the terminal", cell.symbol());
        }
    }

    fn buffer(&self) -> &Buffer {
        self.terminal.backend().buffer()
    }

    /// The screen's lines, without the blanks at their ends.
    pub fn lines(&self) -> Vec<String> {
        self.grid(|cell, line| line.push_str(cell.symbol()))
    }

    /// The screen in one text.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    fn grid(&self, put: impl Fn(&ratatui::buffer::Cell, &mut String)) -> Vec<String> {
        let buffer = self.buffer();
        let mut lines = Vec::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let cell = &buffer[(x, y)];
                if skip == 0 {
                    put(cell, &mut line);
                    skip = cell.symbol().width().max(1);
                }
                skip -= 1;
            }
            lines.push(line.trim_end().to_string());
        }
        lines
    }

    /// One letter per cell for how it looks: `.` plain, `r` reversed, `b` bold, `u` underlined, `m` both, and
    /// for colours `R`ed, `G`reen, `M`agenta, `Y`ellow.
    pub fn tones(&self) -> Vec<String> {
        let tone = |cell: &ratatui::buffer::Cell, line: &mut String| {
            let has = |modifier| cell.modifier.contains(modifier);
            line.push(match cell.fg {
                _ if has(Modifier::REVERSED) => 'r',
                Color::Red => 'R',
                Color::Green => 'G',
                Color::Magenta => 'M',
                Color::Yellow => 'Y',
                Color::Reset if has(Modifier::BOLD) && has(Modifier::UNDERLINED) => 'm',
                Color::Reset if has(Modifier::BOLD) => 'b',
                Color::Reset if has(Modifier::UNDERLINED) => 'u',
                Color::Reset => '.',
                other => panic!("{other:?} is no colour of the themes"),
            });
        };
        self.grid(tone).iter().map(|line| line.trim_end_matches('.').to_string()).collect()
    }

    /// Text and tones, as snapshots hold them.
    pub fn picture(&self) -> String {
        format!("{}\n--- tones\n{}", self.text(), self.tones().join("\n"))
    }

    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Bench {
        assert!(self.text().contains(text), "{text:?} is not on the screen:\n{}", self.text());
        self
    }

    #[track_caller]
    pub fn misses(&mut self, text: &str) -> &mut Bench {
        assert!(!self.text().contains(text), "{text:?} is on the screen:\n{}", self.text());
        self
    }

    pub fn plan(&self) -> &Plan {
        self.app.session.plan()
    }

    /// The selected row as `REGISTER/ID`.
    pub fn selected(&self) -> String {
        self.app.screens.address().map_or(String::new(), |at| at.to_string())
    }

    /// The value of `REGISTER/ID field`.
    #[track_caller]
    pub fn value(&self, at: &str, field: &str) -> Value {
        let at = address(at);
        let home = register(at.register).unwrap();
        let row = home.get(self.plan(), &at.id).unwrap_or_else(|| panic!("{at} is not there"));
        row.cell(home.find(field).unwrap()).get()
    }

    /// The value as it is typed.
    #[track_caller]
    pub fn typed(&self, at: &str, field: &str) -> String {
        self.value(at, field).typed().raw().to_string()
    }

    pub fn has(&self, at: &str) -> bool {
        let at = address(at);
        register(at.register).unwrap().get(self.plan(), &at.id).is_some()
    }

    /// Selects a row of the list that is shown.
    #[track_caller]
    pub fn select(&mut self, at: &str) -> &mut Bench {
        let at = address(at);
        self.app.open(&at, None);
        self.draw();
        assert_eq!(self.selected(), at.to_string());
        self
    }
}

pub fn address(text: &str) -> Address {
    let (key, id) = text.split_once('/').expect("REGISTER/ID");
    Address { register: register(key).expect("a register").key(), id: Id::parse(id).expect("an id") }
}
