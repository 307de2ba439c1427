//! Spans: one to three amounts of time in one unit.

use std::fmt;

/// The unit a span was written in; kept, so that `2w` stays `2w`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

impl Unit {
    const WORDS: [(&'static str, Unit); 6] = [
        ("min", Unit::Minutes),
        ("h", Unit::Hours),
        ("d", Unit::Days),
        ("w", Unit::Weeks),
        ("mo", Unit::Months),
        ("y", Unit::Years),
    ];

    /// The unit as written in the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }

    /// Person-days of work in one unit: a day has 8 hours, a week 5 days, a month a twelfth of 365.25
    /// calendar days' weeks, a year twelve months.
    pub fn work_days(self) -> f64 {
        match self {
            Unit::Minutes => 1.0 / 480.0,
            Unit::Hours => 1.0 / 8.0,
            Unit::Days => 1.0,
            Unit::Weeks => 5.0,
            Unit::Months => 365.25 / 12.0 / 7.0 * 5.0,
            Unit::Years => 365.25 / 7.0 * 5.0,
        }
    }

    /// Calendar days in one unit.
    pub fn calendar_days(self) -> f64 {
        match self {
            Unit::Minutes => 1.0 / 1440.0,
            Unit::Hours => 1.0 / 24.0,
            Unit::Days => 1.0,
            Unit::Weeks => 7.0,
            Unit::Months => 365.25 / 12.0,
            Unit::Years => 365.25,
        }
    }
}

/// An amount of time with its spread: `2d`, `1-2w` or `1/1.5/2w` (min/likely/max). The amounts are finite
/// and not negative; that min ≤ likely ≤ max is a rule, so that a slip in the file can be mended.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    pub min: f64,
    /// Only where three values were written.
    pub mode: Option<f64>,
    pub max: f64,
    pub unit: Unit,
}

impl Span {
    /// Reads a span; the error says how to write it.
    pub fn parse(text: &str) -> Result<Span, String> {
        let text = text.trim();
        let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
        let (amounts, word) = text.split_at(split);
        if amounts.trim().is_empty() {
            return Err("a span starts with a number, as in 2d, 1-2w or 1/1.5/2w".into());
        }
        let unit = match word {
            "" => return Err("a span needs a unit: min, h, d, w, mo or y, as in 2d or 1-2w".into()),
            "m" => return Err("m could be minutes or months: write min or mo".into()),
            word => Unit::WORDS.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit),
        };
        let unit = unit.ok_or("a span's unit is min, h, d, w, mo or y")?;
        let number = |text: &str| -> Result<f64, String> {
            let text = text.trim();
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            text.parse::<f64>()
                .ok()
                .filter(|n| plain && *n <= 1e9)
                .ok_or_else(|| "a span is written 2d, 1-2w or 1/1.5/2w".to_string())
        };
        let parts: Vec<&str> =
            if amounts.contains('/') { amounts.split('/').collect() } else { amounts.split('-').collect() };
        let (min, mode, max) = match parts[..] {
            [one] => (number(one)?, None, number(one)?),
            [min, max] => (number(min)?, None, number(max)?),
            [min, mode, max] if amounts.contains('/') => (number(min)?, Some(number(mode)?), number(max)?),
            _ => return Err("a span has one, two or three values: 2d, 1-2w, 1/1.5/2w".into()),
        };
        Ok(Span { min, mode, max, unit })
    }

    /// The likely value: the middle of two, the second of three.
    pub fn likely(&self) -> f64 {
        self.mode.unwrap_or((self.min + self.max) / 2.0)
    }

    /// The likely value in person-days of work.
    pub fn work_days(&self) -> f64 {
        self.likely() * self.unit.work_days()
    }

    /// Whether min ≤ likely ≤ max.
    pub fn ordered(&self) -> bool {
        self.min <= self.likely() && self.likely() <= self.max
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { min, mode, max, unit } = self;
        let unit = unit.word();
        let text = match mode {
            Some(mode) => format!("{min}/{mode}/{max}{unit}"),
            None if min == max => format!("{min}{unit}"),
            None => format!("{min}-{max}{unit}"),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_back_as_written() {
        for text in ["2d", "1-2w", "1/1.5/2w", "30min", "0.5h", "6mo", "1y", "0d"] {
            assert_eq!(Span::parse(text).map(|s| s.to_string()).as_deref(), Ok(text));
        }
        assert_eq!(Span::parse("1-2w").map(|s| s.work_days()), Ok(7.5));
        assert_eq!(Span::parse("1/1.25/2w").map(|s| s.work_days()), Ok(6.25));
        for wrong in ["", "2", "2m", "d", "1-2-3d", "-1d", "1e5d", "infd", "nan d", "2 weeks", "1/2/3/4d"] {
            assert!(Span::parse(wrong).is_err(), "{wrong}");
        }
        assert!(!Span::parse("3-2d").expect("readable").ordered());
    }
}
