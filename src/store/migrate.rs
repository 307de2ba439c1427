//! Files of older formats brought up to today's, one step at a time.
//!
//! A step is pure: the text of format N in, the text of format N + 1 out, its comments with it. The reader knows
//! only the format of today. A new format costs one step here and one golden file beside the tests.

use std::ops::Range;

use super::flaw::{Flaw, FlawKind, Place};
use super::walk::{Token, Tokens};
use crate::model::Plan;
use crate::text::{Shown, show};

/// Brings the text of one format to the next; the number itself is changed for it. The flaw of a file that cannot
/// be brought there may have its place in the text the step was given: it is told of the file.
type Step = fn(&str) -> Result<String, Flaw>;

/// The first brings format 1 to format 2, and so on to [`Plan::FORMAT`].
const STEPS: &[Step] = &[];

const _: () = assert!(STEPS.len() + 1 == Plan::FORMAT as usize, "every format but the last has a step");

/// A file's text in the format of today.
#[derive(Clone, PartialEq, Debug)]
pub struct Migrated {
    /// The format it had.
    pub from: u32,
    pub text: String,
}

/// The format a text says it has, wherever in the plan that stands; `None` where it says none that is a number
/// from nought on. Reads no further than there.
pub fn head(text: &str) -> Option<u32> {
    format(text).map(|(format, _)| format)
}

/// The text in the format of today; `None` where it has it already, and where it does not say.
pub fn to_current(text: &str) -> Result<Option<Migrated>, Flaw> {
    through(text, STEPS)
}

/// Refuses a format that is not known: a newer one, and nought.
pub(super) fn refuse(text: &str) -> Result<(), Flaw> {
    known(text, STEPS)
}

fn known(text: &str, steps: &[Step]) -> Result<(), Flaw> {
    let newest = steps.len() as u32 + 1;
    match format(text) {
        Some((format, place)) if format == 0 || format > newest => Err(unknown(text, format, newest, place)),
        _ => Ok(()),
    }
}

fn through(old: &str, steps: &[Step]) -> Result<Option<Migrated>, Flaw> {
    known(old, steps)?;
    let Some((from, _)) = format(old).filter(|(format, _)| *format as usize <= steps.len()) else { return Ok(None) };
    let mut text = old.to_string();
    for (at, step) in steps.iter().enumerate().skip(from as usize - 1) {
        text = step(&text).map_err(|flaw| of_file(flaw, old, from))?;
        if let Some((_, place)) = format(&text) {
            text.replace_range(place, &(at + 2).to_string());
        }
    }
    Ok(Some(Migrated { from, text }))
}

/// The number after `format:` in the outermost brackets, and where it stands.
fn format(text: &str) -> Option<(u32, Range<usize>)> {
    let (mut depth, mut outer, mut before) = (0_usize, 0, [Token::Mark(b' '); 2]);
    for (token, start, end) in Tokens::of(text).filter(|(token, ..)| !matches!(token, Token::Comment(_))) {
        match token {
            Token::Mark(mark @ (b'(' | b'[' | b'{')) => {
                outer = if depth == 0 { mark } else { outer };
                depth += 1;
            }
            Token::Mark(b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            // ron's own reading, so that both always mean the same number.
            Token::Word(word)
                if depth == 1 && outer == b'(' && before == [Token::Word("format"), Token::Mark(b':')] =>
            {
                return ron::from_str(word).ok().map(|format| (format, start..end));
            }
            _ => {}
        }
        before = [before[1], token];
    }
    None
}

fn unknown(text: &str, format: u32, newest: u32, place: Range<usize>) -> Flaw {
    let version = env!("CARGO_PKG_VERSION");
    let (kind, help) = if format > newest {
        let all = if newest > 1 { "formats up to" } else { "format" };
        (FlawKind::Newer, format!("outgrow {version} reads {all} {newest}; install a later one to open this plan"))
    } else {
        (FlawKind::Invalid, format!("formats are counted from 1; outgrow {version} writes format {newest}"))
    };
    let message = show(format!("the plan has format {format}"));
    Flaw { kind, message, help: show(help), path: Shown::default(), place: Some(Place::of(text, place)) }
}

/// A flaw of migrated text, told of the file: it points at the format, for the text it was found in is nowhere.
pub(super) fn of_file(flaw: Flaw, text: &str, from: u32) -> Flaw {
    let message = show(format!("brought from format {from} up to today's, it does not read: ")).then(flaw.message);
    let place = format(text).map(|(_, place)| Place::of(text, place));
    Flaw { message, place, ..flaw }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Result<String, Flaw> {
        Ok(text.replace("colour", "color"))
    }

    fn two(text: &str) -> Result<String, Flaw> {
        match text.find("sour") {
            Some(at) => Err(Flaw {
                kind: FlawKind::Invalid,
                message: "sour".into(),
                help: "".into(),
                path: "".into(),
                place: Some(Place::of(text, at..at + 4)),
            }),
            None => Ok(format!("// seen\n{}", text.replace("color", "shade"))),
        }
    }

    const TABLE: &[Step] = &[one, two];

    #[test]
    fn every_step_from_the_files_format_on_is_taken() {
        let migrated = |text: &str| through(text, TABLE).unwrap();
        let text = "// kept\n(format: 1 /* this */, colour: 1)";
        let expected = "// seen\n// kept\n(format: 3 /* this */, shade: 1)";
        assert_eq!(migrated(text), Some(Migrated { from: 1, text: expected.into() }));
        let text = "(colour: 1, format: 2)";
        assert_eq!(
            migrated(text),
            Some(Migrated { from: 2, text: "// seen\n(colour: 1, format: 3)".into() }),
            "the step before its format is left out"
        );
        for current in ["(format: 3, colour: 1)", "(colour: 1)", "", "no plan"] {
            assert_eq!(migrated(current), None, "{current}");
        }
    }

    #[test]
    fn a_step_may_refuse_and_unknown_formats_are() {
        let sour = through("(why: \"sour\", format: 1)", TABLE).unwrap_err();
        assert_eq!(sour.message.as_str(), "brought from format 1 up to today's, it does not read: sour");
        assert_eq!(sour.place.unwrap().bytes, 22..23, "where the file says its format");
        for (text, kind, said) in [
            ("(format: 4)", FlawKind::Newer, "reads formats up to 3"),
            ("(format: 4294967295)", FlawKind::Newer, "reads formats up to 3"),
            ("(format: 0)", FlawKind::Invalid, "counted from 1"),
        ] {
            let flaw = through(text, TABLE).unwrap_err();
            assert_eq!(flaw.kind, kind, "{flaw:?}");
            assert!(flaw.help.as_str().contains(said), "{flaw:?}");
            assert_eq!(&text[flaw.place.unwrap().bytes], &text[9..text.len() - 1]);
        }
    }

    #[test]
    fn a_flaw_of_migrated_text_points_into_the_file() {
        let text = "(format: 1, colour: 1)";
        let migrated = through(text, TABLE).unwrap().unwrap();
        let flaw = super::super::read::read(migrated.text.as_bytes()).unwrap_err();
        let told = of_file(flaw, text, 1);
        assert!(told.message.as_str().starts_with("brought from format 1"), "{told:?}");
        assert_eq!(told.place.unwrap().bytes, 9..10);
    }
}
