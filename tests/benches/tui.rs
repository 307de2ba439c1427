//! Key to frame: the workbench as a value, driven by keys and drawn on a buffer.

use std::hint::black_box;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use divan::Bencher;
use outgrow::analysis::column::{Col, Sight};
use outgrow::analysis::{Facts, World};
use outgrow::model::value::Value;
use outgrow::model::{Day, Id, Link, Plan, Tie};
use outgrow::register::{Row, register};
use outgrow::session::Session;
use outgrow::store::Document;
use outgrow::text::Raw;
use outgrow::tui::app::App;
use outgrow::tui::paint::{Glyphs, Look, Theme};
use outgrow::tui::run::{Application, Input};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

fn main() {
    divan::main();
}

/// Rows of one register, named and filled by number.
fn fill(plan: &mut Plan, key: &str, rows: usize, values: impl Fn(usize) -> Vec<(&'static str, Value)>) {
    let home = register(key).expect("a register");
    let made = (0..rows).map(|n| {
        let mut row: Box<dyn Row> = home.blank(&id(key, n));
        let name = Value::Text(Raw::from(format!("Row {n} of {key}, by hand")));
        for (field, value) in std::iter::once(("name", name)).chain(values(n)) {
            let field = home.find(field).expect("a field");
            row.slot(field).put(value).expect("a value of the field's kind");
        }
        row
    });
    let made = made.collect();
    home.fill(plan, made);
}

fn id(key: &str, n: usize) -> Id {
    Id::parse(&format!("{}-{n:05}", register(key).expect("a register").about().singular.replace(' ', "-")))
        .expect("an id")
}

fn link(to: Id) -> Link {
    Link { to, tie: Tie::FS, lag: None }
}

/// A plan of so many rows: half debts, the rest domains and a chain of tasks.
fn plan(rows: usize) -> Plan {
    let mut plan = Plan::default();
    let domains = (rows / 20).max(1);
    let debts = rows / 2;
    fill(&mut plan, "domains", domains, |_| Vec::new());
    fill(&mut plan, "debts", debts, |n| {
        vec![("domains", Value::Refs([id("domains", n % domains)].into())), ("stability", Value::Whole((n % 4) as i64))]
    });
    fill(&mut plan, "tasks", rows - domains - debts, |n| {
        // Chains of seven.
        let after = if n % 7 == 0 { Value::Nothing } else { Value::Links([link(id("tasks", n - 1))].into()) };
        vec![("after", after), ("domains", Value::Refs([id("domains", n % domains)].into()))]
            .into_iter()
            .filter(|(_, value)| *value != Value::Nothing)
            .collect()
    });
    plan
}

/// The workbench with its facts at hand, on the screen of debts.
struct Bench {
    app: App,
    terminal: Terminal<TestBackend>,
}

impl Bench {
    fn new(rows: usize) -> Bench {
        let session = Session::with(Document::new("plan.ron".into(), plan(rows)), None, false);
        let look = Look { theme: Theme::Mono, glyphs: Glyphs::Unicode };
        let mut app = App::new(session, World::on(Day::parse("2026-11-21").expect("a day")), look);
        app.settle();
        let mut bench = Bench { app, terminal: Terminal::new(TestBackend::new(120, 40)).expect("a buffer") };
        bench.keys("5");
        bench
    }

    fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            let code = match key {
                '\r' => KeyCode::Enter,
                '\x1b' => KeyCode::Esc,
                c => KeyCode::Char(c),
            };
            // The effects are work for other threads.
            black_box(self.app.handle(Input::Key(KeyEvent::new(code, KeyModifiers::NONE))));
        }
        let app = &mut self.app;
        self.terminal.draw(|frame| app.draw(frame)).expect("a frame");
    }
}

/// Registers of 2,000 rows and plans of 10,000: half of a plan's rows are in the list that is shown.
const ROWS: [usize; 3] = [500, 4_000, 10_000];

fn alternate(bencher: Bencher<'_, '_>, rows: usize, before: &str, one: &str, other: &str) {
    let mut bench = Bench::new(rows);
    bench.keys(before);
    let mut turn = false;
    bencher.bench_local(|| {
        turn = !turn;
        bench.keys(if turn { one } else { other });
    });
}

#[divan::bench(args = ROWS)]
fn a_row_down(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bencher.bench_local(|| bench.keys("j"));
}

#[divan::bench(args = ROWS)]
fn a_row_down_among_tasks(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bench.keys("7");
    bench.app.screens.lists().expect("lists").show_tab(2);
    bench.app.refresh();
    assert_eq!(bench.app.screens.lists_now().and_then(|l| l.table()).map(|t| t.register.key()), Some("tasks"));
    bencher.bench_local(|| bench.keys("j"));
}

#[divan::bench(args = ROWS)]
fn a_row_down_when_sorted(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bench.app.screens.lists().and_then(|lists| lists.table_mut()).expect("a table").sort = Some((Col::Field(1), true));
    bench.app.refresh();
    bencher.bench_local(|| bench.keys("j"));
}

#[divan::bench(args = ROWS)]
fn first_and_last_row(bencher: Bencher<'_, '_>, rows: usize) {
    alternate(bencher, rows, "", "G", "gg");
}

#[divan::bench(args = ROWS)]
fn another_screen(bencher: Bencher<'_, '_>, rows: usize) {
    alternate(bencher, rows, "", "7", "5");
}

#[divan::bench(args = ROWS)]
fn a_status(bencher: Bencher<'_, '_>, rows: usize) {
    alternate(bencher, rows, "", "sm", "so");
}

#[divan::bench(args = ROWS)]
fn undo_and_redo(bencher: Bencher<'_, '_>, rows: usize) {
    alternate(bencher, rows, "sm", "u", "U");
}

#[divan::bench(args = ROWS)]
fn a_sort(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bencher.bench_local(|| {
        let (plan, world) = (bench.app.session.plan().clone(), bench.app.world.clone());
        bench
            .app
            .screens
            .lists()
            .and_then(|lists| lists.table_mut())
            .expect("a table")
            .sort_by(&Sight { plan: &plan, world: &world, facts: &Facts::default() }, Col::Field(1));
        bench.keys("");
    });
}

#[divan::bench(args = ROWS)]
fn a_filter_keystroke(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bench.keys("/ha");
    let mut typed = 0;
    bencher.bench_local(|| {
        bench.keys(["n", "d", " ", "9", "\x1b/ha"][typed % 5]);
        typed += 1;
    });
}

#[divan::bench(args = ROWS)]
fn the_first_filter_keystroke_after_an_edit(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bencher.bench_local(|| bench.keys("sm/h\x1b"));
}

#[divan::bench(args = ROWS)]
fn a_new_row(bencher: Bencher<'_, '_>, rows: usize) {
    let mut bench = Bench::new(rows);
    bencher.bench_local(|| bench.keys("aSomething new\r"));
}
