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

impl<'t> Spot<'t> {
    /// The register and the row it stands in.
    pub fn row(&self) -> Option<(&'t str, usize)> {
        use Spot::*;
        match *self {
            Row(key, at) | Field(key, at, _) | Entry(key, at, ..) | FieldEnd(key, at, _) | RowEnd(key, at) => {
                Some((key, at))
            }
            Head | Top(_) | RegisterEnd(_) | PlanEnd | Foot => None,
        }
    }
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
pub(super) enum Token<'t> {
    Comment(&'t str),
    /// A string, as it stands between its quotes.
    Text(&'t str),
    /// An identifier or a number.
    Word(&'t str),
    Mark(u8),
}

/// Cuts text into tokens with their byte ranges; what is no token is skipped byte by byte.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Tokens<'t> {
        Tokens { text, at: 0 }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (Token<'t>, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        while let Some(len @ 1..) = bytes.get(self.at..).map(blank) {
            self.at += len;
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
            // An identifier that says it is one.
            [b'r', b'#', b, ..] if is_word(*b) => {
                let len = 2 + word(&rest[2..]);
                (Token::Word(&self.text[start + 2..start + len]), len)
            }
            [b'r', b'"' | b'#', ..] => match raw_string(&self.text[start..]) {
                Some((inside, len)) => (Token::Text(inside), len),
                None => (Token::Word("r"), 1),
            },
            [b, ..] if is_word(*b) => {
                let len = word(rest);
                (Token::Word(&self.text[start..start + len]), len)
            }
            [b, ..] => (Token::Mark(*b), 1),
        };
        self.at = start + len;
        Some((token, start, self.at))
    }
}

/// The length of the blank that starts here, nought where none does. Blanks are those of ron: direction marks
/// and Unicode's line ends among them.
fn blank(bytes: &[u8]) -> usize {
    match bytes {
        [b' ' | b'\t'..=b'\r', ..] => 1,
        // U+0085
        [0xc2, 0x85, ..] => 2,
        // U+200E, U+200F, U+2028, U+2029
        [0xe2, 0x80, 0x8e | 0x8f | 0xa8 | 0xa9, ..] => 3,
        _ => 0,
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-') || b >= 0x80
}

/// The length of the word at the start of the bytes, one at least.
fn word(bytes: &[u8]) -> usize {
    let end = (1..bytes.len()).find(|at| !is_word(bytes[*at]) || (bytes[*at] >= 0x80 && blank(&bytes[*at..]) > 0));
    end.unwrap_or(bytes.len())
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

/// The text inside a raw string and the string's length, if one starts here.
fn raw_string(text: &str) -> Option<(&str, usize)> {
    let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
    let inside = text[1 + hashes..].strip_prefix('"')?;
    // One search, not one for each quote inside: a text may be made of them.
    let end = format!("\"{}", "#".repeat(hashes));
    match inside.find(&end) {
        Some(at) => Some((&inside[..at], 2 + hashes + at + end.len())),
        None => Some((inside, text.len())),
    }
}

/// Whether a text holds a comment; what looks like one in quotes is none.
pub fn has_comments(text: &str) -> bool {
    let seems = text.contains("//") || text.contains("/*");
    seems && Tokens::of(text).any(|(token, ..)| matches!(token, Token::Comment(_)))
}

/// The bytes of the token that stands at a place or comes next, comments left out; nothing, at the end of the
/// text, when none comes.
pub fn token_at(text: &str, at: usize) -> std::ops::Range<usize> {
    let mut tokens = Tokens::of(text).filter(|(token, ..)| !matches!(token, Token::Comment(_)));
    tokens.find(|(_, _, end)| *end > at).map_or(text.len()..text.len(), |(_, start, end)| start..end)
}

/// Which bracket we are in.
enum Frame<'t> {
    Plan,
    Register(&'t str, usize),
    Row(&'t str, usize),
    List(&'t str, usize, &'t str),
    /// So many brackets deeper; a plan has nothing there. One frame for all, or a file of brackets alone would
    /// take many times its size.
    Deep(usize),
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
    let mut ended = false;
    for (token, start, end) in Tokens::of(text) {
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
        match (&token, frames.last_mut()) {
            (Token::Mark(b'('), None) if !ended => frames.push(Frame::Plan),
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
                ended = true;
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
            (Token::Mark(b'(' | b'[' | b'{'), Some(Frame::Deep(depth))) => *depth += 1,
            (Token::Mark(b')' | b']' | b'}'), Some(Frame::Deep(depth))) => {
                *depth -= 1;
                if *depth == 0 {
                    frames.pop();
                }
            }
            (Token::Mark(b'(' | b'[' | b'{'), _) => frames.push(Frame::Deep(1)),
            _ => value_next = false,
        }
    }
    meet(Event::Spot(Spot::Foot, text.len()));
}
