//! Money in minor units, so that sums agree everywhere.

use std::fmt;

/// An amount in hundredths of the plan's currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(pub i64);

impl Money {
    /// Largest amount that is read: fifteen digits, as many as a floating-point number in a file keeps.
    pub const MAX: i64 = 999_999_999_999_999;

    /// Reads `600`, `600.5` or `-12.25`.
    pub fn parse(text: &str) -> Result<Money, String> {
        let wrong = || "an amount of money is a plain number with at most two decimals, as in 600 or 12.50".to_string();
        let text = text.trim();
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(part) || part.len() > 2 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
        let minor = whole.checked_mul(100).and_then(|w| w.checked_add(part)).filter(|m| *m <= Self::MAX);
        minor.map(|m| Money(sign * m)).ok_or_else(wrong)
    }

    /// The amount in whole units, for arithmetic that ends in a rounded figure.
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// From an amount in whole units, rounded to the nearest minor unit; `None` when it is no such amount.
    pub fn from_units(units: f64) -> Option<Money> {
        let minor = (units * 100.0).round();
        (minor.is_finite() && minor.abs() <= Self::MAX as f64).then_some(Money(minor as i64))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let text = match part {
            0 => format!("{sign}{whole}"),
            _ => format!("{sign}{whole}.{part:02}").trim_end_matches('0').to_string(),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_back() {
        for text in ["600", "600.5", "-12.25", "0", "0.05"] {
            assert_eq!(Money::parse(text).map(|m| m.to_string()).as_deref(), Ok(text));
        }
        for wrong in ["", "1,000", "1.005", "1e3", "€5", "99999999999999999999", "-", "1."] {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
    }
}
