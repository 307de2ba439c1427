//! `draft`: the record of a data decision from one of its options.

use super::change::located;
use super::said::{Make, Said};
use super::{Call, Failure, Reply, command};
use crate::analysis;
use crate::exchange::json;
use crate::model::{Address, Plan};
use crate::report::options;
use crate::report::words::Say;

/// The data decision that was meant.
fn decision(plan: &Plan, row: &str) -> Result<Address, Failure> {
    let text = if row.contains('/') { row.to_string() } else { format!("models/{row}") };
    let at = located(plan, &text)?;
    match at.register {
        "models" => Ok(at),
        _ => Err(Failure::usage(format!("{at} is no data decision")).hint(command(&["list", "models"]))),
    }
}

/// The options of a data decision, side by side.
pub fn options_of(call: &Call, row: &str) -> Result<Reply, Failure> {
    let session = call.open()?;
    let (plan, at) = (session.plan(), decision(session.plan(), row)?);
    let facts = analysis::facts(plan, &call.world());
    let lines = options::lines(&Say { plan, facts: &facts, today: call.today() }, &at.id);
    if call.options.json {
        let mut out = json::envelope();
        out.insert("row".to_string(), at.to_string().into());
        out.insert("options".to_string(), lines.iter().map(|(name, _)| *name).collect());
        return Ok(Reply::json(out));
    }
    if lines.is_empty() {
        let fix = command(&["set", &at.to_string(), "cost_now=2d", "cost_10x=5d"]);
        return Ok(Reply::default().note(format!("{at} has no cost yet: {fix} says what it takes now and at 10x")));
    }
    let text: String = lines.iter().map(|(name, line)| format!("{name}\t{line}\n")).collect();
    let next = command(&["draft", &at.to_string(), lines.first().map_or("now", |(name, _)| name)]);
    Ok(Reply::out(text).note(format!("next: {next}")))
}

/// Drafts the record of a data decision from one of its options.
pub fn draft<'a>(call: &'a Call, row: &'a str, option: &'a str) -> Make<'a> {
    Box::new(move |plan| {
        let at = decision(plan, row)?;
        let facts = analysis::facts(plan, &call.world());
        let say = Say { plan, facts: &facts, today: call.today() };
        let (edit, made) = options::draft(&say, &at.id, option).map_err(|why| {
            let none = options::lines(&say, &at.id).is_empty();
            let costs = command(&["set", &at.to_string(), "cost_now=2d", "cost_10x=5d"]);
            Failure::usage(why).hint(if none { costs } else { command(&["draft", &at.to_string()]) })
        })?;
        let next = command(&["show", &made.to_string()]);
        Ok((edit, Said { what: format!("drafted {made}"), out: Some(made), fields: false, next }))
    })
}
