//! Tells the writer when something happened to the plan's file. Costs nothing while nothing happens.

use std::path::Path;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};

use super::writer::Nudge;

/// Watches as long as it lives.
pub struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches the folder, since a file that is replaced is another file. `None` where the system cannot.
    pub fn start(path: &Path, nudge: Nudge) -> Option<Watch> {
        let (folder, name) = (path.parent()?, path.file_name()?.to_os_string());
        let concerns = move |event: &notify::Event| {
            let ours = event.paths.iter().any(|path| path.file_name() == Some(&name));
            // A lost event may have been ours.
            !matches!(event.kind, EventKind::Access(_)) && (ours || event.paths.is_empty() || event.need_rescan())
        };
        let tell = move |event: notify::Result<notify::Event>| {
            if event.as_ref().map_or(true, &concerns) {
                nudge.look();
            }
        };
        let mut watcher = recommended_watcher(tell).ok()?;
        watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
        Some(Watch { _watcher: watcher })
    }
}
