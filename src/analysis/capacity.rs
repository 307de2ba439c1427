//! How much of a week somebody gives, and how long work takes at that.

use super::knowledge::is_here;
use crate::model::{Day, Id, Person, Plan, Span};

/// The share of a working week a person gives, between nought and one and a half; who says nothing gives all of it,
/// the lead what the product says of them.
pub fn share(plan: &Plan, person: &Person) -> f64 {
    let product = plan.product();
    let unsaid = if product.lead.id() == Some(&person.id) { product.lead_share } else { 100.0 };
    (person.share.unwrap_or(unsaid) / 100.0).clamp(0.0, 1.5)
}

/// The share of whoever answers for something: its owner, else the lead, else one implied person's of `lead_share`.
pub fn share_of(plan: &Plan, owner: Option<&Id>) -> f64 {
    let find = |id: &Id| plan.people.get(id);
    let person = owner.and_then(find).or_else(|| plan.product().lead.id().and_then(find));
    person.map_or((plan.product().lead_share / 100.0).clamp(0.0, 1.5), |person| share(plan, person))
}

/// Calendar days that so many person-days take at a share of the week; `None` where nobody gives any time.
pub fn calendar_days(person_days: f64, share: f64) -> Option<f64> {
    (share > 0.0).then(|| person_days / share * 7.0 / 5.0)
}

/// Calendar days of elapsed time.
pub fn elapsed(span: Span) -> f64 {
    span.likely() * span.unit.calendar_days()
}

/// Person-days a year of those who are here on this day, or of the one implied person where nobody is.
pub fn year(plan: &Plan, today: Day) -> f64 {
    let here = plan.people.iter().filter(|person| is_here(person, today));
    let shares: f64 = here.map(|person| share(plan, person)).sum();
    let shares = if shares > 0.0 { shares } else { share_of(plan, None) };
    shares * 365.25 / 7.0 * 5.0
}
