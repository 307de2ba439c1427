//! Hostile text on every stream: from the plan, from names of files and folders, from the environment, from the
//! command line. Result streams hold nothing that steers a reader's terminal, and JSON gives the text back whole.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use outgrow::cli::args;
use outgrow::exchange::json as rows;
use outgrow::model::Plan;
use outgrow::register::REGISTERS;
use outgrow::register::screens::SCREENS;
use outgrow::report::format::FORMATS;
use outgrow::store::write::canonical;

use super::history::Kept;
use super::hostile_text::{assert_harmless, long, plan, texts};
use super::*;

/// A folder with a plan that holds every hostile text in every field of every register.
fn room() -> (Room, Plan) {
    let (room, plan) = (Room::empty(), plan(&texts()));
    room.write("outgrow.ron", &canonical(&plan, &Default::default()));
    (room, plan)
}

/// Nothing that steers, no panic; a script's tabs are no harm.
#[track_caller]
fn harmless(what: &dyn std::fmt::Debug, said: &Said) {
    let out = without_styles(&said.out);
    assert_harmless(what, &out, &['\t']);
    assert_harmless(what, &without_styles(&said.err), &[]);
    assert!(!matches!(said.code, -1 | 101), "{what:?} ends with {}\n{}", said.code, said.err);
}

/// The text without the attributes that `--color always` asks for.
fn without_styles(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut out = pieces.next().unwrap_or("").to_string();
    for piece in pieces {
        let numbers = piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match numbers.strip_prefix('m') {
            Some(rest) => out.push_str(rest),
            None => out.extend(["\u{1b}[", piece]),
        }
    }
    out
}

#[test]
fn no_output_of_a_hostile_plan_steers() {
    let (room, plan) = room();
    let mut asked: Vec<Vec<String>> = Vec::new();
    let ways = [&[][..], &["--plain"], &["--json"], &["--color", "always"]];
    let mut ask = |words: &[&str], way: &[&str]| {
        asked.push(words.iter().chain(way).map(ToString::to_string).collect());
    };
    for (n, way) in ways.iter().enumerate() {
        SCREENS.iter().for_each(|screen| ask(&["show", screen.key], way));
        ask(&["status"], way);
        for (place, home) in REGISTERS.iter().enumerate() {
            if n < 3 {
                ask(&["list", home.key()], way);
            }
            // Each row has another text, and each register another row.
            let row = home.nth(&plan, (4 * place + n) % home.len(&plan)).expect("a row");
            let at = format!("{}/{}", home.key(), row.id());
            ask(&["show", if home.is_product() { "product" } else { &at }], way);
        }
    }
    for format in &FORMATS {
        ask(&["print", "--format", format.word], &[]);
        ask(&["print", "--format", format.word, "--one-page"], &[]);
    }
    ask(&["fmt", "--check"], &[]);
    ask(&["print"], &["--color", "always"]);
    for words in asked {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        harmless(&words, &room.ok(&words));
    }
    for format in &FORMATS {
        let name = format!("page.{}", format.word);
        room.ok(&["print", "-o", &name]);
        assert_harmless(&name, &room.read(&name), &[]);
    }
}

#[test]
fn ten_thousand_characters_without_a_blank_are_only_long() {
    let room = Room::empty();
    room.write("outgrow.ron", &canonical(&plan(&[long()]), &Default::default()));
    for home in REGISTERS {
        harmless(&home.key(), &room.ok(&["list", home.key()]));
    }
    for screen in &SCREENS {
        harmless(&screen.key, &room.ok(&["show", screen.key]));
    }
    for words in [&["status"][..], &["print"], &["show", "debts/x0"], &["list", "debts", "--json"]] {
        harmless(&words, &room.ok(words));
    }
}

#[test]
fn json_gives_hostile_text_back_whole() {
    let (room, plan) = room();
    for home in REGISTERS {
        let listed = room.json(&["list", home.key(), "--json"]);
        let mine: Vec<Json> =
            home.rows(&plan).map(|row| rows::row(home, row, &outgrow::analysis::Facts::default())).collect();
        let theirs = listed["rows"].as_array().expect("rows");
        assert_eq!(theirs.len(), mine.len(), "{}", home.key());
        for (theirs, mine) in theirs.iter().zip(&mine) {
            for (key, value) in mine.as_object().expect("a row").iter().filter(|(key, _)| *key != "derived") {
                assert_eq!(&theirs[key], value, "{}", home.key());
            }
        }
    }
    for (n, text) in texts().iter().enumerate() {
        let shown = room.json(&["show", &format!("debts/x{n}"), "--json"]);
        assert_eq!(shown["row"]["name"], **text);
        if text.contains('\0') {
            // It cannot be passed.
            continue;
        }
        let query = room.json(&["list", "people", "--json", &format!("name={text}")]);
        assert!(query["rows"].as_array().expect("rows").iter().any(|row| row["name"] == **text), "{text:?}");
    }
}

#[test]
fn a_change_with_hostile_text_is_told_harmlessly() {
    for text in texts() {
        let room = Room::with("blank");
        let text = text.replace('\0', "");
        let added = room.run(&["add", "domains", &format!("name {text}"), &format!("purpose={text}")]);
        harmless(&"add", &added);
        let at = added.out.trim_end().to_string();
        for words in [
            &["set", &at, &format!("purpose={text}2"), &format!("note+={text}"), &format!("paths+={text}")][..],
            &["set", &at, &format!("purpose={text}3"), "--json"],
            &["set", &at, &format!("note-={text}")],
            &["add", "people", &text],
            &["add", "people", &text, "--json"],
            &["set", "product", &format!("name={text}")],
            &["status"],
            &["rm", &at, "--yes"],
            &["init", "-f", "other.ron", "--name", &text],
            &["init", "-f", "another.ron", "--name", &text, "--json"],
        ] {
            harmless(&words, &room.run(words));
        }
    }
}

#[test]
fn hostile_histories_are_told_harmlessly() {
    let kept = Kept::unborn("blank");
    kept.ok(&["add", "debts", "X"]);
    let texts: Vec<String> = texts().iter().map(|text| text.replace('\0', "")).collect();
    for (n, text) in texts.iter().enumerate() {
        kept.ok(&["set", "debts/x", &format!("document={text}"), &format!("note+={text}")]);
        kept.ok(&["add", "people", &format!("{n} {text}")]);
        kept.git(&["add", "outgrow.ron"]);
        let author = format!("{} <x@example.org>", text.replace(['<', '>'], ""));
        let subject = format!("{text}\n\n{text}\nCo-authored-by: {text}");
        kept.git(&["commit", "-q", "--cleanup=verbatim", "--author", &author, "-m", &subject]);
    }
    let branch = "\u{202e}hcnarb\u{9b}2J\u{200b}";
    kept.git(&["branch", branch, "HEAD~2"]);
    kept.git(&["tag", "-m", &texts[0], "tag\u{2066}", "HEAD~3"]);
    for way in [&[][..], &["--plain"], &["--json"], &["--color", "always"]] {
        for words in [
            &["log"][..],
            &["log", "debts/x"],
            &["log", "--since", branch],
            &["log", "--since", "tag\u{2066}"],
            &["log", "--since", &texts[0]],
            &["log", &texts[1]],
            &["diff"],
            &["diff", "HEAD~3"],
            &["diff", branch, "HEAD"],
            &["diff", "tag\u{2066}", branch],
            &["diff", &texts[0]],
            &["diff", "HEAD", &texts[2]],
            &["git", "install-driver", "--no-input"],
            &["doctor"],
        ] {
            let words: Vec<&str> = words.iter().chain(way).copied().collect();
            harmless(&words, &kept.run(&words));
        }
    }
    assert!(kept.ok(&["log"]).out.contains("␛[31mred"), "the subjects are told");
    let json = kept.json(0, &["log", "--json"]).to_string();
    assert!(json.contains("\\u001b[31mred"), "and whole in JSON");
}

#[test]
fn hostile_conflicts_are_told_harmlessly() {
    for (n, text) in texts().iter().enumerate() {
        let room = Room::with("blank");
        room.ok(&["add", "debts", "X"]);
        let text = text.replace('\0', "");
        for side in ["base", "ours", "theirs"] {
            room.ok(&["set", "debts/x", &format!("document={side} {text}"), &format!("note={text} {side}")]);
            std::fs::copy(room.path("outgrow.ron"), room.path(side)).expect("a copy");
        }
        let way = [&[][..], &["--plain"], &["--json"], &["--color", "always"]][n % 4];
        for words in [
            &["merge", "base", "ours", "theirs"][..],
            &["merge", "base", "base", "theirs"],
            &["merge", &text, "ours", &text],
        ] {
            let words: Vec<&str> = words.iter().chain(way).copied().collect();
            harmless(&words, &room.run(&words));
        }
        for words in
            [&["mergetool"][..], &["mergetool", &text], &["list", "conflicts"], &["show", "checks"], &["status"]]
        {
            let words: Vec<&str> = ["-f", "ours"].iter().chain(words).chain(way).copied().collect();
            harmless(&words, &room.run(&words));
        }
        // Both sides between git's markers, with a label of anybody's.
        let marked = format!(
            "<<<<<<< {text}\n{}||||||| {text}\n{}=======\n{}>>>>>>> {text}\n",
            room.read("ours"),
            room.read("base"),
            room.read("theirs")
        );
        room.write("outgrow.ron", &marked);
        for words in [&["status"][..], &["doctor"], &["mergetool"], &["show", "home"]] {
            let words: Vec<&str> = words.iter().chain(way).copied().collect();
            harmless(&words, &room.run(&words));
        }
    }
}

/// Every verb as clap knows it, with the names of its own options that take a value.
fn verbs() -> Vec<(String, Vec<String>)> {
    let verb = |command: &clap::Command| {
        let takes = |arg: &&clap::Arg| arg.get_action().takes_values() && arg.get_long().is_some();
        let options = command.get_arguments().filter(takes).filter_map(|arg| arg.get_long());
        (command.get_name().to_string(), options.map(|name| format!("--{name}")).collect())
    };
    args::command().get_subcommands().map(verb).collect()
}

#[test]
fn hostile_arguments_are_echoed_harmlessly() {
    // A NUL cannot be passed.
    let texts: Vec<String> = texts().iter().map(|text| text.replace('\0', "")).collect();
    for (n, (verb, own)) in verbs().iter().enumerate() {
        let room = Room::with("blank");
        let text = |more: usize| texts[(n + more) % texts.len()].as_str();
        let (one, two, three) = (text(0), text(1), text(2));
        let dashed = format!("--{one}");
        let inner = format!("debts/{two}");
        let pair = format!("{one}={two}");
        let mut all = vec![
            vec![one],
            vec![two, one],
            vec![three, two, one],
            vec![one, two, three, one],
            vec![&*dashed],
            vec!["debts", &*pair],
            vec!["product", &*pair],
            vec![&*inner, &*pair],
            vec!["-f", three],
            vec!["--json", one, two],
            vec!["--date", one],
            vec!["-f", one, two, "--json"],
        ];
        all.extend(own.iter().map(|option| vec![option.as_str(), two]));
        all.extend(own.iter().map(|option| vec![option.as_str(), one, two, three]));
        for words in all {
            let words: Vec<&str> = std::iter::once(verb.as_str()).chain(words).collect();
            harmless(&words, &room.run(&words));
        }
    }
    let room = Room::with("blank");
    for text in &texts {
        for words in [&[text.as_str()][..], &["help", text], &["-f", text], &["--theme", text], &["--color", text]] {
            harmless(&words, &room.run(words));
        }
    }
}

/// Folder and file names that hold everything a name can.
fn names() -> Vec<OsString> {
    let odd = OsStr::from_bytes(b"odd\xff\xfe\x1b[31m\xed\xa0\x80").to_os_string();
    let text = |text: &str| OsString::from(text);
    vec![
        odd,
        text("esc\u{1b}]0;title\u{7}\u{1b}[2J"),
        text("\u{202e}nor.\u{2066}\u{200b}\u{e0041}"),
        text("c1\u{9b}31m\u{9d}0;x\u{9c}"),
        text("line\nbreak\r\ttab"),
        text("-rf --json"),
        text("it's \"quoted\" $HOME `x` \\ !"),
    ]
}

#[test]
fn names_of_files_and_folders_are_told_harmlessly() {
    let plans = [
        ("good", "", ""),
        ("flawed", "product: (", "product: ( nonsense: 1,"),
        ("newer", "format: 1", "format: 99"),
        ("marked", "format: 1,", "format: 1,\n<<<<<<< HEAD"),
    ];
    for name in names() {
        let kept = Kept::unborn("blank");
        kept.commit("The plan");
        let room = &kept.room;
        let folder = room.folder.path().join(&name);
        std::fs::create_dir(&folder).expect("a folder");
        let run = |words: &[&str], path: &Path, inside: bool| {
            let mut command = room.command(words);
            command.arg("-v").env("PATH", std::env::var_os("PATH").unwrap_or_default());
            if inside {
                command.current_dir(&folder);
            } else {
                command.arg("-f").arg(path);
            }
            let output = command.output().expect("runs");
            let said = Said {
                code: output.status.code().unwrap_or(-1),
                out: String::from_utf8(output.stdout).expect("UTF-8"),
                err: String::from_utf8(output.stderr).expect("UTF-8"),
            };
            harmless(&(&name, words), &said);
            said
        };
        for (what, from, to) in plans {
            let path = folder.join(what).join(&name);
            std::fs::create_dir(path.parent().expect("a folder")).expect("a folder");
            for product in ["\"Acme 2\"", "\"Acme\""] {
                let text = room.plan().replacen(from, to, 1).replacen("\"Acme\"", product, 1);
                std::fs::write(&path, text).expect("a file");
                kept.git(&["add", "."]);
                kept.git(&["commit", "-q", "-m", "another"]);
            }
            for words in [
                &["status"][..],
                &["status", "--json"],
                &["show", "home"],
                &["list", "phases", "--json"],
                &["add", "debts", "X"],
                &["set", "product", "day_rate=1", "--json"],
                &["fmt", "--check"],
                &["fmt", "--check", "--json"],
                &["init"],
                &["init", "--json"],
                &["set", "product", "day_rate=2", "--readonly"],
                &[],
            ] {
                let code = run(words, &path, false).code;
                assert!(code != 0 || what == "good", "{words:?} of a {what} plan");
            }
            for words in [
                &["doctor"][..],
                &["recover"],
                &["mergetool"],
                &["migrate", "--dry-run"],
                &["log"],
                &["diff"],
                &["diff", "HEAD~1", "HEAD"],
                &["git", "install-driver", "--no-input"],
            ] {
                run(words, &path, false);
            }
            let outcome = run(&["print", "-o", "page.html"], &path, false);
            assert_eq!(outcome.code == 0, what == "good", "{}", outcome.err);
        }
        run(&["status"], &folder.join("missing"), false);
        run(&["status"], &folder, false);
        run(&["print", "-o", &name.to_string_lossy()], &room.path("outgrow.ron"), false);
        assert_eq!(run(&["init"], &folder, true).code, 0);
        assert_eq!(run(&["init"], &folder, true).code, 2);
        for words in [&["status"][..], &["status", "--json"], &["show", "home"], &["print"], &[]] {
            run(words, &folder, true);
        }
    }
}

/// What the program reads from its environment.
const VARIABLES: &[&str] = &[
    "OUTGROW_FILE",
    "OUTGROW_DATE",
    "OUTGROW_COLOR",
    "OUTGROW_GLYPHS",
    "OUTGROW_THEME",
    "SOURCE_DATE_EPOCH",
    "COLUMNS",
    "LINES",
    "TERM",
    "HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORFGBG",
    "LANG",
    "LC_ALL",
    "LC_PAPER",
    "TZ",
    "TMPDIR",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "RUST_BACKTRACE",
];

#[test]
fn variables_that_are_read_are_tried() {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/config.rs")).expect("source");
    for piece in source.split("\"OUTGROW_").skip(1) {
        let end = piece.find(|c: char| c != '_' && !c.is_ascii_uppercase()).unwrap_or(piece.len());
        let name = format!("OUTGROW_{}", &piece[..end]);
        assert!(VARIABLES.contains(&name.as_str()), "{name} is not tried");
    }
}

#[test]
fn a_hostile_environment_is_told_harmlessly() {
    let room = Room::with("b2b");
    let mut values: Vec<OsString> = names();
    let numbers =
        ["", "0", "-1", "1", "7", "65535", "4294967296", "18446744073709551615", "99999999999999999999", "1e9"];
    values.extend(numbers.iter().map(OsString::from));
    for name in VARIABLES {
        for (n, value) in values.iter().enumerate() {
            let commands = [
                &["list", "domains"][..],
                &["status", "-v"],
                &["show", "map"],
                &["print"],
                &["set", "product", "seed=1"],
                &[],
            ];
            let words = commands[n % 6];
            let said = said(room.command(words).env(name, value).output().expect("runs"));
            harmless(&(name, value, words), &said);
            assert!(said.out.len() < 1 << 22, "{name}={value:?} {words:?} writes {} bytes", said.out.len());
        }
    }
}

#[test]
fn a_line_break_in_a_line_does_not_get_into_a_plan() {
    let room = Room::with("blank");
    for (text, piece) in [("a\nb", r"a\nb"), ("a\rb", r"a\rb"), ("a\r\nb", r"a\r\nb")] {
        harmless(&text, &room.run(&["add", "debts", text]));
        room.fails(2, &["set", "product", &format!("name={text}")]);
        let before = room.plan();
        room.write("outgrow.ron", &before.replacen("name: \"Acme\"", &format!("name: \"{piece}\""), 1));
        let said = room.run(&["show", "home"]);
        harmless(&text, &said);
        assert_eq!(said.code, 3, "{}", said.err);
        room.write("outgrow.ron", &before);
    }
}
