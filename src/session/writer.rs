//! Saves on a thread of their own, so that no key waits for a disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::store::Document;
use crate::store::disk::{Identity, RealDisk};
use crate::store::save::{SaveError, save};

/// What became of a save.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The revision that was to be written; earlier ones that were waiting went with it.
    pub revision: u64,
    pub result: Result<Identity, SaveError>,
}

enum Order {
    Save(u64, Box<Document>),
    /// The file on disk is now this one: it was loaded again.
    Loaded(Option<Identity>),
}

/// The thread and the way to it.
pub struct Writer {
    orders: Sender<Order>,
    /// Ends with the last answer it gave.
    thread: JoinHandle<Option<Answer>>,
}

impl Writer {
    /// Starts the thread; `tell` is called on it with every answer.
    pub fn start(identity: Option<Identity>, tell: impl Fn(Answer) + Send + 'static) -> Writer {
        let (orders, inbox) = channel();
        let thread = std::thread::spawn(move || write_all(&inbox, identity, &tell));
        Writer { orders, thread }
    }

    /// Has a document written; of several that wait only the last is.
    pub fn save(&self, revision: u64, document: Document) {
        // The thread ends only when this sender is dropped.
        let _ = self.orders.send(Order::Save(revision, Box::new(document)));
    }

    pub fn loaded(&self, identity: Option<Identity>) {
        let _ = self.orders.send(Order::Loaded(identity));
    }

    /// Waits until everything is written and gives the last answer.
    pub fn finish(self) -> Option<Answer> {
        drop(self.orders);
        // A panic over there has been reported by the hook; what was saved is on disk.
        self.thread.join().ok().flatten()
    }
}

fn write_all(inbox: &Receiver<Order>, mut identity: Option<Identity>, tell: &dyn Fn(Answer)) -> Option<Answer> {
    let mut last = None;
    while let Ok(first) = inbox.recv() {
        let mut latest = None;
        for order in std::iter::once(first).chain(inbox.try_iter()) {
            match order {
                Order::Save(revision, document) => latest = Some((revision, document)),
                Order::Loaded(now) => {
                    identity = now;
                    latest = None;
                }
            }
        }
        let Some((revision, mut document)) = latest else { continue };
        document.identity = identity;
        let result = save(&mut RealDisk, &document);
        if let Ok(now) | Err(SaveError::Unsettled(now, _)) = &result {
            identity = Some(*now);
        }
        let answer = Answer { revision, result };
        tell(answer.clone());
        last = Some(answer);
    }
    last
}
