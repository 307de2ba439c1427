//! What a team of one leaves, and the stages ahead.

use super::{at, heading};
use crate::analysis::knowledge::Pack;
use crate::analysis::roadmap::{Lags, Roadmap, Step};
use crate::analysis::trend::When;
use crate::model::Id;
use crate::report::doc::{Block, Grid, Line, Tone, Words};
use crate::report::screen::drop_empty;
use crate::report::words::{Say, count, joined, number};

pub fn succession(say: &Say, pack: &Pack) -> Vec<Block> {
    let who = say.name("people", &pack.person).text();
    let stranger = match &pack.stranger {
        Some(id) => format!("{} would take over.", say.name("people", id).text()),
        None => "Nobody is named who would take over.".to_string(),
    };
    let drill = match pack.drill {
        Some(day) => format!(" The last drill was on {}.", day.words()),
        None => " No drill is in the plan.".to_string(),
    };
    let hours = match pack.hours {
        Some(hours) => format!(" All of it takes about {} hours.", number(hours)),
        None => String::new(),
    };
    let lines = pack.pieces.iter().map(|piece| Line {
        at: piece.area.as_ref().and_then(|id| at("domains", id)),
        cells: vec![
            Words::from(piece.what),
            piece.area.as_ref().map_or(Words::new().dim("not on the map"), |id| say.name("domains", id)),
            if piece.written { Words::new().with(Tone::Ok, "yes") } else { Words::new().with(Tone::Mon, "no") },
            piece.hours.map_or(Words::new().dim("?"), |hours| Words::from(number(hours))),
        ],
    });
    let columns = [("To bring back", false), ("Area", false), ("Written down", false), ("Hours", true)];
    vec![
        heading("For the day you do not come"),
        Block::Para(Words::from(format!("{who} works on it alone. {stranger}{hours}{drill}"))),
        Block::Table(drop_empty(Grid::new(&columns, lines.collect()))),
    ]
}

pub fn stages(say: &Say) -> Vec<Block> {
    let roadmap = &say.facts.roadmap;
    if roadmap.stages.is_empty() || roadmap.by_users.is_none() {
        return Vec::new();
    }
    let lines = roadmap.stages.iter().map(|step| stage(say, roadmap, step));
    let columns = [
        ("Stage", false),
        ("Begins", false),
        ("Look for people by", false),
        ("There then", true),
        ("Missing", true),
        ("A month", true),
        ("Planned", false),
    ];
    let mut blocks = vec![heading("Stages ahead"), Block::Para(Words::new().strong(standing(say, roadmap)))];
    blocks.push(Block::Table(drop_empty(Grid::new(&columns, lines.collect()))));
    if let Some(step) = roadmap.next() {
        let says = format!(
            "Before a stage the search takes {} weeks and the newcomer {} more to full pace.",
            number(step.search / 7.0),
            number(step.ramp / 7.0),
        );
        blocks.push(Block::Para(Words::new().dim(says)));
    }
    blocks
}

fn standing(say: &Say, roadmap: &Roadmap) -> String {
    let stage =
        |id: &Option<Id>| id.as_ref().map_or("none".to_string(), |id| say.name("stages", id).text().to_string());
    let lags = match roadmap.lags {
        Some(Lags::Heads) => ": the team is behind its users",
        Some(Lags::Users) => ": the team is ahead of its users",
        Some(Lags::Neither) => "",
        None => "",
    };
    format!(
        "By users the stage is {}, by the {} who are here {}{lags}.",
        stage(&roadmap.by_users),
        count(roadmap.heads, "person"),
        stage(&roadmap.by_heads),
    )
}

fn stage(say: &Say, roadmap: &Roadmap, step: &Step) -> Line {
    let begins = match (step.begun, step.enters.map(|dates| dates.p50)) {
        (true, _) if roadmap.by_users.as_ref() == Some(&step.stage) => Words::new().strong("now"),
        (true, _) => Words::new().dim("over"),
        (false, Some(When::On(day))) => Words::from(day.short(say.today)),
        (false, Some(When::Never)) => Words::new().dim("never at this rate"),
        (false, None) => Words::new().dim("?"),
    };
    let late = Roadmap::is_late(step, say.today) && step.missing != Some(0);
    let by = match step.hire_by {
        Some(day) if late => Words::new().with(Tone::Act, format!("{}, past", day.short(say.today))),
        Some(day) => Words::from(day.short(say.today)),
        None => Words::new(),
    };
    let over = step.begun && roadmap.by_users.as_ref() != Some(&step.stage);
    Line {
        at: at("stages", &step.stage),
        cells: vec![
            say.name("stages", &step.stage),
            begins,
            by,
            if over { Words::new() } else { Words::from(step.heads.to_string()) },
            match step.missing {
                _ if over => Words::new(),
                Some(0) => Words::from("0"),
                Some(n) => Words::new().with(Tone::Mon, n.to_string()),
                None => Words::new().dim("?"),
            },
            match step.month.filter(|_| !over) {
                Some(month) => Words::from(say.money(&format!("{month:.0}"))),
                None => Words::new(),
            },
            joined(step.planned.iter().map(|id| say.name("people", id))),
        ],
    }
}
