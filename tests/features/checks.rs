//! Named checks: the six failure modes, who speaks when, what somebody accepted, and the findings in other shapes.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use super::*;

const TODAY: &str = "2026-01-21";

fn of(lines: &[&str]) -> Facts {
    on(&plan(lines), TODAY)
}

#[test]
fn i7_fm1_fewer_than_three_domains_or_no_link() {
    let map = ["domains Core", "domains Billing", "domains Reports", "links from=core to=billing kind=call"];
    assert!(waits(&of(&[]), "FM1"), "nothing is drawn yet");
    assert_eq!(cited(&of(&map[..2]), "FM1"), [(State::Mon, "domains/billing".to_string(), "name")]);
    assert_eq!(cited(&of(&map[..3]), "FM1").len(), 1);
    assert_eq!(cited(&of(&map), "FM1"), []);
}

#[test]
fn i7_fm2_counted_keys_under_several_tenants() {
    let rows =
        ["product tenancy=planned-multi", "models Keys kind=primary-keys key_type=integers decide_by=2026-02-01"];
    let facts = of(&rows);
    assert_eq!(cited(&facts, "FM2"), [(State::Act, "models/keys".to_string(), "key_type")]);
    assert_eq!(found(&facts, "FM2")[0].hit.bites, Some(day("2026-02-01")));
    assert!(waits(&of(&rows[1..]), "FM2") && waits(&of(&rows[..1]), "FM2"));
}

/// Ben alone has level 2 in deploy; in core Ana has, too.
#[test]
fn i7_fm3_a_hire_leans_on_the_one_who_knows() {
    let rows = [
        "domains Core",
        "domains Deploy",
        "people Ana",
        "people Ben",
        "knowledge person=ana domain=core level=2",
        "knowledge person=ben domain=core level=3",
        "knowledge person=ben domain=deploy level=2",
        "knowledge person=ana domain=deploy level=1",
    ];
    let base = plan(&rows);
    assert!(waits(&on(&base, TODAY), "FM3"));
    let leans = with(&base, "people Hire kind=planned-hire joins=2026-03-01 mentor=ben");
    assert_eq!(cited(&on(&leans, TODAY), "FM3"), [(State::Mon, "people/hire".to_string(), "mentor")]);
    let busy = with(&leans, "tasks Work people=ben");
    assert_eq!(cited(&on(&busy, TODAY), "FM3"), [(State::Act, "people/hire".to_string(), "mentor")]);
    let other = with(&base, "people Hire kind=planned-hire joins=2026-03-01 mentor=ana");
    assert_eq!(cited(&on(&other, TODAY), "FM3"), []);
}

#[test]
fn i7_fm4_servers_before_stateless() {
    let rows = [
        "metrics Load role=concurrent readings=2026-01-01:100,2026-01-11:110,2026-01-21:120",
        "triggers Hosting metric=load threshold=5000",
    ];
    assert_eq!(cited(&of(&rows), "FM4"), [], "nobody adds servers yet");
    let cites = [(State::Act, "triggers/hosting".to_string(), "stateless_first")];
    let task = with(&plan(&rows), "tasks Scaling trigger=hosting planned=2026-05-01");
    assert_eq!(cited(&on(&task, TODAY), "FM4"), cites);
    assert_eq!(found(&on(&task, TODAY), "FM4")[0].hit.bites, Some(day("2026-05-01")));
    let done = with(&plan(&rows), "tasks Scaling trigger=hosting status=done");
    assert_eq!(cited(&on(&done, TODAY), "FM4"), []);
    let act = of(&[rows[0], "triggers Hosting metric=load threshold=5000 status=act"]);
    assert_eq!(cited(&act, "FM4"), cites);
    let free = with(&task, "product stateless=yes");
    assert_eq!(cited(&on(&free, TODAY), "FM4"), []);
}

/// Within sixty days it is urgent: 22 March is the sixtieth after 21 January.
#[test]
fn i7_fm5_an_enterprise_and_no_flag() {
    let on_day = |at: &str| cited(&of(&[&format!("milestones Demo kind=enterprise-demo at={at}")]), "FM5");
    let cites = |state| [(state, "milestones/demo".to_string(), "at")];
    assert_eq!(on_day("2026-03-22"), cites(State::Act));
    assert_eq!(on_day("2026-03-23"), cites(State::Mon));
    assert_eq!(on_day("2026-01-20"), [], "it is over");
    assert_eq!(cited(&of(&["milestones Demo kind=enterprise-demo at=2026-03-22", "flags Switch"]), "FM5"), []);
    assert!(waits(&of(&["milestones Round kind=funding at=2026-03-22"]), "FM5"));
}

#[test]
fn i7_fm6_two_reviews_that_moved_nothing() {
    let acted = |one: &str, two: &str, three: &str| {
        let rows = [("2025-07-01", one), ("2025-10-01", two), ("2026-01-05", three)]
            .map(|(at, acted)| format!("reviews at={at} acted={acted}"));
        cited(&of(&rows.each_ref().map(String::as_str)), "FM6")
    };
    assert_eq!(acted("3", "0", "0"), [(State::Act, "reviews/2026-01-05".to_string(), "acted")]);
    assert_eq!(acted("0", "0", "1"), []);
    assert_eq!(acted("0", "1", "0"), []);
    assert!(waits(&of(&["reviews at=2026-01-05 acted=0"]), "FM6"));
}

#[test]
fn the_demo_fails_in_five_of_six_ways() {
    let (_, facts) = demo();
    let fires = ["FM1", "FM2", "FM3", "FM4", "FM5", "FM6"].map(|check| !found(&facts, check).is_empty());
    assert_eq!(fires, [false, true, true, true, true, true]);
    assert!(!waits(&facts, "FM1"));
    assert_eq!(found(&facts, "FM3")[0].hit.state, State::Act, "the mentor is on the critical path");
    let early: Vec<_> = cited(&facts, "too-early").into_iter().map(|(_, at, _)| at).collect();
    assert_eq!(early, ["tasks/autoscaling-group", "tasks/search-engine"]);
    assert_eq!(cited(&facts, "too-late"), [(State::Act, "triggers/files".to_string(), "solution")]);
    assert_eq!(cited(&facts, "blind-trigger"), [(State::Mon, "metrics/slowest-job".to_string(), "statistic")]);
}

#[test]
fn only_checks_whose_inputs_exist_speak() {
    let empty = of(&[]);
    assert_eq!(empty.findings, []);
    assert_eq!(
        empty.waiting.len(),
        outgrow::analysis::checks::all().count(),
        "an empty plan leaves all of them waiting"
    );
    for name in ["blank", "b2b", "data", "market", "mobile"] {
        let facts = on(&template(name), TODAY);
        let acts: Vec<_> = facts.findings.iter().filter(|f| f.hit.state == State::Act).collect();
        assert!(acts.is_empty(), "{name}: {acts:?}");
    }
}

#[test]
fn every_check_is_described_and_cites_a_row_and_a_field() {
    let mut ids = std::collections::BTreeSet::new();
    for check in outgrow::analysis::checks::all() {
        assert!(ids.insert(check.about.id.to_lowercase()), "{} twice", check.about.id);
        assert!(
            check.about.why.ends_with('.') && !check.about.what.is_empty() && !check.needs.is_empty(),
            "{}",
            check.about.id
        );
        assert!(check.about.minutes > 0);
    }
    let (plan, facts) = demo();
    for finding in &facts.findings {
        let home = register(finding.hit.at.register).expect("a register");
        assert!(home.get(&plan, &finding.hit.at.id).is_some(), "{}: there is no {}", finding.about.id, finding.hit.at);
        assert!(
            home.find(finding.hit.field).is_some(),
            "{}: {} has no {}",
            finding.about.id,
            finding.hit.at,
            finding.hit.field
        );
        assert!(finding.hit.message.as_str().ends_with('.') && !finding.hit.fix.is_empty(), "{finding:?}");
        for other in &finding.hit.others {
            assert!(register(other.register).is_some_and(|home| home.get(&plan, &other.id).is_some()), "{other}");
        }
    }
}

/// A waiver holds up to its day and on it; case of the name does not matter, the row does.
#[test]
fn a_waiver_quiets_a_row_until_its_day() {
    let rows = [
        "product tenancy=multi",
        "models Keys kind=primary-keys key_type=integers",
        "models More kind=primary-keys key_type=integers",
    ];
    let waived = |waiver: &str, today: &str| {
        let facts = on(&with(&plan(&rows), waiver), today);
        (cited(&facts, "FM2").into_iter().map(|(_, at, _)| at).collect::<Vec<_>>(), facts.waived.len())
    };
    let loud = |rows: &[&str], n: usize| (rows.iter().map(|row| row.to_string()).collect::<Vec<_>>(), n);
    let until = "waivers check=FM2 row=models/keys reason=pilot until=2026-02-01";
    assert_eq!(waived(until, "2026-01-31"), loud(&["models/more"], 1));
    assert_eq!(waived(until, "2026-02-01"), loud(&["models/more"], 1));
    assert_eq!(waived(until, "2026-02-02"), loud(&["models/keys", "models/more"], 0));
    assert_eq!(waived("waivers check=fm2 row=models/more reason=pilot", "2026-02-02"), loud(&["models/keys"], 1));
    assert_eq!(
        waived("waivers check=FM3 row=models/more reason=pilot", TODAY),
        loud(&["models/keys", "models/more"], 0)
    );
    let spots = ["product progress=mvp", "metrics Users role=users readings=2026-01-01:1"];
    assert_eq!(cited(&of(&spots), "blind-spots"), [(State::Mon, "product/product".to_string(), "progress")]);
    let quiet = with(&plan(&spots), "waivers check=Blind-Spots row=product/product reason=later");
    let facts = on(&quiet, TODAY);
    assert_eq!((cited(&facts, "blind-spots").len(), facts.waived.len()), (0, 1));
    assert_eq!(facts.waived[0].reason.as_str(), "later");
}

/// A folder with this plan in it.
struct Room(tempfile::TempDir);

impl Room {
    fn with(text: &str) -> Room {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(".git")).expect("a repository's mark");
        std::fs::write(folder.path().join("outgrow.ron"), text).expect("a plan");
        Room(folder)
    }

    fn of(lines: &[&str]) -> Room {
        Room::with(&outgrow::store::write::canonical(&plan(lines), &Default::default()))
    }

    /// Exit code and what was printed.
    fn run(&self, words: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outgrow"));
        command.args(words).current_dir(self.0.path()).env_clear().stdin(Stdio::null());
        let state: PathBuf = self.0.path().join("state");
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, &state);
        }
        command.env("TZ", "UTC").env("TERM", "xterm").env("OUTGROW_DATE", TODAY);
        command.env("PATH", std::env::var("PATH").unwrap_or_default());
        let output = command.output().expect("the program runs");
        let code = output.status.code().expect("an exit code");
        (code, String::from_utf8(output.stdout).expect("UTF-8"))
    }

    fn json(&self, words: &[&str]) -> Json {
        serde_json::from_str(&self.run(words).1).expect("JSON")
    }
}

#[test]
fn check_ends_as_it_was_asked_to() {
    let acts = Room::of(&["product tenancy=multi", "models Keys kind=primary-keys key_type=integers"]);
    let watched = Room::of(&["domains Core"]);
    let well = Room::of(&[]);
    let codes = |room: &Room| ["act", "mon", "never"].map(|on| room.run(&["check", "--fail-on", on]).0);
    assert_eq!((codes(&acts), codes(&watched), codes(&well)), ([1, 1, 0], [0, 1, 0], [0, 0, 0]));
    assert_eq!(acts.run(&["check"]).0, 1, "without a word it fails on act");
    assert_eq!(well.run(&["check"]), (0, String::new()), "silence is all well");
    assert_eq!(well.json(&["check", "--json"])["findings"], json!([]));
    assert_eq!(well.run(&["check", "--fail-on", "nothing"]).0, 2);
}

#[test]
fn waiting_conflicts_end_with_five() {
    let mut plan = plan(&["debts Refunds owner="]);
    let home = register("conflicts").expect("conflicts");
    let text = outgrow::store::write::canonical(&plan, &Default::default());
    let conflict = "  conflicts: [\n    (register: \"debts\", row: \"refunds\", field: \"name\", theirs: \"Money back\"),\n  ],\n)";
    let text = format!("{}{conflict}\n", text.trim_end().trim_end_matches(')'));
    plan = outgrow::store::read::read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}")).0;
    assert_eq!(home.len(&plan), 1);
    let room = Room::with(&text);
    let codes = ["act", "mon", "never"].map(|on| room.run(&["check", "--fail-on", on]).0);
    assert_eq!(codes, [5, 5, 0]);
}

#[test]
fn check_has_the_promised_json() {
    let room =
        Room::of(&["product tenancy=multi", "models Keys kind=primary-keys key_type=integers decide_by=2026-02-01"]);
    let out = room.json(&["check", "--json"]);
    let all = out["findings"].as_array().expect("findings");
    let keys = all.iter().find(|finding| finding["id"] == "FM2").expect("FM2");
    assert_eq!(keys["state"], "act");
    assert_eq!(keys["rows"], json!(["models/keys"]));
    assert_eq!(keys["bites"], "2026-02-01");
    assert_eq!(keys["minutes"], json!(60));
    assert_eq!(keys["message"], "Keys: keys are counted integers, and the product serves several tenants.");
    assert!(keys["fix"].as_str().is_some_and(|fix| fix.contains("outgrow done models/keys")));
}

#[test]
fn the_demos_json_holds_its_figures() {
    let text =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/templates/demo.ron"));
    let room = Room::with(&text.expect("the demo"));
    let infra = room.json(&["--date", "2026-11-16", "show", "infra", "--json"]);
    let derived = |json: &Json, id: &str| {
        json["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["id"] == id)).expect("a row")["derived"]
            .clone()
    };
    let database = derived(&infra, "database");
    assert_eq!(
        (&database["state"], &database["now"], &database["start_by"]),
        (&json!("act"), &json!(190), &json!("2026-10-20"))
    );
    assert_eq!((&database["crosses"]["p50"], &database["weeks_left"]), (&json!("2026-11-19"), &json!(-3.9)));
    assert_eq!(derived(&infra, "queue")["crosses"], json!("blind"));
    assert_eq!(
        infra["objectives"].as_array().and_then(|all| all.iter().find(|row| row["id"] == "uptime")).cloned(),
        Some(json!({ "id": "uptime", "budget_minutes": 43.2, "used_minutes": 45, "exhausted_on": "2026-11-07" }))
    );
    let data = room.json(&["--date", "2026-11-16", "show", "data", "--json"]);
    assert_eq!((&derived(&data, "keys")["top"], &derived(&data, "keys")["waiting_cost"]), (&json!(1), &json!(48.5)));
    assert_eq!(derived(&data, "keys")["cost_100x"], json!(57.5));
    assert!(derived(&data, "analytics").get("top").is_none());
    assert_eq!(data["growth"]["x10"]["p50"], "2027-03-24");
    assert_eq!(data["growth"]["next_stage"]["id"], "early-scale");
    let checks = room.json(&["--date", "2026-11-16", "check", "--json"]);
    for json in [&infra, &data, &checks] {
        let text = json.to_string();
        assert!(!text.contains("null") && !text.contains("NaN"));
    }
}

/// Rows out of order and comments between them: each finding stands at the line where its row starts.
const SHUFFLED: &str = r#"#![enable(implicit_some)]
// Kept by hand.
(
  models: [
    // The newer ones first.
    (id: "more", name: "More (of it)", kind: "primary-keys",
     key_type: "integers"),
    /* a block
       of two lines */
    (
      // within a row
      name: "Keys",
      id: "keys",
      kind: "primary-keys",
      key_type: "integers",
    ),
  ],
  waivers: [(check: "FM2", row: "models/keys", reason: "pilot")],
  domains: [(id: "core", name: "Core")],
  product: (name: "Acme", tenancy: "multi"),
  format: 1,
)
"#;

#[test]
fn sarif_names_the_line_of_each_row() {
    let room = Room::with(SHUFFLED);
    let (code, text) = room.run(&["export", "--format", "sarif", "-o", "-"]);
    assert_eq!(code, 0);
    let log: Json = serde_json::from_str(&text).expect("JSON");
    // The members that SARIF 2.1.0 requires, and the words it allows.
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|at| at.ends_with("sarif-2.1.0.json")));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "outgrow");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["shortDescription"]["text"].is_string()));
    let results = run["results"].as_array().expect("results");
    let starts = |text: &str| SHUFFLED.lines().position(|line| line.contains(text)).expect("a line") + 1;
    let expected = [
        ("models/more", starts("(id: \"more\"")),
        ("models/keys", starts("of two lines") + 1),
        ("domains/core", starts("domains: [")),
    ];
    for (row, line) in expected {
        let mine = results.iter().filter(|result| {
            result["partialFingerprints"]["row/v1"].as_str().is_some_and(|print| print.ends_with(row))
        });
        let mut count = 0;
        for result in mine {
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "outgrow.ron");
            assert_eq!(place["region"]["startLine"], json!(line), "{row}\n{result}");
            count += 1;
        }
        assert!(count > 0, "{row} has no finding\n{text}");
    }
    for result in results {
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(
            result["ruleId"].is_string() && result["message"]["text"].as_str().is_some_and(|text| !text.is_empty())
        );
    }
    let accepted: Vec<_> = results.iter().filter(|result| result.get("suppressions").is_some()).collect();
    assert_eq!(accepted.len(), 1);
    let suppression = json!([{ "kind": "external", "status": "accepted", "justification": "pilot" }]);
    assert_eq!(accepted[0]["suppressions"], suppression);
}
