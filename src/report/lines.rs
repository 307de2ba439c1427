//! Lines of words broken and cut to a width, tones kept.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::doc::{Tone, Words};
use crate::text::{CUT, show};

/// A line as pieces that are being put together.
#[derive(Default)]
struct Line {
    pieces: Vec<(Tone, String)>,
    width: usize,
}

impl Line {
    fn push(&mut self, tone: Tone, cluster: &str, width: usize) {
        match self.pieces.last_mut().filter(|(last, _)| *last == tone) {
            Some((_, text)) => text.push_str(cluster),
            None => self.pieces.push((tone, cluster.to_string())),
        }
        self.width += width;
    }

    /// The line without blanks at its end.
    fn done(mut self) -> Words {
        while let Some((_, text)) = self.pieces.last_mut() {
            text.truncate(text.trim_end().len());
            if !text.is_empty() {
                break;
            }
            self.pieces.pop();
        }
        Words(self.pieces.into_iter().map(|(tone, text)| (tone, show(text))).collect())
    }
}

/// One grapheme with its tone and width.
type Cluster<'w> = (Tone, &'w str, usize);

fn clusters(words: &Words) -> impl Iterator<Item = Cluster<'_>> {
    let pieces = words.0.iter();
    pieces.flat_map(|(tone, text)| text.as_str().graphemes(true).map(|cluster| (*tone, cluster, cluster.width())))
}

/// Broken at blanks into lines of at most `cells`, no blank at the end of any; a longer word is broken inside.
/// There is always at least one line.
pub fn wrap(words: &Words, cells: usize) -> Vec<Words> {
    let cells = cells.max(2);
    let all: Vec<Cluster> = clusters(words).collect();
    let mut lines = Vec::new();
    let mut line = Line::default();
    for part in all.split_inclusive(|(_, cluster, _)| *cluster == " ") {
        let bare: usize = part.iter().filter(|(_, cluster, _)| *cluster != " ").map(|(.., width)| width).sum();
        if line.width > 0 && line.width + bare > cells {
            lines.push(std::mem::take(&mut line).done());
        }
        for &(tone, cluster, width) in part {
            if line.width + width > cells && cluster != " " {
                lines.push(std::mem::take(&mut line).done());
            }
            if cluster != " " || line.width < cells {
                line.push(tone, cluster, width);
            }
        }
    }
    if line.width > 0 || lines.is_empty() {
        lines.push(line.done());
    }
    lines
}

/// At most `cells` wide; a cut is marked as in [`CUT`] and splits no grapheme.
pub fn cut(words: &Words, cells: usize) -> Words {
    if words.width() <= cells {
        return words.clone();
    }
    let room = cells.saturating_sub(CUT.len());
    let mut line = Line::default();
    let mut last = Tone::Plain;
    for (tone, cluster, width) in clusters(words) {
        if line.width + width > room {
            break;
        }
        line.push(tone, cluster, width);
        last = tone;
    }
    let mark = &CUT[..CUT.len().min(cells)];
    line.push(last, mark, mark.len());
    line.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tones_survive_a_break_and_a_cut() {
        let words = Words::new().strong("Billing").plain(" calls ").with(Tone::Act, "somebody else");
        let lines: Vec<String> = wrap(&words, 13).iter().map(|line| line.text().to_string()).collect();
        assert_eq!(lines, ["Billing calls", "somebody else"]);
        assert_eq!(wrap(&words, 13)[1].0[0].0, Tone::Act);
        assert_eq!(cut(&words, 18).text().as_str(), "Billing calls so..");
        assert_eq!(cut(&words, 18).0[2].0, Tone::Act);
        assert_eq!(wrap(&Words::new(), 10), [Words::new()]);
        assert_eq!(wrap(&Words::from("漢字かな"), 3).len(), 4);
    }
}
