//! The options of a data decision side by side: now, or at ten, fifty and a hundred times the users; and the decision
//! record that follows from choosing one.

use super::doc::{Grid, Line, Words};
use super::words::Say;
use crate::analysis::column::short;
use crate::analysis::data::{Cost, MULTIPLES, backfill_hours};
use crate::analysis::trend::When;
use crate::edit::Edit;
use crate::model::value::Value;
use crate::model::{Address, DataModel, Id};
use crate::text::{Raw, Shown, show, word};

/// How the options are called.
pub const NAMES: [&str; 4] = ["now", "10x", "50x", "100x"];

/// One option of a decision.
struct Choice {
    name: &'static str,
    when: Option<When>,
    days: f64,
    money: Option<f64>,
    backfill: Option<f64>,
}

fn choices(say: &Say, model: &DataModel, cost: &Cost) -> Vec<Choice> {
    let users = say.facts.growth.users.as_ref();
    let when = [
        Some(When::On(say.today)),
        users.map(|users| users.x10.p50),
        users.map(|users| users.x50.p50),
        users.map(|users| users.x100.p50),
    ];
    let each = (0..NAMES.len()).filter_map(|at| {
        let backfill = backfill_hours(model, users.map(|users| users.count), MULTIPLES[at]);
        Some(Choice { name: NAMES[at], when: when[at], days: cost.days[at]?, money: cost.money[at], backfill })
    });
    each.collect()
}

/// The options as a table; `None` where fewer than two are priced.
pub fn side_by_side(say: &Say, id: &Id) -> Option<Grid> {
    let (model, cost) = (say.plan.models.get(id)?, say.facts.data.get(id)?);
    let all = choices(say, model, cost);
    if all.len() < 2 {
        return None;
    }
    let money = all.iter().any(|choice| choice.money.is_some());
    let backfill = all.iter().any(|choice| choice.backfill.is_some());
    let mut columns = vec![("Do it", false), ("About", false), ("Days", true)];
    columns.extend(money.then_some(("Money", true)));
    columns.extend(backfill.then_some(("Backfill", true)));
    let lines = all.iter().map(|choice| {
        let mut cells =
            vec![Words::new().strong(choice.name), Words::from(about(say, choice)), Words::from(short(choice.days))];
        if money {
            cells.push(choice.money.map_or(Words::new(), |n| Words::from(say.money(&format!("{n:.0}")))));
        }
        if backfill {
            cells.push(choice.backfill.map_or(Words::new(), |hours| Words::from(format!("{} h", short(hours)))));
        }
        Line { at: None, cells }
    });
    Some(Grid::new(&columns, lines.collect()))
}

fn about(say: &Say, choice: &Choice) -> String {
    match choice.when {
        Some(When::On(day)) => day.short(say.today),
        Some(When::Never) => "never".to_string(),
        None => "?".to_string(),
    }
}

/// What each option comes to, in a line: for choosing one.
pub fn lines(say: &Say, id: &Id) -> Vec<(&'static str, Shown)> {
    let Some((model, cost)) = say.plan.models.get(id).zip(say.facts.data.get(id)) else { return Vec::new() };
    let each = choices(say, model, cost).into_iter().map(|choice| {
        let money = choice.money.map_or(Shown::default(), |n| word(", ").then(say.money(&format!("{n:.0}"))));
        let backfill = choice.backfill.map_or(String::new(), |hours| format!(", {} h of backfill", short(hours)));
        let when = about(say, &choice);
        (choice.name, show(format!("{when}: {} person-days", short(choice.days))).then(money).then(backfill))
    });
    each.collect()
}

/// A decision record drafted from the option chosen, and the data decision's reference to it. The sentence says why not.
pub fn draft(say: &Say, id: &Id, option: &str) -> Result<(Edit, Address), String> {
    let model = say.plan.models.get(id).ok_or_else(|| format!("there is no data decision {id}"))?;
    let options = lines(say, id);
    let Some((name, chosen)) = options.iter().find(|(name, _)| *name == option) else {
        let known: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
        return Err(match known.is_empty() {
            true => format!("models/{id} has no cost yet; set cost_now and cost_10x first"),
            false => format!("models/{id} has no cost for {option}; there are {}", known.join(", ")),
        });
    };
    if let Some(there) = model.decision.id() {
        return Err(format!("models/{id} has its decision already: decisions/{there}"));
    }
    let title = model.name.show();
    let slug = Id::slug(title.as_str(), "decision");
    let row = slug.free(|id| say.plan.decisions.get(id).is_some());
    let at = Address { register: "decisions", id: row.clone() };
    let prose = |lines: Vec<String>| Value::Prose(lines.into_iter().map(Raw::from).collect());
    let put = |field, value| Edit::Put { at: at.clone(), field, value };
    let mut context = Vec::new();
    if !model.current.is_empty() {
        context.push(format!("Today: {}", model.current.raw()));
    }
    if let Some(users) = &say.facts.growth.users {
        let growth =
            format!("{} users on {}, growing {:.1} % a week.", short(users.count), users.on, 100.0 * users.weekly);
        context.push(growth);
    }
    if let Some(When::On(day)) = say.facts.data.get(id).and_then(|cost| cost.last_cheap) {
        context.push(format!("It stays as cheap as today until {day}."));
    }
    let listed = options.iter().map(|(name, line)| format!("- {name}, {line}"));
    let target = if model.target.is_empty() { title.to_string() } else { model.target.raw().to_string() };
    let choice = vec![target, format!("When: {name}, {chosen}.")];
    let waiting = say.facts.data.get(id).and_then(|cost| cost.waiting);
    let mut consequences = Vec::new();
    if let Some(waiting) = waiting {
        consequences
            .push(format!("Waiting from ten to a hundred times the users would cost {} person-days.", short(waiting)));
    }
    let reversible =
        if model.reversible { "It can be taken back." } else { "It cannot be taken back once rows are moved." };
    consequences.push(reversible.to_string());
    let edits = vec![
        put("name", Value::Text(model.name.clone())),
        put("date", Value::Day(say.today)),
        put("context", prose(context)),
        put("options", prose(listed.collect())),
        put("choice", prose(choice)),
        put("consequences", prose(consequences)),
        Edit::Put { at: Address { register: "models", id: id.clone() }, field: "decision", value: Value::Ref(row) },
    ];
    Ok((Edit::Several(edits), at))
}
