//! Decision records that are due: something structural changed and nobody wrote down why, or a decision lost its ground.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{Facts, World};
use crate::model::{Address, DataModelKind, Day, Decision, Id, Op, Plan, Standing, Status, VendorLock};

/// A record that is due.
#[derive(Clone, PartialEq, Debug)]
pub struct Due {
    /// The row that asks for it, and its field.
    pub at: Address,
    pub field: &'static str,
    pub why: Why,
}

/// What asks for a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// The trigger fired that takes a decision's ground away; since when, where that is known.
    Void { trigger: Id, since: Option<Day> },
    /// A vendor is woven into a domain.
    Woven,
    /// A vendor is another one than at the last review.
    NewVendor,
    /// A domain was not there at the last review.
    NewDomain,
    /// The keys are of another kind than at the last review.
    NewKeys,
    /// A data decision was carried out.
    CarriedOut,
}

/// Whether a decision still holds, or is to.
pub fn stands(standing: Standing) -> bool {
    matches!(standing, Standing::Proposed | Standing::Accepted)
}

/// Which decisions cover what.
struct Written<'p> {
    /// By domain, the last day of a decision that names it; those without a day count as of old.
    domains: BTreeMap<&'p Id, Option<Day>>,
    /// Names of decisions in small letters, with their days.
    names: Vec<(String, Option<Day>)>,
    superseded: BTreeSet<&'p Id>,
}

impl<'p> Written<'p> {
    fn of(plan: &'p Plan) -> Written<'p> {
        let mut written = Written { domains: BTreeMap::new(), names: Vec::new(), superseded: BTreeSet::new() };
        for decision in plan.decisions.iter().filter(|row| row.standing != Standing::Rejected) {
            for domain in &decision.domains.0 {
                let last = written.domains.entry(domain).or_insert(decision.date);
                *last = (*last).max(decision.date);
            }
            written.superseded.extend(decision.supersedes.id());
            written.names.push((decision.name.raw().to_lowercase(), decision.date));
        }
        written
    }

    /// Whether a decision names a domain or a vendor, on this day or later where one is given.
    fn covers(&self, domain: &Id, vendor: &str, since: Option<Day>) -> bool {
        let late_enough = |date: Option<Day>| since.is_none_or(|since| date.is_some_and(|date| date >= since));
        let vendor = vendor.trim().to_lowercase();
        self.domains.get(domain).is_some_and(|date| late_enough(*date))
            || (!vendor.is_empty()
                && self.names.iter().any(|(name, date)| name.contains(&vendor) && late_enough(*date)))
    }
}

/// The records that are due. Linear in domains and decisions; names are searched for those vendors only that nothing
/// covers.
pub fn due(plan: &Plan, world: &World, facts: &Facts) -> Vec<Due> {
    let mut found = Vec::new();
    let written = Written::of(plan);
    let at = |register, id: &Id| Address { register, id: id.clone() };
    for decision in plan.decisions.iter().filter(|row| stands(row.standing) && row.status != Status::Done) {
        if written.superseded.contains(&decision.id) {
            continue;
        }
        if let Some((trigger, since)) = voided(plan, world.today, facts, decision) {
            let why = Why::Void { trigger, since };
            found.push(Due { at: at("decisions", &decision.id), field: "void_when", why });
        }
    }
    let before = world.last_review.as_deref();
    for domain in &plan.domains {
        let old = before.map(|before| (before.day, before.plan.domains.get(&domain.id)));
        let vendor = domain.vendor.raw();
        let why = match old {
            Some((day, None)) if !written.covers(&domain.id, "", Some(day)) => Why::NewDomain,
            Some((day, Some(old))) if !vendor.is_empty() && old.vendor.raw() != vendor => {
                if written.covers(&domain.id, vendor, Some(day)) {
                    continue;
                }
                Why::NewVendor
            }
            _ if !vendor.is_empty()
                && domain.vendor_lock == VendorLock::Woven
                && !written.covers(&domain.id, vendor, None) =>
            {
                Why::Woven
            }
            _ => continue,
        };
        let field = if why == Why::NewDomain { "name" } else { "vendor" };
        found.push(Due { at: at("domains", &domain.id), field, why });
    }
    for model in plan.models.iter().filter(|model| model.decision.id().is_none()) {
        let old = before.and_then(|before| before.plan.models.get(&model.id));
        let keys = model.kind == Some(DataModelKind::PrimaryKeys);
        let why = match old {
            Some(old) if keys && old.key_type != model.key_type => Why::NewKeys,
            _ if model.status == Status::Done => Why::CarriedOut,
            _ => continue,
        };
        found.push(Due { at: at("models", &model.id), field: "decision", why });
    }
    found
}

/// The trigger that took a decision's ground away, and since when.
fn voided(plan: &Plan, today: Day, facts: &Facts, decision: &Decision) -> Option<(Id, Option<Day>)> {
    let id = decision.void_when.id()?;
    let (trigger, watch) = (plan.triggers.get(id)?, facts.triggers.get(id)?);
    let crossed = watch.crosses.and_then(|dates| dates.p50.day());
    let fired = match trigger.op {
        Op::Event => trigger.event.is_some_and(|day| day <= today),
        _ => watch.reached,
    };
    fired.then(|| (id.clone(), crossed))
}

/// Minutes that one record takes, about.
pub const MINUTES: u32 = 30;

/// Decisions that hold a word in their name or their text, the newest first: for looking something up.
pub fn search<'p>(plan: &'p Plan, words: &str) -> Vec<&'p Decision> {
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let text = |row: &Decision| {
        let prose = [&row.context, &row.options, &row.choice, &row.consequences, &row.note];
        let lines = prose.iter().flat_map(|prose| prose.0.iter().map(|line| line.raw()));
        std::iter::once(row.name.raw()).chain(lines).collect::<Vec<_>>().join("\n").to_lowercase()
    };
    let holds = |row: &&Decision| {
        let text = text(row);
        wanted.iter().all(|word| text.contains(word.as_str()))
    };
    let mut found: Vec<&Decision> = plan.decisions.iter().map(|row| &**row).filter(holds).collect();
    found.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id)));
    found
}

/// The decisions a decision replaced, newest first; a circle ends where it closes.
pub fn lineage<'p>(plan: &'p Plan, id: &Id) -> Vec<&'p Decision> {
    let mut found: Vec<&Decision> = Vec::new();
    let mut next = plan.decisions.get(id).and_then(|row| row.supersedes.id());
    while let Some(row) = next.and_then(|id| plan.decisions.get(id)) {
        if found.iter().any(|known| known.id == row.id) || row.id == *id {
            break;
        }
        found.push(row);
        next = row.supersedes.id();
    }
    found
}

/// The edit by which a new decision takes an old one's place: both rows say so.
pub fn supersede(old: &Id, new: &Id) -> crate::edit::Edit {
    use crate::edit::Edit;
    use crate::model::value::Value;
    let at = |id: &Id| Address { register: "decisions", id: id.clone() };
    Edit::Several(vec![
        Edit::Put { at: at(new), field: "supersedes", value: Value::Ref(old.clone()) },
        Edit::Put { at: at(old), field: "standing", value: Value::Choice("superseded") },
    ])
}
