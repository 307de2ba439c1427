use outgrow::model::value::Value;
use outgrow::model::{Address, Comments, Id, Plan};
use outgrow::register::{REGISTERS, Row, register, rules};
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use proptest::prelude::*;

use crate::support::{self, Dice};

fn again(plan: &Plan) -> Plan {
    let text = canonical(plan, &Comments::default());
    let (back, _) = read(text.as_bytes()).unwrap_or_else(|flaw| panic!("{flaw:?}\n{text}"));
    assert_eq!(canonical(&back, &Comments::default()), text, "writing again gives other bytes");
    back
}

proptest! {
    #![proptest_config(support::cases(48))]

    #[test]
    fn a_plan_with_every_field_filled_reads_back(seed: u64) {
        let plan = support::plan(seed, 2, 100);
        prop_assert!(again(&plan) == plan);
    }

    #[test]
    fn what_is_typed_back_is_what_was_there(seed: u64) {
        // A form shows a value as typed text and reads it again when it is left.
        let plan = support::plan(seed, 2, 80);
        for home in REGISTERS {
            for row in home.rows(&plan) {
                for field in 0..home.field_count() {
                    let now = row.cell(field).get();
                    let kind = home.kind(field);
                    let text = now.typed();
                    let read = kind.typed(
                        outgrow::model::value::Assign::Set,
                        text.raw(),
                        &now,
                        outgrow::register::typing(support::today()),
                    );
                    prop_assert_eq!(read, Ok(now), "{} {} {:?}", home.key(), home.field(field).key, text);
                }
            }
        }
    }

    #[test]
    fn any_text_in_any_text_field_reads_back(name in "[^\\r\\n]{1,40}", line in "[^\\r\\n]{0,60}", lines in proptest::collection::vec(".{0,30}", 1..5)) {
        let home = register("debts").unwrap();
        let mut row = home.blank(&Id::parse("x").unwrap());
        let mut fill = |key: &str, value: Value| row.slot(home.find(key).unwrap()).put(value).unwrap();
        fill("name", Value::Text(name.as_str().into()));
        fill("document", Value::Text(line.as_str().into()));
        fill("note", Value::Prose(lines.iter().map(|l| l.as_str().into()).collect()));
        let mut plan = Plan::default();
        home.put(&mut plan, row);
        let back = again(&plan);
        prop_assert!(back == plan);
        let text = canonical(&plan, &Comments::default());
        for c in text.chars() {
            prop_assert!(c == '\n' || outgrow::text::show(c.to_string()).as_str() == c.to_string(),
                "{:x} stands bare in the file", c as u32);
        }
        for line in text.lines() {
            let marker = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|m| line.starts_with(m));
            prop_assert!(!marker, "{line}");
        }
    }
}

proptest! {
    #![proptest_config(support::cases(6))]

    #[test]
    fn every_field_of_every_register_reads_back_alone(seed: u64) {
        let mut dice = Dice::new(seed);
        let base = support::plan(seed, 2, 0);
        for home in REGISTERS {
            let Some(row) = home.nth(&base, 0) else { continue };
            for field in 0..home.field_count() {
                if home.field(field).key_part || home.field(field).key == "id" {
                    continue;
                }
                let own = Address { register: home.key(), id: row.id().clone() };
                let value = support::value(&mut dice, &base, home.field(field), home.kind(field), &own);
                let mut fresh = row.boxed();
                fresh.slot(field).put(value.clone()).expect("a value of the field's kind");
                let mut plan = base.clone();
                home.put(&mut plan, fresh);
                let back = again(&plan);
                let found = home.get(&back, row.id()).expect("the row is there").cell(field).get();
                prop_assert_eq!(found, home.get(&plan, row.id()).expect("put").cell(field).get());
                prop_assert!(back == plan, "{} {}", home.key(), home.field(field).key);
            }
        }
    }
}

#[test]
fn generated_plans_keep_every_rule_and_are_not_empty() {
    for seed in 0..20 {
        let plan = support::plan(seed, 4, 60);
        let broken: Vec<_> = rules::breaches(&plan).into_iter().filter(|b| b.rule.refuses()).collect();
        assert_eq!(broken, Vec::new());
        for home in REGISTERS {
            assert!(home.len(&plan) > 0, "{} is empty with seed {seed}", home.key());
        }
    }
}

#[test]
fn a_blank_row_is_written_without_its_defaults() {
    for home in REGISTERS.iter().filter(|home| !home.is_product()) {
        let mut plan = Plan::default();
        let row: Box<dyn Row> = home.blank(&Id::parse("a").unwrap());
        home.put(&mut plan, row);
        let text = canonical(&plan, &Comments::default());
        let start = text.find(&format!("\n  {}: [", home.key())).expect("the register is written");
        let written: Vec<&str> = text[start..]
            .lines()
            .skip(2)
            .filter(|l| l.starts_with("      "))
            .map(|l| l.trim().split(':').next().unwrap())
            .collect();
        let required: Vec<&str> = home
            .fields()
            .filter(|f| f.key == "id" || f.required)
            .filter(|f| f.key == "id" || !home.default_of(home.find(f.key).unwrap()).is_empty())
            .map(|f| f.key)
            .collect();
        assert_eq!(written, required, "{}", home.key());
    }
}

#[test]
fn an_empty_plan_is_short() {
    let text = canonical(&Plan::default(), &Comments::default());
    assert_eq!(text, "#![enable(implicit_some)]\n(\n  format: 1,\n  product: (\n  ),\n)\n");
    assert!(again(&Plan::default()) == Plan::default());
}
