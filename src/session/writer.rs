//! Saves on a thread of their own, so that no key waits for a disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::store::Document;
use crate::store::disk::{Identity, RealDisk};
use crate::store::save::{SaveError, save};

/// What became of a save.
#[derive(Debug)]
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
    Flush(Sender<()>),
}

/// The thread and the way to it.
pub struct Writer {
    orders: Sender<Order>,
    thread: JoinHandle<()>,
    rest: Receiver<Answer>,
}

impl Writer {
    /// Starts the thread; `tell` is called on it with every answer.
    pub fn start(identity: Option<Identity>, tell: impl Fn(Answer) + Send + 'static) -> Writer {
        let (orders, inbox) = channel();
        let (leave, rest) = channel();
        let thread = std::thread::spawn(move || write_all(&inbox, identity, &tell, &leave));
        Writer { orders, thread, rest }
    }

    /// Has a document written; of several that wait only the last is.
    pub fn save(&self, revision: u64, document: Document) {
        // The thread ends only when this sender is dropped.
        let _ = self.orders.send(Order::Save(revision, Box::new(document)));
    }

    pub fn loaded(&self, identity: Option<Identity>) {
        let _ = self.orders.send(Order::Loaded(identity));
    }

    /// Waits until everything it was given is written, but not for a disk that hangs; gives the answers so far.
    pub fn flush(&self) -> Vec<Answer> {
        let (done, wait) = channel();
        let _ = self.orders.send(Order::Flush(done));
        let _ = wait.recv_timeout(Duration::from_secs(1));
        self.rest.try_iter().collect()
    }

    /// Waits for the thread and gives its last answers.
    pub fn finish(self) -> Vec<Answer> {
        drop(self.orders);
        // A panic over there has been reported by the hook; what was saved is on disk.
        let _ = self.thread.join();
        self.rest.try_iter().collect()
    }
}

fn write_all(inbox: &Receiver<Order>, mut identity: Option<Identity>, tell: &dyn Fn(Answer), leave: &Sender<Answer>) {
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
            write(revision, document, &mut identity, tell, leave);
        }
        for done in waiting {
            // Whoever waited too long is gone.
            let _ = done.send(());
        }
    }
}

fn write(
    revision: u64,
    mut document: Box<Document>,
    identity: &mut Option<Identity>,
    tell: &dyn Fn(Answer),
    leave: &Sender<Answer>,
) {
    document.identity = *identity;
    let result = save(&mut RealDisk, &document);
    if let Ok(now) = &result {
        *identity = Some(*now);
    }
    let copy = match &result {
        Ok(now) => Ok(*now),
        Err(error) => Err(SaveError::Io(std::io::Error::other(error.to_string()))),
    };
    let changed = matches!(result, Err(SaveError::Changed));
    let _ = leave.send(Answer { revision, result: if changed { Err(SaveError::Changed) } else { copy } });
    tell(Answer { revision, result });
}
