//! Keys of the timeline.

use crate::analysis::schedule::{Ahead, Draws, forecast};
use crate::edit::Edit;
use crate::register::register;
use crate::report::doc::Words;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, on};
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::{Confirm, Line, Overlay};
use crate::tui::run::Effect;
use crate::tui::screen::timeline::Timeline;

use super::change::a_writable_row;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Ways, "way-1", &["1"], "way out", "the first way out of the week that is over", has_first, |app| take_way(app, 0)),
    on(Scope::Ways, "way-2", &["2"], "", "the second way out", has_second, |app| take_way(app, 1)),
    on(Scope::Ways, "way-3", &["3"], "", "the third way out", has_third, |app| take_way(app, 2)),
    on(Scope::Time, "time-left", &["h", "left"], "pan", "earlier days", has_bars, |app| with(app, |time| time.pan(-1))),
    on(Scope::Time, "time-right", &["l", "right"], "", "later days", has_bars, |app| with(app, |time| time.pan(1))),
    on(Scope::Time, "time-closer", &["+", "="], "closer", "a closer scale: months, weeks, days", has_bars, |app| zoom(app, true)),
    on(Scope::Time, "time-wider", &["-"], "", "a wider scale", has_bars, |app| zoom(app, false)),
    on(Scope::Time, "time-critical", &["C"], "critical", "only what decides the finish, or everything", has_bars, |app| with(app, |time| time.only_critical = !time.only_critical)),
    on(Scope::Time, "time-after", &["b"], "after", "what it waits for", a_writable_row, blocked_by),
    on(Scope::Time, "time-again", &["F"], "again", "run the forecast from another seed: do the dates hold?", is_known, again),
];

/// Cells from which the ways out are shown whole.
const WHOLE: usize = 106;

fn with(app: &mut App, change: impl FnOnce(&mut Timeline)) {
    if let Some(time) = app.screens.timeline_mut() {
        change(time);
    }
}

fn zoom(app: &mut App, closer: bool) {
    let width = app.screens.lists_now().map_or(78, |lists| lists.width);
    with(app, |time| time.zoom(closer, width));
}

fn ways(app: &App) -> usize {
    app.screens.timeline().map_or(0, |time| time.ways().len())
}

fn has_bars(app: &App) -> Result<(), Shown> {
    match app.screens.timeline().is_some_and(|time| time.chart.as_ref().is_some_and(|chart| !chart.bars.is_empty())) {
        true => Ok(()),
        false => Err("there is nothing to draw yet; a adds a task".into()),
    }
}

fn has_first(app: &App) -> Result<(), Shown> {
    if ways(app) > 0 { Ok(()) } else { Err("what helps is still being worked out; g m goes to the map".into()) }
}

fn has_second(app: &App) -> Result<(), Shown> {
    if ways(app) > 1 { Ok(()) } else { Err("there is no second way out; g a goes to the data risks".into()) }
}

fn has_third(app: &App) -> Result<(), Shown> {
    if ways(app) > 2 { Ok(()) } else { Err("there is no third way out; g t goes to the team".into()) }
}

/// Makes the change of a way out.
fn take_way(app: &mut App, n: usize) {
    let way =
        app.screens.timeline().and_then(|time| time.ways().get(n)).map(|way| (way.what.clone(), way.edit.clone()));
    let Some((what, edit)) = way else { return };
    // Where its sentence was cut it is read first.
    if app.screens.lists_now().is_some_and(|lists| lists.width < WHOLE) {
        let lines = vec![Words::from(what.clone()).plain("."), Words::from("u takes it back.")];
        let answers = vec![('n', "leave it".into(), Then::Nothing), ('y', "do it".into(), Then::Commit(edit, what))];
        return app.overlays.push(Overlay::Confirm(Confirm::new("A way out", lines, answers)));
    }
    app.commit(Ok::<Edit, _>(edit), what);
}

/// Opens the row's links for typing.
fn blocked_by(app: &mut App) {
    let Some(at) = app.screens.address() else { return };
    let Some(field) = register(at.register).and_then(|home| home.find("after")) else { return };
    let line = Line::cell(app, &at, field);
    app.overlays.push(Overlay::Line(Box::new(line)));
}

fn is_known(app: &App) -> Result<(), Shown> {
    match &app.facts.ahead {
        Some(ahead) if !ahead.is_over() => Ok(()),
        Some(_) => Err("nothing is left to do in the timeline".into()),
        None => Err("the schedule is still being worked out".into()),
    }
}

/// The same schedule from another seed, to see whether the dates hang on chance; the plan's seed stays.
fn again(app: &mut App) {
    let Some(ahead) = app.facts.ahead.clone() else { return };
    app.say("running again");
    app.effects.push(Effect::slow(move || -> Result<Shown, Shown> { Ok(compared(&ahead)) }));
}

fn compared(ahead: &Ahead) -> Shown {
    let draws = Draws { seed: ahead.forecast.draws.seed.wrapping_add(1), ..ahead.forecast.draws };
    let other = forecast(&ahead.net, &ahead.schedule, draws);
    let (was, is) = (ahead.forecast.days, other.days);
    let weeks = (other.weeks.p50 - ahead.forecast.weeks.p50).abs();
    show(if (was.p50, was.p90) == (is.p50, is.p90) {
        format!("from seed {}: the same days; the medians are {weeks:.2} weeks apart", draws.seed)
    } else {
        format!(
            "from seed {}: half by {}, 9 in 10 by {}; the medians are {weeks:.2} weeks apart",
            draws.seed,
            is.p50.words(),
            is.p90.words()
        )
    })
}
