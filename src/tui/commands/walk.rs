//! Moving about: rows, cells, panes, lists, screens; searching and sorting.

use crate::analysis::column::{Col, Sight};
use crate::model::value::Kind;
use crate::register::references::references;
use crate::register::screens::SCREENS;
use crate::register::{Register, register};
use crate::report::doc::Doc;
use crate::report::why;
use crate::report::words::Say;
use crate::text::{Shown, show, word};
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::overlay::form::Form;
use crate::tui::overlay::line::For;
use crate::tui::overlay::reader::Reader;
use crate::tui::overlay::{Line, Overlay, Pick, decide};
use crate::tui::run::Effect;
use crate::tui::screen::home::Focus;
use crate::tui::screen::lists::{Lists, Pane};
use crate::tui::screen::{Place, Screen};

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Home, "home-open", &["enter"], "open", "go where the selected thing is worked on", always, open_home),
    on(Scope::Home, "home-box", &["tab", "S-tab", "left", "right", "h", "l"], "box", "go to the other box", always, |app| {
        if let Some(home) = app.screens.home() {
            home.focus = if home.focus == Focus::Next { Focus::Readiness } else { Focus::Next };
        }
    }),
    on(Scope::Findings, "mend", &["enter", "e"], "mend", "go to the field that mends it", a_row, mend),
    on(Scope::List, "open", &["enter"], "open", "read the row in full, or go back to the list", a_row, |app| with_lists(app, |lists| {
        lists.detail = true;
        lists.focus = if lists.focus == Pane::List { Pane::Detail } else { Pane::List };
    })),
    on(Scope::List, "filter", &["/"], "filter", "narrow the list while typing", a_table, |app| {
        let table = app.screens.lists_now().and_then(Lists::table);
        let text = table.map_or(String::new(), |t| t.filter.clone());
        if let Some(reading) = table.and_then(|t| t.reading(app.plan())) {
            app.effects.push(Effect::work(reading));
        }
        app.overlays.push(Overlay::Line(Box::new(Line::new(For::Filter, &text))));
    }),
    on(Scope::List, "sort", &["o"], "order", "order by a column; again turns it round", a_table, |app| {
        if let Some(home) = home(app) {
            app.overlays.push(Overlay::Pick(Box::new(Pick::sort(home))));
        }
    }),
    on(Scope::List, "explain", &["x"], "why", "how a computed value came about: rule, inputs, source", is_computed, explain),
    on(Scope::List, "money", &["m", "$"], "", "costs in money, or in days", has_costs, |app| with_lists(app, |lists| lists.in_money = !lists.in_money)),
    on(Scope::List, "clear", &["esc"], "", "take away filter, marks and the cell cursor", always, clear),
    on(Scope::List, "left", &["left", "h"], "", "the cell at the left", a_table, |app| move_column(app, -1)),
    on(Scope::List, "right", &["right", "l"], "cell", "the cell at the right; e then edits it", a_table, |app| move_column(app, 1)),
    on(Scope::List, "mark", &["space"], "mark", "mark the row; commands then work on all marked", a_table_row, |app| table(app, |t, plan| t.toggle_mark(plan))),
    on(Scope::List, "mark-range", &["v"], "", "start or end a range of marks", a_table_row, |app| table(app, |t, plan| t.toggle_range(plan))),
    on(Scope::List, "mark-all", &["*"], "", "mark all rows shown, or none", a_row, |app| table(app, |t, plan| t.mark_all(plan))),
    on(Scope::List, "pane", &["tab", "S-tab"], "pane", "the next pane", always, |app| with_lists(app, Lists::next_pane)),
    on(Scope::List, "detail", &["p"], "", "show or hide the row in full", always, |app| with_lists(app, |lists| lists.detail = !lists.detail)),
    on(Scope::List, "zoom", &["z"], "zoom", "give the pane the whole screen", always, |app| with_lists(app, |lists| lists.zoom = !lists.zoom)),
    on(Scope::List, "next-list", &[">"], "next list", "the screen's next list", always, |app| step_tab(app, 1)),
    on(Scope::List, "previous-list", &["<"], "", "the screen's list before", always, |app| step_tab(app, -1)),
    on(Scope::Findings, "accept", &["I"], "accept", "live with the finding: a reason, and until when", a_row, accept),
    on(Scope::Findings, "next-list-too", &[">"], "", "the screen's next list", always, |app| step_tab(app, 1)),
    on(Scope::Findings, "previous-list-too", &["<"], "", "the screen's list before", always, |app| step_tab(app, -1)),
    on(Scope::List, "follow", &["g f"], "follow", "follow a reference of the row", refers, follow),

    on(Scope::Global, "down", &["j", "down"], "", "down", always, |app| move_by(app, 1)),
    on(Scope::Global, "up", &["k", "up"], "", "up", always, |app| move_by(app, -1)),
    on(Scope::Global, "page-down", &["pgdn", "C-d"], "", "a page down", always, |app| page(app, 1)),
    on(Scope::Global, "page-up", &["pgup", "C-u", "C-b"], "", "a page up", always, |app| page(app, -1)),
    on(Scope::Global, "first", &["g g", "home"], "", "first row", always, |app| move_by(app, isize::MIN / 2)),
    on(Scope::Global, "last", &["G", "end"], "", "last row", always, |app| move_by(app, isize::MAX / 2)),
    on(Scope::Global, "back", &["backspace", "C-o"], "back", "back where you came from", can_go_back, |app| {
        let (plan, revision) = (app.session.plan().clone(), app.session.revision());
        app.screens.back(&plan, &app.facts, revision, &app.world);
    }),
    on(Scope::Global, "find", &["f"], "find", "find any row of the plan", always, |app| app.overlays.push(Overlay::Pick(Box::new(Pick::find(app))))),
    on(Scope::Global, "palette", &[":", "C-p"], "commands", "go or do anything by name", always, |app| app.overlays.push(Overlay::Pick(Box::new(Pick::palette(app))))),
    on(Scope::Global, "next-screen", &["]", "L"], "screen", "the next screen", always, |app| step_screen(app, 1)),
    on(Scope::Global, "previous-screen", &["[", "H"], "", "the screen before", always, |app| step_screen(app, -1)),
    on(Scope::Global, "screen-0", &["0", "g h"], "", "Home", always, |app| go_to_screen(app, 0)),
    on(Scope::Global, "screen-1", &["1", "g m"], "", "Domain map", always, |app| go_to_screen(app, 1)),
    on(Scope::Global, "screen-2", &["2", "g a"], "", "Data risks", always, |app| go_to_screen(app, 2)),
    on(Scope::Global, "screen-3", &["3", "g t"], "", "Team and knowledge", always, |app| go_to_screen(app, 3)),
    on(Scope::Global, "screen-4", &["4", "g i"], "", "Scaling triggers", always, |app| go_to_screen(app, 4)),
    on(Scope::Global, "screen-5", &["5", "g d"], "", "Technical debt", always, |app| go_to_screen(app, 5)),
    on(Scope::Global, "screen-6", &["6", "g v"], "", "Governance", always, |app| go_to_screen(app, 6)),
    on(Scope::Global, "screen-7", &["7", "g w"], "", "Timeline", always, |app| go_to_screen(app, 7)),
    on(Scope::Global, "screen-8", &["8", "g c"], "", "Checks", always, |app| go_to_screen(app, 8)),
];

/// The register whose list is shown.
pub(super) fn home(app: &App) -> Option<&'static dyn Register> {
    app.screens.lists_now().and_then(Lists::register)
}

/// Ready where a table is shown, whose columns and rows can be ordered, narrowed and marked.
pub(super) fn a_table(app: &App) -> Result<(), Shown> {
    let table = app.screens.lists_now().and_then(Lists::table);
    match table {
        Some(table) if table.register.len(app.plan()) == 0 => Err("the list is empty; a adds the first row".into()),
        Some(_) => Ok(()),
        None => Err("this view keeps its own order; > goes to the lists".into()),
    }
}

fn a_table_row(app: &App) -> Result<(), Shown> {
    a_table(app)?;
    a_row(app)
}

/// Ready where a row is selected.
pub(super) fn a_row(app: &App) -> Result<(), Shown> {
    let row = app.screens.address();
    row.map(drop).ok_or_else(|| "no row is selected; a adds one".into())
}

fn can_go_back(app: &App) -> Result<(), Shown> {
    if app.screens.can_go_back() { Ok(()) } else { Err("there is nowhere to go back to".into()) }
}

fn refers(app: &App) -> Result<(), Shown> {
    if found_references(app).is_empty() { Err("this row refers to no other".into()) } else { Ok(()) }
}

fn found_references(app: &App) -> Vec<(&'static str, crate::model::Address)> {
    let Some(at) = app.screens.address() else { return Vec::new() };
    let row = register(at.register).and_then(|home| home.get(app.plan(), &at.id).map(|row| (home, row)));
    row.map_or(Vec::new(), |(home, row)| references(home, row))
}

fn follow(app: &mut App) {
    let found = found_references(app);
    let column = app.screens.lists_now().and_then(Lists::table).and_then(|t| t.column.map(|col| col.key(t.register)));
    let here = found.iter().find(|(field, _)| Some(*field) == column);
    match (&found[..], here) {
        (_, Some((_, at))) | ([(_, at)], _) => app.open(&at.clone(), None),
        _ => app.overlays.push(Overlay::Pick(Box::new(Pick::references(app, found)))),
    }
}

fn with_lists(app: &mut App, change: fn(&mut Lists)) {
    if let Some(lists) = app.screens.lists() {
        change(lists);
        lists.scroll = 0;
    }
}

fn table(app: &mut App, change: fn(&mut crate::tui::screen::table::Table, &crate::model::Plan)) {
    let plan = app.session.plan().clone();
    if let Some(table) = app.screens.lists().and_then(Lists::table_mut) {
        change(table, &plan);
    }
}

/// Moves the selection, or scrolls the pane that hears the arrows.
pub fn move_by(app: &mut App, by: isize) {
    let plan = app.session.plan().clone();
    match app.screens.current_mut() {
        Screen::Home(home) => home.move_by(by),
        Screen::Lists(lists) if lists.focus == Pane::Detail => {
            lists.scroll = lists.scroll.saturating_add_signed(by).min(lists.deepest.get())
        }
        Screen::Lists(lists) => {
            lists.scroll = 0;
            if let Some(findings) = lists.findings_mut() {
                let last = findings.shown.len().saturating_sub(1);
                findings.selected = findings.selected.saturating_add_signed(by).min(last);
            } else if let Some(table) = lists.table_mut() {
                table.move_by(&plan, by);
            } else if let Some(timeline) = lists.timeline_mut() {
                timeline.move_by(by);
            } else if let Some(matrix) = lists.matrix_mut() {
                matrix.move_by(&plan, by);
            }
        }
    }
}

fn page(app: &mut App, by: isize) {
    let height = app.screens.lists_now().map_or(5, |lists| lists.height) as isize;
    move_by(app, by * (height - 1).max(1));
}

/// Moves the cell cursor.
pub fn move_column(app: &mut App, by: isize) {
    if let Some(lists) = app.screens.lists() {
        let width = lists.width;
        if let Some(table) = lists.table_mut() {
            table.move_column(by, width);
        }
    }
}

fn has_costs(app: &App) -> Result<(), Shown> {
    match home(app).is_some_and(|home| home.key() == "models") {
        false => Err("only the data decisions have costs in days and in money".into()),
        true if app.plan().product().day_rate.is_none() => {
            Err("the product has no day rate; e on Home sets one".into())
        }
        true => Ok(()),
    }
}

fn is_computed(app: &App) -> Result<(), Shown> {
    match told(app) {
        Some(_) => Ok(()),
        None => Err("nothing is computed of this row".into()),
    }
}

/// The explanation of the cell under the cursor, or of the whole row.
fn told(app: &App) -> Option<Doc> {
    let at = app.screens.address()?;
    let column = app.screens.lists_now().and_then(Lists::table).and_then(|table| table.column);
    let key = match column {
        Some(Col::Computed(column)) => Some(column.key),
        _ => None,
    };
    let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
    why::doc(&say, &at, key).or_else(|| why::doc(&say, &at, None))
}

fn explain(app: &mut App) {
    if let Some(doc) = told(app) {
        let title = word("why ").then(doc.title.clone());
        app.overlays.push(Overlay::Reader(Reader::new(title, doc)));
    }
}

/// Moves the cell cursor to the next column that holds a field, and says which; what is computed is passed over.
pub fn next_field(app: &mut App, by: isize) -> Option<usize> {
    let now = |app: &App| app.screens.lists_now().and_then(Lists::table).and_then(|t| Some((t.register, t.column?)));
    loop {
        let (home, before) = now(app)?;
        move_column(app, by);
        let (_, col) = now(app)?;
        if col == before {
            return col.field(home);
        }
        if let Some(field) = col.field(home) {
            return Some(field);
        }
    }
}

/// Orders the list by a column.
pub fn sort_by(app: &mut App, col: Col) {
    let (plan, world, facts) = (app.session.plan().clone(), app.world.clone(), app.facts.clone());
    if let Some(table) = app.screens.lists().and_then(Lists::table_mut) {
        table.sort_by(&Sight { plan: &plan, world: &world, facts: &facts }, col);
    }
}

/// Whether Esc has something to take away on this screen.
pub fn can_clear(app: &App) -> bool {
    let Some(lists) = app.screens.lists_now() else { return false };
    let away = lists.zoom || lists.focus != Pane::List;
    away || lists.table().is_some_and(|table| {
        table.column.is_some() || table.anchor.is_some() || !table.marked.is_empty() || !table.filter.is_empty()
    })
}

/// Takes one layer away: the pane, the cell cursor, the marks, the filter.
pub fn clear(app: &mut App) {
    let (plan, world, facts) = (app.session.plan().clone(), app.world.clone(), app.facts.clone());
    if let Some(lists) = app.screens.lists() {
        if lists.zoom || lists.focus != Pane::List {
            lists.zoom = false;
            lists.focus = Pane::List;
            return;
        }
        if let Some(table) = lists.table_mut() {
            if table.column.take().is_some() {
                return;
            }
            table.anchor = None;
            if !table.marked.is_empty() {
                table.marked.clear();
                return;
            }
            table.filter(&Sight { plan: &plan, world: &world, facts: &facts }, "");
        }
    }
}

fn step_tab(app: &mut App, by: isize) {
    if let Some(lists) = app.screens.lists() {
        let count = lists.tabs.len() as isize;
        lists.show_tab((lists.tab as isize + by).rem_euclid(count) as usize);
    }
    app.refresh();
}

fn step_screen(app: &mut App, by: isize) {
    let count = SCREENS.len() as isize;
    go_to_screen(app, (app.screens.here as isize + by).rem_euclid(count) as usize);
}

/// Shows a screen as it was left.
pub fn go_to_screen(app: &mut App, screen: usize) {
    let plan = app.session.plan().clone();
    let tab = app.screens.tab_of(screen);
    app.screens.open(&Place { screen, tab, id: None }, &plan, &app.facts, app.session.revision(), &app.world);
}

/// Shows a register's list.
pub fn go_to_register(app: &mut App, key: &str) {
    let plan = app.session.plan().clone();
    app.screens.open(&Place::list(key), &plan, &app.facts, app.session.revision(), &app.world);
}

fn open_home(app: &mut App) {
    let Some(home) = app.screens.home() else { return };
    let (step, part) = (home.step().cloned(), home.part().map(|part| part.screen));
    match (home.focus, step, part) {
        (Focus::Next, Some(step), _) => match &step.at {
            Some(at) => mend_at(app, at.clone(), step.field),
            None => {
                let screen = SCREENS.iter().position(|s| s.key == step.screen).unwrap_or(0);
                match step.list {
                    Some(list) => go_to_register(app, list),
                    None => go_to_screen(app, screen),
                }
            }
        },
        (Focus::Readiness, _, Some(screen)) => {
            let at = SCREENS.iter().position(|s| s.key == screen.key).unwrap_or(0);
            go_to_screen(app, at);
        }
        _ => {}
    }
}

fn mend(app: &mut App) {
    let found = app.screens.lists().and_then(Lists::findings_mut).and_then(|f| f.shown.get(f.selected).cloned());
    if let Some(finding) = found {
        mend_at(app, finding.hit.at, Some(finding.hit.field));
    }
}

/// Opens the form of a waiver for the selected finding; an undecided conflict cannot be waived.
fn accept(app: &mut App) {
    let found = app.screens.lists().and_then(Lists::findings_mut).and_then(|f| f.shown.get(f.selected).cloned());
    let Some((finding, home)) = found.zip(register("waivers")) else { return };
    if app.session.is_closed() {
        return app.refuse("the plan is open for reading only");
    }
    if finding.hit.at.register == "conflicts" {
        return app.refuse("a field that waits is decided, not accepted: Enter goes there");
    }
    let mut form = Form::new(home, None, "");
    form.fill(&[("check".to_string(), finding.about.id.to_string()), ("row".to_string(), finding.hit.at.to_string())]);
    if let Some(reason) = home.find("reason") {
        form.focus_on(reason);
    }
    app.overlays.push(Overlay::Form(Box::new(form)));
}

/// Goes to a row and opens the field that is to be mended.
fn mend_at(app: &mut App, at: crate::model::Address, field: Option<&'static str>) {
    if at.register == "conflicts" {
        return decide::open_at(app, at.id);
    }
    if at.register != crate::register::PRODUCT {
        app.open(&at, field);
    }
    let place = field.and_then(|field| register(at.register).and_then(|home| home.find(field)));
    if let Some(place) = place.filter(|_| !app.session.is_closed()) {
        super::change::open_form(app, &at, Some(place));
    }
}

/// Whether a field's text is edited in lines of its own.
pub(super) fn is_long(kind: Kind) -> bool {
    matches!(kind, Kind::Prose | Kind::Texts | Kind::Log)
}

/// A sentence for a row, with its name.
pub(super) fn named(app: &App, at: &crate::model::Address) -> Shown {
    let row = register(at.register).and_then(|home| home.get(app.plan(), &at.id).map(|row| home.name_of(row)));
    row.unwrap_or_else(|| show(at.to_string()))
}
