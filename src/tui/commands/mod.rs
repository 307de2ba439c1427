//! What every command does. Each table is one concern; dispatch, help and footer read them in this order.

mod change;
mod file;
mod layer;
pub mod picture;
pub mod recover;
pub mod review;
mod timeline;
mod walk;
pub mod whatif;

use super::command::Command;

pub use change::{
    draft_decision, open_add_form, paste_readings, rewrite_or_mend, set_field, show_added, take_record, take_text,
};
pub use file::{save, undo_now};
pub use walk::{can_clear, clear, go_to_register, go_to_screen, move_by, move_column, next_field, sort_by};

/// Every command.
pub const TABLES: [&[Command]; 8] = [
    picture::TABLE,
    review::TABLE,
    timeline::TABLE,
    whatif::TABLE,
    change::TABLE,
    walk::TABLE,
    file::TABLE,
    layer::TABLE,
];
