//! The registers seen from outside: one object-safe face for every table of the plan.
//!
//! Everything generic (table, form, filter, sort, diff, merge, file, command line, exports) works through
//! [`Register`] and [`Row`] and knows no register by name.

pub mod references;
pub mod rules;
pub mod screens;

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use crate::model::cell::Cell;
use crate::model::field::{About, Broken, Header, Record, Tier};
use crate::model::value::{Kind, Typing, Value, nearest};
use crate::model::*;

/// Every register, in the order of the file. `product` is one with exactly one row.
pub static REGISTERS: [&dyn Register; 26] = [
    &Face::<Product>::NEW,
    &Face::<Person>::NEW,
    &Face::<Domain>::NEW,
    &Face::<DomainLink>::NEW,
    &Face::<Knowledge>::NEW,
    &Face::<DataModel>::NEW,
    &Face::<Metric>::NEW,
    &Face::<Trigger>::NEW,
    &Face::<Objective>::NEW,
    &Face::<Incident>::NEW,
    &Face::<Debt>::NEW,
    &Face::<Sprint>::NEW,
    &Face::<Feature>::NEW,
    &Face::<Cadence>::NEW,
    &Face::<Decision>::NEW,
    &Face::<FeatureFlag>::NEW,
    &Face::<Stage>::NEW,
    &Face::<Phase>::NEW,
    &Face::<Task>::NEW,
    &Face::<Answer>::NEW,
    &Face::<SideTaken>::NEW,
    &Face::<Review>::NEW,
    &Face::<Milestone>::NEW,
    &Face::<Severity>::NEW,
    &Face::<Waiver>::NEW,
    &Face::<Conflict>::NEW,
];

/// The key of the single record.
pub const PRODUCT: &str = "product";

/// One register, without its row type.
pub trait Register: Sync {
    fn about(&self) -> Header;
    fn field_count(&self) -> usize;
    /// What field `at` is, in the order of the file.
    fn field(&self, at: usize) -> &'static About;
    fn len(&self, plan: &Plan) -> usize;
    fn nth<'p>(&self, plan: &'p Plan, at: usize) -> Option<&'p dyn Row>;
    /// The row's place, or where it would stand.
    fn place(&self, plan: &Plan, id: &Id) -> Result<usize, usize>;
    /// A row with this id and every field at its default.
    fn blank(&self, id: &Id) -> Box<dyn Row>;
    /// Puts a row of this register in its place, over one of the same id.
    fn put(&self, plan: &mut Plan, row: Box<dyn Row>);
    fn take(&self, plan: &mut Plan, id: &Id) -> bool;
    /// Replaces every row.
    fn fill(&self, plan: &mut Plan, rows: Vec<Box<dyn Row>>);
    /// Whether both plans share this table; false is no proof that they differ.
    fn same(&self, one: &Plan, other: &Plan) -> bool;
    /// Makes rows that equal another plan's those very rows, and a table of only such rows that very table.
    fn share(&self, plan: &mut Plan, like: &Plan);
    /// The register's own rules that this row breaks.
    fn broken(&self, plan: &Plan, row: &dyn Row) -> Vec<Broken>;
}

/// One row, without its type.
pub trait Row: Any + Send + Sync {
    fn id(&self) -> &Id;
    fn cell(&self, field: usize) -> &dyn Cell;
    fn slot(&mut self, field: usize) -> &mut dyn Cell;
    /// Computes a keyed row's id from its key fields.
    fn rekey(&mut self);
    fn boxed(&self) -> Box<dyn Row>;
    /// Whether the other is a row of the same register and every field holds the same.
    fn same_as(&self, other: &dyn Row) -> bool;
    fn as_any(&self) -> &dyn Any;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<R: Record> Row for R {
    fn id(&self) -> &Id {
        Record::id(self)
    }
    fn cell(&self, field: usize) -> &dyn Cell {
        (R::FIELDS[field].get)(self)
    }
    fn slot(&mut self, field: usize) -> &mut dyn Cell {
        (R::FIELDS[field].slot)(self)
    }
    fn rekey(&mut self) {
        Record::rekey(self);
    }
    fn boxed(&self) -> Box<dyn Row> {
        Box::new(self.clone())
    }
    fn same_as(&self, other: &dyn Row) -> bool {
        std::ptr::addr_eq(self, other) || other.as_any().downcast_ref::<R>().is_some_and(|other| self == other)
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

struct Face<R>(PhantomData<fn() -> R>);

impl<R: Record> Face<R> {
    const NEW: Self = Face(PhantomData);
}

fn typed<R: Record>(row: Box<dyn Row>) -> R {
    *row.into_any().downcast().expect("rows are put into the register that made them")
}

impl<R: Record> Register for Face<R> {
    fn about(&self) -> Header {
        R::ABOUT
    }
    fn field_count(&self) -> usize {
        R::FIELDS.len()
    }
    fn field(&self, at: usize) -> &'static About {
        &R::FIELDS[at].about
    }
    fn len(&self, plan: &Plan) -> usize {
        R::table(plan).len()
    }
    fn nth<'p>(&self, plan: &'p Plan, at: usize) -> Option<&'p dyn Row> {
        R::table(plan).nth(at).map(|row| &**row as &dyn Row)
    }
    fn place(&self, plan: &Plan, id: &Id) -> Result<usize, usize> {
        R::table(plan).place(id)
    }
    fn blank(&self, id: &Id) -> Box<dyn Row> {
        let mut row = R::default();
        row.set_id(id.clone());
        Box::new(row)
    }
    fn put(&self, plan: &mut Plan, row: Box<dyn Row>) {
        R::table_mut(plan).put(typed(row));
    }
    fn take(&self, plan: &mut Plan, id: &Id) -> bool {
        R::table_mut(plan).take(id)
    }
    fn fill(&self, plan: &mut Plan, rows: Vec<Box<dyn Row>>) {
        *R::table_mut(plan) = Table::of(rows.into_iter().map(|row| Arc::new(typed(row))).collect());
    }
    fn same(&self, one: &Plan, other: &Plan) -> bool {
        R::table(one).same(R::table(other))
    }
    fn share(&self, plan: &mut Plan, like: &Plan) {
        R::table_mut(plan).share(R::table(like));
    }
    fn broken(&self, plan: &Plan, row: &dyn Row) -> Vec<Broken> {
        let row: Option<&R> = row.as_any().downcast_ref();
        row.map_or(Vec::new(), |row| R::RULES.iter().filter_map(|rule| rule(row, plan)).collect())
    }
}

impl dyn Register + '_ {
    pub fn key(&self) -> &'static str {
        self.about().key
    }

    /// Whether this is the single record.
    pub fn is_product(&self) -> bool {
        self.key() == PRODUCT
    }

    /// Whether ids are computed from key fields.
    pub fn is_keyed(&self) -> bool {
        self.field(0).key_part
    }

    /// The fields in the order of the file.
    pub fn fields(&self) -> impl Iterator<Item = &'static About> + '_ {
        (0..self.field_count()).map(|at| self.field(at))
    }

    /// A field's place by its key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.fields().position(|f| f.key == key)
    }

    /// A field's place by its key, or a sentence that names the nearest one.
    pub fn find_or_say(&self, key: &str) -> Result<usize, String> {
        self.find(key).ok_or_else(|| {
            let keys: Vec<_> = self.fields().map(|f| f.key).collect();
            let guess = nearest(key, &keys).map_or(String::new(), |k| format!("; did you mean {k}?"));
            format!("{} has no field {}{guess}", self.key(), crate::model::value::quoted(key))
        })
    }

    pub fn kind(&self, field: usize) -> Kind {
        self.blank(&Id::default()).cell(field).kind()
    }

    /// A field's default.
    pub fn default_of(&self, field: usize) -> Value {
        self.blank(&Id::default()).cell(field).get()
    }

    pub fn get<'p>(&self, plan: &'p Plan, id: &Id) -> Option<&'p dyn Row> {
        self.place(plan, id).ok().and_then(|at| self.nth(plan, at))
    }

    pub fn rows<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p dyn Row> {
        (0..self.len(plan)).filter_map(move |at| self.nth(plan, at))
    }

    /// What a row is called: its name; a keyed row's key fields; its id where the name is empty.
    pub fn name_of(&self, row: &dyn Row) -> crate::text::Shown {
        if let Some(at) = self.find("name")
            && let Value::Text(name) = row.cell(at).get()
        {
            return name.show();
        }
        crate::text::show(row.id().as_str())
    }
}

/// Puts a value into a row's field; `Nothing` brings back the default. Gives back a value of another kind, and
/// one that no file could hold.
pub fn put_cell(register: &dyn Register, row: &mut dyn Row, field: usize, value: Value) -> Result<(), Value> {
    match value {
        Value::Nothing => row.slot(field).put(register.default_of(field)),
        value if value.is_storable() => row.slot(field).put(value),
        value => Err(value),
    }
}

/// The register of this key.
pub fn register(key: &str) -> Option<&'static dyn Register> {
    REGISTERS.iter().find(|r| r.key() == key).copied()
}

/// The register of this key, or a sentence that names the nearest one.
pub fn register_or_say(key: &str) -> Result<&'static dyn Register, String> {
    register(key).ok_or_else(|| {
        let guess = nearest(key, keys())
            .map_or_else(|| format!("; there are {}", keys().join(", ")), |k| format!("; did you mean {k}?"));
        format!("there is no register {}{guess}", value::quoted(key))
    })
}

/// The registers' keys in the order of the file.
pub fn keys() -> &'static [&'static str] {
    static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| REGISTERS.iter().map(|r| r.key()).collect());
    &KEYS
}

/// What reading typed values needs.
pub fn typing(today: Day) -> Typing {
    Typing { today, registers: keys() }
}

/// The row at an address.
pub fn row<'p>(plan: &'p Plan, at: &Address) -> Option<&'p dyn Row> {
    register(at.register)?.get(plan, &at.id)
}

/// The single record's address.
pub fn product() -> Address {
    let id = Id::parse(PRODUCT).expect("the key is an id");
    Address { register: PRODUCT, id }
}

/// Reads `REGISTER/ID`, or a bare id when only one register has it. The error names the candidates.
pub fn locate(plan: &Plan, text: &str) -> Result<Address, String> {
    let text = text.trim();
    if text == PRODUCT {
        return Ok(product());
    }
    if let Some((key, id)) = text.split_once('/') {
        let register = register_or_say(key)?;
        return find_row(plan, register, id).map(|id| Address { register: register.key(), id });
    }
    let Some(id) = Id::parse(text) else {
        return Err(format!("{} is not an id; write REGISTER/ID", value::quoted(text)));
    };
    let found: Vec<&dyn Register> = REGISTERS.iter().filter(|r| r.place(plan, &id).is_ok()).copied().collect();
    match found[..] {
        [register] => Ok(Address { register: register.key(), id }),
        [] => {
            let all: Vec<String> = REGISTERS
                .iter()
                .flat_map(|r| r.rows(plan).map(move |row| format!("{}/{}", r.key(), row.id())))
                .filter(|address| address.rsplit('/').next().is_some_and(|i| nearest(text, &[i]).is_some()))
                .take(4)
                .collect();
            let guess = if all.is_empty() { String::new() } else { format!("; near are {}", all.join(", ")) };
            Err(format!("no row has the id {id}{guess}"))
        }
        _ => {
            let all: Vec<String> = found.iter().map(|r| format!("{}/{id}", r.key())).collect();
            Err(format!("{id} stands in more than one register: write {}", all.join(" or ")))
        }
    }
}

fn find_row(plan: &Plan, register: &dyn Register, id: &str) -> Result<Id, String> {
    let found = Id::parse(id).filter(|id| register.place(plan, id).is_ok());
    found.ok_or_else(|| {
        let ids: Vec<&str> = register.rows(plan).map(|row| row.id().as_str()).collect();
        // The start of an id is the likeliest slip: people type it short.
        let starts = || ids.iter().find(|known| !id.is_empty() && known.starts_with(id)).copied();
        let guess = nearest(id, &ids).or_else(starts).map_or(String::new(), |near| format!("; did you mean {near}?"));
        format!("{} has no row {}{guess}", register.key(), value::quoted(id))
    })
}

/// Whether a register is on the face: by its tier, or because it holds rows.
pub fn on_face(register: &dyn Register, plan: &Plan) -> bool {
    register.about().tier == Tier::Face || register.len(plan) > 0
}
