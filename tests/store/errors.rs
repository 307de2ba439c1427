use outgrow::store::read::{Flaw, FlawKind, read};
use outgrow::text::show;

fn flaw(text: &str) -> Flaw {
    match read(text.as_bytes()) {
        Err(flaw) => flaw,
        Ok(_) => panic!("read without an error:\n{text}"),
    }
}

/// A file in which `row` is the only debt, with something before and after it.
fn file(row: &str) -> String {
    format!(
        "#![enable(implicit_some)]\n(\n  format: 1,\n  product: (\n    name: \"Größe 漢字\",\n  ),\n  people: [\n    (\n      id: \"ana\",\n      name: \"Ana\",\n    ),\n  ],\n  metrics: [\n    (\n      id: \"m\",\n      name: \"M\",\n      readings: {{\n        \"2026-01-01\": 1,\n      }},\n    ),\n  ],\n  debts: [\n    (\n      id: \"one\",\n      name: \"One\",\n    ),\n    {row}\n  ],\n)\n"
    )
}

struct Case {
    what: &'static str,
    text: String,
    message: &'static str,
    help: &'static str,
    path: &'static str,
    /// What the place points at.
    token: &'static str,
}

fn case(
    what: &'static str,
    text: impl Into<String>,
    message: &'static str,
    help: &'static str,
    path: &'static str,
    token: &'static str,
) -> Case {
    Case { what, text: text.into(), message, help, path, token }
}

#[test]
fn every_error_says_what_where_and_how_to_mend_it() {
    let row = |fields: &str| file(&format!("(id: \"two\", name: \"Two\", {fields}),"));
    let cases = [
        case(
            "missing comma",
            file("(id: \"two\" name: \"Two\"),"),
            "a comma is missing before this",
            "put a comma",
            "debts/two",
            "name",
        ),
        case(
            "missing colon",
            file("(id \"two\"),"),
            "a colon is missing before this",
            "field: value",
            "debts, row 2 id",
            "\"two\"",
        ),
        case(
            "unclosed string",
            row("document: \"open),"),
            "the file ends too early",
            "not closed",
            "debts/two document",
            "",
        ),
        case(
            "unclosed list",
            "(format: 1, debts: [(id: \"a\"),",
            "the file ends too early",
            "not closed",
            "debts, row 2",
            "",
        ),
        case(
            "unknown field",
            row("efort: \"2d\""),
            "debts has no field \"efort\"",
            "did you mean effort?",
            "debts/two",
            "efort",
        ),
        case(
            "unknown far field",
            row("colour: \"red\""),
            "debts has no field \"colour\"",
            "there are id, name",
            "debts/two",
            "colour",
        ),
        case(
            "unknown register",
            "(format: 1, debst: [])",
            "there is no register \"debst\"",
            "did you mean debts?",
            "",
            "debst",
        ),
        case(
            "unknown product field",
            "(format: 1, product: (lauched: \"2026-01-01\"))",
            "product has no field \"lauched\"",
            "did you mean launched?",
            "product",
            "lauched",
        ),
        case(
            "letter for digit",
            row("hazard: \"2OO\""),
            "hazard must be a number, found \"2OO\"",
            "write 200 without quotes",
            "debts/two hazard",
            "\"2OO\"",
        ),
        case(
            "number in quotes",
            row("hazard: \"20\""),
            "hazard must be a number",
            "without quotes",
            "debts/two hazard",
            "\"20\"",
        ),
        case(
            "text without quotes",
            row("document: 12"),
            "document must be one line of text, found 12",
            "double quotes",
            "debts/two document",
            "12",
        ),
        case(
            "word without quotes",
            row("class: intentional"),
            "class must be one of its words",
            "double quotes",
            "debts/two class",
            "intentional",
        ),
        case(
            "unknown word",
            row("class: \"intentionel\""),
            "class: \"intentionel\" is none of",
            "did you mean intentional?",
            "debts/two class",
            "\"intentionel\"",
        ),
        case(
            "cut word",
            row("class: \"int\""),
            "class: \"int\" is none of",
            "did you mean intentional?",
            "debts/two class",
            "\"int\"",
        ),
        case(
            "flag in quotes",
            row("recurring: \"yes\""),
            "recurring must be yes or no",
            "true or false",
            "debts/two recurring",
            "\"yes\"",
        ),
        case("whole number", row("risk_3m: 2.5"), "risk_3m must be a whole number", "", "debts/two risk_3m", "2.5"),
        case(
            "huge whole number",
            row("risk_3m: 99999999999999999999"),
            "risk_3m must be a number between",
            "",
            "debts/two risk_3m",
            "99999999999999999999",
        ),
        case("NaN", row("hazard: NaN"), "hazard must be a number between", "", "debts/two hazard", "NaN"),
        case("inf", row("hazard: -inf"), "hazard must be a number between", "", "debts/two hazard", "-inf"),
        case(
            "money with three decimals",
            row("damage: 1.005"),
            "damage must be an amount of money",
            "two decimals",
            "debts/two damage",
            "1.005",
        ),
        case(
            "money without end",
            row("damage: -10000000000000"),
            "damage must be an amount of money, found -10000000000000",
            "no amount is that large",
            "debts/two damage",
            "-10000000000000",
        ),
        case(
            "a log of two lines",
            "(format: 1, cadences: [(id: \"a\", held: {\"2026-01-01\": \"x\", \"2026-01-02\": \"a\nb\"})])",
            "held is one line of text",
            "",
            "cadences/a held",
            "\"a\nb\"",
        ),
        case(
            "day",
            row("found: \"2026-02-30\""),
            "found: \"2026-02-30\" is not a day",
            "",
            "debts/two found",
            "\"2026-02-30\"",
        ),
        case("typed day", row("found: \"today\""), "found: \"today\" is not a day", "", "debts/two found", "\"today\""),
        case("span without unit", row("effort: \"2\""), "effort: a span needs a unit", "", "debts/two effort", "\"2\""),
        case("m for a unit", row("effort: \"2m\""), "m could be minutes or months", "", "debts/two effort", "\"2m\""),
        case(
            "list as text",
            row("domains: \"auth\""),
            "domains must be rows' ids",
            "put the list in [ ]",
            "debts/two domains",
            "\"auth\"",
        ),
        case(
            "entry of a list",
            row("domains: [\"auth\", \"Bill ing\"]"),
            "domains: \"Bill ing\" is not an id",
            "did you mean bill-ing?",
            "debts/two domains",
            "\"Bill ing\"",
        ),
        case(
            "address",
            row("blocks: [\"domains/auth\"]"),
            "blocks takes rows of triggers and tasks",
            "",
            "debts/two blocks",
            "\"domains/auth\"",
        ),
        case("note that is a number", row("note: 5"), "note must be text", "", "debts/two note", "5"),
        case("note that is a negative number", row("note: -5"), "note must be text", "", "debts/two note", "-5"),
        case("note that is a fraction", row("note: 2.5"), "note must be text", "", "debts/two note", "2.5"),
        case("note that is a flag", row("note: true"), "note must be text", "", "debts/two note", "true"),
        case("note that is a map", row("note: {\"2026-01-01\": \"x\"}"), "note must be text", "", "debts/two note", ""),
        case(
            "two lines in a name",
            file("(id: \"two\", name: \"a\\nb\"),"),
            "name is one line of text",
            "",
            "debts/two name",
            "\"a\\nb\"",
        ),
        case(
            "duplicate id",
            file("(name: \"Two\", id: \"one\"),"),
            "debts/one stands twice",
            "another id",
            "debts/one",
            "(",
        ),
        case(
            "duplicate field",
            row("effort: \"1d\", effort: \"2d\""),
            "effort stands twice in this row",
            "keep one",
            "debts/two effort",
            "effort",
        ),
        case(
            "duplicate register",
            "(format: 1, debts: [], debts: [])",
            "debts stands twice",
            "join the two",
            "",
            "debts",
        ),
        case(
            "duplicate day",
            file("").replace("\"2026-01-01\": 1,", "\"2026-01-01\": 1,\n \"2026-01-01\": 2,"),
            "2026-01-01 stands twice in readings",
            "a day has one entry",
            "metrics/m readings",
            "\"2026-01-01\"",
        ),
        case(
            "NaN in a series",
            file("").replace("\"2026-01-01\": 1,", "\"2026-01-01\": NaN,"),
            "readings must be a number between",
            "",
            "metrics/m readings",
            "NaN",
        ),
        case(
            "no day in a series",
            file("").replace("\"2026-01-01\": 1,", "\"first\": 1,"),
            "readings: \"first\" is not a day",
            "write 2026-11-21",
            "metrics/m readings",
            "\"first\"",
        ),
        case(
            "text in a series",
            file("").replace("\"2026-01-01\": 1,", "\"2026-01-01\": \"1O\","),
            "readings must be a number",
            "",
            "metrics/m readings",
            "\"1O\"",
        ),
        case(
            "id with capitals",
            file("(id: \"Two\", name: \"Two\"),"),
            "id: \"Two\" is not an id",
            "did you mean two?",
            "debts, row 2 id",
            "\"Two\"",
        ),
        case(
            "id that looks like a number",
            file("(id: \"O1\", name: \"Two\"),"),
            "id: \"O1\" is not an id",
            "did you mean o1?",
            "debts, row 2 id",
            "\"O1\"",
        ),
        case(
            "missing id",
            file("(name: \"Two words\"),"),
            "this row has no id",
            "add id: \"two-words\"",
            "debts, row 2",
            "(",
        ),
        case(
            "missing keys",
            "(format: 1, knowledge: [(level: 3)])",
            "this row has no person and no domain",
            "",
            "knowledge, row 1",
            "(",
        ),
        case(
            "long id",
            file(&format!("(id: \"{}\"),", "a".repeat(73))),
            "is longer than 72 letters",
            "",
            "debts, row 2 id",
            "",
        ),
        case("no format", "(product: (name: \"P\"))", "the plan has no format", "put format: 1, first", "", ")"),
        case("format in words", "(format: \"1\")", "format must be a whole number", "format: 1", "", "\"1\""),
        case("format nought", "(format: 0)", "the plan has format 0", "counted from 1", "", "0"),
        case(
            "negative format",
            "(format: -1)",
            "format must be a whole number from 1 on, found -1",
            "format: 1",
            "",
            "-1",
        ),
        case(
            "huge format",
            "(format: 99999999999999999999)",
            "format must be a whole number from 1 on, found 99999999999999999999",
            "format: 1",
            "",
            "99999999999999999999",
        ),
        case(
            "format that is a letter",
            "(format: b'2')",
            "format must be a whole number from 1 on",
            "format: 1",
            "",
            "b",
        ),
        case("letter for a text", row("note: 'x'"), "note must be text", "double quotes", "debts/two note", ""),
        case(
            "attribute",
            "#![enable(implicit_some)]\n#![type = \"crate::(Plan)\"]\n(format: 1)",
            "a plan has no such attribute",
            "delete its line",
            "",
            "type",
        ),
        case("schema", "#![schema = \"x\"] (format: 1)", "a plan has no such attribute", "delete", "", "schema"),
        case("empty row", file("(),"), "this row has no id", "", "debts, row 2", "("),
        case(
            "a row that is none",
            file("\"two\","),
            "a row in ( ) was expected here",
            "(id:",
            "debts, row 2",
            "\"two\"",
        ),
        case("a register that is none", "(format: 1, debts: 5)", "debts must be", "[ ]", "debts", "5"),
        case(
            "something after the end",
            "(format: 1)\n(format: 1)",
            "something stands after the end",
            "delete",
            "",
            "(",
        ),
        case("no plan at all", "hello", "this is no plan", "format: 1", "", "hello"),
        case("a list", "[1, 2]", "this is no plan", "format: 1", "", "["),
    ];
    let mut wrong = Vec::new();
    for case in &cases {
        let flaw = flaw(&case.text);
        wrong.extend(differences(case, &flaw).into_iter().map(|why| format!("{}: {why}: {flaw:?}", case.what)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn differences(case: &Case, flaw: &Flaw) -> Vec<String> {
    let Case { text, message, help, path, token, .. } = case;
    let Some(place) = &flaw.place else { return vec!["no place".to_string()] };
    let pointed = text.get(place.bytes.clone()).unwrap_or("");
    let before = &text[..place.bytes.start];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let said = format!("{} {}", flaw.message, flaw.help);
    [
        (flaw.message.as_str().contains(message) && !flaw.message.is_empty(), format!("message is not {message:?}")),
        (said.contains(help), format!("help is not {help:?}")),
        (flaw.path.as_str() == *path, format!("path is not {path:?}")),
        (token.is_empty() || pointed == *token, format!("points at {pointed:?}, not {token:?}")),
        (place.line == before.matches('\n').count() + 1, "line".to_string()),
        (place.column == before[start..].chars().count() + 1, "column".to_string()),
        (flaw.kind == FlawKind::Invalid, format!("{:?}", flaw.kind)),
    ]
    .into_iter()
    .filter_map(|(holds, why)| (!holds).then_some(why))
    .collect()
}

#[test]
fn an_unclosed_text_points_at_its_row() {
    let flaw = flaw(&file("(id: \"two\", name: \"Two),"));
    assert!(flaw.place.is_some(), "{flaw:?}");
}

#[test]
fn a_newer_file_is_told_from_a_broken_one() {
    for (text, token) in [
        ("(format: 2)", "2"),
        ("(format: 2, unheard_of: [(x: 1)])", "2"),
        ("#![enable(implicit_some)]\n(\n  format: 17,\n", "17"),
        // Its number comes late, behind what this program has never heard of.
        ("(unheard_of: [(format: 1)], product: (sort: {\"format\": 1}), format: 2)", "2"),
        ("// format: 1\n(note: \"format: 1\", /* format: 1 */ format /* is */ : /* now */ 2)", "2"),
        ("#![enable(unheard_of)]\n(format: 2)", "2"),
        ("Plan(format: 2, a: b)", "2"),
        ("(r#format: 2)", "2"),
        ("(format: 0x10)", "0x10"),
        ("(format: 4294967295)", "4294967295"),
        ("(format: 2)\n<<<<<<< ours\n=======\n>>>>>>> theirs\n", "2"),
    ] {
        let flaw = flaw(text);
        assert_eq!(flaw.kind, FlawKind::Newer, "{flaw:?}");
        assert!(flaw.help.as_str().contains("reads format 1; install a later one"), "{flaw:?}");
        assert_eq!(&text[flaw.place.unwrap().bytes], token);
    }
    // These say no format, or say it where it is none.
    for text in [
        "(product: (format: 2))",
        "(debts: [(format: 2)])",
        "(format: \"2\")",
        "(format: -2)",
        "(format: 2.5)",
        "(format: 5000000000)",
        "(format: 99999999999999999999999999)",
        "(format: 0)",
        "(format: b'2')",
        "(format)",
        "(format:",
        "format: 2",
        "[format: 2]",
    ] {
        assert_eq!(flaw(text).kind, FlawKind::Invalid, "{text}");
    }
}

#[test]
fn markers_of_a_merge_are_told_from_a_broken_file() {
    let good = file("(id: \"two\", name: \"Two\"),");
    for (marked, line) in [
        (good.replace("  people", "<<<<<<< HEAD\n  people"), 7),
        (good.replace("  people", "=======\n  people"), 7),
        (good.replace("  people", ">>>>>>> theirs\n  people"), 7),
        (good.replace("  people", "||||||| base\n  people"), 7),
        (good.replace("  people", "<<<<<<<<<<<<<< nested\n  people"), 7),
        (good.replace('\n', "\r\n").replace("  people", "=======\r\n  people"), 7),
    ] {
        let flaw = flaw(&marked);
        assert_eq!(flaw.kind, FlawKind::Markers, "{flaw:?}");
        assert_eq!(flaw.place.unwrap().line, line);
    }
    // In a text, in a comment, or shorter, they are none.
    for fine in [
        good.replace("\"Two\"", "\"<<<<<<< HEAD\""),
        good.replace("  people", "  // =======\n  people"),
        good.replace("  people", "// <<<<<<< people\n  people"),
    ] {
        assert!(read(fine.as_bytes()).is_ok());
    }
}

#[test]
fn bytes_that_are_no_text() {
    let good = file("");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(good.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16_big: Vec<u8> = [0xfe, 0xff].into_iter().chain(good.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let mut broken = good.clone().into_bytes();
    let at = good.find("Ana").unwrap();
    broken[at] = 0xff;
    let nul = good.replace("Ana", "A\0a");
    for (bytes, message, place) in [
        (utf16, "UTF-16", Some((1, 1))),
        (utf16_big, "UTF-16", Some((1, 1))),
        (broken, "is not UTF-8", Some((10, 14))),
        (nul.into_bytes(), "NUL", Some((10, 15))),
        (Vec::new(), "the file is empty", Some((1, 1))),
        (b" \n\t ".to_vec(), "the file is empty", Some((1, 1))),
        (b"\xef\xbb\xbf".to_vec(), "the file is empty", Some((1, 1))),
        (vec![b' '; (64 << 20) + 1], "larger than 64 MB", Some((1, 1))),
    ] {
        let flaw = read(&bytes).unwrap_err();
        assert!(flaw.message.as_str().contains(message), "{flaw:?}");
        assert!(!flaw.help.is_empty(), "{flaw:?}");
        assert_eq!(flaw.place.map(|p| (p.line, p.column)), place, "{message}");
    }
}

#[test]
fn limits_are_said() {
    let deep = format!("(format: 1, debts: [(id: \"a\", note: {}{})])", "[".repeat(500), "]".repeat(500));
    let found = flaw(&deep);
    assert!(!found.message.is_empty(), "{found:?}");
    let bomb = format!("{}{}", "(a:".repeat(100_000), ")".repeat(100_000));
    assert!(!flaw(&bomb).message.is_empty());
    let comment = format!("{}(format: 1)", "/*".repeat(100_000));
    assert!(!flaw(&comment).message.is_empty());
    let long = format!("\"{}\"", "x".repeat((8 << 20) + 1));
    for field in
        ["document: LONG", "note: LONG", "note: [\"x\", LONG]", "cost: {LONG: 1}", "domains: [LONG]", "id: LONG"]
    {
        let text = format!("(format: 1, debts: [({})])", field.replace("LONG", &long));
        let found = flaw(&text);
        let name = field.split(':').next().unwrap();
        assert_eq!(found.message.as_str(), format!("{name} is longer than 8 MB"));
        assert_eq!(found.help.as_str(), "shorten it");
        let bytes = found.place.unwrap().bytes;
        assert!(text[bytes.clone()] == long, "{name} {bytes:?}");
    }
    for name in ["x", "x-", "é", "r#x"] {
        let text = format!("(format: 1, debts: [(id: \"a\", {}: 1)])", name.repeat(1 << 20));
        let found = flaw(&text);
        assert!(found.message.as_str().len() < 1000, "{}", found.message.cut(200));
    }
    let rows: String = (0..200_001).map(|n| format!("(id:\"d{n}\"),")).collect();
    let found = flaw(&format!("(format: 1, debts: [{rows}])"));
    assert!(found.message.as_str().contains("more than 200000 rows"), "{found:?}");
}

#[test]
fn what_is_said_of_a_hostile_file_is_safe_to_show() {
    for text in [
        "(format: 1, \u{202e}evil: [])",
        "(format: 1, debts: [(id: \"\u{1b}]52;c;x\u{7}\")])",
        "(format: 1, debts: [(id: \"a\", class: \"\u{9b}31m\")])",
        "(format: 1, debts: [(id: \"a\", r#\u{1b}: 1)])",
    ] {
        let flaw = flaw(text);
        for said in [&flaw.message, &flaw.help, &flaw.path] {
            assert_eq!(show(said.as_str()), *said);
        }
    }
}

#[test]
fn other_ways_of_writing_the_same_are_read() {
    let plain = file("(id: \"two\", name: \"Two\", note: [\"a\", \"b\"], hazard: 5),");
    let (plan, _) = read(plain.as_bytes()).unwrap();
    for other in [
        plain.replace("note: [\"a\", \"b\"]", "note: \"a\\nb\""),
        plain.replace("note: [\"a\", \"b\"]", "note: \"a\nb\""),
        plain.replace("note: [\"a\", \"b\"]", "note: \"a\r\nb\\n\""),
        plain.replace("note: [\"a\", \"b\"]", "note: [\"a\\nb\"]"),
        plain.replace("note: [\"a\", \"b\"]", "note: [\"a\", \"b\", \"\", \"\"]"),
        plain.replace("name: \"Two\"", "name: r#\"Two\"#"),
        plain.replace("hazard: 5", "hazard: 5.0"),
        plain.replace("hazard: 5", "hazard: 0.5e1"),
        plain
            .replace("hazard: 5", "hazard: 5, effort: \"\", domains: [], cost: {}, guess: false, class: \"\"")
            .replace(", effort: \"\"", "")
            .replace(", class: \"\"", ""),
        plain.replace("#![enable(implicit_some)]\n", ""),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.replace("  product", "  /* a /* nested */ comment */ product"),
    ] {
        let (read, _) = read(other.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{other}"));
        assert!(read == plan, "{other}");
    }
}
