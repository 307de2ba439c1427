//! Plans as documents: whole pages, hostile text, well-formed markup, numbers that agree, every width.

mod agreement;
mod changes;
mod figures;
mod hostile;
mod markup;
mod pages;
mod widths;

#[path = "../support/mod.rs"]
mod support;

use support::hostile as hostile_text;

use outgrow::analysis::{Facts, World, facts};
use outgrow::model::{Address, Day, Plan};
use outgrow::register::REGISTERS;
use outgrow::register::screens::SCREENS;
use outgrow::report::doc::Doc;
use outgrow::report::summary::Options;
use outgrow::report::words::Say;
use outgrow::report::{row, screen, summary};

/// The shipped plans.
const TEMPLATES: [(&str, &[u8]); 6] = [
    ("blank", include_bytes!("../../assets/templates/blank.ron")),
    ("b2b", include_bytes!("../../assets/templates/b2b.ron")),
    ("market", include_bytes!("../../assets/templates/market.ron")),
    ("mobile", include_bytes!("../../assets/templates/mobile.ron")),
    ("data", include_bytes!("../../assets/templates/data.ron")),
    ("demo", include_bytes!("../../assets/templates/demo.ron")),
];

fn template(name: &str) -> Plan {
    let (_, bytes) = TEMPLATES.iter().find(|(key, _)| *key == name).expect("a shipped plan");
    outgrow::store::read::read(bytes).expect("it reads").0
}

/// The day on which the demo plan is shown.
fn world() -> World {
    World::on(Day::parse("2026-11-16").expect("a day"))
}

fn known(plan: &Plan) -> Facts {
    facts(plan, &world())
}

fn summary(plan: &Plan) -> Doc {
    summary::doc(plan, &known(plan), &world(), Options::default())
}

/// Every document of a plan: the summary, each screen, each row.
fn documents(plan: &Plan) -> Vec<Doc> {
    let facts = known(plan);
    let say = Say { plan, facts: &facts, today: world().today };
    let screens = SCREENS.iter().map(|one| screen::doc(plan, &facts, &world(), one));
    let rows = REGISTERS.iter().flat_map(|home| {
        let at = home.rows(plan).map(|row| Address { register: home.key(), id: row.id().clone() });
        at.map(|at| row::doc(&say, &at)).collect::<Vec<_>>()
    });
    [summary(plan)].into_iter().chain(screens).chain(rows).collect()
}
