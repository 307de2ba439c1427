//! Findings in words: for the checks screen, `check`, and the summary's appendix.

use super::doc::{Block, Tone, Words};
use super::words::{Say, count, state_tone, state_words};
use crate::analysis::Facts;
use crate::analysis::checks::{Finding, State, Waived};
use crate::text::{Shown, word};

/// Findings, what was accepted, and how many checks wait for data.
pub fn blocks(facts: &Facts) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !facts.findings.is_empty() {
        blocks.push(pairs(&facts.findings));
    }
    if !facts.waived.is_empty() {
        blocks.push(Block::Heading(2, Words::from("Accepted")));
        blocks.push(Block::List(facts.waived.iter().map(accepted).collect()));
    }
    if !facts.waiting.is_empty() {
        let names: Vec<&str> = facts.waiting.iter().map(|check| check.about.id).collect();
        let many = count(facts.waiting.len(), "check");
        let verb = if facts.waiting.len() == 1 { "waits" } else { "wait" };
        blocks.push(Block::Para(Words::new().dim(format!("{many} {verb} for data: {}.", names.join(", ")))));
    }
    blocks
}

/// State, name and what is wrong; below it what mends it.
pub fn pairs(findings: &[Finding]) -> Block {
    let each = findings.iter().flat_map(|finding| {
        let what =
            Words::new().with(state_tone(finding.hit.state), finding.about.id).plain("  ").plain(&finding.hit.message);
        [(word(finding.hit.state.word()), what), (Shown::default(), Words::new().dim(mending(finding)))]
    });
    Block::Pairs(each.collect())
}

/// `outgrow set triggers/database status=act · 30 min · bites Thu 19 Nov 2026`.
fn mending(finding: &Finding) -> Shown {
    let time = match finding.about.minutes {
        minutes if minutes >= 60 && minutes % 60 == 0 => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    };
    let bites = finding.hit.bites.map_or(String::new(), |day| format!(" · bites {}", day.words()));
    finding.hit.fix.clone().then(format!(" · {time}{bites}"))
}

fn accepted(waived: &Waived) -> Words {
    let until = waived.until.map_or("for good".to_string(), |day| format!("until {}", day.words()));
    Words::new()
        .strong(waived.finding.about.id)
        .plain("  ")
        .plain(&waived.finding.hit.message)
        .dim(format!(" accepted {until}"))
        .dim(if waived.reason.is_empty() { Shown::default() } else { word(": ").then(waived.reason.clone()) })
}

/// A finding in full: what is wrong, why it matters, what mends it, the rows it is about.
pub fn full(say: &Say, finding: &Finding) -> Vec<Block> {
    let mut rows = say.place(&finding.hit.at);
    for other in &finding.hit.others {
        rows = rows.plain(", ");
        rows.0.extend(say.place(other).0);
    }
    let mut pairs = vec![
        (word("Check"), Words::new().strong(finding.about.id)),
        (word("State"), state_words(finding.hit.state)),
        (word("Why it matters"), Words::from(finding.about.why)),
        (word("Mended by"), Words::from(mending(finding))),
        (word("Rows"), rows),
    ];
    if matches!(finding.hit.state, State::Act | State::Mon) && finding.hit.at.register != "conflicts" {
        pairs.push((word("Or"), Words::new().key("I").plain(" accepts it, with a reason and an end")));
    }
    vec![Block::Para(Words::new().with(Tone::Strong, finding.hit.message.clone())), Block::Pairs(pairs)]
}
