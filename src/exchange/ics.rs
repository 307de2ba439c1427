//! The agenda as iCalendar (RFC 5545): what recurs with its rule, what has one day, the turns on call. Every event keeps its
//! UID as long as its row keeps its id, so that a calendar that takes it in again moves what moved.

use crate::analysis::governance::agenda::{Kind, agenda};
use crate::analysis::governance::rota;
use crate::analysis::{Facts, World};
use crate::model::{Address, Day, Id, Plan, Span, Unit};
use crate::report::product_name;
use crate::text::Shown;

/// Days that the agenda looks ahead, and weeks for which turns are handed out.
const AHEAD: i64 = 366;
const WEEKS: usize = 12;

/// The calendar. Days only: nothing in a plan has an hour.
pub fn write(plan: &Plan, facts: &Facts, world: &World) -> String {
    let mut out = Calendar { text: String::new(), stamp: plain(world.today), plan: slug(plan) };
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line(concat!("PRODID:-//outgrow//", env!("CARGO_PKG_VERSION"), "//EN"));
    out.line("CALSCALE:GREGORIAN");
    out.line(&format!("X-WR-CALNAME:{}", escaped(&product_name(plan))));
    for cadence in &plan.cadences {
        let Some(day) = facts.governance.cadence(&cadence.id).and_then(|steps| steps.next) else { continue };
        let pause = facts.governance.cadence(&cadence.id).and_then(|steps| steps.every);
        let rule = cadence.every.filter(|_| pause.is_some()).and_then(|span| rule(span, day));
        let at = Address { register: "cadences", id: cadence.id.clone() };
        let what = cadence.name.show();
        out.event(&uid("cadence", &at), (day, day), &what, rule.as_deref(), &cadence.artifact.show());
    }
    let until = world.today.plus(AHEAD).unwrap_or(world.today);
    for item in agenda(plan, world, facts, until) {
        // Steps of a cadence are its rule's.
        if !matches!(item.kind, Kind::Cadence | Kind::Review) {
            let uid = uid(item.kind.word(), &item.at);
            out.event(&uid, (item.day, item.day), &item.what, None, &Shown::default());
        }
    }
    for turn in rota::rota(plan, world.today, WEEKS).weeks.iter().flat_map(|week| &week.turns) {
        let Some(person) = turn.person.as_ref().and_then(|id| plan.people.get(id)) else { continue };
        let what = Shown::from("On call: ").then(person.name.show());
        out.event(&format!("turn-{}", turn.from), (turn.from, turn.to), &what, None, &Shown::default());
    }
    out.line("END:VCALENDAR");
    out.text
}

fn slug(plan: &Plan) -> Id {
    Id::slug(plan.product().name.raw(), "plan")
}

fn uid(kind: &str, at: &Address) -> String {
    format!("{kind}-{}-{}", at.register, at.id)
}

/// A day as the format has it: `20261116`.
fn plain(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// How often a pause comes again; `None` where no rule says it exactly. A day that not every month has is the month's last
/// one where it is missing.
fn rule(every: Span, from: Day) -> Option<String> {
    let amount = every.likely();
    if amount.fract() != 0.0 || !(1.0..1000.0).contains(&amount) {
        return None;
    }
    let often = match every.unit {
        Unit::Days => "DAILY",
        Unit::Weeks => "WEEKLY",
        Unit::Months => "MONTHLY",
        Unit::Years => "YEARLY",
        Unit::Minutes | Unit::Hours => return None,
    };
    let mut rule = format!("FREQ={often};INTERVAL={amount}");
    let day = from.0.day();
    if every.unit == Unit::Months && day > 28 {
        let days: Vec<String> = (28..=day).map(|day| day.to_string()).collect();
        rule += &format!(";BYMONTHDAY={};BYSETPOS=-1", days.join(","));
    }
    Some(rule)
}

/// Text with what would end a value escaped.
fn escaped(text: &Shown) -> String {
    text.as_str().replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

struct Calendar {
    text: String,
    stamp: String,
    /// Tells the UIDs of two plans apart.
    plan: Id,
}

/// Bytes of a line before it is folded.
const FOLD: usize = 75;

impl Calendar {
    /// A line, folded where it is long; a character is never cut in two.
    fn line(&mut self, line: &str) {
        let mut left = FOLD;
        for c in line.chars() {
            if c.len_utf8() > left {
                self.text.push_str("\r\n ");
                left = FOLD - 1;
            }
            self.text.push(c);
            left -= c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    fn event(&mut self, uid: &str, (from, to): (Day, Day), what: &Shown, rule: Option<&str>, more: &Shown) {
        // The last day is the one after, as the format counts.
        let end = to.plus(1).unwrap_or(to);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{uid}@{}.outgrow", self.plan));
        self.line(&format!("DTSTAMP:{}T000000Z", self.stamp));
        self.line(&format!("DTSTART;VALUE=DATE:{}", plain(from)));
        self.line(&format!("DTEND;VALUE=DATE:{}", plain(end)));
        if let Some(rule) = rule {
            self.line(&format!("RRULE:{rule}"));
        }
        self.line(&format!("SUMMARY:{}", escaped(what)));
        if !more.is_empty() {
            self.line(&format!("DESCRIPTION:{}", escaped(more)));
        }
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }
}
