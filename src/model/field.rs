//! How a register is declared: its header, its fields, its rules.

use super::cell::Cell;
use super::id::Id;
use super::plan::{Plan, Table};
use crate::text::Shown;

/// When a register or a field is on the face of the program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tier {
    /// There from the first minute.
    Face,
    /// Appears once it holds something, a finding needs it, or somebody asks for more.
    More,
}

/// What everybody may know of a field without knowing its row's type.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Name in the file, on the command line and in JSON.
    pub key: &'static str,
    pub label: &'static str,
    /// Letter that sorts by this field after `o`; unique in its register.
    pub letter: char,
    /// One sentence for the form's hint line: what it is and what it decides.
    pub help: &'static str,
    pub tier: Tier,
    /// Columns in a table; 0 keeps the field out of tables.
    pub width: u16,
    pub required: bool,
    /// Smallest and largest value of a number that makes sense; checked by a rule, not by the reader.
    pub range: Option<(f64, f64)>,
    /// Shown behind a number: `%`, `/h`, `money` for the plan's currency.
    pub unit: &'static str,
    /// Part of a keyed row's id; changing it is a rename.
    pub key_part: bool,
}

/// One field of a row of type `R`: what it is, and the way to its typed value.
pub struct Field<R: 'static> {
    pub about: About,
    pub get: fn(&R) -> &dyn Cell,
    pub slot: fn(&mut R) -> &mut dyn Cell,
}

/// A field off the face, in no table, optional: the start of every declaration.
pub const fn field<R>(
    key: &'static str,
    label: &'static str,
    letter: char,
    help: &'static str,
    get: fn(&R) -> &dyn Cell,
    slot: fn(&mut R) -> &mut dyn Cell,
) -> Field<R> {
    let about = About {
        key,
        label,
        letter,
        help,
        tier: Tier::More,
        width: 0,
        required: false,
        range: None,
        unit: "",
        key_part: false,
    };
    Field { about, get, slot }
}

impl<R> Field<R> {
    const fn with(self, about: About) -> Self {
        Field { about, get: self.get, slot: self.slot }
    }

    /// In the short form.
    pub const fn face(self) -> Self {
        let about = About { tier: Tier::Face, ..self.about };
        self.with(about)
    }

    /// A table column this wide, where there is room.
    pub const fn column(self, width: u16) -> Self {
        let about = About { width, ..self.about };
        self.with(about)
    }

    pub const fn required(self) -> Self {
        let about = About { required: true, tier: Tier::Face, ..self.about };
        self.with(about)
    }

    /// Part of the row's id: required, and changed only by a rename.
    pub const fn key(self) -> Self {
        let about = About { key_part: true, required: true, tier: Tier::Face, ..self.about };
        self.with(about)
    }

    pub const fn range(self, low: f64, high: f64) -> Self {
        let about = About { range: Some((low, high)), ..self.about };
        self.with(about)
    }

    pub const fn unit(self, unit: &'static str) -> Self {
        let about = About { unit, ..self.about };
        self.with(about)
    }
}

/// The id of a register whose ids are slugs of names.
pub const fn id<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field(
        "id",
        "Id",
        'I',
        "The row's name for the command line and for references; rename changes it everywhere.",
        get,
        slot,
    )
}

/// The name, the one thing a row needs.
pub const fn name<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("name", "Name", 'n', "What people call it; the only thing a row needs.", get, slot).required().column(28)
}

/// The note.
pub const fn note<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("note", "Note", 'N', "Anything worth keeping, as Markdown; E opens it in your editor.", get, slot)
}

/// The mark of a row that a template or an import put there.
pub const fn guess<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("guess", "Guess", 'G', "Put there by a template or an import and not yet confirmed; shown as ~.", get, slot)
}

/// The owner.
pub const fn owner<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("owner", "Owner", 'O', "Who answers for it; a person of the plan.", get, slot).column(12)
}

/// A person's decision on a row.
pub const fn status<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("status", "Status", 's', "Your decision: open, monitor, act or done.", get, slot).column(8)
}

/// The domains a row concerns.
pub const fn domains<R>(get: fn(&R) -> &dyn Cell, slot: fn(&mut R) -> &mut dyn Cell) -> Field<R> {
    field("domains", "Domains", 'D', "The domains it concerns, as in auth,billing.", get, slot)
}

/// What everybody may know of a register.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Name in the file, on the command line and in JSON.
    pub key: &'static str,
    /// One row of it, in the words of a sentence ("a debt"); the id of a row whose name leaves no letters.
    pub singular: &'static str,
    /// Heading on screens and pages.
    pub title: &'static str,
    /// One sentence: what the register is for.
    pub purpose: &'static str,
    /// A filled example for an empty register: the name and a few fields, as typed after `a`.
    pub example: &'static str,
    pub tier: Tier,
}

/// A rule of one register that is more than references, ranges and required fields: a sentence when `row`
/// breaks it, naming the next step.
pub type Rule<R> = fn(row: &R, plan: &Plan) -> Option<Broken>;

/// What a rule says of a row that breaks it.
#[derive(Clone, PartialEq, Debug)]
pub struct Broken {
    /// The field that mends it.
    pub field: &'static str,
    pub message: Shown,
}

/// A typed row of a register. One file under `model/` declares it: the struct, its fields, its rules.
///
/// Its `Default` holds the fields' defaults: reader, writer and form take them from there.
pub trait Record: Clone + PartialEq + Default + std::fmt::Debug + Send + Sync + 'static {
    const ABOUT: Header;
    /// In the order of the file. Keyed registers have no `id` field.
    const FIELDS: &'static [Field<Self>];
    const RULES: &'static [Rule<Self>] = &[];
    /// Whether it has exactly one row, which is there from the start.
    const SINGLE: bool = false;

    fn id(&self) -> &Id;

    /// Gives a row its id; a keyed row takes it from its key fields in [`Record::rekey`].
    fn set_id(&mut self, id: Id);

    /// Computes a keyed row's id from its key fields; nothing to do for the others.
    fn rekey(&mut self) {}

    fn table(plan: &Plan) -> &Table<Self>;
    fn table_mut(plan: &mut Plan) -> &mut Table<Self>;
}
