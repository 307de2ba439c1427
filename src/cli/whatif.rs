//! `whatif`: what changes would come to. The file is not touched.

use std::ffi::OsString;
use std::sync::Arc;

use super::args::Verb;
use super::{Call, Failure, Reply, making, parse, threads};
use crate::analysis::facts_with;
use crate::analysis::schedule::Ahead;
use crate::edit::typed;
use crate::exchange::whatif as out;
use crate::report::text;
use crate::report::whatif;
use crate::report::words::Say;
use crate::session::Session;
use crate::text::show;

/// Columns of a document where nobody says how wide the output is.
const PAGE: usize = 80;

/// Makes the changes on a branch, one after the other, and says what is computed otherwise then.
pub fn whatif(call: &Call, changes: &[String]) -> Result<Reply, Failure> {
    let mut session = call.open()?;
    session.try_out();
    for change in changes {
        tried(call, &mut session, change)?;
    }
    let (plan, after, today) = (session.base_plan(), session.plan(), call.today());
    // The order of work begins at that of the plan, so that the changes' doing is seen and not the search's.
    let ahead = Arc::new(Ahead::of(plan, today, threads(), None));
    let then = Arc::new(Ahead::of(after, today, threads(), Some(&ahead)));
    let (facts, other) = (facts_with(plan, &call.world(), Some(ahead)), facts_with(after, &call.world(), Some(then)));
    let base = Say { plan, facts: &facts, today };
    let then = Say { plan: after, facts: &other, today };
    if call.options.json {
        return Ok(Reply::json(out::json(&base, &then)));
    }
    if call.options.plain {
        return Ok(Reply::out(out::records(&base, &then)));
    }
    let doc = whatif::doc(&base, &then);
    let reply = Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled));
    Ok(reply.note("nothing is saved; the same commands without whatif make the changes"))
}

/// Makes one change on the branch.
fn tried(call: &Call, session: &mut Session, change: &str) -> Result<(), Failure> {
    let mut words = typed::words(change);
    // As it is typed, with or without the program's name.
    if words.first().is_some_and(|word| word == "outgrow") {
        words.remove(0);
    }
    let about = |failure: Failure| failure.about(&format!("in {}", crate::model::value::quoted(change)));
    if let Some(option) = words.iter().find(|word| word.starts_with("--") || word.as_str() == "-f") {
        let why = format!("{option} belongs to whatif itself, not into a change");
        return Err(about(Failure::usage(why).hint("outgrow --json whatif 'set people/ana share=45'")));
    }
    let all = std::iter::once("outgrow".to_string()).chain(words).map(OsString::from);
    let verb = match parse(all.collect()).map_err(about)? {
        Ok(args) => args.verb,
        Err(_) => None,
    };
    let Some(mut verb) = verb else {
        return Err(about(Failure::usage("no change is named").hint("outgrow whatif 'set people/ana share=45'")));
    };
    // Nothing is removed, so nobody is asked.
    if let Verb::Rm { yes, .. } = &mut verb {
        *yes = true;
    }
    let made = making(call, &verb).and_then(|make| make(session.plan())).map_err(about)?;
    let (edit, said) = made;
    session.commit(edit, show(said.what)).map_err(|refusals| about(Failure::refused(refusals, None)))
}
