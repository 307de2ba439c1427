//! A walk over a plan file's text that knows where it is: what ron does not tell (comments, and the place of
//! every row and field in the text).
//!
//! It accepts any token sequence; whether the file is a plan is the reader's business.

/// A place in a plan file, as written there. Rows are counted in the order of the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot<'t> {
    /// The first token; comments before it stand above everything.
    Head,
    /// A field of the file itself: `format`, `product` or a register.
    Top(&'t str),
    /// The start of a row.
    Row(&'t str, usize),
    /// A field of a row; `product` counts as row 0 of its own.
    Field(&'t str, usize, &'t str),
    /// An entry of a field's list or map, by its text.
    Entry(&'t str, usize, &'t str, &'t str),
    /// The end of a field's list or map.
    FieldEnd(&'t str, usize, &'t str),
    RowEnd(&'t str, usize),
    RegisterEnd(&'t str),
    PlanEnd,
    /// After everything.
    Foot,
}

/// What the walk meets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event<'t> {
    /// A spot begins at this byte.
    Spot(Spot<'t>, usize),
    /// A field's or an entry's value, from byte to byte.
    Value(Spot<'t>, usize, usize),
    /// A comment's text with its marks, and whether something stands before it on its line.
    Comment(&'t str, bool),
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token<'t> {
    Comment(&'t str),
    Text(&'t str),
    Word(&'t str),
    Mark(u8),
    Attribute,
}

/// Cuts text into tokens with their byte ranges; what is no token is skipped byte by byte.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (Token<'t>, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        let start = self.at;
        let rest = &bytes[start..];
        let (token, len) = match rest {
            [] => return None,
            [b'/', b'/', ..] => {
                let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                (Token::Comment(self.text[start..start + len].trim_end()), len)
            }
            [b'/', b'*', ..] => {
                let len = block_comment(rest);
                (Token::Comment(&self.text[start..start + len]), len)
            }
            [b'"', ..] => {
                let len = string(rest);
                let inside = &self.text[start + 1..start + len];
                (Token::Text(inside.strip_suffix('"').unwrap_or(inside)), len)
            }
            [b'r', b'"' | b'#', ..] if raw_string(rest).is_some() => {
                let (hashes, len) = raw_string(rest).unwrap_or((0, 1));
                let inside = self.text.get(start + 2 + hashes..(start + len).saturating_sub(1 + hashes));
                (Token::Text(inside.unwrap_or("")), len)
            }
            [b'#', b'!', ..] => {
                let len = rest.iter().position(|b| *b == b']').map_or(rest.len(), |at| at + 1);
                (Token::Attribute, len)
            }
            [b, ..] if is_word(*b) => {
                let len = rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len());
                (Token::Word(&self.text[start..start + len]), len)
            }
            [b, ..] => (Token::Mark(*b), 1),
        };
        self.at = start + len;
        Some((token, start, self.at))
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-') || b >= 0x80
}

fn block_comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The number of `#` and the length of a raw string, if one starts here.
fn raw_string(bytes: &[u8]) -> Option<(usize, usize)> {
    let hashes = bytes[1..].iter().take_while(|b| **b == b'#').count();
    if bytes.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let mut at = 2 + hashes;
    while at < bytes.len() {
        if bytes[at] == b'"' && bytes[at + 1..].iter().take(hashes).filter(|b| **b == b'#').count() == hashes {
            return Some((hashes, at + 1 + hashes));
        }
        at += 1;
    }
    Some((hashes, bytes.len()))
}

/// Whether a text holds a comment; what looks like one in quotes is none.
pub fn has_comments(text: &str) -> bool {
    let seems = text.contains("//") || text.contains("/*");
    seems && Tokens { text, at: 0 }.any(|(token, ..)| matches!(token, Token::Comment(_)))
}

/// The bytes of the token that stands at a place or comes next, comments left out; nothing, at the end of the
/// text, when none comes.
pub fn token_at(text: &str, at: usize) -> std::ops::Range<usize> {
    let mut tokens = Tokens { text, at: 0 }.filter(|(token, ..)| !matches!(token, Token::Comment(_)));
    tokens.find(|(_, _, end)| *end > at).map_or(text.len()..text.len(), |(_, start, end)| start..end)
}

/// Which bracket we are in.
enum Frame<'t> {
    Plan,
    Register(&'t str, usize),
    Row(&'t str, usize),
    List(&'t str, usize, &'t str),
    /// Anything deeper; a plan has nothing there.
    Deep,
}

/// Walks a plan file's text. Linear in its length.
pub fn walk<'t>(text: &'t str, mut meet: impl FnMut(Event<'t>)) {
    let mut frames: Vec<Frame<'t>> = Vec::new();
    let mut key: Option<&'t str> = None;
    // Whether the next token is a value (behind a colon) and no key or entry.
    let mut value_next = false;
    let mut line_start = true;
    let mut last_end = 0;
    let mut headed = false;
    for (token, start, end) in (Tokens { text, at: 0 }) {
        line_start |= text.as_bytes()[last_end..start].contains(&b'\n');
        last_end = end;
        if let Token::Comment(comment) = token {
            meet(Event::Comment(comment, !line_start));
            line_start = comment.starts_with("//");
            continue;
        }
        line_start = false;
        if !std::mem::replace(&mut headed, true) {
            meet(Event::Spot(Spot::Head, start));
        }
        let inner = frames.len() > 1;
        match (&token, frames.last_mut()) {
            (Token::Mark(b'('), None) => frames.push(Frame::Plan),
            (Token::Word(word), Some(Frame::Plan)) if !value_next => {
                key = Some(word);
                meet(Event::Spot(Spot::Top(word), start));
            }
            (Token::Text(_) | Token::Word(_), Some(Frame::Plan)) => {
                meet(Event::Value(Spot::Top(key.unwrap_or("")), start, end));
                value_next = false;
            }
            (Token::Mark(b'('), Some(Frame::Plan)) => {
                frames.push(Frame::Row(key.unwrap_or("product"), 0));
                value_next = false;
            }
            (Token::Mark(b'['), Some(Frame::Plan)) => {
                frames.push(Frame::Register(key.unwrap_or(""), 0));
                value_next = false;
            }
            (Token::Mark(b')'), Some(Frame::Plan)) => {
                meet(Event::Spot(Spot::PlanEnd, start));
                frames.pop();
                frames.push(Frame::Deep);
            }
            (Token::Mark(b'('), Some(Frame::Register(register, count))) => {
                let (register, row) = (*register, *count);
                *count += 1;
                meet(Event::Spot(Spot::Row(register, row), start));
                frames.push(Frame::Row(register, row));
                value_next = false;
            }
            (Token::Mark(b']'), Some(Frame::Register(register, _))) => {
                meet(Event::Spot(Spot::RegisterEnd(register), start));
                frames.pop();
            }
            (Token::Word(word), Some(Frame::Row(register, row))) if !value_next => {
                key = Some(word);
                meet(Event::Spot(Spot::Field(register, *row, word), start));
            }
            (Token::Mark(b'[' | b'{'), Some(Frame::Row(register, row))) => {
                let frame = Frame::List(register, *row, key.unwrap_or(""));
                frames.push(frame);
                value_next = false;
            }
            (Token::Mark(b')'), Some(Frame::Row(register, row))) => {
                meet(Event::Spot(Spot::RowEnd(register, *row), start));
                frames.pop();
            }
            (Token::Text(_) | Token::Word(_), Some(Frame::Row(register, row))) => {
                meet(Event::Value(Spot::Field(register, *row, key.unwrap_or("")), start, end));
                value_next = false;
            }
            (Token::Text(entry) | Token::Word(entry), Some(Frame::List(register, row, field))) => {
                let spot = Spot::Entry(register, *row, field, entry);
                if !value_next {
                    meet(Event::Spot(spot, start));
                }
                meet(Event::Value(spot, start, end));
                value_next = false;
            }
            (Token::Mark(b']' | b'}'), Some(Frame::List(register, row, field))) => {
                meet(Event::Spot(Spot::FieldEnd(register, *row, field), start));
                frames.pop();
            }
            (Token::Mark(b':'), _) => value_next = true,
            (Token::Mark(b','), _) => value_next = false,
            (Token::Mark(b'(' | b'[' | b'{'), _) => frames.push(Frame::Deep),
            (Token::Mark(b')' | b']' | b'}'), Some(Frame::Deep)) if inner => drop(frames.pop()),
            _ => value_next = false,
        }
    }
    meet(Event::Spot(Spot::Foot, text.len()));
}
