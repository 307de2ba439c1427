//! Days and ranges of days, as stored and as typed.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A calendar day. Stored and ordered as ISO 8601 (`2026-11-21`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Day(pub Date);

impl Day {
    /// Reads `2026-11-21` and nothing else.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        text.parse().ok().map(Day)
    }

    /// Reads what a person types: ISO, `today`, `tomorrow`, `yesterday`, `+2w`, `-3d`, `fri`, `4 dec`, `4 dec 2027`.
    /// A weekday is the next one after `today`; a day without a year is the next one from `today` on.
    pub fn typed(text: &str, today: Day) -> Result<Day, String> {
        let text = text.trim().to_ascii_lowercase();
        let found = match text.as_str() {
            "today" => Some(today),
            "tomorrow" => today.plus(1),
            "yesterday" => today.plus(-1),
            _ => Day::parse(&text)
                .or_else(|| offset(&text, today))
                .or_else(|| weekday(&text, today))
                .or_else(|| day_month(&text, today)),
        };
        found.ok_or_else(|| "a day is written 2026-11-21, today, +2w, fri or 4 dec".to_string())
    }

    /// This day moved by whole days; `None` outside the calendar.
    pub fn plus(self, days: i64) -> Option<Day> {
        let days = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(days).ok().map(Day)
    }

    /// Whole days from `earlier` to this day.
    pub fn since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).get_days().into()
    }

    /// `Fri 4 Dec 2026`, for reading.
    pub fn words(self) -> String {
        self.0.strftime("%a %-d %b %Y").to_string()
    }

    /// `4 Dec`, or `4 Dec 27` in a year other than `today`'s: for columns.
    pub fn short(self, today: Day) -> String {
        let form = if self.0.year() == today.0.year() { "%-d %b" } else { "%-d %b %y" };
        self.0.strftime(form).to_string()
    }
}

fn offset(text: &str, today: Day) -> Option<Day> {
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let n = sign * rest[..digits].parse::<i64>().ok().filter(|n| *n < 100_000)?;
    let span = match &rest[digits..] {
        "d" | "" => n.days(),
        "w" => n.weeks(),
        "mo" => n.months(),
        "y" => jiff::Span::new().try_years(n).ok()?,
        _ => return None,
    };
    today.0.checked_add(span).ok().map(Day)
}

fn weekday(text: &str, today: Day) -> Option<Day> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let (_, day) = NAMES.iter().find(|(name, _)| text.len() >= 3 && name.starts_with(text))?;
    today.0.nth_weekday(1, *day).ok().map(Day)
}

fn day_month(text: &str, today: Day) -> Option<Day> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let mut words = text.split_whitespace();
    let day: i8 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().position(|m| name.len() >= 3 && m.starts_with(name))? as i8 + 1;
    let year = words.next();
    if words.next().is_some() {
        return None;
    }
    match year {
        Some(year) => Date::new(year.parse().ok()?, month, day).ok().map(Day),
        None => (0..=4)
            .filter_map(|ahead| Date::new(today.0.year() + ahead, month, day).ok())
            .map(Day)
            .find(|found| *found >= today),
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

/// Days from `first` to `last`, both included; written `2026-12-21..2027-01-02`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DayRange {
    pub first: Day,
    pub last: Day,
}

impl DayRange {
    /// Reads two days with `..` between them, or one day alone, with `day` reading each.
    pub fn parse(text: &str, day: impl Fn(&str) -> Option<Day>) -> Result<DayRange, String> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        match (day(first.trim()), day(last.trim())) {
            (Some(first), Some(last)) if first <= last => Ok(DayRange { first, last }),
            (Some(_), Some(_)) => Err("the range ends before it starts".to_string()),
            _ => Err("a range of days is written 2026-12-21..2027-01-02".to_string()),
        }
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_days() {
        let today = Day::parse("2026-11-21").expect("a Saturday");
        for (typed, day) in [
            ("2026-11-21", "2026-11-21"),
            ("today", "2026-11-21"),
            ("+2w", "2026-12-05"),
            ("+1mo", "2026-12-21"),
            ("-3d", "2026-11-18"),
            ("fri", "2026-11-27"),
            ("sat", "2026-11-28"),
            ("4 dec", "2026-12-04"),
            ("4 Nov", "2027-11-04"),
            ("29 feb", "2028-02-29"),
            ("1 jan 2030", "2030-01-01"),
        ] {
            assert_eq!(Day::typed(typed, today).map(|d| d.to_string()).as_deref(), Ok(day), "{typed}");
        }
        for wrong in ["", "2026-13-01", "2026-1-1", "+2m", "fr", "31 feb", "+99999999999d", "20261121", "+99999y"] {
            assert!(Day::typed(wrong, today).is_err(), "{wrong}");
        }
    }
}
