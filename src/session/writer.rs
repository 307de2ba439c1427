//! Saves on a thread of their own, so that no key waits for a disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

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
    /// Say when everything before is written.
    Flush(Sender<Option<Answer>>),
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

    /// Waits until everything it was given is written, but not for a disk that hangs; gives the last answer.
    pub fn flush(&self) -> Option<Answer> {
        let (done, wait) = channel();
        let _ = self.orders.send(Order::Flush(done));
        wait.recv_timeout(Duration::from_secs(1)).ok().flatten()
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
        let (mut latest, mut waiting) = (None, Vec::new());
        for order in std::iter::once(first).chain(inbox.try_iter()) {
            match order {
                Order::Save(revision, document) => latest = Some((revision, document)),
                Order::Loaded(now) => {
                    identity = now;
                    latest = None;
                }
                Order::Flush(done) => waiting.push(done),
            }
        }
        if let Some((revision, document)) = latest {
            let answer = write(revision, *document, &mut identity);
            tell(answer.clone());
            last = Some(answer);
        }
        for done in waiting {
            // Whoever waited too long is gone.
            let _ = done.send(last.clone());
        }
    }
    last
}

fn write(revision: u64, mut document: Document, identity: &mut Option<Identity>) -> Answer {
    document.identity = *identity;
    let result = save(&mut RealDisk, &document);
    if let Ok(now) | Err(SaveError::Unsettled(now, _)) = &result {
        *identity = Some(*now);
    }
    Answer { revision, result }
}
