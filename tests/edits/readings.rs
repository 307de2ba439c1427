//! Readings from spreadsheets and files.

use outgrow::exchange::readings::{metric, read, told};
use outgrow::model::{Day, Plan};

fn plan() -> Plan {
    let text = r#"(format: 1, product: (name: "A"), metrics: [
        (id: "db-p95", name: "Query p95", role: "latency-db", readings: {"2026-11-02": 180}),
        (id: "users", name: "Users", role: "users"),
    ], triggers: [(id: "database", name: "Database", metric: "db-p95")])"#;
    outgrow::store::read::read(text.as_bytes()).expect("a plan").0
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn read_as(text: &str, own: Option<&str>) -> Result<Vec<String>, String> {
    let plan = plan();
    let own = own.map(|name| metric(&plan, name).expect("known"));
    let import = read(&plan, text, own.as_ref(), day("2026-11-16"))?;
    Ok(told(&import.counts))
}

#[test]
fn each_shape_is_read() {
    assert_eq!(
        read_as("2026-11-09\t190\n2026-11-02\t181\n", Some("database")).unwrap(),
        ["Query p95: 1 new, 1 replaced"]
    );
    assert_eq!(read_as("2026-11-09 190", Some("latency-db")).unwrap(), ["Query p95: 1 new"]);
    let wide = "date;Users;db-p95\n2026-11-02;388;180\n2026-11-09;\"1 204,5\";\n";
    assert_eq!(read_as(wide, None).unwrap(), ["Query p95: nothing new", "Users: 2 new"]);
    let long = "day,metric,value\n2026-11-09,users,400\n2026-11-09,Database,\"191 ms\"\n";
    assert_eq!(read_as(long, None).unwrap(), ["Query p95: 1 new", "Users: 1 new"]);
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (text, own, said) in [
        ("2026-11-09,190\n2026-13-09,1\n", Some("users"), "line 2: \"2026-13-09\" is not a day"),
        ("2026-11-09,19o\n", Some("users"), "line 1: \"19o\" is not a number"),
        ("2026-11-09,190\n", None, "say of which metric"),
        ("day,user\n2026-11-09,1\n", None, "no metric is called \"user\"; did you mean users?"),
        ("2026-11-09,1,2\n", Some("users"), "line 1: several columns need a first line"),
        ("", Some("users"), "no readings in there"),
        ("day,users\n", None, "no readings in there"),
    ] {
        let why = read_as(text, own).expect_err(text);
        assert!(why.starts_with(said), "{text:?}: {why}");
    }
}
