//! `fmt`, `schema`, `print`.

use super::*;

#[test]
fn fmt_brings_a_plan_in_order_and_check_only_looks() {
    let room = Room::with("b2b");
    let canonical = room.plan();
    assert_eq!(room.ok(&["fmt", "--check"]).out, "");
    room.write("outgrow.ron", &canonical.replace("  ", "\t"));
    let check = room.run(&["fmt", "--check"]);
    assert_eq!((check.code, check.out.as_str()), (1, "outgrow.ron\n"));
    assert_ne!(room.plan(), canonical);
    let json = room.run(&["fmt", "--check", "--json"]);
    let object: Json = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((json.code, &object["canonical"], &object["written"]), (1, &false.into(), &false.into()));
    room.ok(&["fmt"]);
    assert_eq!(room.plan(), canonical);
    assert_eq!(room.json(&["fmt", "--json"])["written"], false);
    room.write("outgrow.ron", &canonical.replace('\n', "\r\n"));
    room.ok(&["fmt", "-q"]);
    assert_eq!(room.plan(), canonical);
}

#[test]
fn rows_as_json_fit_the_schema() {
    let room = Room::with("demo");
    let schema: Json = serde_json::from_str(&room.ok(&["schema"]).out).expect("JSON");
    let registers: Vec<String> = schema["properties"].as_object().expect("registers").keys().cloned().collect();
    assert_eq!(registers.first().map(String::as_str), Some("format"));
    let mut seen = 0;
    for register in &registers[1..] {
        let rows = room.json(&["list", register, "--json"])["rows"].clone();
        for row in rows.as_array().expect("rows") {
            fits(&schema, &schema["$defs"][register], row, register);
            seen += 1;
        }
    }
    assert!(seen > 80, "{seen} rows");
}

#[test]
fn a_registers_fields_are_a_table_or_a_schema() {
    let room = Room::empty();
    let out = room.ok(&["schema", "debts"]).out;
    assert!(out.contains("name (needed)") && out.contains("intentional | discovered"), "{out}");
    let one: Json = serde_json::from_str(&room.ok(&["schema", "debts", "--json"]).out).expect("JSON");
    assert_eq!(one["properties"]["effort"]["$ref"], "#/$defs/span");
    assert!(one["$defs"]["span"].is_object());
    assert_eq!(last(&room.fails(2, &["schema", "dets"])), "help: outgrow schema debts");
}

/// The part of JSON Schema that the program's own uses.
fn fits(whole: &Json, schema: &Json, value: &Json, path: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(whole, &whole["$defs"][name.trim_start_matches("#/$defs/")], value, path);
    }
    let typed = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        other => panic!("{path}: type {other:?}"),
    };
    assert!(typed, "{path}: {value} is no {}", schema["type"]);
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{path}: {value}");
    }
    for needed in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(needed.as_str().unwrap_or("")).is_some(), "{path} lacks {needed}");
    }
    for (key, each) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        match (&schema["properties"][key], &schema["additionalProperties"]) {
            (Json::Null, Json::Bool(false)) => panic!("{path} is not in the schema"),
            (Json::Null, rest) => {
                if !rest.is_null() {
                    fits(whole, rest, each, &path);
                }
            }
            (known, _) => fits(whole, known, each, &path),
        }
    }
    for each in value.as_array().into_iter().flatten() {
        fits(whole, &schema["items"], each, path);
    }
}

#[test]
fn print_writes_a_file_or_standard_output() {
    let room = Room::with("demo");
    let said = room.ok(&["print", "-o", "plan.html"]);
    assert_eq!(said.out, "");
    assert!(said.err.starts_with("wrote plan.html ("), "{}", said.err);
    let html = room.read("plan.html");
    assert_eq!(room.ok(&["print", "--format", "html"]).out, html);
    assert_eq!(room.ok(&["print", "--format", "html", "-o", "-"]).out, html);
    room.ok(&["print", "-o", "plan.md"]);
    assert_eq!(room.read("plan.md"), room.ok(&["print", "--format", "md"]).out);
    room.ok(&["print", "-o", "plan.txt", "--one-page", "--paper", "letter"]);
    room.ok(&["print"]);
    // Written over: an export is made again, the same bytes for the same plan and day.
    room.ok(&["print", "-o", "plan.html"]);
    assert_eq!(room.read("plan.html"), html);
    let json = room.json(&["print", "-o", "plan.html", "--json"]);
    assert_eq!((&json["wrote"], &json["bytes"]), (&"plan.html".into(), &html.len().into()));
}

#[test]
fn print_never_writes_over_the_plan_or_a_folder() {
    let room = Room::with("blank");
    std::fs::create_dir(room.path("out")).expect("a folder");
    std::os::unix::fs::symlink("outgrow.ron", room.path("plan.html")).expect("a link");
    for target in ["outgrow.ron", "./outgrow.ron", "out/../outgrow.ron", "plan.html", "out"] {
        room.fails(2, &["print", "-o", target]);
    }
    room.fails(4, &["print", "-o", "missing/plan.html"]);
    room.fails(2, &["print", "--json"]);
}
