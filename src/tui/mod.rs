//! The workbench: keys in, commands, edits, screens out.

mod answer;
pub mod app;
pub mod command;
pub mod commands;
mod fresh;
pub mod keys;
pub mod overlay;
pub mod paint;
pub mod run;
pub mod screen;

use crate::analysis::World;
use crate::session::Session;
use crate::text::Shown;
use app::App;
use paint::Look;
use run::{Ending, Folders, Input, Runtime, Trouble};

/// What the workbench is opened with.
pub struct Setup {
    pub look: Look,
    pub world: World,
    /// Said in the title: "demo, nothing is saved".
    pub banner: Shown,
    pub folders: Folders,
    /// The time of day for "saved 14:02".
    pub clock: fn() -> String,
    /// Whether what waits to be decided is shown first.
    pub deciding: bool,
    /// Threads that a long computation may take.
    pub threads: usize,
}

/// Opens the workbench and gives the terminal back when it ends; every step is on disk by then, or was said
/// not to be.
pub fn open(session: Session, setup: Setup) -> Result<Ending, Trouble> {
    let runtime = Runtime::default();
    let post = runtime.post();
    let mut app = App::new(session, setup.world, setup.look);
    app.banner = setup.banner;
    app.clock = setup.clock;
    app.threads = setup.threads;
    if setup.deciding {
        overlay::decide::open(&mut app);
    }
    app.session.save_in_background(move |answer| post.send(Input::Saved(Box::new(answer))));
    app.session.watch();
    let ending = runtime.run(&mut app, &setup.folders);
    app.session.finish();
    app.let_go_of_texts();
    ending
}
