//! What-if: the same keys on a branch of the plan that is kept as one step, or dropped.

use crate::report::doc::Words;
use crate::report::whatif;
use crate::report::words::Say;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::fresh;
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::{Confirm, Overlay, Reader};
use crate::tui::run::Effect;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Global, "what-if", &["W"], "what if", "try changes without saving them; again: keep, drop or go on", always, what_if),
    on(Scope::Global, "what-if-all", &["g W"], "", "everything the what-if changes", is_trying, compare),
];

fn is_trying(app: &App) -> Result<(), Shown> {
    if app.session.is_trial() { Ok(()) } else { Err("no what-if is on; W begins one".into()) }
}

fn what_if(app: &mut App) {
    if app.session.is_trial() {
        return app.overlays.push(Overlay::Confirm(question(app, false)));
    }
    app.session.try_out();
    fresh::begin_trial(app);
    app.say("WHAT IF is on: change anything, nothing is saved. W again keeps it or drops it.");
}

/// Keep, drop or go on; `leaving` ends the program after the first two.
pub fn question(app: &App, leaving: bool) -> Confirm {
    let mut lines = Vec::new();
    if let Some(base) = app.base() {
        let (base, then) = (Say { plan: app.session.base_plan(), facts: base, today: app.world.today }, say(app));
        let headlines = whatif::headlines(&base, &then);
        lines.extend(
            headlines
                .into_iter()
                .filter(|one| !one.is_same())
                .map(|one| Words::from(one.what.pad(24)).plain(one.before).plain(" > ").strong(one.after)),
        );
    }
    if lines.is_empty() {
        lines.push(Words::from("No headline has changed so far."));
    }
    lines.push(Words::from("Nothing of it is saved yet. g W lists all that it changes."));
    let mut answers = vec![('g', Shown::from("go on"), Then::Nothing)];
    if !app.session.is_readonly() {
        answers.push(('k', "keep it, as one step".into(), Then::KeepTrial { leaving }));
    }
    answers.push(('d', "drop it".into(), Then::DropTrial { leaving }));
    Confirm::new("What if", lines, answers)
}

fn say(app: &App) -> Say<'_> {
    Say { plan: app.plan(), facts: &app.facts, today: app.world.today }
}

/// Makes what was tried a step.
pub fn keep(app: &mut App, leaving: bool) {
    let what = whatif::name(app.session.base_plan(), app.plan());
    match app.session.keep(what.clone()) {
        Ok(()) => {
            fresh::end_trial(app);
            app.say(show(format!("kept: {what}; u takes it back")));
            app.refresh();
            if leaving {
                app.quit();
            }
        }
        Err(refusals) => app.refuse_all(&refusals),
    }
}

/// Goes back to the plan as it was.
pub fn drop_it(app: &mut App, leaving: bool) {
    app.session.drop_trial();
    fresh::end_trial(app);
    app.say("dropped: the plan is as it was");
    app.refresh();
    if leaving {
        if app.session.is_saved() { app.effects.push(Effect::Quit) } else { app.quit() }
    }
}

/// Everything on both sides, to be read.
fn compare(app: &mut App) {
    let Some(base) = app.base() else {
        return app.say("the plan as it was is still being worked out");
    };
    let base = Say { plan: app.session.base_plan(), facts: base, today: app.world.today };
    let doc = whatif::doc(&base, &say(app));
    app.overlays.push(Overlay::Reader(Reader::new("what if · nothing is saved", doc)));
}
