//! Whole screens as they look, held as snapshots.

use outgrow::session::Session;
use outgrow::store::Document;
use outgrow::tui::app::App;
use outgrow::tui::paint::{Glyphs, Look, Theme};

use crate::harness::{Bench, template, world};

pub fn hold(name: &str, picture: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, picture));
}

#[test]
fn screens_of_the_demo() {
    for (digit, name) in ["home", "map", "data", "team", "infra", "debt", "gov", "time", "checks"].iter().enumerate() {
        let mut bench = Bench::demo().patient();
        bench.keys(&digit.to_string());
        hold(&format!("{name}-80x24"), bench.picture());
        hold(&format!("{name}-120x36"), bench.size(120, 36).text());
        hold(&format!("{name}-200x60"), bench.size(200, 60).text());
    }
}

#[test]
fn empty_states() {
    for (digit, name) in ["home", "map", "data", "team", "infra", "debt", "gov", "time", "checks"].iter().enumerate() {
        let mut bench = Bench::blank().patient();
        hold(&format!("blank-{name}"), bench.keys(&digit.to_string()).text());
    }
}

/// One screen after these keys, at 80x24.
fn after(name: &str, keys: &str) {
    hold(name, Bench::demo().keys(keys).picture());
}

#[test]
fn forms() {
    after("form-debt", "5 e");
    after("form-debt-more", "5 e C-n");
    after("form-trigger", "4 e");
    after("form-error", "5 e tab tab tab | C-u | type:soon | enter");
    after("form-new", "5 a C-n");
    after("form-knowledge", "3 > a");
    after("form-leave", "5 e | type:x | esc");
    after("form-prose", "4 e tab enter");
}

#[test]
fn lines() {
    after("line-add", "5 a");
    after("line-error", "5 a | type:Refunds class=nonsense | enter");
    after("line-complete", "5 a | type:Refunds owner=na");
    after("line-filter", "5 / | type:e");
    after("line-filter-nothing", "5 / | type:qqqq");
    after("line-filter-wrong", "5 / | type:efort=3");
    after("line-cell", "5 l l e");
    after("line-record", "4 r");
}

#[test]
fn picks() {
    after("sort", "5 o");
    after("palette", ":");
    after("palette-typed", ": | type:undo");
    after("find", "f | type:bil");
    after("more-hints", "5 ?");
    after("help", "5 ? ?");
    after("prefix-g", "g");
    after("prefix-s", "5 s");
    after("prefix-y", "5 y");
    after("prefix-p", "P");
    after("preview", "P v");
}

#[test]
fn questions() {
    after("delete", "1 d");
    after("delete-many", "1 * d");
}

#[test]
fn marks_and_detail() {
    after("marks", "5 space space");
    after("detail", "5 enter");
    after("zoom", "5 z");
    after("zoom-detail", "5 enter z");
    after("tabs", "4 >");
}

#[test]
fn small_sizes() {
    hold("too-small", Bench::demo().size(38, 9).text());
    hold("least-home", Bench::demo().size(40, 10).text());
    hold("least-checks", Bench::demo().keys("8").size(40, 10).text());
    hold("least-debt", Bench::demo().keys("5").size(40, 10).text());
    hold("least-form", Bench::demo().keys("5 e").size(40, 10).text());
    hold("least-palette", Bench::demo().keys(":").size(40, 10).text());
}

#[test]
fn other_looks() {
    let look = |look: Look| {
        let document = Document::new("acme/outgrow.ron".into(), template("demo"));
        Bench::with(App::new(Session::with(document, None, false), world(), look))
    };
    hold("ascii-home", look(Look { glyphs: Glyphs::Ascii, ..Look::default() }).text());
    hold("ascii-debt", look(Look { glyphs: Glyphs::Ascii, ..Look::default() }).keys("5").text());
    hold("mono-home", look(Look { theme: Theme::Mono, ..Look::default() }).picture());
    hold("mono-debt", look(Look { theme: Theme::Mono, ..Look::default() }).keys("5").picture());
    hold("dark-debt", look(Look { theme: Theme::Dark, ..Look::default() }).keys("5").picture());
    hold("demo-command", {
        let mut bench = Bench::readonly();
        bench.app.banner = "DEMO: an invented company, nothing is saved".into();
        bench.keys("5 e").picture()
    });
}
