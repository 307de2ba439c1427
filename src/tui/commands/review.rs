//! The quarterly review, and the pages of what screens compute.

use crate::analysis::governance::review;
use crate::analysis::{World, facts};
use crate::report::aside;
use crate::report::words::Say;
use crate::session::{head, last_review};
use crate::text::Shown;
use crate::tui::app::App;
use crate::tui::command::{Command, Scope, always, on};
use crate::tui::overlay::walk::{Begun, Walk};
use crate::tui::overlay::{Act, Overlay, Reader};
use crate::tui::run::Effect;

#[rustfmt::skip]
pub const TABLE: &[Command] = &[
    on(Scope::Global, "review", &["g r"], "", "walk the quarterly review: what gets work, what is kept and why", always, begin),
    on(Scope::List, "outlook", &["O"], "", "everything that is computed for this screen", always, outlook),
    on(Scope::List, "months", &["V"], "months", "months or agenda, on the screen of what recurs", on_governance, |app| {
        if let Some(lists) = app.screens.lists() {
            lists.months = !lists.months;
        }
    }),
    on(Scope::Walk, "walk-act", &["a"], "act", "it gets work from now on", always, |app| app.act(Act::Accept)),
    on(Scope::Walk, "walk-keep", &["r"], "keep, why", "it stays as it is, for a reason", always, |app| app.act(Act::More)),
    on(Scope::Walk, "walk-next", &["n", "j", "down"], "next", "the next item", always, |app| app.act(Act::Next)),
    on(Scope::Walk, "walk-previous", &["N", "k", "up"], "", "the item before", always, |app| app.act(Act::Previous)),
    on(Scope::Walk, "walk-page-down", &["pgdn"], "", "ten items on", always, |app| app.act(Act::PageDown)),
    on(Scope::Walk, "walk-page-up", &["pgup"], "", "ten items back", always, |app| app.act(Act::PageUp)),
    on(Scope::Walk, "walk-write", &["w"], "write", "write the review with what is decided", always, |app| app.act(Act::Save)),
    on(Scope::Walk, "walk-back", &["esc", "q"], "leave", "leave it; nothing is written", always, |app| app.act(Act::Cancel)),
];

fn on_governance(app: &App) -> Result<(), Shown> {
    match app.screens.lists_now().is_some_and(|lists| lists.screen.key == "gov") {
        true => Ok(()),
        false => Err("months stand on the screen of what recurs; 6 goes there".into()),
    }
}

/// Reads the plan of the last review and works out what there is to decide, beside the loop.
fn begin(app: &mut App) {
    let (plan, path, today) = (app.plan().clone(), app.session.path().to_path_buf(), app.world.today);
    app.say("working out what the review has to decide");
    app.effects.push(Effect::work(move || {
        let (before, unread) = match last_review(&path, &plan, today) {
            Ok(before) => (before, None),
            Err(why) => (None, Some(why)),
        };
        let world = World { last_review: before.map(std::sync::Arc::new), ..World::on(today) };
        let facts = facts(&plan, &world);
        let items = review::items(&plan, &world, &facts);
        Begun { world, items, commit: head(&path), unread }
    }));
}

/// Opens the walk.
pub fn walk(app: &mut App, begun: Begun) {
    match &begun.unread {
        Some(why) => app.refuse(why.clone()),
        None => app.say("a gives an item work, r keeps it with a reason, w writes the review"),
    }
    app.overlays.push(Overlay::Walk(Box::new(Walk::new(begun))));
}

/// The screen's page of what is computed.
fn outlook(app: &mut App) {
    let Some(lists) = app.screens.lists_now() else { return };
    let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
    let doc = aside::doc(&say, &app.world, lists.screen);
    let name = match lists.screen.key {
        "data" | "infra" | "checks" => "outlook".into(),
        _ => doc.title.clone(),
    };
    app.overlays.push(Overlay::Reader(Reader::new(name, doc)));
}
