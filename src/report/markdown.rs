//! A document as GitHub Markdown. Nothing that comes from a plan can become markup, except in prose, where a
//! person's Markdown stays and HTML, pictures and odd links do not.

use super::doc::{Block, Doc, Grid, Tone, Words};
use super::layout::full_cells;
use super::{figures, prose};

/// Cells of a gauge's bar.
const BAR: usize = 10;

pub fn write(doc: &Doc) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut gauges: Vec<String> = Vec::new();
    for block in &doc.blocks {
        if let Block::Gauge { label, share, words } = block {
            let full = full_cells(*share, BAR);
            let bar = format!("{}{}", "█".repeat(full), "░".repeat(BAR - full));
            gauges.push(format!("- {}: {bar} {}", escape(label.as_str(), true), line(words, false)));
            continue;
        }
        if !gauges.is_empty() {
            parts.push(std::mem::take(&mut gauges).join("\n"));
        }
        parts.push(match block {
            Block::Heading(level, words) => {
                format!("{} {}", "#".repeat((*level).clamp(1, 6).into()), line(words, true))
            }
            Block::Para(words) => line(words, true),
            Block::List(items) => each(items.iter().map(|item| format!("- {}", line(item, true)))),
            Block::Pairs(pairs) => {
                let pair = |(label, words): &(crate::text::Shown, Words)| match label.is_empty() {
                    true => format!("  {}", line(words, false)),
                    false => format!("- **{}:** {}", escape(label.as_str().trim(), false), line(words, false)),
                };
                each(pairs.iter().map(pair))
            }
            Block::Table(grid) => table(grid),
            Block::Prose(lines) => each(prose::quoted(lines).lines().map(|line| format!("> {line}"))),
            Block::Figure(figure) => figures::markdown(figure),
            Block::Page => "---".to_string(),
            Block::Gauge { .. } => String::new(),
        });
    }
    if !gauges.is_empty() {
        parts.push(gauges.join("\n"));
    }
    if !doc.foot.is_empty() {
        parts.push(escape(doc.foot.as_str(), true));
    }
    parts.retain(|part| !part.is_empty());
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

fn each(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line.trim_end().to_string()).collect::<Vec<_>>().join("\n")
}

fn table(grid: &Grid) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let labels = grid.columns.iter().map(|column| escape(column.label.as_str(), false)).collect();
    let rules = grid.columns.iter().map(|column| if column.right { "---:" } else { "---" }.to_string()).collect();
    let lines = grid.lines.iter().map(|line_| row(line_.cells.iter().map(|cell| line(cell, false)).collect()));
    each([row(labels), row(rules)].into_iter().chain(lines))
}

/// A line of words; `start` when nothing stands before it on its line that keeps it from being read as a mark.
fn line(words: &Words, start: bool) -> String {
    let mut out = String::new();
    for (tone, text) in &words.0 {
        let text = text.as_str();
        let text = if start && out.is_empty() { text.trim_start() } else { text };
        let bare = text.trim();
        let mark = match tone {
            Tone::Strong | Tone::Act => "**",
            Tone::Key if !bare.contains(['`', '|']) => "`",
            _ => "",
        };
        if mark.is_empty() || bare.is_empty() {
            out.push_str(&escape(text, start && out.is_empty()));
            continue;
        }
        let lead = &text[..text.len() - text.trim_start().len()];
        let tail = &text[text.trim_end().len()..];
        let inner = if mark == "`" { bare.to_string() } else { escape(bare, false) };
        // Two strong pieces side by side are one.
        match (mark, out.ends_with("**") && lead.is_empty()) {
            ("**", true) => {
                out.truncate(out.len() - 2);
                out.extend([&*inner, "**", tail]);
            }
            _ => out.extend([lead, mark, &inner, mark, tail]),
        }
    }
    out.trim_end().to_string()
}

/// Text with a backslash before everything that Markdown could read as syntax.
pub fn escape(text: &str, start: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in text.char_indices() {
        let always = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!');
        let first = start && at == 0 && matches!(c, '-' | '+' | '=');
        let number = start && digits > 0 && at == digits && matches!(c, '.' | ')');
        if always || first || number {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(escape("a|b *c* <i> [x](y) # ~ &amp; $z$", false), r"a\|b \*c\* \<i\> \[x\](y) \# \~ \&amp; \$z\$");
        assert_eq!(escape("1. not a list", true), r"1\. not a list");
        assert_eq!(escape("- not a list", true), r"\- not a list");
        assert_eq!(escape("6-9d, 1.5", true), "6-9d, 1.5");
        let words = Words::new().strong("7 debts").strong(", all").plain(" open");
        assert_eq!(line(&words, true), "**7 debts, all** open");
    }
}
