//! What lies over a screen: a stack of plain values that carry what happens next as data.

pub mod confirm;
pub mod decide;
pub mod form;
pub mod line;
pub mod pick;
pub mod reader;
pub mod text;
pub mod walk;

use ratatui::Frame;
use ratatui::layout::Rect;

use super::app::App;
use super::command::Scope;
use super::keys::Chord;

pub use confirm::Confirm;
pub use decide::Decide;
pub use form::Form;
pub use line::Line;
pub use pick::Pick;
pub use reader::Reader;
pub use text::Text;

/// One overlay.
pub enum Overlay {
    Form(Box<Form>),
    Line(Box<Line>),
    Pick(Box<Pick>),
    Confirm(Confirm),
    Reader(Reader),
    Text(Box<Text>),
    Decide(Decide),
    Walk(Box<walk::Walk>),
}

/// What an overlay can be told; its keys stand in the command table.
#[derive(Clone, Debug)]
pub enum Act {
    /// A key that types something.
    Type(Chord),
    Paste(String),
    /// Text from the outside editor for a form's field.
    Fill(usize, String),
    Accept,
    Cancel,
    Next,
    Previous,
    Up,
    Down,
    PageUp,
    PageDown,
    Left,
    Right,
    /// Save whatever was typed.
    Save,
    /// Show every field.
    More,
    /// Open what is typed in the outside editor.
    Outside,
}

/// Whether an overlay is still wanted.
pub enum Next {
    Stay,
    Close,
}

impl Overlay {
    pub fn scope(&self) -> Scope {
        match self {
            Overlay::Form(_) => Scope::Form,
            Overlay::Line(_) => Scope::Line,
            Overlay::Pick(_) => Scope::Pick,
            Overlay::Confirm(_) => Scope::Confirm,
            Overlay::Reader(_) => Scope::Reader,
            Overlay::Text(_) => Scope::Text,
            Overlay::Decide(_) => Scope::Decide,
            Overlay::Walk(_) => Scope::Walk,
        }
    }

    /// Whether a key is this overlay's own before any command: an answer's letter.
    pub fn takes(&self, chord: Chord) -> bool {
        match self {
            Overlay::Confirm(confirm) => confirm.answers(chord),
            Overlay::Pick(pick) => pick.takes(chord),
            _ => false,
        }
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        match self {
            Overlay::Form(form) => form.act(act, app),
            Overlay::Line(line) => line.act(act, app),
            Overlay::Pick(pick) => pick.act(act, app),
            Overlay::Confirm(confirm) => confirm.act(act, app),
            Overlay::Reader(reader) => reader.act(act, app),
            Overlay::Text(text) => text.act(act, app),
            Overlay::Decide(decide) => decide.act(act, app),
            Overlay::Walk(walk) => walk.act(act, app),
        }
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        match self {
            Overlay::Form(form) => form.draw(app, frame, area),
            Overlay::Line(line) => line.draw(app, frame, area),
            Overlay::Pick(pick) => pick.draw(app, frame, area),
            Overlay::Confirm(confirm) => confirm.draw(app, frame, area),
            Overlay::Reader(reader) => reader.draw(app, frame, area),
            Overlay::Text(text) => text.draw(app, frame, area),
            Overlay::Decide(decide) => decide.draw(app, frame, area),
            Overlay::Walk(walk) => walk.draw(app, frame, area),
        }
    }

    /// The question on leaving with something not saved.
    pub fn unsaved(app: &App) -> Overlay {
        Overlay::Confirm(Confirm::unsaved(app))
    }
}
