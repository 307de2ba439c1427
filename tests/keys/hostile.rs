//! Text that wants to be more than text, in every field of every register, on every screen. The harness looks
//! at every cell of every frame.

use outgrow::register::screens::SCREENS;
use outgrow::store::Document;
use outgrow::text::is_clean;

use crate::harness::Bench;
use crate::support::hostile::{long, plan, steers, texts};

#[test]
fn every_screen_shows_hostile_text_as_text() {
    // A row per text, and each text alone: a plan of one row has another layout.
    let sizes = [(80, 24), (40, 10), (200, 60)];
    let all = [sizes[0], sizes[1]].map(|size| (plan(&texts()), size));
    let alone = texts().into_iter().chain([long()]).zip(sizes.into_iter().cycle());
    for (n, (plan, (width, height))) in
        all.into_iter().chain(alone.map(|(text, size)| (plan(&[text]), size))).enumerate()
    {
        let mut bench = Bench::plan_of(plan.clone());
        bench.size(width, height);
        for (digit, screen) in SCREENS.iter().enumerate() {
            bench.keys(&digit.to_string());
            for _ in 0..=screen.registers.len() {
                bench.keys("j G enter z z esc o esc g f esc");
                bench.keys("e | type:x | pgdn pgdn tab esc x esc l l e end left esc x esc / | type:x | esc d esc");
                bench.app.overlays.clear();
                bench.keys(">");
                if n >= 2 {
                    break;
                }
            }
        }
        bench.keys("f | type:x | down esc : | type:@x | esc ? ? esc P v pgdn G esc");
    }
}

#[test]
fn a_hostile_path_is_shown_as_text() {
    for text in texts() {
        let name = text.replace(['\0', '/'], "");
        let path = std::path::PathBuf::from(&name).join(format!("{name}.ron"));
        let mut bench = Bench::over(Document::new(path, plan(&[text])), false);
        bench.keys("5 e | type:x | esc x Q q");
    }
}

#[test]
fn what_the_program_takes_for_clean_steers_nothing() {
    for text in texts() {
        for c in text.chars() {
            assert!(!(steers(c) && is_clean(&c.to_string())), "U+{:04X}", c as u32);
        }
    }
}

#[test]
fn a_paste_outside_of_text_does_nothing() {
    for text in texts().into_iter().chain(["Q".into(), "y".into(), "dy".into(), "uU\n\r".into(), "q\u{3}\u{1a}".into()])
    {
        for open in ["0", "5", "8", "5 g", "5 s", "5 y", "5 d", "P v", "5 space", "5 z", "5 l l", "5 ?"] {
            let mut bench = Bench::demo();
            bench.keys(open);
            let (plan, layers, pending) = (bench.plan().clone(), bench.app.overlays.len(), bench.app.pending.clone());
            let at = bench.selected();
            bench.paste(&text);
            assert_eq!(*bench.plan(), plan, "{open}");
            assert_eq!(bench.app.overlays.len(), layers, "{open}");
            assert_eq!(bench.app.pending, pending, "{open}");
            assert_eq!(bench.selected(), at, "{open}");
            assert!(!bench.quit && bench.suspended == 0 && bench.copied.is_empty() && bench.edits.is_empty(), "{open}");
        }
    }
}

#[test]
fn hostile_text_can_be_pasted_anywhere() {
    for text in texts() {
        for open in ["5 a", "5 /", ":", "5 e", "3 a", "4 r", "7 e tab enter"] {
            let mut bench = Bench::demo();
            bench.keys(open).paste(&text).paste("\n").paste(&text.repeat(20)).keys("left right home end enter");
            bench.size(40, 10).size(1, 1).size(80, 24);
        }
    }
}

#[test]
fn what_is_looked_for_may_be_of_any_length() {
    for text in ["x".repeat(5_000), "漢".repeat(5_000), "a b ".repeat(1_500)] {
        for open in [":", "f", "5 ? ?", "5 /", "5 g f"] {
            let mut bench = Bench::plan_of(plan(std::slice::from_ref(&text)));
            bench.keys(open).paste(&text).keys("down up");
        }
    }
}
