//! `forecast`: when it is done, what decides that; and the timeline as pictures and for another scheduler.

use super::args::Spread as Form;
use super::table::Table;
use super::{Call, Failure, Reply};
use crate::analysis::schedule::{
    Draws, Forecast, Network, Schedule, Shape, View, days, forecast, hours, level, solo, why,
};
use crate::exchange::{forecast as out, tjp};
use crate::figure::gantt::Gantt;
use crate::model::Plan;
use crate::report::{forecast as told, timeline};
use crate::text::{Shown, show};

/// What is asked of the runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask {
    pub runs: Option<usize>,
    pub seed: Option<i64>,
    pub unlevelled: bool,
    pub shape: Option<Form>,
}

/// Says by when it is done, in words, or all of it as JSON.
pub fn forecast_of(call: &Call, ask: Ask) -> Result<Reply, Failure> {
    let session = call.open()?;
    let plan = session.plan();
    let view = if ask.unlevelled { View::Bare } else { View::People };
    let net = Network::of(plan, call.today(), view);
    let schedule = level(&net);
    let draws = draws(plan, ask);
    if net.nodes.is_empty() {
        let why = "no phase or task is left to do; outgrow add tasks \"Draw the map\" effort=1d adds one";
        return if call.options.json {
            Ok(Reply::json(out::json(&net, &schedule, &forecast(&net, &schedule, draws))))
        } else {
            Ok(Reply::default().note(why))
        };
    }
    let found = forecast(&net, &schedule, draws);
    if call.options.json {
        return Ok(Reply::json(out::json(&net, &schedule, &found)));
    }
    if call.options.plain {
        return Ok(Reply::out(out::records(&net, &schedule, &found)));
    }
    // What nobody has time for has no end, whatever the rest takes.
    let mut text = match told::nobody(&net, &schedule) {
        Some(words) => format!("{}\n", words.text()),
        None => finish(&net, &found),
    };
    if view == View::People && net.rows.iter().any(|row| row.at.register == "phases") {
        text.push_str(&readings(plan, call, draws));
    }
    if view == View::People && found.target_chance.is_some_and(|chance| chance < SURE) {
        let needed = told::needed(&hours::needed(plan, call.today(), draws, SURE));
        text.extend(needed.map(|words| format!("{}\n", words.text())));
    }
    text.push('\n');
    text.push_str(&rows(&net, &schedule, &found).lines(call.width, call.styled));
    text.push_str("\nWhy that date\n");
    for step in why::finish(&net, &schedule) {
        text.push_str(&format!("  {}\n", step.sentence));
    }
    let mut reply = Reply::out(text);
    reply.notes.extend(net.flaws.iter().chain(&schedule.flaws).map(|flaw| flaw.message.clone()));
    Ok(reply)
}

fn draws(plan: &Plan, ask: Ask) -> Draws {
    let mut draws = Draws::of(plan, super::threads());
    draws.runs = ask.runs.unwrap_or(draws.runs);
    draws.seed = ask.seed.unwrap_or(draws.seed);
    draws.shape = match ask.shape {
        Some(Form::Pert) => Shape::Pert,
        Some(Form::Triangular) | None => Shape::Triangular,
    };
    draws
}

/// The finish in words, with the share of runs that meet the target.
fn finish(net: &Network, found: &Forecast) -> String {
    let (day, weeks) = (found.days, found.weeks);
    let mut text = format!(
        "Half of {} runs are done by {}, 9 in 10 by {}.\n{:.1} working weeks from {}; 8 in 10 runs take {:.1} to {:.1}.\n",
        found.draws.runs,
        day.p50.words(),
        day.p90.words(),
        weeks.p50,
        if net.view == View::Bare || net.begin > 0 { "the start of the review" } else { "today" },
        weeks.p10,
        weeks.p90,
    );
    if let Some((target, chance)) = net.target.zip(found.target_chance) {
        text.push_str(&format!("The target, {}, is met in {:.0} of 100.\n", target.words(), chance * 100.0));
    }
    if let Some(reading) = net.reading {
        text.push_str(reading);
        text.push('\n');
    }
    text
}

/// Both readings of a phase-week, for one person.
fn readings(plan: &Plan, call: &Call, draws: Draws) -> String {
    let [light, full] = solo::solo(plan, call.today(), Draws { runs: draws.runs.min(2_000), ..draws });
    format!(
        "One person: {:.1} weeks if a phase-week takes {} day of work, {:.1} if {} days.\n",
        light.forecast.weeks.p50, light.lead_days, full.forecast.weeks.p50, full.lead_days,
    )
}

/// The share of runs that should meet the target.
const SURE: f64 = 0.9;

/// Cells of a row's name.
const NAME: usize = 40;

fn rows(net: &Network, schedule: &Schedule, found: &Forecast) -> Table {
    let mut table = Table::of(&[("Row", 20), ("Starts", 10), ("Ends", 10), ("Slack", 5), ("Decides", 7)]);
    table.columns[3].right = true;
    table.columns[4].right = true;
    for (at, (row, outcome)) in net.rows.iter().zip(&found.rows).enumerate() {
        let (start, end) = schedule.row(net, at);
        let (first, last) = net.calendar.days(start, end);
        let indent = if row.within.is_some() { "  " } else { "" };
        table.rows.push(vec![
            show(format!("{indent}{}", row.name.cut(NAME))),
            show(first.words()),
            show(last.words()),
            match row.counts {
                true => show(format!("{:.1} d", days(schedule.slack(net, at)))),
                false => Shown::default(),
            },
            show(told::decides(row.counts, outcome)),
        ]);
    }
    table
}

/// The timeline as a project of TaskJuggler.
pub fn project(call: &Call) -> Result<String, Failure> {
    let session = call.open()?;
    let net = Network::of(session.plan(), call.today(), View::People);
    Ok(tjp::tjp(session.plan(), &net, &level(&net)))
}

/// The timeline as a figure.
pub fn chart(call: &Call) -> Result<Gantt, Failure> {
    let session = call.open()?;
    let plan = session.plan();
    let net = Network::of(plan, call.today(), View::People);
    let schedule = level(&net);
    let found = forecast(&net, &schedule, draws(plan, Ask::default()));
    Ok(timeline::gantt(plan, &net, &schedule, Some(&found), call.today()))
}
