//! Looking: `list`, `show`, `status`.

use serde_json::Value as Json;

use super::table::{Column, Table};
use super::{Call, Failure, Reply, command};
use crate::analysis::checks::State;
use crate::analysis::column::Col;
use crate::analysis::{self, Facts};
use crate::exchange::{json, plain, screen as screens_out};
use crate::model::value::{Value, nearest};
use crate::model::{Address, Plan};
use crate::query::{Query, haystack};
use crate::register::screens::{SCREENS, Screen, screen};
use crate::register::{self, Register, Row};
use crate::report::cells::{Measures, cell};
use crate::report::words::Say;
use crate::report::{row as row_report, screen as screen_report, text, why};
use crate::text::{Shown, show, word};

/// Columns of a document where nobody says how wide the output is.
const PAGE: usize = 80;

/// Lists the rows of a register that a query lets through.
pub fn list(call: &Call, key: &str, words: &[String]) -> Result<Reply, Failure> {
    let home = named_register(key, "list")?;
    let typed: Vec<String> = words.iter().map(|word| requoted(word)).collect();
    let nothing = Facts::default();
    let keys = Measures { register: home.key(), facts: &nothing };
    let query = Query::parse(home, &keys, &typed.join(" "), call.today()).map_err(|why| {
        let fields = command(&["schema", home.key()]);
        Failure::usage(why).hint(format!("{fields} shows the fields of {}", home.key()))
    })?;
    let session = call.open()?;
    let plan = session.plan();
    let facts = call.facts_for(plan, home.key());
    let measures = Measures { register: home.key(), facts: &facts };
    let keeps = |row: &&dyn Row| query.is_empty() || query.holds(*row, &haystack(home, *row), &measures);
    let rows: Vec<&dyn Row> = home.rows(plan).filter(keeps).collect();
    if call.options.json {
        let mut out = json::envelope();
        out.insert("register".to_string(), home.key().into());
        out.insert("rows".to_string(), rows.into_iter().map(|row| json::row(home, row, &facts)).collect());
        return Ok(Reply::json(out));
    }
    if call.options.plain {
        return Ok(Reply::out(rows.into_iter().map(|row| plain::row(home, row, &facts)).collect::<String>()));
    }
    if rows.is_empty() {
        let why = if home.len(plan) > 0 {
            format!("none of the {} rows of {} fits", home.len(plan), home.key())
        } else {
            format!("no {} yet; outgrow add {} {}", home.key(), home.key(), home.about().example)
        };
        return Ok(Reply::default().note(why));
    }
    let table = table(home, &rows, &Say { plan, facts: &facts, today: call.today() });
    let reply = Reply::out(table.lines(call.width, call.styled));
    Ok(match table.dropped(call.width) {
        0 => reply,
        n => reply.note(format!("({n} columns do not fit; --plain and --json have all of them)")),
    })
}

/// The register of this name; the hint is the command as it was probably meant.
pub fn named_register(key: &str, verb: &str) -> Result<&'static dyn Register, Failure> {
    register::register_or_say(key).map_err(|why| match nearest(key, register::keys()) {
        Some(near) => Failure::usage(why).hint(command(&[verb, near])),
        None => Failure::usage(why).hint("outgrow --help lists the registers"),
    })
}

/// A word of the shell as the query's grammar writes it: whatever it holds, it stays one word.
fn requoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""))
}

/// Rows as people read them: the address's id, then the columns of the register; guesses are marked.
fn table(home: &'static dyn Register, rows: &[&dyn Row], say: &Say) -> Table {
    let guess = home.find("guess");
    let guessed = |row: &dyn Row| guess.is_some_and(|at| row.cell(at).get() == Value::Flag(true));
    let marked = rows.iter().any(|row| guessed(*row));
    let cols = Col::shown(home);
    let mut table = Table::of(&[("id", 40)]);
    table.columns.extend(cols.iter().map(|col| Column {
        head: word(col.label(home)),
        right: col.is_numeric(home),
        least: usize::from(col.width(home)),
    }));
    for row in rows {
        let mark = match (marked, guessed(*row)) {
            (false, _) => "",
            (true, true) => "~ ",
            (true, false) => "  ",
        };
        let mut cells = vec![show(format!("{mark}{}", row.id()))];
        cells.extend(cols.iter().map(|col| cell(say, home, *row, *col).text()));
        table.rows.push(cells);
    }
    if marked {
        table.columns[0].head = word("  id");
    }
    table
}

/// Shows a screen, or a row.
pub fn look_at(call: &Call, what: &str, why: bool) -> Result<Reply, Failure> {
    let named = what.trim();
    if let Some(screen) = screen(named) {
        if why {
            let hint = "outgrow show triggers/database --why explains that row";
            return Err(Failure::usage("--why explains a row, not a screen").hint(hint));
        }
        return show_screen(call, screen);
    }
    let session = call.open()?;
    let at = register::locate(session.plan(), named).map_err(|why| unknown(session.plan(), named, why))?;
    if why { explain(call, session.plan(), &at) } else { show_row(call, session.plan(), &at) }
}

fn unknown(plan: &Plan, what: &str, why: String) -> Failure {
    let keys: Vec<&str> = SCREENS.iter().map(|screen| screen.key).collect();
    if register::register(what).is_some() {
        return Failure::usage(format!("{what} is a register")).hint(command(&["list", what]));
    }
    let failure = Failure::usage(why);
    if let Some(near) = nearest(what, &keys) {
        return failure.hint(format!("{} shows the screen", command(&["show", near])));
    }
    match what.split_once('/') {
        Some((key, _)) if register::register(key).is_some_and(|home| home.len(plan) > 0) => {
            failure.hint(format!("{} shows what there is", command(&["list", key])))
        }
        _ => failure.hint(format!("show takes REGISTER/ID, or one of {}", keys.join(", "))),
    }
}

fn show_screen(call: &Call, screen: &Screen) -> Result<Reply, Failure> {
    let session = call.open()?;
    let (world, unread) = call.world_of(&session);
    let plan = session.plan();
    let facts = match screen.key {
        "home" | "time" | "checks" => analysis::complete(plan, &world, super::threads()),
        _ => analysis::facts(plan, &world),
    };
    if call.options.json {
        return Ok(Reply::json(screens_out::json(plan, &facts, &world, screen)));
    }
    if call.options.plain {
        return Ok(Reply::out(screens_out::records(plan, &facts, screen)));
    }
    let doc = screen_report::doc(plan, &facts, &world, screen);
    let reply = Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled));
    // Only there anything rests on it.
    Ok(match unread.filter(|_| screen.key == "gov") {
        Some(why) => reply.note(why.as_str()),
        None => reply,
    })
}

fn show_row(call: &Call, plan: &Plan, at: &Address) -> Result<Reply, Failure> {
    let Some((home, row)) = register::register(at.register).zip(register::row(plan, at)) else {
        return Err(Failure::usage(format!("{at} is not in the plan")));
    };
    let facts = call.facts_for(plan, home.key());
    if call.options.json {
        let mut out = json::envelope();
        out.insert("register".to_string(), home.key().into());
        out.insert("row".to_string(), json::row(home, row, &facts));
        return Ok(Reply::json(out));
    }
    if call.options.plain {
        let fields = (0..home.field_count()).filter(|field| !row.cell(*field).is_empty());
        let line = |field| plain::line(&[word(home.field(field).key), plain::cell(row, field)]);
        return Ok(Reply::out(fields.map(line).collect::<String>()));
    }
    let doc = row_report::doc(&Say { plan, facts: &facts, today: call.today() }, at);
    Ok(Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled)))
}

/// How the computed values of a row came about.
fn explain(call: &Call, plan: &Plan, at: &Address) -> Result<Reply, Failure> {
    let facts = call.facts_for(plan, at.register);
    let say = Say { plan, facts: &facts, today: call.today() };
    match why::doc(&say, at, None) {
        Some(_) if call.options.json => {
            let mut out = json::envelope();
            out.insert("row".to_string(), at.to_string().into());
            out.insert("why".to_string(), screens_out::why(plan, &facts, &call.world(), at));
            Ok(Reply::json(out))
        }
        Some(doc) => Ok(Reply::out(text::write(&doc, call.width.unwrap_or(PAGE), call.styled))),
        None => Ok(Reply::default().note(format!("nothing is computed of {at}"))),
    }
}

/// How far, what next, what does not hold: on one screen.
pub fn status(call: &Call) -> Result<Reply, Failure> {
    let session = call.open()?;
    let plan = session.plan();
    let facts = call.complete(&session);
    let name = plan.product().name.clone();
    if call.options.json {
        let mut out = json::envelope();
        out.insert("plan".to_string(), session.path().to_string_lossy().into());
        out.insert("product".to_string(), name.raw().into());
        out.insert("today".to_string(), call.today().to_string().into());
        out.extend(screens_out::home(&facts));
        return Ok(Reply::json(Json::Object(out)));
    }
    let count = |state: State| facts.findings.iter().filter(|f| f.hit.state == state).count();
    if call.options.plain {
        let mut out = plain::line(&[word("product"), name.show()]);
        for (label, n) in [("act", count(State::Act)), ("mon", count(State::Mon)), ("guesses", facts.guesses)] {
            out.push_str(&plain::line(&[word(label), show_number(n)]));
        }
        for part in &facts.readiness {
            let progress = part.progress.map_or(Shown::default(), |p| show(format!("{p:.0}")));
            out.push_str(&plain::line(&[word(part.screen.key), word(part.state.word()), progress]));
        }
        return Ok(Reply::out(out));
    }
    let mut out = format!("{} on {}\n\n", name.show(), call.today().words());
    out.push_str(&readiness(&facts).lines(call.width, call.styled));
    out.push('\n');
    out.push_str(&match (count(State::Act), count(State::Mon)) {
        (0, 0) => "Every rule holds.".to_string(),
        (act, mon) => format!("Checks: {act} ACT, {mon} mon (outgrow show checks)."),
    });
    if facts.guesses > 0 {
        out.push_str(&format!(" {} rows are guesses (~).", facts.guesses));
    }
    out.push('\n');
    if !facts.next.is_empty() {
        out.push_str("\nNext\n");
        out.push_str(&next(&facts).lines(call.width, false));
    }
    Ok(Reply::out(out))
}

fn show_number(n: usize) -> Shown {
    show(n.to_string())
}

fn readiness(facts: &Facts) -> Table {
    let mut table = Table::of(&[("", 1), ("Readiness", 12), ("", 5), ("", 3), ("Rows", 4), ("Screen", 6)]);
    table.columns[2].right = true;
    table.columns[4].right = true;
    for part in &facts.readiness {
        table.rows.push(vec![
            show(part.screen.digit.to_string()),
            part.name.clone(),
            part.progress.map_or(Shown::default(), |p| show(format!("{p:.0} %"))),
            word(part.state.word()),
            show_number(part.rows),
            word(part.screen.key),
        ]);
    }
    table
}

/// The first few steps; the rest stands on the home screen.
fn next(facts: &Facts) -> Table {
    let mut table = Table::of(&[("", 3), ("", 3), ("", 20), ("", 6)]);
    for step in facts.next.iter().take(5) {
        table.rows.push(vec![
            word(step.state.word()),
            show(format!("{} min", step.minutes)),
            step.what.clone(),
            word(step.screen),
        ]);
    }
    table
}
