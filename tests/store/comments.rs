use std::collections::BTreeSet;

use outgrow::edit::typed;
use outgrow::model::Comments;
use outgrow::session::Session;
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use outgrow::store::{Document, walk};
use proptest::prelude::*;

use crate::support::{self, Dice, at, cases};

fn again(text: &str) -> String {
    let (plan, comments) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}"));
    canonical(&plan, &comments)
}

/// A comment at every kind of place, in canonical form.
const EVERYWHERE: &str = r#"// head one
// head two
#![enable(implicit_some)]
(
  // above format
  format: 1,
  // above product
  product: (
    // above the product's name
    name: "P",
    holidays: [
      // above a holiday
      "2026-12-25",
      // end of the holidays
    ],
    // end of the product
  ),
  // above people
  people: [
    // above ana
    (
      // above ana's id
      id: "ana",
      name: "Ana",
      // end of ana
    ),
    // end of people
  ],
  metrics: [
    (
      id: "m",
      name: "M",
      readings: {
        // above a reading
        "2026-11-14": 1,
        "2026-11-21": 2,
        // end of the readings
      },
    ),
  ],
  debts: [
    (
      // above the debt's id
      id: "d",
      name: "D",
      note: [
        // above the first line
        "one // no comment",
        // above the second line
        "two /* nor this */",
      ],
      // above effort
      effort: "2d",
    ),
  ],
  // end of the plan
)
// foot
"#;

#[test]
fn comments_survive_at_every_kind_of_place() {
    assert_eq!(again(EVERYWHERE), EVERYWHERE);
}

#[test]
fn comments_beside_their_line_move_above_it() {
    let text = r#"(format: 1, // beside format
  product: (name: "P", /* between */ currency: "EUR"), // beside product
  debts: [ // beside debts
    ( // beside the row
      id: "d", // beside the id
      name: "D", /* block
                  * of two */
      domains: [], // beside nothing
      note: ["one", "two"], // beside the note
    ), // beside the end
  ], // beside the end of debts
) // beside the end of the plan
"#;
    let out = again(text);
    assert_eq!(again(&out), out);
    let above = |comment: &str| {
        let line =
            out.lines().position(|l| l.trim() == format!("// {comment}")).unwrap_or_else(|| panic!("{comment}\n{out}"));
        out.lines().skip(line).find(|l| !l.trim().starts_with("//")).unwrap_or("").trim().to_string()
    };
    for (comment, line) in [
        ("beside format", "format: 1,"),
        ("between", "product: ("),
        ("beside product", "product: ("),
        ("beside debts", "debts: ["),
        ("beside the row", "("),
        ("beside the id", "id: \"d\","),
        ("block", "name: \"D\","),
        ("of two", "name: \"D\","),
        ("beside the note", "note: ["),
        ("beside the end", "),"),
        ("beside the end of debts", "],"),
        ("beside the end of the plan", ")"),
        ("beside nothing", "("),
    ] {
        assert_eq!(above(comment), line, "{comment}\n{out}");
    }
}

#[test]
fn comments_are_found_however_the_rest_is_written() {
    for text in [
        "#! /* c0 */ [enable( // c1 ]\n implicit_some)]\n(format: 1, product: ())",
        "Plan /* c0 */ (r#format: 1, // c1\n product: Plan(r#name: \"P\" /* c2 */))",
        "(format: 1, product: (name: r##\"// \"# /* \"##, // c0\n summary: r\"\\\", /* c1 */))",
        "(format: 1, product: (name: \"\\\"\", // c0\n summary: \"\\\\\", /* c1 */))",
        "(format: 1,\u{2028}product\u{200e}:\u{85}(\u{b}name\u{200f}: // c0\n\u{2029}\"P\"),\u{c}debts/* c1 */:[(id:\"a\"\u{2028},name:\"A\")/* c2 */])",
        "(format: 1, debts: [(id: \"a\", note: (\"one\", /* c0 */ \"two\"), // c1\n)])",
        "(format: 1, product: (), /* c0 /* c0 */ // \" */ /* c1 */ // c2 /* \n)",
        "/* c0 */(/* c1 */format/* c2 */:/* c3 */1/* c4 */,/* c5 */product/* c6 */:/* c7 */(/* c8 */name/* c9 */:\"P\"/* c10 */)/* c11 */)/* c12 */",
    ] {
        let most = (0..).take_while(|n| text.contains(&format!("c{n}"))).count();
        let out = again(text);
        for n in 0..most {
            assert!(out.lines().any(|l| l.contains("//") && l.contains(&format!("c{n}"))), "c{n} of {text}\n{out}");
        }
        assert!(most > 1, "{text}");
        assert_eq!(again(&out), out);
    }
    // Where a blank is one to ron and none to us, a comment would leave its field.
    let out = again("(format: 1, debts: [(id: \"a\", name: \"A\",\n// why\n\u{2028}effort\u{200e}: \"2d\")])");
    assert!(out.contains("      // why\n      effort: "), "{out}");
    let out = again("(format: 1, debts: [(id: \"a\", name: \"A\",\n// why\nr#effort: \"2d\")])");
    assert!(out.contains("      // why\n      effort: "), "{out}");
}

#[test]
fn comments_are_safe_to_show_and_keep_their_tabs() {
    let out = again("//\tindented\n// esc \u{1b}[31m bidi \u{202e} end\n(format: 1, product: ())\n");
    assert!(out.starts_with("//\tindented\n// esc ␛[31m bidi � end\n"), "{out}");
    assert_eq!(again(&out), out);
}

#[test]
fn comments_follow_a_rename_and_go_and_come_with_their_row() {
    let (plan, comments) = read(EVERYWHERE.as_bytes()).unwrap();
    let mut document = Document::new("nowhere.ron".into(), plan);
    document.comments = comments.into();
    let mut session = Session::with(document, None, false);
    let text = |session: &Session| session.text();

    let edit = typed::rename(session.plan(), &at("debts/d"), "refunds").unwrap();
    session.commit(edit, "rename".into()).unwrap();
    assert_eq!(text(&session), EVERYWHERE.replace("id: \"d\"", "id: \"refunds\""));

    let edit = typed::remove(session.plan(), &[at("debts/refunds"), at("people/ana")]).unwrap();
    session.commit(edit, "remove".into()).unwrap();
    let gone = text(&session);
    for comment in ["above effort", "above the debt's id", "above the first line", "above ana", "end of ana"] {
        assert!(!gone.contains(comment), "{comment}\n{gone}");
    }
    // A new row of the same id is another row.
    let home = outgrow::register::register("debts").unwrap();
    let (_, edit) = typed::add(session.plan(), home, "Refunds", &[], support::today()).unwrap();
    session.commit(edit, "add".into()).unwrap();
    assert!(!text(&session).contains("above the debt's id"));

    session.undo(false);
    session.undo(false);
    session.undo(false);
    assert_eq!(text(&session), EVERYWHERE);
}

#[test]
fn comments_follow_where_rows_swap_their_ids() {
    let text =
        "(format: 1, product: (), debts: [\n// first\n(id: \"a\", name: \"A\"),\n// second\n(id: \"b\", name: \"B\")])";
    let (_, comments) = read(text.as_bytes()).unwrap();
    let mut swapped = comments.clone();
    swapped.rename(&[(at("debts/a"), at("debts/b")), (at("debts/b"), at("debts/a"))]);
    assert_ne!(swapped, comments);
    swapped.rename(&[(at("debts/a"), at("debts/b")), (at("debts/b"), at("debts/a"))]);
    assert_eq!(swapped, comments);
}

#[test]
fn a_comment_whose_field_went_stands_at_its_row() {
    let (mut plan, comments) = read(EVERYWHERE.as_bytes()).unwrap();
    let home = outgrow::register::register("debts").unwrap();
    let edit =
        outgrow::edit::Edit::Put { at: at("debts/d"), field: "effort", value: outgrow::model::value::Value::Nothing };
    plan = outgrow::edit::apply(&plan, &edit).unwrap();
    assert_eq!(home.len(&plan), 1);
    let out = canonical(&plan, &comments);
    assert!(out.contains("    // above effort\n    (\n"), "{out}");
    assert_eq!(again(&out), out);
}

/// Where a comment may stand: before any token of a canonical file that begins a line.
fn sprinkled(text: &str, dice: &mut Dice, most: usize) -> (String, BTreeSet<String>) {
    let mut wanted = BTreeSet::new();
    let mut out = String::new();
    for line in text.lines() {
        if wanted.len() < most && dice.chance(50) {
            let comment = format!("c{} {}", wanted.len(), outgrow::text::show(support::text(dice)));
            if dice.chance(15) && !comment.contains("*/") && !comment.contains("/*") {
                out.push_str(&format!("/* {comment} */\n"));
            } else {
                out.push_str(&format!("  //  {comment}\n"));
            }
            wanted.insert(comment.split(' ').next().unwrap().to_string());
        }
        out.push_str(line);
        if wanted.len() < most && dice.chance(20) && !line.ends_with('\\') {
            out.push_str(&format!(" // c{} trailing", wanted.len()));
            wanted.insert(format!("c{}", wanted.len()));
        }
        out.push('\n');
    }
    (out, wanted)
}

fn found(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk::walk(text, |event| {
        if let walk::Event::Comment(comment, _) = event {
            found.insert(comment.trim_start_matches(['/', '*', ' ']).split(' ').next().unwrap().to_string());
        }
    });
    found
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn a_thousand_comments_are_kept(seed: u64) {
        let mut dice = Dice::new(seed);
        let text = canonical(&support::plan(seed, 6, 60), &Comments::default());
        let (text, wanted) = sprinkled(&text, &mut dice, 1000);
        let out = again(&text);
        let kept = found(&out);
        let lost: Vec<_> = wanted.difference(&kept).collect();
        prop_assert!(lost.is_empty(), "{lost:?}");
        prop_assert_eq!(&again(&out), &out, "a second save changes something");
        prop_assert!(wanted.len() > 100);
    }

    #[test]
    fn saving_an_unchanged_plan_writes_the_same_bytes(seed: u64) {
        let text = canonical(&support::plan(seed, 4, 60), &Comments::default());
        prop_assert_eq!(&again(&text), &text);
        let crlf = text.replace('\n', "\r\n");
        prop_assert_eq!(&again(&crlf), &text);
        prop_assert_eq!(&again(&format!("\u{feff}{crlf}")), &text);
    }

    #[test]
    fn one_changed_field_is_one_changed_line(seed: u64) {
        let mut dice = Dice::new(seed);
        let plan = support::plan(seed, 3, 60);
        let text = canonical(&plan, &Comments::default());
        for _ in 0..20 {
            let edit = support::put(&mut dice, &plan);
            let outgrow::edit::Edit::Put { at, field, value } = &edit else { unreachable!() };
            let home = outgrow::register::register(at.register).unwrap();
            let row = outgrow::register::row(&plan, at).unwrap();
            let place = home.find(field).unwrap();
            let now = row.cell(place).get();
            let single = |v: &outgrow::model::value::Value| *v != home.default_of(place) && !v.is_empty();
            if home.kind(place).is_list() || !single(&now) || !single(value) || now == *value {
                continue;
            }
            let Ok(after) = outgrow::edit::apply(&plan, &edit) else { continue };
            let new = canonical(&after, &Comments::default());
            prop_assert_eq!(new.lines().count(), text.lines().count());
            let changed: Vec<_> = text.lines().zip(new.lines()).filter(|(was, is)| was != is).collect();
            prop_assert_eq!(changed.len(), 1, "{:?}", changed);
            let start = format!("{field}: ");
            prop_assert!(changed[0].0.trim().starts_with(&start), "{:?}", changed);
        }
    }
}
