//! The chart as SVG, readable without colour: patterns, thick edges and words.

use std::fmt::Write;

use super::{Bar, Gantt};
use crate::model::Day;

/// Width of the names, height of a row and of the axis, in pixels.
const NAMES: f64 = 170.0;
const ROW: f64 = 22.0;
const AXIS: f64 = 24.0;

impl Gantt {
    /// The whole chart in a picture of this width; it is as high as its rows ask for.
    pub fn svg(&self, width: f64) -> String {
        self.part(self.from, self.to, width)
    }

    /// The chart in pictures of so many weeks each, every one with all names: for paper.
    pub fn tiles(&self, weeks: i64, width: f64) -> Vec<String> {
        let days = weeks.max(1) * 7;
        let mut pictures = Vec::new();
        let mut from = self.from;
        while from <= self.to && pictures.len() < 200 {
            let to = from.plus(days - 1).unwrap_or(self.to);
            pictures.push(self.part(from, to, width));
            let Some(next) = from.plus(days) else { break };
            from = next;
        }
        pictures
    }

    fn part(&self, from: Day, to: Day, width: f64) -> String {
        let bottom = AXIS + ROW * self.bars.len() as f64;
        let height = bottom + ROW * self.people.len() as f64 + 30.0;
        let days = (to.since(from) + 1).max(1) as f64;
        let x = |day: Day| NAMES + (day.since(from) as f64).clamp(0.0, days) / days * (width - NAMES - 8.0);
        let after = |day: Day| x(day.plus(1).unwrap_or(day));
        let inside = |day: Day| from <= day && day <= to;
        let mut out = format!(
            "<svg class=\"gantt\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
             font-size=\"11\" fill=\"currentColor\" stroke=\"none\"><defs>\
             <pattern id=\"planned\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\" stroke=\"currentColor\" \
             stroke-width=\"1.5\"/></pattern></defs>"
        );
        let mut shown = f64::NEG_INFINITY;
        for monday in self.mondays().filter(|day| inside(*day)) {
            let at = x(monday);
            if at - shown > 46.0 {
                let _ = write!(out, "<text x=\"{at:.1}\" y=\"14\">{}</text>", monday.short(self.today));
                shown = at;
            }
            let _ = write!(out, "{}", line(at, AXIS - 4.0, at, bottom, "stroke-width=\"0.5\" stroke-opacity=\"0.3\""));
        }
        let middle = |row: usize| AXIS + ROW * row as f64 + ROW / 2.0;
        for (row, bar) in self.bars.iter().enumerate() {
            self.bar_svg(&mut out, bar, middle(row), (from, to), &x);
            // From the end of what it waits for down or up to its start.
            for other in bar.after.iter().filter_map(|at| self.bars.get(*at).map(|bar| (*at, bar))) {
                let (Some((_, end)), Some((start, _))) = (other.1.work, bar.work) else { continue };
                if inside(end) && inside(start) {
                    let (out_at, in_at) = (after(end), x(start));
                    let _ = write!(
                        out,
                        "<path d=\"M{out_at:.1} {:.1}h3V{:.1}H{in_at:.1}\" fill=\"none\" stroke=\"currentColor\" \
                         stroke-width=\"0.7\"/>",
                        middle(other.0),
                        middle(row) - ROW / 2.0 + 2.0
                    );
                }
            }
        }
        if inside(self.today) {
            let at = x(self.today);
            out += &line(at, AXIS, at, bottom, "stroke-width=\"1\" stroke-dasharray=\"2 3\"");
            let _ = write!(out, "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">today</text>", bottom + 12.0);
        }
        for mark in self.milestones.iter().filter(|mark| inside(mark.day)) {
            let at = x(mark.day);
            let _ = write!(out, "<path d=\"M{at:.1} {:.1}l5 5l-5 5l-5-5z\"/>", AXIS - 8.0);
            if mark.target {
                out += &line(at, AXIS, at, bottom, "stroke-width=\"1\"");
            }
            let y = bottom + if mark.target { 24.0 } else { 12.0 };
            let _ = write!(out, "<text x=\"{at:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>", safe(&mark.name));
        }
        for (row, load) in self.people.iter().enumerate() {
            let y = bottom + 30.0 + ROW * row as f64 + 4.0;
            let name = load.name.cut(22);
            let _ = write!(out, "<text x=\"0\" y=\"{y:.1}\">{}, {}</text>", safe(&name), safe(&load.share));
            for week in load.weeks.iter().filter(|week| inside(week.monday)) {
                let over = if week.over { "!" } else { "" };
                let at = x(week.monday) + 2.0;
                let _ = write!(out, "<text x=\"{at:.1}\" y=\"{y:.1}\">{:.0} h{over}</text>", week.given);
            }
        }
        out + "</svg>"
    }

    fn bar_svg(&self, out: &mut String, bar: &Bar, y: f64, (from, to): (Day, Day), x: &dyn Fn(Day) -> f64) {
        let indent = 10.0 * bar.depth as f64;
        let weight = if bar.critical { " font-weight=\"bold\"" } else { "" };
        let name = bar.name.cut(26);
        let _ = write!(out, "<text x=\"{indent:.1}\" y=\"{:.1}\"{weight}>{}</text>", y + 4.0, safe(&name));
        let mut rect = |first: Day, last: Day, how: &str| {
            if last < from || first > to {
                return;
            }
            let (left, right) = (x(first), x(last.plus(1).unwrap_or(last)));
            let _ = write!(
                out,
                "<rect x=\"{left:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" {how}/>",
                y - 6.0,
                (right - left).max(1.0)
            );
        };
        if let Some((last, (_, end))) = bar.slack.zip(bar.work) {
            let slack = "fill=\"none\" stroke=\"currentColor\" stroke-width=\"0.5\" stroke-dasharray=\"1 2\"";
            rect(end.plus(1).unwrap_or(end), last, slack);
        }
        if let Some((first, last)) = bar.work {
            let edge = if bar.critical { "2.5" } else { "0.7" };
            rect(first, last, &format!("fill=\"url(#planned)\" stroke=\"currentColor\" stroke-width=\"{edge}\""));
        }
        if let Some((first, last)) = bar.done {
            rect(first, last, "fill=\"currentColor\"");
        }
        if let Some((half, most)) = bar.tail().filter(|(half, most)| *most >= from && *half <= to) {
            let (left, right) = (x(half.plus(1).unwrap_or(half)), x(most.plus(1).unwrap_or(most)));
            *out += &line(left, y, right, y, "stroke-width=\"2\" stroke-dasharray=\"4 2\"");
            *out += &line(right, y - 5.0, right, y + 5.0, "stroke-width=\"1\"");
        }
    }
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, how: &str) -> String {
    format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"currentColor\" {how}/>")
}

fn safe(text: &crate::text::Shown) -> String {
    text.as_str().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
