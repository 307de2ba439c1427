//! The plan's JSON form as a JSON Schema, generated from the field tables.

use serde_json::{Map, Value as Json, json};

use super::json::{SCHEMA, number, value};
use crate::model::field::About;
use crate::model::value::Kind;
use crate::model::{Id, Plan};
use crate::register::{REGISTERS, Register, keys};

/// What an id may hold.
const ID: &str = "^[a-z0-9][a-z0-9-]*$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a whole plan.
pub fn plan() -> Json {
    let mut properties = Map::from_iter([("format".to_string(), json!({ "const": Plan::FORMAT }))]);
    let mut rows = definitions();
    for home in REGISTERS {
        let here = json!({ "$ref": format!("#/$defs/{}", home.key()) });
        let about = home.about();
        let listed = json!({ "type": "array", "description": about.purpose, "items": here });
        properties.insert(home.key().to_string(), if home.is_product() { here } else { listed });
        rows.insert(home.key().to_string(), object(home));
    }
    json!({
        "$schema": DIALECT,
        "title": format!("outgrow plan ({SCHEMA})"),
        "type": "object",
        "required": ["format", "product"],
        "additionalProperties": false,
        "properties": properties,
        "$defs": rows,
    })
}

/// The schema of one register's rows.
pub fn register(home: &dyn Register) -> Json {
    let mut out = json!({ "$schema": DIALECT });
    if let (Some(out), Json::Object(row)) = (out.as_object_mut(), object(home)) {
        out.extend(row);
        out.insert("$defs".to_string(), definitions().into());
    }
    out
}

fn object(home: &dyn Register) -> Json {
    let about = home.about();
    let blank = home.blank(&Id::default());
    let (mut properties, mut required) = (Map::new(), Vec::new());
    if home.is_keyed() {
        let computed = "Computed from the key fields.";
        properties.insert("id".to_string(), json!({ "type": "string", "description": computed }));
    }
    for at in 0..home.field_count() {
        let (field, cell) = (home.field(at), blank.cell(at));
        let mut schema = field_schema(field, cell.kind());
        if let (Some(default), false) = (value(&cell.get()), field.key == "id") {
            schema["default"] = default;
        }
        if field.required || field.key == "id" {
            required.push(field.key);
        }
        properties.insert(field.key.to_string(), schema);
    }
    properties.insert("derived".to_string(), json!({ "type": "object", "description": "What is computed." }));
    json!({
        "title": about.title,
        "description": about.purpose,
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn field_schema(about: &About, kind: Kind) -> Json {
    let mut schema = of_kind(kind);
    schema["title"] = about.label.into();
    schema["description"] = about.help.into();
    // Outside a range a value is a finding, not an unreadable file; a schema says what is right.
    if let Some((low, high)) = about.range {
        schema["minimum"] = number(low);
        schema["maximum"] = number(high);
    }
    schema
}

fn of_kind(kind: Kind) -> Json {
    let list = |items: Json| json!({ "type": "array", "items": items });
    let named = |key: &str| json!({ "type": "string", "pattern": ID, "$comment": format!("a row of {key}") });
    let address = |among: &[&str]| json!({ "type": "string", "pattern": format!("^({})/", among.join("|")) });
    let here = |name: &str| json!({ "$ref": format!("#/$defs/{name}") });
    match kind {
        Kind::Id => json!({ "type": "string", "pattern": ID }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Prose | Kind::Texts => list(json!({ "type": "string" })),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Whole => json!({ "type": "integer" }),
        Kind::Number | Kind::Money => json!({ "type": "number" }),
        Kind::Day => here("day"),
        Kind::Days => list(here("day")),
        Kind::Ranges => list(here("days")),
        Kind::Span => here("span"),
        Kind::Series => {
            json!({ "type": "object", "propertyNames": here("day"), "additionalProperties": { "type": "number" } })
        }
        Kind::Log => {
            json!({ "type": "object", "propertyNames": here("day"), "additionalProperties": { "type": "string" } })
        }
        Kind::Ref(key) => named(key),
        Kind::Refs(key) => list(named(key)),
        Kind::Links(_) => list(here("link")),
        Kind::Address => address(keys()),
        Kind::Addresses(among) => list(address(among)),
    }
}

/// The shapes that several fields share.
fn definitions() -> Map<String, Json> {
    let units = ["min", "h", "d", "w", "mo", "y"];
    Map::from_iter([
        ("day".to_string(), json!({ "type": "string", "pattern": DAY })),
        ("days".to_string(), json!({ "type": "string", "description": "From..to, both included." })),
        (
            "span".to_string(),
            json!({
                "type": "object",
                "required": ["min", "likely", "max", "unit"],
                "additionalProperties": false,
                "properties": {
                    "min": { "type": "number", "minimum": 0 },
                    "likely": { "type": "number", "minimum": 0 },
                    "max": { "type": "number", "minimum": 0 },
                    "unit": { "type": "string", "enum": units },
                },
            }),
        ),
        (
            "link".to_string(),
            json!({
                "type": "object",
                "required": ["to", "type"],
                "additionalProperties": false,
                "properties": {
                    "to": { "type": "string", "pattern": ID },
                    "type": { "type": "string", "enum": ["FS", "SS", "FF"] },
                    "lag": { "type": "string", "description": "A signed span, as in +1w." },
                },
            }),
        ),
    ])
}
