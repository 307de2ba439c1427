use super::*;
use crate::model::Id;
use crate::text::show;

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn bar(id: &str, work: (&str, &str)) -> Bar {
    Bar {
        at: Address { register: "phases", id: Id::parse(id).expect("an id") },
        name: show(id.to_string()),
        depth: 0,
        done: None,
        work: Some((day(work.0), day(work.1))),
        critical: false,
        slack: None,
        tail: None,
        after: Vec::new(),
        note: show(String::new()),
    }
}

/// From Monday 16 November to Sunday 20 December 2026: 35 days.
fn gantt() -> Gantt {
    let map = Bar {
        done: Some((day("2026-11-16"), day("2026-11-17"))),
        work: Some((day("2026-11-18"), day("2026-11-24"))),
        critical: true,
        ..bar("map", ("2026-11-18", "2026-11-24"))
    };
    let audit = Bar {
        critical: true,
        after: vec![0],
        tail: Some((day("2026-12-11"), day("2026-12-16"))),
        ..bar("audit", ("2026-11-25", "2026-12-11"))
    };
    let team = Bar { slack: Some(day("2026-12-04")), ..bar("team", ("2026-11-18", "2026-11-24")) };
    let week =
        |monday: &str, given: f64, over: bool| Hours { monday: day(monday), has: 14.0, given, asked: given, over };
    Gantt {
        from: day("2026-11-18"),
        to: day("2026-11-18"),
        today: day("2026-11-18"),
        bars: vec![map, audit, team],
        milestones: vec![Milestone { day: day("2026-12-18"), name: show("Target".to_string()), target: true }],
        people: vec![Load {
            name: show("Ana".to_string()),
            share: show("35 %".to_string()),
            weeks: vec![
                week("2026-11-16", 12.0, false),
                week("2026-11-23", 14.0, true),
                week("2026-11-30", 7.0, false),
            ],
        }],
    }
    .framed()
}

fn drawn(gantt: &Gantt, frame: &Frame) -> Vec<String> {
    let lines = gantt.lines(frame);
    lines.iter().map(|line| line.row.iter().map(|(_, text)| text.as_str()).collect::<String>()).collect()
}

#[test]
fn a_day_is_a_cell_and_every_bar_can_be_read() {
    let gantt = gantt();
    assert_eq!((gantt.from, gantt.to, gantt.days()), (day("2026-11-16"), day("2026-12-20"), 35));
    let frame = Frame { width: 57, label: 22, scale: Scale::Day, first: gantt.from, people: People::First };
    let lines = drawn(&gantt, &frame);
    assert_eq!(
        lines,
        [
            "                      16 Nov 23 Nov 30 Nov 7 Dec      ◆  ",
            "  map                 ██▓▓▓▓▓▓▓·······················◆··",
            "  audit               ··│······▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓)))))·◆··",
            "  team                ··▒▒▒▒▒▒▒░░░░░░░░░░·············◆··",
            "  Ana, 35 %           12     14!    7                    ",
        ],
        "{lines:#?}"
    );
}

#[test]
fn wider_scales_show_more_in_the_same_room() {
    let gantt = gantt();
    let frame = Frame { width: 57, label: 22, scale: Scale::Week, first: gantt.from, people: People::Nobody };
    let lines = drawn(&gantt, &frame);
    // Two cells a week: the audit from Wednesday of the second week to Friday of the fourth.
    assert_eq!(lines[2].chars().skip(22).collect::<String>(), "│·▓▓▓▓▓)·◆·························");
    let month = drawn(&gantt, &Frame { scale: Scale::Month, ..frame });
    assert!(month[0].contains("Dec"), "{}", month[0]);
    assert_eq!(Scale::fitting(35, 35), Scale::Day);
    assert_eq!(Scale::fitting(36, 35), Scale::Week);
    assert_eq!(Scale::fitting(200, 35), Scale::Month);
    // Panned by two weeks, the map has left the picture.
    let later = drawn(&gantt, &Frame { scale: Scale::Day, first: day("2026-11-30"), ..frame });
    assert!(!later[1].contains('▓') && later[2].contains('▓'));
}

#[test]
fn no_size_breaks_it() {
    let gantt = gantt();
    let empty = Gantt { bars: Vec::new(), milestones: Vec::new(), people: Vec::new(), ..gantt.clone() }.framed();
    for gantt in [&gantt, &empty, &gantt.only_critical()] {
        for width in [0, 1, 17, 18, 30, 80, 120, 200, 400] {
            let frame = Frame::fitting(gantt, width);
            for scale in Scale::ALL {
                let lines = drawn(gantt, &Frame { scale, ..frame });
                assert!(lines.iter().all(|line| line.chars().count() == width), "{width} {lines:#?}");
            }
        }
        assert!(!gantt.svg(640.0).contains("NaN"));
        assert_eq!(gantt.tiles(2, 640.0).len(), usize::try_from(gantt.days().div_euclid(14) + 1).expect("few"));
    }
    assert_eq!(gantt.only_critical().bars.len(), 2);
}

#[test]
fn svg_needs_no_colour_and_keeps_names_apart_from_markup() {
    let mut gantt = gantt();
    gantt.bars[0].name = show("<b> & \"x\"".to_string());
    let svg = gantt.svg(640.0);
    assert!(svg.contains("&lt;b&gt; &amp; &quot;x&quot;") && !svg.contains("<b>"));
    assert!(svg.contains("stroke-width=\"2.5\"") && svg.contains("today") && svg.contains("Target"));
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("fill=\"#"));
}

#[test]
fn mermaid_reads_it() {
    let mut gantt = gantt();
    gantt.bars[2].name = show("section: a, b; #c".to_string());
    assert_eq!(
        gantt.mermaid().lines().collect::<Vec<_>>(),
        [
            "gantt",
            "    dateFormat YYYY-MM-DD",
            "    axisFormat %d %b",
            "    section Review",
            "    map (done) :done, d0, 2026-11-16, 2026-11-18",
            "    map :crit, active, t0, 2026-11-18, 2026-11-25",
            "    audit :crit, t1, 2026-11-25, 2026-12-12",
            "    section\u{2236} a b 'c :t2, 2026-11-18, 2026-11-25",
            "    section Promised",
            "    Target :milestone, m0, 2026-12-18, 0d",
        ]
    );
}
