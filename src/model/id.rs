//! Ids: the names rows keep for life.

use std::fmt;
use std::sync::Arc;

/// A row's id: lower-case ASCII letters, digits and hyphens, at most [`Id::MAX`] bytes, so an id can be
/// shown, typed and put into a path as it is. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// Longest id that is read, in bytes; keyed registers join two or three names.
    pub const MAX: usize = 240;

    /// Longest id a row with a name of its own may have, so that joined ones stay within [`Id::MAX`].
    pub const OWN_MAX: usize = 72;

    /// Reads an id; `None` when it holds anything but `a`–`z`, `0`–`9` and `-`, or nothing.
    pub fn parse(text: &str) -> Option<Id> {
        let fits = !text.is_empty()
            && text.len() <= Self::MAX
            && !text.starts_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Id(text.into()))
    }

    /// The kebab-case slug of a name, transliterated to ASCII; `fallback` when nothing is left.
    pub fn slug(name: &str, fallback: &'static str) -> Id {
        let ascii = any_ascii::any_ascii(name);
        let mut slug = String::new();
        for c in ascii.chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if c != '\'' && !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        if slug.len() > 48 {
            let end = slug[..48].rfind('-').filter(|&at| at > 16).unwrap_or(48);
            slug.truncate(end);
        }
        let slug = slug.trim_end_matches('-');
        Id(if slug.is_empty() { fallback } else { slug }.into())
    }

    /// The id of a keyed row: its key fields' texts joined with `--`. Always an id that reads back, whatever a
    /// file written by hand puts there, but for the empty one when all parts are empty.
    pub fn join(parts: &[&str]) -> Id {
        let joined = parts.join("--");
        let plain = joined.trim_start_matches('-');
        let end = plain.len().min(Self::MAX);
        Id(plain.get(..end).unwrap_or("").into())
    }

    /// This id, or with `-2`, `-3` … the first one that `taken` does not know.
    pub fn free(self, taken: impl Fn(&Id) -> bool) -> Id {
        let mut candidate = self.clone();
        let mut n = 2;
        while taken(&candidate) {
            candidate = Id(format!("{self}-{n}").into());
            n += 1;
        }
        candidate
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Id {
    /// The id of a row that has none yet; never stored.
    fn default() -> Self {
        Id("".into())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A row's place in the plan, written `REGISTER/ID`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub register: &'static str,
    pub id: Id,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.register, self.id)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_ids() {
        for (name, slug) in [
            ("Refunds by hand", "refunds-by-hand"),
            ("Größe & Maß", "grosse-mass"),
            ("Ana's desk", "anas-desk"),
            ("---", "debt"),
            ("\u{202e}", "debt"),
        ] {
            let id = Id::slug(name, "debt");
            assert_eq!(id.as_str(), slug);
            assert!(Id::parse(id.as_str()).is_some());
        }
        let long = Id::slug(&"word ".repeat(60), "debt");
        assert!(long.as_str().len() <= 48);
        assert_eq!(Id::slug("a", "x").free(|id| id.as_str() != "a-3").as_str(), "a-3");
    }
}
