//! A question with answers by letter. The safest answer stands first and is what Esc means; no answer's key
//! is the key that asked.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Act, Next};
use crate::edit::Edit;
use crate::report::doc::Words;
use crate::report::lines;
use crate::session::Leftover;
use crate::text::{Shown, show};
use crate::tui::app::App;
use crate::tui::commands::{recover, whatif};
use crate::tui::keys::Chord;
use crate::tui::paint::centered;
use crate::tui::run::Effect;

/// What an answer does.
#[derive(Clone, Debug)]
pub enum Then {
    Nothing,
    Commit(Edit, Shown),
    Undo,
    /// The last step made here, under what came from outside since.
    UndoOwn,
    /// What an earlier run left, one after the other.
    Offer(Vec<Leftover>),
    Recover(Box<Leftover>, Vec<Leftover>),
    View(Box<Leftover>, Vec<Leftover>),
    Reopen(Box<Leftover>, Vec<Leftover>),
    Discard(Box<Leftover>, Vec<Leftover>),
    Quit,
    CloseForm,
    SaveForm,
    /// Answers so far to whether to rewrite or to mend.
    Rewrite(Vec<bool>),
    /// What is tried becomes a step, or goes; `leaving` then ends the program.
    KeepTrial {
        leaving: bool,
    },
    DropTrial {
        leaving: bool,
    },
}

/// The question.
#[derive(Clone, Debug)]
pub struct Confirm {
    title: Shown,
    lines: Vec<Words>,
    answers: Vec<(char, Shown, Then)>,
}

impl Confirm {
    pub fn new(title: impl Into<Shown>, lines: Vec<Words>, answers: Vec<(char, Shown, Then)>) -> Confirm {
        Confirm { title: title.into(), lines, answers }
    }

    pub fn unsaved(app: &App) -> Confirm {
        let path = show(app.session.path().display().to_string());
        Confirm::new(
            "Not saved",
            vec![
                Words::from(show(format!("The last changes are not in {path}."))),
                app.saved(),
                Words::from(if app.session.shelf().is_some() {
                    "They are kept outside of it, and offered when the plan is opened next."
                } else {
                    "There is no state folder to keep them in: leaving drops them."
                }),
            ],
            vec![('s', "stay".into(), Then::Nothing), ('l', "leave without them".into(), Then::Quit)],
        )
    }

    pub fn answers(&self, chord: Chord) -> bool {
        chord.character().is_some_and(|c| self.answers.iter().any(|(key, ..)| *key == c))
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        let then = match act {
            Act::Type(Chord { code: KeyCode::Char(c), .. }) => {
                self.answers.iter().find(|(key, ..)| *key == c).map(|(.., then)| then.clone())
            }
            Act::Cancel => Some(Then::Nothing),
            _ => None,
        };
        let Some(then) = then else { return Next::Stay };
        match then {
            Then::Nothing => {}
            Then::Commit(edit, what) => drop(app.commit(Ok(edit), what)),
            Then::Undo => crate::tui::commands::undo_now(app, false),
            Then::UndoOwn => crate::tui::commands::undo_now(app, true),
            Then::Offer(rest) => recover::offer(app, rest),
            Then::Recover(left, rest) => recover::recover(app, *left, rest),
            Then::View(left, rest) => recover::view(app, *left, rest),
            Then::Reopen(left, rest) => recover::reopen(app, *left, rest),
            Then::Discard(left, rest) => {
                recover::discard(app, &left);
                recover::offer(app, rest);
            }
            Then::Quit => app.effects.push(Effect::Quit),
            Then::CloseForm => drop(app.overlays.pop()),
            Then::SaveForm => app.act(Act::Save),
            Then::Rewrite(answers) => crate::tui::commands::rewrite_or_mend(app, answers),
            Then::KeepTrial { leaving } => whatif::keep(app, leaving),
            Then::DropTrial { leaving } => whatif::drop_it(app, leaving),
        }
        Next::Close
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let width = area.width.min(70);
        let inner = usize::from(width.saturating_sub(4));
        let mut lines: Vec<Words> = self.lines.iter().flat_map(|line| lines::wrap(line, inner)).collect();
        lines.push(Words::new());
        let mut answers = Words::new();
        for (n, (key, label, _)) in self.answers.iter().enumerate() {
            if n > 0 {
                answers = answers.plain("   ");
            }
            answers = answers.key(show(key.to_string())).plain(" ").plain(label);
        }
        lines.extend(lines::wrap(&answers.plain("   ").key("Esc").plain(" back"), inner));
        let height = (lines.len() as u16 + 2).min(area.height);
        let inside = app.look.overlay(frame, centered(area, width, height), &Words::new().strong(&self.title));
        for (y, line) in lines.iter().take(usize::from(inside.height)).enumerate() {
            app.look.words(frame.buffer_mut(), inside.x + 1, inside.y + y as u16, inside.width.saturating_sub(2), line);
        }
    }
}
