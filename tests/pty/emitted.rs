//! What a program wrote, byte for byte: its own sequences, and text that steers nothing.

use crate::hostile_text::steers;

/// Everything the runtime may send besides moving the cursor and styles.
const SEQUENCES: [&str; 17] = [
    "[?1049h", "[?1049l", "[?2004h", "[?2004l", "[?1004h", "[?1004l", "[?25h", "[?25l", "[?2026h", "[?2026l",
    "[?1000l", "[?1002l", "[?1003l", "[?1006l", "[?1l", "[r", "[2J",
];

/// Fails on a byte that is neither the program's own sequence nor harmless text. Line ends are harmless only while the
/// program does not draw. Gives the text.
#[track_caller]
pub fn assert_own(bytes: &[u8]) -> String {
    let whole = std::str::from_utf8(bytes).expect("UTF-8 is written, whole characters of it");
    let (mut rest, mut text, mut drawing) = (whole, String::new(), false);
    while let Some(c) = rest.chars().next() {
        if c == '\u{1b}' {
            let sequence = sequence(&rest[1..]);
            assert!(
                is_own(sequence),
                "{} is written behind {}",
                rest[..40.min(rest.len())].escape_debug(),
                tail(&text)
            );
            drawing = match sequence {
                "[?1049h" => true,
                "[?1049l" => false,
                _ => drawing,
            };
            rest = &rest[1 + sequence.len()..];
            continue;
        }
        let line_end = matches!(c, '\r' | '\n') && !drawing;
        assert!(!steers(c) || line_end, "U+{:04X} is written behind {}", c as u32, tail(&text));
        text.push(c);
        rest = &rest[c.len_utf8()..];
    }
    text
}

fn tail(text: &str) -> String {
    text.chars().skip(text.chars().count().saturating_sub(80)).collect()
}

/// The sequence behind an escape, to its end; one character where it is none that is known.
fn sequence(rest: &str) -> &str {
    let end = match rest.as_bytes() {
        [b'[', more @ ..] => more.iter().position(|b| (0x40..0x7f).contains(b)).map(|at| at + 2),
        [b'(', _, ..] => Some(2),
        _ => None,
    };
    rest.get(..end.unwrap_or(1)).unwrap_or(rest)
}

fn is_own(sequence: &str) -> bool {
    let numbers = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b';');
    let styled = |end| sequence.strip_prefix('[').and_then(|s| s.strip_suffix(end)).is_some_and(numbers);
    SEQUENCES.contains(&sequence) || matches!(sequence, "(B" | ">") || styled('m') || styled('H')
}

#[test]
fn what_is_not_ours_is_found() {
    assert_eq!(assert_own("\u{1b}[?1049h\u{1b}[1;1Ha\u{1b}[0;38;5;1mb\u{1b}[?1049lc\r\n".as_bytes()), "abc\r\n");
    for bytes in [
        &b"\x1b]52;c;AA==\x07"[..],
        b"\x1b[6n",
        b"\x1b[?1000h",
        b"\x1bc",
        b"\x1bP1$r\x1b\\",
        b"\x1b[?1049h\n",
        b"\x07",
        "\u{9b}2J".as_bytes(),
        "\u{202e}".as_bytes(),
        "\u{e0041}".as_bytes(),
        b"\x1b[>4;2m",
        b"a\xff",
        b"\x1b",
    ] {
        assert!(std::panic::catch_unwind(|| assert_own(bytes)).is_err(), "{bytes:?}");
    }
}
