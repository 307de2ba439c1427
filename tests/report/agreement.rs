//! Page one and the appendix say the same.

use outgrow::report::doc::{Block, Doc, Grid};

use super::{TEMPLATES, summary, template};

/// The text of the paragraph after a heading, in the whole document.
fn lead(doc: &Doc, level: u8, title: &str) -> Option<String> {
    let at = doc.blocks.iter().position(|block| heading(block, level) == Some(title.to_string()))?;
    match &doc.blocks[at + 1] {
        Block::Para(words) => Some(words.text().to_string()),
        _ => None,
    }
}

fn heading(block: &Block, level: u8) -> Option<String> {
    match block {
        Block::Heading(l, words) if *l == level => Some(words.text().to_string()),
        _ => None,
    }
}

/// The table of a section of page one.
fn table<'d>(doc: &'d Doc, title: &str) -> Option<&'d Grid> {
    let at = doc.blocks.iter().position(|block| heading(block, 2) == Some(title.to_string()))?;
    match &doc.blocks[at + 1] {
        Block::Table(grid) => Some(grid),
        _ => None,
    }
}

fn cell(grid: &Grid, line: usize, column: usize) -> String {
    grid.lines[line].cells[column].text().to_string()
}

fn leading(text: &str) -> usize {
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("no number leads {text:?}"))
}

#[test]
fn debts_add_up() {
    for (name, _) in TEMPLATES {
        let doc = summary(&template(name));
        let Some(grid) = table(&doc, "Technical debt") else { continue };
        let last = grid.lines.len() - 1;
        let sum =
            |column: usize| (0..last).map(|n| cell(grid, n, column).parse::<f64>().expect("a number")).sum::<f64>();
        assert_eq!(sum(1).to_string(), cell(grid, last, 1), "{name}");
        assert_eq!(sum(2).to_string(), cell(grid, last, 2), "{name}");
        let appendix = lead(&doc, 3, "Debts").expect("the appendix");
        assert!(appendix.starts_with(&format!("{} debts", cell(grid, last, 1))), "{name}: {appendix}");
        assert!(appendix.contains(&format!("{} days of work", cell(grid, last, 2))), "{name}: {appendix}");
    }
}

#[test]
fn areas_limits_and_waits_are_the_same_everywhere() {
    for (name, _) in TEMPLATES {
        let doc = summary(&template(name));
        let Block::Para(sentence) = &doc.blocks[2] else { panic!("the sentence on the state") };
        let sentence = sentence.text().to_string();
        if let (Some(grid), Some(appendix)) = (table(&doc, "Who could fix what alone"), lead(&doc, 3, "Who knows what"))
        {
            let last = grid.columns.len() - 1;
            let able = |n: usize| (0..grid.lines.len()).filter(|line| leading(&cell(grid, *line, last)) == n).count();
            let said = format!("{} with nobody who could fix it alone, {} with one person", able(0), able(1));
            assert!(appendix.contains(&said), "{name}: {appendix}");
            let thin = format!("{} of {} areas hang on one person or nobody", able(0) + able(1), grid.lines.len());
            assert!(sentence.contains(&thin), "{name}: {sentence}");
        }
        if let Some(appendix) = lead(&doc, 3, "Triggers")
            && let Some((_, percent)) = appendix.split_once(" at ")
        {
            let said = format!(" at {}", percent.trim_end_matches('.'));
            assert!(said.ends_with(" % of its limit") && sentence.contains(&said), "{name}: {said}");
        }
        if let (Some(grid), Some(appendix)) = (table(&doc, "Data risks"), lead(&doc, 3, "Data decisions")) {
            let wait = cell(grid, 0, 4);
            let days = wait.trim_start_matches('+').trim_end_matches(" d");
            assert!(days == "?" || appendix.contains(&format!("{days} days more")), "{name}: {appendix}");
        }
    }
}

#[test]
fn every_row_is_counted_once() {
    for (name, _) in TEMPLATES {
        let doc = summary(&template(name));
        let rests = lead(&doc, 2, "What this rests on").expect("the last word of page one");
        let titles: Vec<String> = outgrow::register::REGISTERS
            .iter()
            .filter(|home| !home.is_product())
            .map(|home| home.about().title.into())
            .collect();
        let appendix = doc.blocks.iter().position(|block| *block == Block::Page).expect("the appendix");
        let mut rows = 1;
        for pair in doc.blocks[appendix..].windows(2) {
            if let (Some(title), Block::Para(words)) = (heading(&pair[0], 3), &pair[1])
                && titles.contains(&title)
            {
                rows += leading(words.text().as_str());
            }
        }
        assert_eq!(leading(&rests), rows, "{name}: {rests}");
    }
}

#[test]
fn guesses_on_page_one_are_those_of_the_appendix() {
    for (name, _) in TEMPLATES {
        let plan = template(name);
        let doc = summary(&plan);
        let rests = lead(&doc, 2, "What this rests on").expect("the last word of page one");
        let said: usize = doc
            .blocks
            .iter()
            .filter_map(|block| if let Block::Para(words) = block { Some(words.text().to_string()) } else { None })
            .filter_map(|text| {
                text.split_once(" of them a guess ~").and_then(|(t, _)| t.rsplit(' ').next()?.parse::<usize>().ok())
            })
            .sum();
        let product = usize::from(plan.product().guess);
        match said + product {
            0 => assert!(rests.contains("none of them"), "{name}: {rests}"),
            n => assert!(rests.contains(&format!("; {n} of them")), "{name}: {rests}, appendix {n}"),
        }
    }
}
