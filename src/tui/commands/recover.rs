//! What an earlier run could not save is offered, and a file with conflict markers is put together.

use crate::diff::diff;
use crate::register::register;
use crate::report::changes;
use crate::report::doc::Words;
use crate::session::{Leftover, Resolved, SaveState, leftovers, resolve};
use crate::store::LoadError;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::overlay::confirm::Then;
use crate::tui::overlay::{Confirm, Form, Overlay, Reader, decide};
use crate::tui::run::Effect;

/// Looks, aside of the keys, for what an earlier run left.
pub fn look_for_leftovers(app: &mut App) {
    if let (Some(shelf), false) = (app.session.shelf().cloned(), app.session.is_readonly()) {
        app.effects.push(Effect::work(move || leftovers(&shelf)));
    }
}

/// Offers what was found, one after the other.
pub fn offer(app: &mut App, mut found: Vec<Leftover>) {
    if found.is_empty() {
        return;
    }
    let next = found.remove(0);
    let rest = found;
    let question = match (&next.edits, &next.draft) {
        (Some((base, ours)), _) => {
            let rows = diff(&base.plan, &ours.plan).touched();
            let named: Vec<String> = rows.iter().take(4).map(ToString::to_string).collect();
            let more = if rows.len() > 4 { format!(" and {} more", rows.len() - 4) } else { String::new() };
            let lines = vec![
                Words::from(show(format!("Edits of {} did not reach the file: {}.", next.at, next.why))),
                Words::from(show(format!("They are in {}{more}.", named.join(", ")))),
            ];
            let answers = vec![
                ('n', Shown::from("not now"), Then::Offer(rest.clone())),
                ('t', "take them in".into(), Then::Recover(Box::new(next.clone()), rest.clone())),
                ('v', "view them".into(), Then::View(Box::new(next.clone()), rest.clone())),
                ('x', "throw them away".into(), Then::Discard(Box::new(next), rest)),
            ];
            Confirm::new("Unsaved edits", lines, answers)
        }
        (None, Some(draft)) => {
            let name = draft.fields.iter().find(|(key, _)| key == "name").map(|(_, text)| text.clone());
            let what = draft.row.clone().or(name).unwrap_or_else(|| "a new row".to_string());
            let lines = vec![Words::from(show(format!(
                "A form for {what} in {} was left open on {}.",
                draft.register, next.at
            )))];
            let answers = vec![
                ('n', Shown::from("not now"), Then::Offer(rest.clone())),
                ('o', "open it".into(), Then::Reopen(Box::new(next.clone()), rest.clone())),
                ('x', "throw it away".into(), Then::Discard(Box::new(next), rest)),
            ];
            Confirm::new("A half-filled form", lines, answers)
        }
        (None, None) => return offer(app, rest),
    };
    app.overlays.push(Overlay::Confirm(question));
}

/// Takes edits in as one step; what they disagree about with the plan of today waits to be decided.
pub fn recover(app: &mut App, left: Leftover, rest: Vec<Leftover>) {
    if let Some((base, ours)) = &left.edits {
        match app.session.recover(base, ours, "take in unsaved edits".into()) {
            Ok(waiting) => {
                app.say(match waiting {
                    0 => Shown::from("the unsaved edits are in the plan; u takes them out again"),
                    n => show(format!("the unsaved edits are in the plan; {n} to decide: g x")),
                });
                app.refresh();
                if left.draft.is_some() {
                    let form = left.clone().without_edits();
                    discard(app, &left);
                    return offer(app, std::iter::once(form).chain(rest).collect());
                }
                discard(app, &left);
            }
            Err(refusals) => app.refuse_all(&refusals),
        }
    }
    offer(app, rest);
}

/// Shows edits in words; the question stays below.
pub fn view(app: &mut App, left: Leftover, rest: Vec<Leftover>) {
    let doc = left
        .edits
        .as_ref()
        .map(|(base, ours)| changes::doc("Unsaved edits".into(), &changes::rows(&base.plan, &ours.plan)));
    offer(app, std::iter::once(left).chain(rest).collect());
    if let Some(doc) = doc {
        app.overlays.push(Overlay::Reader(Reader::new("unsaved edits", doc)));
    }
}

/// Opens a half-filled form again; from now on this run keeps it.
pub fn reopen(app: &mut App, left: Leftover, rest: Vec<Leftover>) {
    offer(app, rest);
    let Some(draft) = &left.draft else { return };
    let Some(home) = register(&draft.register) else {
        return app.refuse(show(format!("there is no register {} any more", draft.register)));
    };
    let row = draft.row.as_ref().and_then(|id| crate::model::Id::parse(id)).and_then(|id| home.get(app.plan(), &id));
    let mut form = Form::new(home, row, "");
    form.fill(&draft.fields);
    app.overlays.push(Overlay::Form(Box::new(form)));
    discard(app, &left);
}

/// Takes what was left away for good.
pub fn discard(app: &mut App, left: &Leftover) {
    if let Some(shelf) = app.session.shelf().cloned()
        && let Err(error) = left.discard(&shelf)
    {
        app.refuse(show(format!("{} cannot be removed: {error}", left.path().display())));
    }
}

/// Puts a file with conflict markers together, aside of the keys.
pub fn put_together(app: &mut App) {
    let path = app.session.path().to_path_buf();
    app.say("reading both sides");
    app.effects.push(Effect::work(move || resolve(&path)));
}

/// Goes on with what was put together.
pub fn take_resolved(app: &mut App, resolved: Result<Resolved, LoadError>) {
    match resolved {
        Ok(resolved) => app.session.hold(resolved),
        Err(LoadError::Flawed { flaw, .. }) => {
            let line = flaw.place.as_ref().map_or(String::new(), |place| format!("line {}: ", place.line));
            app.refuse(show(format!("the sides do not read: {line}{}; mend the file in an editor", flaw.message)));
        }
        Err(LoadError::Missing(path)) => app.refuse(show(format!("{} is gone", path.display()))),
        Err(LoadError::Io(path, error)) => app.refuse(show(format!("{}: {error}", path.display()))),
    }
}

/// Opens the list of what waits when the plan on the screen is one that was just put together.
pub fn decide_if_held(app: &mut App) {
    if *app.session.state() == SaveState::Held && app.overlays.is_empty() {
        decide::open(app);
    }
}
