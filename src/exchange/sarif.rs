//! Findings as SARIF 2.1.0, which code hosts and editors show beside the lines of the plan.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::analysis::Facts;
use crate::analysis::checks::{self, Finding, State};
use crate::model::Address;

/// The log of one run. `uri` is the plan's path as the reader of the log resolves it, `lines` the line of each row.
pub fn log(facts: &Facts, uri: &str, lines: &BTreeMap<Address, usize>) -> Json {
    let rules = checks::abouts().map(|about| {
        json!({
            "id": about.id,
            "shortDescription": { "text": about.what },
            "fullDescription": { "text": about.why },
        })
    });
    let rules: Vec<Json> = rules.collect();
    let open = facts.findings.iter().map(|finding| result(finding, uri, lines));
    let accepted = facts.waived.iter().map(|waived| {
        let mut out = result(&waived.finding, uri, lines);
        out["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": waived.reason.as_str() }]);
        out
    });
    let results: Vec<Json> = open.chain(accepted).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "outgrow",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "results": results,
        }],
    })
}

fn result(finding: &Finding, uri: &str, lines: &BTreeMap<Address, usize>) -> Json {
    let level = match finding.hit.state {
        State::Act => "error",
        State::Mon | State::Blind => "warning",
        _ => "note",
    };
    let line = lines.get(&finding.hit.at).copied().unwrap_or(1);
    let mut text = finding.hit.message.to_string();
    if !finding.hit.fix.is_empty() {
        text.push_str(" Mended by: ");
        text.push_str(finding.hit.fix.as_str());
    }
    json!({
        "ruleId": finding.about.id,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": line },
        }}],
        "partialFingerprints": { "row/v1": format!("{}:{}", finding.about.id, finding.hit.at) },
    })
}
