//! The chart as a Mermaid diagram.

use std::fmt::Write;

use super::{Bar, Gantt};
use crate::text::Shown;

impl Gantt {
    /// A `gantt` diagram: a section for the phases with their tasks, one for other work, one for promised days. Mermaid
    /// draws no links; a bar ends with the day before its second date.
    pub fn mermaid(&self) -> String {
        let mut out = "gantt\n    dateFormat YYYY-MM-DD\n    axisFormat %d %b\n".to_string();
        let mut section = "";
        for (n, bar) in self.bars.iter().enumerate() {
            let mine = if bar.at.register == "phases" || bar.depth > 0 { "Review" } else { "Besides" };
            if mine != section {
                section = mine;
                let _ = writeln!(out, "    section {section}");
            }
            let _ = write!(out, "{}", task(bar, n));
        }
        if !self.milestones.is_empty() {
            out += "    section Promised\n";
        }
        for (n, mark) in self.milestones.iter().enumerate() {
            let _ = writeln!(out, "    {} :milestone, m{n}, {}, 0d", named(&mark.name), mark.day);
        }
        out
    }
}

fn task(bar: &Bar, n: usize) -> String {
    let mut out = String::new();
    let name = named(&bar.name);
    if let Some((from, to)) = bar.done {
        let done = if bar.work.is_some() { " (done)" } else { "" };
        let _ = writeln!(out, "    {name}{done} :done, d{n}, {from}, {}", to.plus(1).unwrap_or(to));
    }
    if let Some((from, to)) = bar.work {
        let crit = if bar.critical { "crit, " } else { "" };
        let active = if bar.done.is_some() { "active, " } else { "" };
        let _ = writeln!(out, "    {name} :{crit}{active}t{n}, {from}, {}", to.plus(1).unwrap_or(to));
    }
    out
}

/// A name that Mermaid reads as one: without what ends or opens anything there.
fn named(name: &Shown) -> String {
    let mut plain: String = name
        .as_str()
        .chars()
        .map(|c| match c {
            ':' => '\u{2236}',
            ';' | ',' => ' ',
            '#' | '%' | '<' | '>' | '{' | '}' | '`' | '"' | '\\' => '\'',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let word = plain.split(' ').next().unwrap_or("").to_lowercase();
    let words = [
        "gantt",
        "title",
        "section",
        "dateformat",
        "axisformat",
        "tickinterval",
        "excludes",
        "includes",
        "todaymarker",
        "weekday",
        "weekend",
        "click",
        "call",
        "href",
        "inclusiveenddates",
        "topaxis",
        "acctitle",
        "accdescr",
    ];
    match plain.as_str() {
        "" => "(no name)".to_string(),
        _ if words.contains(&word.as_str()) => format!("'{plain}"),
        _ => plain,
    }
}
