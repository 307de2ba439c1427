//! A paste is data, whatever is in it and in whatever pieces it comes.

use std::time::Duration;

use crate::desk::Desk;
use crate::toy;

const START: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";

fn pasted(bytes: &[u8]) -> Vec<u8> {
    [START, bytes, END].concat()
}

/// Bytes that would do much as keys: leave, remove, answer yes, undo, stop, sequences, parts of the marks.
fn hostile_pastes() -> Vec<Vec<u8>> {
    let mut all = vec![
        b"QqdydyuU\r\n\x03\x03\x1a\x1c\x04".to_vec(),
        (0..=255).filter(|byte| *byte != 0x1b).collect(),
        b"\x1b[A\x1b[27u\x1bOP\x1b]0;x\x07\x1bc\x9b2J".to_vec(),
        b"\x1b[200~again\x1b[200~".to_vec(),
        b"\x1b[20\x1b[201\x1b[201;~\x1b[2".to_vec(),
        b"\xff\xfe\xc3\xe2\x82\xf0\x9f\xed\xa0\x80".to_vec(),
        "\u{202e}Q\u{2028}q\u{9b}d\u{85}y".as_bytes().to_vec(),
        b"y\ny\rq\r\n".to_vec(),
    ];
    all.push(b"dyQ \n".repeat(200_000));
    all
}

#[test]
fn nothing_in_a_paste_is_a_command() {
    let mut desk = Desk::open(&[]);
    desk.add_debt("Refunds by hand");
    desk.wait_saved();
    let before = desk.text();
    // Where no text is typed a paste does nothing: on a screen, in a question, on a page, within a sequence.
    for open in ["5", "5d", "Pv", "5g", "5y", "0"] {
        for bytes in hostile_pastes() {
            desk.pty.step(open);
            desk.pty.send(pasted(&bytes));
            desk.pty.step("\x1b[27u");
            assert_eq!(desk.pty.has_ended(), None, "{open}: {:?}", &bytes[..bytes.len().min(40)]);
        }
        desk.pty.step("\x1b[27u");
    }
    desk.pty.settle();
    assert_eq!(desk.text(), before);
    desk.quit();
}

#[test]
fn a_paste_where_text_is_typed_is_that_text_and_no_more() {
    let mut desk = Desk::open(&[]);
    desk.pty.step("5a");
    for bytes in hostile_pastes() {
        if bytes.len() < 1000 {
            desk.pty.step(std::str::from_utf8(&pasted(b"x")).unwrap());
            desk.pty.send(pasted(&bytes));
        }
    }
    desk.pty.step("\r");
    desk.pty.wait_for("added debts/");
    desk.wait_saved();
    desk.quit();
    let text = desk.text();
    assert_eq!(text.matches("id: \"").count() - crate::desk::rows_of_blank(), 1, "one row was added, and none removed");
    assert!(text.contains("xQqdydyuU") && text.contains("x[200~again"), "{text}");
    desk.assert_sound();
}

#[test]
fn a_paste_in_pieces_is_one() {
    let mut pty = toy::start(&[]);
    let bytes = pasted("a\u{1b}[201 漢字 Q".as_bytes());
    for size in 1..8 {
        for piece in bytes.chunks(size) {
            pty.send(piece);
            std::thread::sleep(Duration::from_millis(2));
        }
        pty.send("k");
        pty.wait_for(&format!("keys:{size}."));
    }
    // The marks in every two pieces, far enough apart for a key of its own.
    for at in (1..START.len()).chain(bytes.len() - END.len() + 1..bytes.len()) {
        pty.send(&bytes[..at]);
        std::thread::sleep(Duration::from_millis(8));
        pty.send(&bytes[at..]);
    }
    pty.send("k");
    pty.wait_for("keys:8.");
}

#[test]
fn a_paste_without_an_end_is_data_and_the_keys_come_back() {
    let mut desk = Desk::open(&[]);
    desk.pty.step("5a");
    desk.pty.send(b"\x1b[200~unfinished Q");
    // Longer than any pause within a paste: what came is the paste, and keys are keys again.
    std::thread::sleep(Duration::from_millis(10_300));
    desk.pty.wait_for("unfinished Q");
    desk.pty.send("\r");
    desk.pty.wait_for("added debts/unfinished-q");
    desk.quit();
    // The end of the input ends it, too.
    let mut desk = Desk::open(&[]);
    desk.pty.step("5");
    desk.pty.send([START, b"dyQ".repeat(100_000).as_slice()].concat());
    desk.pty.close();
    desk.pty.ended();
    desk.assert_sound();
}

#[test]
fn a_megabyte_pasted_into_a_line_is_a_long_name() {
    let mut desk = Desk::open(&[]);
    desk.pty.step("5a");
    desk.pty.send(pasted(b"many words ".repeat(100_000).as_slice()));
    desk.pty.send("\r");
    desk.pty.wait_for("added debts/");
    desk.wait_saved();
    desk.quit();
    assert!(desk.text().len() > 1_000_000);
    desk.assert_sound();
}
