//! Precedence links between rows of one register.

use std::fmt;

use super::id::Id;
use super::span::Span;

/// Which ends of two pieces of work a link ties together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Tie {
    /// Finish to start: this may start when the other is finished.
    #[default]
    FS,
    /// Start to start.
    SS,
    /// Finish to finish.
    FF,
}

/// A link to work that comes before; written `debt-audit`, `debt-audit:SS` or `debt-audit:FF+1w`.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    pub to: Id,
    pub tie: Tie,
    /// Working time between the two ends; one amount, led by its sign.
    pub lag: Option<Lag>,
}

/// A link's delay, or its lead when `early`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lag {
    pub early: bool,
    pub span: Span,
}

impl Link {
    /// Reads a link; the error says how to write it.
    pub fn parse(text: &str) -> Result<Link, String> {
        let (to, rest) = text.trim().split_once(':').unwrap_or((text.trim(), "FS"));
        let to = Id::parse(to).ok_or("a link starts with a row's id, as in debt-audit:FF+1w")?;
        let rest = rest.trim();
        let (word, lag) = rest.split_at_checked(2).unwrap_or((rest, ""));
        let tie = match word.to_ascii_uppercase().as_str() {
            "FS" => Tie::FS,
            "SS" => Tie::SS,
            "FF" => Tie::FF,
            _ => return Err("a link's type is FS, SS or FF, as in debt-audit:FF+1w".into()),
        };
        let lag = match lag.trim().split_at_checked(1) {
            None => None,
            Some((sign @ ("+" | "-"), span)) => Some(Lag { early: sign == "-", span: Span::parse(span)? }),
            Some(_) => return Err("a link's lag is led by + or -, as in debt-audit:FF+1w".into()),
        };
        if lag.is_some_and(|lag| lag.span.min != lag.span.max) {
            return Err("a link's lag is one amount, as in debt-audit:FF+1w".into());
        }
        Ok(Link { to, tie, lag })
    }
}

impl fmt::Display for Lag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.early { '-' } else { '+' }, self.span)
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.tie, self.lag) {
            (Tie::FS, None) => write!(f, "{}", self.to),
            (tie, None) => write!(f, "{}:{tie:?}", self.to),
            (tie, Some(lag)) => write!(f, "{}:{tie:?}{lag}", self.to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_read_back_as_written() {
        for text in ["debt-audit", "debt-audit:SS", "debt-audit:FF+1w", "a:FS-2d"] {
            assert_eq!(Link::parse(text).map(|l| l.to_string()).as_deref(), Ok(text));
        }
        for wrong in ["", "A b", "a:XX", "a:FF1w", "a:FF+", "a:FF+1-2w", "a:é+1w", "a:x€", "a:€x"] {
            assert!(Link::parse(wrong).is_err(), "{wrong}");
        }
    }
}
