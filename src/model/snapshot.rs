//! What a plan file says, apart from where it stands.

use std::sync::Arc;

use super::{Comments, Plan};

/// A plan with the comments around it.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub plan: Plan,
    pub comments: Arc<Comments>,
}

impl Snapshot {
    /// Whether both would be the same file. Tables that are shared cost nothing.
    pub fn same(&self, other: &Snapshot) -> bool {
        self.plan == other.plan && self.comments == other.comments
    }
}
