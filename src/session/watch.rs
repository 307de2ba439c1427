//! Tells the writer when something happened to the plan's file. Costs nothing while nothing happens.

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};

use super::writer::Nudge;

/// Watches as long as it lives.
pub struct Watch {
    _watcher: Arc<Mutex<RecommendedWatcher>>,
}

/// How often a folder that is not there is looked for: a branch may be checked out that does not have it.
const PAUSE: Duration = Duration::from_millis(300);

impl Watch {
    /// Watches the folder, since a file that is replaced is another file. `None` where the system cannot.
    pub fn start(path: &Path, nudge: Nudge) -> Option<Watch> {
        let (folder, name) = (path.parent()?.to_path_buf(), path.file_name()?.to_os_string());
        let (lost, losses) = channel();
        let (home, told) = (folder.clone(), nudge.clone());
        let tell = move |event: notify::Result<Event>| {
            let event = event.unwrap_or_default();
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            let moved = event.paths.contains(&home);
            let ours = event.paths.iter().any(|path| path.file_name() == Some(&name));
            // A lost event may have been ours.
            if ours || moved || event.paths.is_empty() || event.need_rescan() {
                told.look();
            }
            if moved {
                // The thread at the other end lives as long as this one.
                let _ = lost.send(());
            }
        };
        let mut watcher = recommended_watcher(tell).ok()?;
        watcher.watch(&folder, RecursiveMode::NonRecursive).ok()?;
        let watcher = Arc::new(Mutex::new(watcher));
        let again = Arc::downgrade(&watcher);
        std::thread::spawn(move || watch_again(&folder, &again, &losses, &nudge));
        Some(Watch { _watcher: watcher })
    }
}

/// A folder that was moved or removed is watched again once there is one at its place; ends with the watch.
fn watch_again(folder: &Path, watcher: &Weak<Mutex<RecommendedWatcher>>, losses: &Receiver<()>, nudge: &Nudge) {
    while losses.recv().is_ok() {
        loop {
            let Some(watcher) = watcher.upgrade() else { return };
            let Ok(mut watcher) = watcher.lock() else { return };
            // The old one may be that of a folder which has another name now.
            let _ = watcher.unwatch(folder);
            if watcher.watch(folder, RecursiveMode::NonRecursive).is_ok() {
                break;
            }
            drop(watcher);
            std::thread::sleep(PAUSE);
        }
        nudge.look();
    }
}
