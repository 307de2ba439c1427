//! Reads and writes the file on a thread of its own, so that no key waits for a disk.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::known::{Known, Outcome, Stuck, Taken, both};
use crate::model::Snapshot;
use crate::store::Document;
use crate::store::save::SaveError;
use crate::store::shelf::{Draft, Edits, Keeper, Kept};
use crate::store::write::canonical;

/// What became of a save, or of a look at the file.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The revision that was here; earlier ones that were waiting went with it.
    pub revision: u64,
    /// `None` for a file that is as it was.
    pub outcome: Option<Outcome>,
}

/// A plan to be written.
pub struct Order {
    pub revision: u64,
    pub plan: Snapshot,
    /// How many [`Taken`] the plan already has in it.
    pub taken: usize,
}

enum Message {
    Save(Order),
    /// Write nothing yet, but keep it from being lost.
    Hold(Order),
    /// Write it as a new file where the old one is gone.
    WriteAgain(Order),
    /// Look whether somebody else wrote; answer even when not, if asked.
    Look {
        asked: bool,
    },
    /// The file holds this now: it was read by hand.
    Adopt(Box<Document>),
    /// A half-filled form to be kept, in place of the one before.
    Draft(Option<Draft>),
    /// Say when everything before is written.
    Flush(Sender<()>),
    /// A watcher may hold an end of the channel, so its closing is no sign.
    Stop,
}

/// How long a file that does not read is given, in case it is just being written.
const SETTLE: Duration = Duration::from_millis(60);

/// The thread and the way to it.
pub struct Writer {
    messages: Sender<Message>,
    thread: JoinHandle<Known>,
}

/// Tells the writer that the file may have changed; from any thread.
#[derive(Clone)]
pub struct Nudge(Sender<Message>);

impl Nudge {
    pub fn look(&self) {
        // Once the thread has ended nobody is left to tell.
        let _ = self.0.send(Message::Look { asked: false });
    }
}

impl Writer {
    /// Starts the thread; `tell` is called on it with every answer.
    pub fn start(known: Known, tell: impl Fn(Answer) + Send + 'static) -> Writer {
        let (messages, inbox) = channel();
        let desk = Desk::new(known, Box::new(tell));
        let thread = std::thread::spawn(move || desk.work(&inbox));
        Writer { messages, thread }
    }

    fn send(&self, message: Message) {
        // The thread ends only when it is told to, and then this end is gone.
        let _ = self.messages.send(message);
    }

    /// Has a plan written; of several that wait only the last is.
    pub fn save(&self, order: Order) {
        self.send(Message::Save(order));
    }

    pub fn hold(&self, order: Order) {
        self.send(Message::Hold(order));
    }

    pub fn write_again(&self, order: Order) {
        self.send(Message::WriteAgain(order));
    }

    pub fn look(&self, asked: bool) {
        self.send(Message::Look { asked });
    }

    pub fn adopt(&self, base: Document) {
        self.send(Message::Adopt(Box::new(base)));
    }

    pub fn draft(&self, draft: Option<Draft>) {
        self.send(Message::Draft(draft));
    }

    pub fn nudge(&self) -> Nudge {
        Nudge(self.messages.clone())
    }

    /// Waits until everything it was given is written, but not for a disk that hangs.
    pub fn flush(&self) {
        let (done, wait) = channel();
        self.send(Message::Flush(done));
        let _ = wait.recv_timeout(Duration::from_secs(1));
    }

    /// Waits until everything is written; gives the file back as it is known then.
    pub fn finish(self) -> Option<Known> {
        self.send(Message::Stop);
        // A panic over there has been reported by the hook; what was saved is on disk.
        self.thread.join().ok()
    }
}

/// The thread's own state.
struct Desk {
    known: Known,
    tell: Box<dyn Fn(Answer) + Send>,
    /// What is here and not on disk.
    pending: Option<Order>,
    /// Whether the last try to bring both together failed.
    stuck: bool,
    /// Where it is kept meanwhile.
    keeper: Option<Keeper>,
    kept: Kept,
    /// What was taken in, with the number it has; a plan that does not know of it yet gets it merged in.
    taken: Vec<(usize, Taken)>,
    count: usize,
    /// The last revision that was written.
    revision: u64,
}

impl Desk {
    fn new(known: Known, tell: Box<dyn Fn(Answer) + Send>) -> Desk {
        let keeper = known.shelf().cloned().map(Keeper::on);
        Desk {
            known,
            tell,
            pending: None,
            stuck: false,
            keeper,
            kept: Kept::default(),
            taken: Vec::new(),
            count: 0,
            revision: 0,
        }
    }

    fn work(mut self, inbox: &Receiver<Message>) -> Known {
        while let Ok(first) = inbox.recv() {
            let batch: Vec<Message> = std::iter::once(first).chain(inbox.try_iter()).collect();
            // Of several plans that wait the last has the others in it, so has a form, and one look is enough.
            let last_plan = batch.iter().rposition(|m| matches!(m, Message::Save(_) | Message::Hold(_)));
            let last_draft = batch.iter().rposition(|m| matches!(m, Message::Draft(_)));
            let last_look = batch.iter().rposition(|m| matches!(m, Message::Look { asked: false }));
            for (n, message) in batch.into_iter().enumerate() {
                match message {
                    Message::Save(order) if Some(n) == last_plan => self.write(order, false),
                    Message::Hold(order) if Some(n) == last_plan => self.hold(order),
                    Message::Save(_) | Message::Hold(_) => {}
                    Message::WriteAgain(order) => self.write(order, true),
                    Message::Look { asked } if asked || Some(n) == last_look => self.look(asked),
                    Message::Look { .. } => {}
                    Message::Adopt(base) => self.adopt(*base),
                    Message::Draft(draft) if Some(n) == last_draft => {
                        self.kept.draft = draft;
                        self.keep();
                    }
                    Message::Draft(_) => {}
                    // Whoever waited too long is gone.
                    Message::Flush(done) => drop(done.send(())),
                    Message::Stop => return self.known,
                }
            }
        }
        self.known
    }

    /// A plan with everything in it that was taken in since whoever sent it last heard.
    fn caught_up(&mut self, order: Order) -> Order {
        self.taken.retain(|(number, _)| *number > order.taken);
        let plan = self.taken.iter().fold(order.plan, |plan, (_, taken)| both(&taken.ours, &plan, &taken.merged));
        Order { plan, taken: self.count, ..order }
    }

    fn write(&mut self, order: Order, again: bool) {
        let order = self.caught_up(order);
        let outcome = if again { self.known.write_again(&order.plan) } else { self.known.save(&order.plan) };
        self.settle(order, outcome);
    }

    fn hold(&mut self, order: Order) {
        let order = self.caught_up(order);
        // What was only put together from the file is in the file.
        if order.plan.same(&self.known.base()) {
            self.let_go();
        } else {
            self.keep_edits(&order.plan, "it was not decided yet what is kept");
        }
        self.pending = Some(order);
    }

    /// Goes on from what was put together from the file, as if it had been read there.
    fn adopt(&mut self, document: Document) {
        let base = self.known.base();
        let ours = self.pending.as_ref().map_or_else(|| base.clone(), |order| order.plan.clone());
        let theirs = document.snapshot();
        let merged = if ours.same(&base) { theirs } else { both(&base, &ours, &theirs) };
        self.known.adopt(document);
        let revision = self.pending.as_ref().map_or(self.revision, |order| order.revision);
        let taken = Taken { ours, merged: merged.clone() };
        self.count += 1;
        self.taken.push((self.count, taken.clone()));
        self.stuck = false;
        self.hold(Order { revision, plan: merged, taken: self.count });
        (self.tell)(Answer { revision, outcome: Some(Outcome { taken: Some(taken), end: Ok(None) }) });
    }

    fn look(&mut self, asked: bool) {
        let ours = self.pending.as_ref().map_or_else(|| self.known.base(), |order| order.plan.clone());
        let mut outcome = self.known.look(&ours);
        if matches!(&outcome, Some(Outcome { end: Err(Stuck::Unreadable { .. }), .. })) {
            std::thread::sleep(SETTLE);
            outcome = self.known.look(&ours);
        }
        match outcome {
            Some(outcome) => {
                let order = self.pending.take();
                let order = order.unwrap_or(Order { revision: self.revision, plan: ours, taken: self.count });
                self.settle(order, outcome);
            }
            // The file is as it was, and so whatever stood in the way of a save may have gone.
            None if self.stuck => match self.pending.take() {
                Some(order) => self.write(order, false),
                None => {
                    self.stuck = false;
                    (self.tell)(Answer {
                        revision: self.revision,
                        outcome: Some(Outcome { taken: None, end: Ok(None) }),
                    });
                }
            },
            None if asked => (self.tell)(Answer { revision: self.revision, outcome: None }),
            None => {}
        }
    }

    /// Remembers what came of it, keeps from being lost what is not on disk, and tells.
    fn settle(&mut self, mut order: Order, outcome: Outcome) {
        if let Some(taken) = &outcome.taken {
            self.count += 1;
            self.taken.push((self.count, taken.clone()));
            order.plan = taken.merged.clone();
            order.taken = self.count;
        }
        let revision = order.revision;
        self.stuck = outcome.end.is_err();
        match &outcome.end {
            Ok(_) => {
                self.revision = revision;
                self.let_go();
            }
            // Nothing that the file, as it is known, does not hold.
            Err(stuck) if order.plan.same(&self.known.base()) => {
                self.revision = revision;
                self.let_go();
                // Looking at what is written does not make it safe; only writing again does.
                self.stuck = !matches!(stuck, Stuck::Failed(SaveError::Unsettled(..)));
            }
            Err(stuck) => {
                self.keep_edits(&order.plan, stuck.why().as_str());
                self.pending = Some(order);
            }
        }
        (self.tell)(Answer { revision, outcome: Some(outcome) });
    }

    /// Nothing is left to be written, and nothing to be kept.
    fn let_go(&mut self) {
        self.pending = None;
        let kept = self.kept.edits.take().is_some();
        // What could not be taken off the shelf before is tried again.
        if kept || (self.kept.draft.is_none() && self.keeper.as_ref().is_some_and(Keeper::holds)) {
            self.keep();
        }
    }

    fn keep_edits(&mut self, plan: &Snapshot, why: &str) {
        let base = self.known.base();
        self.kept.edits = Some(Edits {
            why: why.to_string(),
            base: canonical(&base.plan, &base.comments),
            ours: canonical(&plan.plan, &plan.comments),
        });
        self.keep();
    }

    /// Puts what is kept on the shelf. Where that fails, too, it is in memory still, and the title says so.
    fn keep(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            self.kept.at = super::now();
            let _ = keeper.keep(self.known.disk(), &self.kept);
        }
    }
}
