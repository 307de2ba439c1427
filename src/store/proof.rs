//! The proof of a save: its text reads back as the plan.

use super::markers;
use super::read::{MAX_BYTES, MAX_ROWS, read_plan};
use crate::model::Plan;
use crate::register::REGISTERS;

/// Shortest text of which the halves are read side by side.
const LARGE: usize = 100_000;

/// Whether a text reads back as this plan. A large one is read on two cores.
pub fn reads_back(text: &str, plan: &Plan) -> bool {
    halves(text).is_some_and(|halves| both_read_back(&halves, plan))
        || read_plan(text.as_bytes()).is_ok_and(|back| back == *plan)
}

/// A text cut between two rows of one register, and each half closed, or opened, as a file of its own.
///
/// What reads as two such files reads as the one: a first half that ends within a text, a comment or a row does
/// not read at all, since nothing closes those, and where it ends between two rows the second goes on.
fn halves(text: &str) -> Option<[String; 2]> {
    let from = text.len() / 2;
    let cut = from + text.as_bytes()[from..].windows(7).position(|piece| piece == b"\n    (\n")? + 1;
    let (first, second) = text.split_at_checked(cut).filter(|_| text.len() >= LARGE)?;
    let (before, _) = first.rsplit_once(": [\n    ")?;
    let key = before.rsplit_once("\n  ")?.1;
    // What the reader asks of the whole and not of each half.
    let sound = text.len() <= MAX_BYTES && markers::refuse(text).is_ok();
    let plain = sound && key.bytes().all(|b| b.is_ascii_lowercase());
    let format = Plan::FORMAT;
    plain.then(|| [format!("{first}  ],\n)\n"), format!("(\n  format: {format},\n  {key}: [\n{second}")])
}

fn both_read_back([first, second]: &[String; 2], plan: &Plan) -> bool {
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(|| read_plan(second.as_bytes()));
        (read_plan(first.as_bytes()), other.join())
    });
    let (Ok(first), Ok(Ok(second))) = (first, second) else { return false };
    let rows = |plan: &Plan| REGISTERS.iter().map(|register| register.len(plan)).sum::<usize>();
    if rows(plan) > MAX_ROWS {
        return false;
    }
    REGISTERS.iter().all(|register| {
        let single = register.is_product();
        let parts = [&first, &second].into_iter().take(if single { 1 } else { 2 });
        let mut back = parts.flat_map(|part| register.rows(part));
        register.rows(plan).all(|row| back.next().is_some_and(|other| other.same_as(row))) && back.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Comments, Id, Person};
    use crate::store::write::canonical;
    use crate::text::Raw;

    /// A plan whose people have names with everything that looks like the file's own marks.
    fn crowd(note: &str) -> Plan {
        let mut plan = Plan::default();
        for n in 0..2_000 {
            let id = Id::parse(&format!("p{n}")).expect("an id");
            plan.people.put(Person {
                id,
                name: Raw::from(note),
                role: Raw::from("    ( \" ],) /*"),
                ..Default::default()
            });
        }
        plan
    }

    #[test]
    fn a_large_text_is_proven_in_halves_and_only_as_its_own_plan() {
        let plan = crowd("Ana");
        let text = canonical(&plan, &Comments::default());
        let cut = halves(&text).expect("it is large");
        assert!(both_read_back(&cut, &plan) && reads_back(&text, &plan));
        let mut other = plan.clone();
        other.people.take(&Id::parse("p1999").expect("an id"));
        assert!(!both_read_back(&cut, &other) && !reads_back(&text, &other));
        for n in [0, 999, 1_000, 1_999] {
            let mut other = plan.clone();
            let id = Id::parse(&format!("p{n}")).expect("an id");
            other.people.put(Person { id, ..Default::default() });
            assert!(!reads_back(&text, &other), "p{n}");
        }
    }

    #[test]
    fn a_text_that_reads_only_in_halves_or_not_at_all_proves_nothing() {
        let plan = crowd("Ana");
        let text = canonical(&plan, &Comments::default());
        for (from, to) in [("  ],\n)\n", "  ],\n"), ("  ],\n)\n", "  ],\n))\n"), ("(\n  format", "((\n  format")] {
            assert!(!reads_back(&text.replacen(from, to, 1), &plan), "{from:?}");
        }
        // A comment that is open where the text is cut.
        let at = halves(&text).expect("it is large")[0].len() - "  ],\n)\n".len();
        let open = format!("{}/*\n{}", &text[..at - 100], &text[at - 100..]);
        assert!(!reads_back(&open, &plan));
        let start = text[..at].rfind("    (\n").expect("a row");
        let around = format!("{}/*{}    (\n*/{}", &text[..start], " ".repeat(100), &text[start..]);
        assert!(reads_back(&around, &plan), "a comment changes nothing, wherever it stands");
    }
}
