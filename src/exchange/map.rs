//! What the map screen says beyond its rows: circles, the order of cuts, links in sentences.

use serde_json::{Map, Value as Json, json};

use crate::analysis::Facts;
use crate::analysis::map::words::{self, Change, Way};
use crate::model::{Id, Plan};

/// The keys beside `rows`.
pub fn more(plan: &Plan, facts: &Facts) -> Map<String, Json> {
    let ids = |ids: &[Id]| -> Json { ids.iter().map(|id| Json::from(id.as_str())).collect() };
    let sentences = words::sentences(plan).into_iter().map(|(at, says)| {
        let row = at.to_string();
        json!({ "row": row, "says": says.as_str() })
    });
    Map::from_iter([
        ("order".to_string(), ids(&facts.map.order)),
        ("circles".to_string(), facts.map.circles.iter().map(|circle| ids(circle)).collect()),
        ("sentences".to_string(), sentences.collect()),
    ])
}

/// What changed on the map, each change with whether it makes a cut `easier`, `harder` or neither.
pub fn changes(changes: &[Change]) -> Json {
    let each = changes.iter().map(|change| {
        let mut out = json!({ "row": change.at.to_string(), "says": change.says.as_str() });
        match change.way {
            Way::Easier => out["cut"] = "easier".into(),
            Way::Harder => out["cut"] = "harder".into(),
            Way::Neither => {}
        }
        out
    });
    each.collect()
}
