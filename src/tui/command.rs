//! The one table of commands: what can be done, by which keys, where, and why not now.
//!
//! Dispatch, footer, popups, help, palette and the README's key table read it; a new command is one row in
//! [`crate::tui::commands`] and one function.

use super::app::App;
use super::keys::{Chord, sequence};
use crate::text::Shown;

/// Where a command's keys are heard. The innermost scope that knows a key wins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Everywhere, where no text is being typed.
    Global,
    /// A screen with a list of rows.
    List,
    /// The bars of the timeline; what a list hears, they hear, too.
    Time,
    /// The ways out of a week that is over, while there are any.
    Ways,
    /// The graph beside a list, while it has the arrows.
    Picture,
    /// Who knows what.
    Matrix,
    /// The home screen.
    Home,
    /// The findings on the checks screen.
    Findings,
    /// A form of fields.
    Form,
    /// One line being typed: filter, quick add, a cell.
    Line,
    /// A list to pick from: palette, help, find, references.
    Pick,
    /// Text of several lines.
    Text,
    /// A question.
    Confirm,
    /// A page to read.
    Reader,
    /// What two sides changed, to be decided.
    Decide,
}

impl Scope {
    /// Whether letters typed here are text and no commands.
    pub fn takes_text(self) -> bool {
        matches!(self, Scope::Form | Scope::Line | Scope::Pick | Scope::Text)
    }

    /// Heading in the help.
    pub fn title(self) -> &'static str {
        match self {
            Scope::Global => "Everywhere",
            Scope::List => "Lists",
            Scope::Time => "Timeline",
            Scope::Ways => "A week that is over",
            Scope::Picture => "Pictures",
            Scope::Matrix => "Who knows what",
            Scope::Home => "Home",
            Scope::Findings => "Findings",
            Scope::Form => "Forms",
            Scope::Line => "While typing a line",
            Scope::Pick => "Picking",
            Scope::Text => "Text",
            Scope::Confirm => "Questions",
            Scope::Reader => "Reading",
            Scope::Decide => "Deciding",
        }
    }
}

/// One command.
pub struct Command {
    /// Its name in `keys.ron` and in the palette's search.
    pub name: &'static str,
    /// Each a sequence of chords; the first is the one shown.
    pub keys: &'static [&'static str],
    pub scope: Scope,
    /// A word or two for the footer; empty keeps it out of there.
    pub footer: &'static str,
    /// What it does, for help and palette.
    pub doc: &'static str,
    /// Why it cannot run now.
    pub ready: fn(&App) -> Result<(), Shown>,
    pub run: fn(&mut App),
}

/// One row of a table of commands.
pub const fn on(
    scope: Scope,
    name: &'static str,
    keys: &'static [&'static str],
    footer: &'static str,
    doc: &'static str,
    ready: fn(&App) -> Result<(), Shown>,
    run: fn(&mut App),
) -> Command {
    Command { name, keys, scope, footer, doc, ready, run }
}

/// A command that can always run.
pub fn always(_: &App) -> Result<(), Shown> {
    Ok(())
}

/// What pressed keys mean in some scopes.
pub enum Meaning {
    Command(&'static Command),
    /// The start of longer sequences; the commands they lead to.
    Prefix(Vec<&'static Command>),
    Nothing,
}

/// Looks pressed keys up, the innermost scope first.
pub fn look_up(scopes: &[Scope], pressed: &[Chord]) -> Meaning {
    let mut longer = Vec::new();
    for scope in scopes {
        for command in all().filter(|c| c.scope == *scope) {
            for keys in command.keys {
                let keys = sequence(keys);
                if keys == pressed {
                    return Meaning::Command(command);
                }
                if keys.starts_with(pressed) && !longer.iter().any(|c: &&Command| std::ptr::eq(*c, command)) {
                    longer.push(command);
                }
            }
        }
    }
    if longer.is_empty() { Meaning::Nothing } else { Meaning::Prefix(longer) }
}

/// Every command, in the order of help and palette.
pub fn all() -> impl Iterator<Item = &'static Command> {
    super::commands::TABLES.iter().flat_map(|table| table.iter())
}

/// The command of this name.
pub fn named(name: &str) -> Option<&'static Command> {
    all().find(|command| command.name == name)
}
