//! The forecast as JSON and as plain records.

use serde_json::{Map, Value as Json, json};

use super::{json, plain};
use crate::analysis::schedule::flaw::unstaffed;
use crate::analysis::schedule::{Ahead, Forecast, Network, Schedule, Spread, days, why};
use crate::text::{show, word};

/// What many runs say of the finish, and where each row stands on the likely amounts.
pub fn json(net: &Network, schedule: &Schedule, forecast: &Forecast) -> Map<String, Json> {
    let mut out = json::envelope();
    out.insert("runs".to_string(), forecast.draws.runs.into());
    out.insert("seed".to_string(), forecast.draws.seed.into());
    out.insert("shape".to_string(), forecast.draws.shape.word().into());
    let date = forecast.days.map(|day| day.to_string());
    out.insert("finish".to_string(), json!({ "weeks": spread(forecast.weeks), "date": spread(date) }));
    out.insert("error_weeks".to_string(), forecast.error.into());
    if let Some(chance) = forecast.target_chance {
        out.insert("target_chance".to_string(), chance.into());
    }
    let unstaffed = unstaffed(net, schedule);
    if !unstaffed.is_empty() {
        out.insert("unstaffed".to_string(), unstaffed.iter().map(|at| Json::from(at.to_string())).collect());
    }
    let rows = forecast.rows.iter().enumerate().map(|(at, outcome)| {
        let (start, end) = schedule.row(net, at);
        let (first, last) = net.calendar.days(start, end);
        let mut row = json!({
            "id": outcome.at.id.as_str(),
            "register": outcome.at.register,
            "start": first.to_string(),
            "end": last.to_string(),
            "slack": days(schedule.slack(net, at)),
            "critical_share": outcome.critical_share,
        });
        if let Some(correlation) = outcome.correlation {
            row["correlation"] = correlation.into();
        }
        row
    });
    out.insert("rows".to_string(), rows.collect());
    let flaws = net.flaws.iter().chain(&schedule.flaws).map(|flaw| flaw.message.as_str().into());
    out.insert("flaws".to_string(), Json::Array(flaws.collect()));
    out
}

fn spread<T: Into<Json>>(spread: Spread<T>) -> Json {
    let Spread { p10, p50, p90 } = spread;
    json!({ "p10": p10.into(), "p50": p50.into(), "p90": p90.into() })
}

/// A line for the finish, one for each row: id, start, end, days of slack, how often it decides the date.
pub fn records(net: &Network, schedule: &Schedule, forecast: &Forecast) -> String {
    let day = forecast.days.map(|day| show(day.to_string()));
    let mut out = plain::line(&[word("finish"), day.p10, day.p50, day.p90]);
    for (at, outcome) in forecast.rows.iter().enumerate() {
        let (start, end) = schedule.row(net, at);
        let (first, last) = net.calendar.days(start, end);
        out.push_str(&plain::line(&[
            show(outcome.at.to_string()),
            show(first.to_string()),
            show(last.to_string()),
            show(format!("{:.1}", days(schedule.slack(net, at)))),
            show(format!("{:.2}", outcome.critical_share)),
        ]));
    }
    out
}

/// The timeline of a screen: the forecast, why the finish lies where it does, one person alone, and weeks that are over.
pub fn screen(ahead: &Ahead) -> Json {
    let mut out = json(&ahead.net, &ahead.schedule, &ahead.forecast);
    out.remove("schema");
    let why = why::finish(&ahead.net, &ahead.schedule);
    out.insert("why".to_string(), why.iter().map(|step| Json::from(step.sentence.as_str())).collect());
    let alone = ahead.solo.iter().map(|one| json!({ "lead_days": one.lead_days, "weeks": json::rounded(one.weeks) }));
    out.insert("solo".to_string(), alone.collect());
    let hours = |minutes: i64| json::number(json::rounded(minutes as f64 / 60.0));
    let over = ahead.weeks.iter().filter(|week| week.is_over()).map(|week| {
        json!({
            "person": ahead.net.calendar.workers[week.worker].id.as_ref().map_or("", |id| id.as_str()),
            "week": week.monday.to_string(),
            "has_hours": hours(week.has),
            "asked_hours": hours(week.asked),
        })
    });
    out.insert("overfull".to_string(), over.collect());
    Json::Object(out)
}
