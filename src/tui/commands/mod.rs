//! What every command does. Each table is one concern; dispatch, help and footer read them in this order.

mod change;
mod file;
mod layer;
pub mod picture;
pub mod recover;
mod timeline;
mod walk;
pub mod whatif;

use super::command::Command;

pub use change::{draft_decision, open_add_form, paste_readings, set_field, show_added, take_text};
pub use file::{save, undo_now};
pub use walk::{can_clear, clear, go_to_register, go_to_screen, move_by, move_column, next_field, sort_by};

/// Every command.
pub const TABLES: [&[Command]; 7] =
    [picture::TABLE, timeline::TABLE, whatif::TABLE, change::TABLE, walk::TABLE, file::TABLE, layer::TABLE];
