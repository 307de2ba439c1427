//! What terminals send, as they send it; and that the size of the pieces is of no account.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::{Decoder, Heard};

fn hear(bytes: &[u8]) -> Vec<Heard> {
    let mut heard = Vec::new();
    let mut decoder = Decoder::default();
    decoder.feed(bytes, &mut heard);
    decoder.give_up(&mut heard);
    assert_eq!(decoder.patience(), None);
    heard
}

fn key(code: KeyCode, held: KeyModifiers) -> Heard {
    Heard::Key(KeyEvent::new(code, held))
}

#[test]
fn keys_are_told_by_their_bytes() {
    use KeyCode::{
        BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Insert, Left, PageUp, Right, Tab, Up,
    };
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    let table: &[(&str, KeyCode, KeyModifiers)] = &[
        ("a", Char('a'), NONE),
        ("A", Char('A'), SHIFT),
        ("ß", Char('ß'), NONE),
        ("Ж", Char('Ж'), SHIFT),
        ("漢", Char('漢'), NONE),
        ("😀", Char('😀'), NONE),
        ("\r", Enter, NONE),
        ("\n", Char('j'), CTRL),
        ("\t", Tab, NONE),
        ("\x7f", Backspace, NONE),
        ("\x08", Char('h'), CTRL),
        ("\0", Char(' '), CTRL),
        ("\x03", Char('c'), CTRL),
        ("\x1f", Char('7'), CTRL),
        ("\x1b", Esc, NONE),
        ("\x1ba", Char('a'), ALT),
        ("\x1b\r", Enter, ALT),
        ("\x1bß", Char('ß'), ALT),
        ("\x1b[", Char('['), ALT),
        ("\x1bO", Char('O'), ALT | SHIFT),
        ("\x1b[A", Up, NONE),
        ("\x1bOB", Down, NONE),
        ("\x1b[1;5C", Right, CTRL),
        ("\x1b[1;4D", Left, SHIFT | ALT),
        ("\x1b[H", Home, NONE),
        ("\x1bOF", End, NONE),
        ("\x1b[1~", Home, NONE),
        ("\x1b[2~", Insert, NONE),
        ("\x1b[3;5~", Delete, CTRL),
        ("\x1b[5~", PageUp, NONE),
        ("\x1b[Z", BackTab, SHIFT),
        ("\x1bOP", F(1), NONE),
        ("\x1b[[B", F(2), NONE),
        ("\x1b[13~", F(3), NONE),
        ("\x1b[15~", F(5), NONE),
        ("\x1b[24;2~", F(12), SHIFT),
        ("\x1b[97;5u", Char('a'), CTRL),
        ("\x1b[27;2;97~", Char('A'), SHIFT),
        ("\x1b[13;5u", Enter, CTRL),
    ];
    for (bytes, code, held) in table {
        assert_eq!(hear(bytes.as_bytes()), [key(*code, *held)], "{bytes:?}");
    }
}

#[test]
fn answers_to_questions_of_others_are_passed_over() {
    let answers = [
        "\x1b]11;rgb:0000/0000/0000\x1b\\",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1bP1$r0m\x1b\\",
        "\x1b[?62;22c",
        "\x1b[24;80R",
        "\x1b[?2026;2$y",
        "\x1b[<0;10;10M",
        "\x1b[O",
        "\x1b[99999999999999~",
        "\u{9b}",
        "\u{feff}\x1b[57441u",
    ];
    for answer in answers {
        let heard = hear(format!("{answer}x").as_bytes());
        let last = heard.last();
        assert_eq!(last, Some(&key(KeyCode::Char('x'), KeyModifiers::NONE)), "{answer:?}");
        assert!(heard.len() == 1 || answer.starts_with('\u{feff}'), "{answer:?} is heard as {heard:?}");
    }
}

#[test]
fn a_paste_is_kept_as_it_came_but_for_its_line_ends() {
    let paste = |text: &str| vec![Heard::Paste(text.into())];
    assert_eq!(hear(b"\x1b[200~a\rb\r\nc\n\x1b[A\x1b[201~"), paste("a\nb\nc\n\u{1b}[A"));
    assert_eq!(hear(b"\x1b[200~\xff\x1b[201~"), paste("\u{fffd}"));
    // Its end got lost: what came is kept.
    assert_eq!(hear(b"\x1b[200~abc"), paste("abc"));
    let mut both = paste("");
    both.push(key(KeyCode::Up, KeyModifiers::NONE));
    assert_eq!(hear(b"\x1b[200~\x1b[201~\x1b[A"), both);
}

#[test]
fn a_paste_without_end_takes_no_memory_without_end() {
    let mut decoder = Decoder::default();
    let mut heard = Vec::new();
    decoder.feed(b"\x1b[200~", &mut heard);
    for _ in 0..20 {
        decoder.feed(&vec![b'x'; 1 << 20], &mut heard);
    }
    decoder.feed(b"\x1b[201~k", &mut heard);
    assert!(matches!(&heard[0], Heard::Paste(text) if text.len() <= super::LONGEST_PASTE));
    assert_eq!(heard[1], key(KeyCode::Char('k'), KeyModifiers::NONE));
}

/// Bytes with many starts of sequences among them.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        Just(b"\x1b".to_vec()),
        Just(b"\x1b[".to_vec()),
        Just(b"\x1b[200~".to_vec()),
        Just(b"\x1b[201~".to_vec()),
        Just(b"\x1b]".to_vec()),
        Just(b"\x1b\\".to_vec()),
        Just(b"\x1bO".to_vec()),
        Just("漢".as_bytes().to_vec()),
        "[0-9;:~A-Zu]{1,6}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn pieces_of_any_size_mean_the_same(bytes in input(), size in 1_usize..9) {
        let mut heard = Vec::new();
        let mut decoder = Decoder::default();
        for piece in bytes.chunks(size) {
            decoder.feed(piece, &mut heard);
        }
        decoder.give_up(&mut heard);
        prop_assert_eq!(heard, hear(&bytes));
    }
}
