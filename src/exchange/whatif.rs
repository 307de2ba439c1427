//! Two plans side by side, for scripts.

use serde_json::{Map, Value as Json, json};

use super::{changes, json, plain};
use crate::report::changes::rows;
use crate::report::whatif::{Compared, findings, headlines, odd, shift, values};
use crate::report::words::Say;
use crate::text::{Shown, show, word};

/// The changes, what leads on both sides, the finish, every computed value that is another, and findings that come and go.
pub fn json(base: &Say, then: &Say) -> Map<String, Json> {
    let mut out = json::envelope();
    out.insert("changes".to_string(), changes::json(&rows(base.plan, then.plan)));
    // Counts are numbers, dates and shares are said.
    let value = |text: &Shown| text.as_str().parse::<i64>().map_or(Json::from(text.as_str()), Json::from);
    let leading = headlines(base, then)
        .into_iter()
        .map(|one| (one.key.to_string(), json!({ "now": value(&one.before), "then": value(&one.after) })));
    out.insert("headlines".to_string(), Json::Object(leading.collect()));
    let finish = |say: &Say| {
        let ahead = say.facts.ahead.as_ref().filter(|ahead| ahead.unstaffed().is_empty())?;
        let (date, weeks) = (ahead.forecast.days, ahead.forecast.weeks);
        Some(json!({
            "p50": date.p50.to_string(),
            "p90": date.p90.to_string(),
            "weeks": json::rounded(weeks.p50),
            "target_chance": ahead.forecast.target_chance,
        }))
    };
    if let (Some(now), Some(after), Some(moved)) = (finish(base), finish(then), shift(base, then)) {
        out.insert("finish".to_string(), json!({ "now": now, "then": after, "moved_days": json::rounded(moved) }));
    }
    if let Some(odd) = odd(base, then) {
        out.insert("anomaly".to_string(), odd.as_str().into());
    }
    let moved = values(base, then).into_iter().map(|one| {
        let row = one.at.as_ref().map_or(String::new(), ToString::to_string);
        json!({ "row": row, "key": one.key, "now": one.before.as_str(), "then": one.after.as_str() })
    });
    out.insert("values".to_string(), moved.collect());
    let (came, went) = findings(base, then);
    let said =
        |list: Vec<crate::report::doc::Words>| list.iter().map(|words| Json::from(words.text().as_str())).collect();
    let (came, went): (Vec<Json>, Vec<Json>) = (said(came), said(went));
    out.insert("findings".to_string(), json!({ "come": came, "go": went }));
    out
}

/// A line for each value on both sides: row (nothing for what leads), key, now, then.
pub fn records(base: &Say, then: &Say) -> String {
    let all = headlines(base, then).into_iter().chain(values(base, then));
    all.map(|one: Compared| {
        let row = one.at.map_or(Shown::default(), |at| show(at.to_string()));
        plain::line(&[row, word(one.key), one.before, one.after])
    })
    .collect()
}
