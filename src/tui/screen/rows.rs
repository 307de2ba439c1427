//! The rows of a list: of a register, of the findings, and what stands where there are none.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::lists::Findings;
use super::table::Table;
use crate::analysis::Facts;
use crate::analysis::column::Sight;
use crate::model::value::Value;
use crate::report::cells::{SHADES, drawn};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::report::words::{Say, state_tone};
use crate::text::show;
use crate::tui::paint::Look;

/// What an empty register is for, with a filled example and the keys.
pub fn empty(look: Look, table: &Table, buffer: &mut Buffer, area: Rect) {
    let about = table.register.about();
    let mut lines = vec![Words::new()];
    lines.extend(lines::wrap(&Words::from(about.purpose), usize::from(area.width.saturating_sub(4))));
    lines.push(Words::new());
    let width = usize::from(area.width.saturating_sub(4));
    lines.extend(lines::wrap(&Words::new().dim("Example   [ ").dim(about.example).dim(" ]"), width));
    lines.push(Words::new());
    // Keyed rows have no name to type: their form is the only way.
    let keys = if table.register.is_keyed() {
        Words::new()
    } else {
        Words::new().key("a").plain(" adds one by a line like this   ")
    };
    lines.extend(lines::wrap(&keys.key("e").plain(" opens a form   about a minute"), width));
    for (y, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        look.words(buffer, area.x + 2, area.y + y as u16, area.width.saturating_sub(4), line);
    }
}

/// The rows of a table from its top on, the selected one reversed.
pub fn rows(
    look: Look,
    table: &mut Table,
    sight: &Sight<'_>,
    (focused, in_money): (bool, bool),
    buffer: &mut Buffer,
    area: Rect,
) {
    let Sight { plan, facts, world } = *sight;
    let width = usize::from(area.width.saturating_sub(2));
    let columns = table.columns(width);
    let home = table.register;
    let mut x = area.x + 2;
    for (col, wide) in &columns {
        let label = show(col.label(home));
        let label = if col.is_numeric(home) { label.pad_left(*wide) } else { label };
        look.words(buffer, x, area.y, *wide as u16, &Words::new().strong(label));
        x += *wide as u16 + 1;
    }
    let height = usize::from(area.height.saturating_sub(1));
    let selected = table.index(plan).unwrap_or(0);
    if selected < table.top {
        table.top = selected;
    }
    if height > 0 && selected >= table.top + height {
        table.top = selected + 1 - height;
    }
    table.top = table.top.min(table.len().saturating_sub(height.min(table.len())));
    let say = Say { plan, facts, today: world.today };
    let guess = home.find("guess");
    let names = columns.iter().position(|(col, _)| col.key(home) == "name").unwrap_or(0);
    let kinds: Vec<bool> = columns.iter().map(|(col, _)| col.is_numeric(home)).collect();
    for line in 0..height {
        let Some(row) = table.row(plan, table.top + line) else { break };
        let y = area.y + 1 + line as u16;
        let is_selected = Some(row.id()) == table.selected.as_ref();
        let mark = if table.marked.contains(row.id()) { "*" } else { " " };
        let gutter = if is_selected { ">" } else { " " };
        look.words(buffer, area.x, y, 2, &Words::from(gutter).plain(mark));
        let mut x = area.x + 2;
        let mut cursor = None;
        for (n, (col, wide)) in columns.iter().enumerate() {
            let mut words = drawn(&say, home, row, *col, *wide, in_money);
            if n == names && guess.is_some_and(|g| row.cell(g).get() == Value::Flag(true)) {
                // The mark outlives a cut.
                words = Words::new().with(Tone::Guess, words.text().cut(wide.saturating_sub(2))).plain(" ~");
            }
            let numeric = kinds[n];
            if numeric {
                words =
                    Words(vec![(words.0.first().map_or(Tone::Plain, |(tone, _)| *tone), words.text().pad_left(*wide))]);
            }
            look.words(buffer, x, y, *wide as u16, &lines::cut(&words, *wide));
            if is_selected && table.column == Some(*col) {
                cursor = Some(Rect { x, y, width: *wide as u16, height: 1 });
            }
            x += *wide as u16 + 1;
        }
        if is_selected {
            match cursor {
                Some(cell) => look.select(buffer, cell),
                None if focused => look.select(buffer, Rect { x: area.x, y, width: area.width, height: 1 }),
                None => {}
            }
        }
    }
    let legend = columns.iter().any(|(col, _)| col.key(home) == "cost_100x");
    if legend && table.len() + 1 < height {
        let y = area.bottom() - 1;
        look.words(buffer, area.x + 2, y, area.width.saturating_sub(2), &Words::new().dim(SHADES));
    }
    if table.is_empty() && height > 0 {
        let none = Words::from("Nothing holds what / asks for. ").key("Esc").plain(" takes the filter away.");
        look.words(buffer, area.x + 2, area.y + 1, area.width.saturating_sub(2), &none);
    }
}

/// The findings, gravest first; what is good to know where there are none.
pub fn findings(look: Look, findings: &mut Findings, facts: &Facts, buffer: &mut Buffer, area: Rect) {
    let width = area.width.saturating_sub(2);
    if findings.shown.is_empty() {
        let words = if facts.guesses > 0 {
            Words::from(show(format!(
                "Everything holds. {} rows are guesses (~) that nobody has confirmed yet.",
                facts.guesses
            )))
        } else {
            Words::new().with(Tone::Ok, "ok").plain("  Everything holds.")
        };
        let mut lines = lines::wrap(&words, usize::from(width));
        lines.push(Words::new());
        let what = Words::from(
            "Rows broken by hand, limits that come, promises without their groundwork show up here, each with the field that mends it.",
        );
        lines.extend(lines::wrap(&what, usize::from(width)));
        for (y, line) in lines.iter().take(usize::from(area.height)).enumerate() {
            look.words(buffer, area.x + 1, area.y + y as u16, width, line);
        }
        return;
    }
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    if findings.selected < findings.top {
        findings.top = findings.selected;
    }
    if findings.selected >= findings.top + height {
        findings.top = findings.selected + 1 - height;
    }
    look.words(buffer, area.x + 2, area.y, width, &Words::new().strong("st    check             what does not hold"));
    for (line, finding) in findings.shown.iter().skip(findings.top).take(height).enumerate() {
        let y = area.y + 1 + line as u16;
        let is_selected = findings.top + line == findings.selected;
        let words = Words::from(if is_selected { "> " } else { "  " })
            .with(state_tone(finding.hit.state), show(finding.hit.state.word()).pad(5))
            .plain(" ")
            .plain(show(finding.about.id).cut(16).pad(17))
            .plain(" ")
            .plain(finding.hit.message.clone());
        look.words(buffer, area.x, y, area.width, &lines::cut(&words, usize::from(area.width)));
        if is_selected {
            look.select(buffer, Rect { x: area.x, y, width: area.width, height: 1 });
        }
    }
}
