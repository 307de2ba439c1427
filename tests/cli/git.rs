//! `git install-driver`.

use serde_json::json;

use super::history::Kept;
use super::*;

const LINE: &str = "outgrow.ron merge=outgrow diff=outgrow text eol=lf\n";

fn settings(kept: &Kept) -> String {
    kept.git(&["config", "--local", "--get-regexp", "outgrow"])
}

#[test]
fn it_shows_asks_and_writes_once() {
    let kept = Kept::new();
    let before = settings_file(&kept);
    for words in
        [&["git", "install-driver"][..], &["git", "install-driver", "--json"], &["git", "install-driver", "--no-input"]]
    {
        let err = kept.fails(2, words);
        assert!(
            err.contains("this would write a line of .gitattributes and 5 settings of this repository; say --yes"),
            "{err}"
        );
        assert!(err.contains("outgrow git install-driver -y"), "{err}");
    }
    kept.fails(2, &["git", "install-driver", "-y", "--readonly"]);
    assert_eq!(
        (settings_file(&kept), kept.room.path(".gitattributes").exists()),
        (before, false),
        "nothing is written"
    );

    let said = kept.ok(&["git", "install-driver", "-y"]);
    assert_eq!(kept.room.read(".gitattributes"), LINE);
    assert!(said.err.starts_with(&format!(".gitattributes: {LINE}git config merge.outgrow.name ")), "{}", said.err);
    assert!(said.err.contains("git add .gitattributes && git commit"), "{}", said.err);
    let attributes = kept.git(&["check-attr", "merge", "diff", "text", "eol", "--", "outgrow.ron"]);
    let values: Vec<&str> = attributes.lines().filter_map(|line| line.rsplit(' ').next()).collect();
    assert_eq!(values, ["outgrow", "outgrow", "set", "lf"]);

    let written = (settings_file(&kept), kept.room.read(".gitattributes"));
    let again = kept.ok(&["git", "install-driver"]);
    assert_eq!(again.err, "nothing to do: git merges outgrow.ron by meaning already\n");
    let json = kept.json(0, &["git", "install-driver", "--json"]);
    assert_eq!(json, json!({ "schema": "outgrow/1", "attributes": null, "settings": [], "written": false }));
    assert_eq!((settings_file(&kept), kept.room.read(".gitattributes")), written);
}

fn settings_file(kept: &Kept) -> String {
    kept.room.read(".git/config")
}

#[test]
fn without_its_verb_it_is_a_usage_error() {
    let room = Room::empty();
    for (words, near) in [(&["git"][..], "outgrow git -h"), (&["git", "instal-driver"], "did you mean install-driver?")]
    {
        let err = room.fails(2, words);
        assert!(err.contains("subcommand") && last(&err).contains(near), "{err}");
    }
    assert!(room.ok(&["git", "install-driver", "-h"]).out.contains("EXAMPLES\n  outgrow git install-driver\n"));
    assert!(room.ok(&["git", "-h"]).out.contains("EXAMPLES\n  outgrow git install-driver\n"));
}

#[test]
fn the_driver_names_this_program() {
    let kept = Kept::new();
    kept.ok(&["git", "install-driver", "-y"]);
    // It is not on the search path: its own path is written.
    let program = env!("CARGO_BIN_EXE_outgrow");
    assert_eq!(kept.git(&["config", "merge.outgrow.driver"]), format!("{program} merge %O %A %B"));
    assert_eq!(kept.git(&["config", "mergetool.outgrow.cmd"]), format!("{program} mergetool -f \"$MERGED\""));
    assert_eq!(kept.git(&["config", "mergetool.outgrow.trustExitCode"]), "true");
    // Where the shell finds it by its name, the name is written in the place of the path.
    let search = std::env::join_paths(
        [std::path::Path::new(program).parent().expect("a folder").to_path_buf()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let on_path = |words: &[&str]| {
        let mut command = kept.room.command(words);
        command.env("PATH", search.as_ref().expect("a search path")).env("GIT_CONFIG_GLOBAL", "/dev/null");
        said(command.output().expect("the program runs"))
    };
    let moved = on_path(&["git", "install-driver", "-y", "--json"]);
    let json: Json = serde_json::from_str(&moved.out).expect("JSON");
    let was = format!("{program} merge %O %A %B");
    assert_eq!(
        json["settings"][0],
        json!({ "key": "merge.outgrow.driver", "value": "outgrow merge %O %A %B", "was": was })
    );
    assert_eq!(json["attributes"], Json::Null);
    assert_eq!(kept.git(&["config", "merge.outgrow.driver"]), "outgrow merge %O %A %B");

    // A path that a shell would take apart is quoted.
    let odd = kept.room.path("a b/50% o'ff");
    std::fs::create_dir_all(&odd).expect("a folder");
    // By another process: a file that this one has open for writing while a test beside forks cannot be run.
    assert!(Command::new("cp").arg(program).arg(odd.join("outgrow")).status().expect("cp runs").success());
    let mut command = Command::new(odd.join("outgrow"));
    command.args(["git", "install-driver", "-y"]).current_dir(kept.room.folder.path());
    assert!(
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::null()).output().expect("runs").status.success()
    );
    let driver = kept.git(&["config", "merge.outgrow.driver"]);
    let typed = driver.replace(" merge %O %A %B", " --version").replace("%%", "%");
    let ran = Command::new("sh").args(["-c", &typed]).output().expect("a shell");
    assert!(String::from_utf8_lossy(&ran.stdout).starts_with("outgrow "), "{driver}");
}

#[test]
fn differences_of_git_name_the_row() {
    let kept = Kept::new();
    kept.ok(&["add", "domains", "Billing"]);
    kept.ok(&["add", "domains", "Auth"]);
    kept.ok(&["link", "auth", "billing"]);
    kept.ok(&[
        "set",
        "debts/refunds-by-hand",
        "note=One.",
        "note+=Two.",
        "note+=Three.",
        "note+=Four.",
        "note+=  (id: \"x\"),",
    ]);
    kept.ok(&["set", "links/auth--billing--call", "note=One.", "note+=Two.", "note+=Three.", "note+=Four."]);
    kept.ok(&["git", "install-driver", "-y"]);
    kept.commit("More");
    kept.ok(&["set", "debts/refunds-by-hand", "note+=Five."]);
    kept.ok(&["set", "links/auth--billing--call", "note+=Five."]);
    kept.ok(&["set", "product", "day_rate=600"]);
    let diff = kept.git(&["diff", "-U1"]);
    let heads: Vec<&str> = diff.lines().filter_map(|line| line.strip_prefix("@@ ")?.split(" @@").nth(1)).collect();
    assert_eq!(heads, [" product", " from: \"auth\"", " id: \"refunds-by-hand\""], "{diff}");
}

#[test]
fn what_the_file_holds_is_kept() {
    let line = LINE.trim_end();
    for (held, end) in [
        ("*.png binary\n", "\n"),
        ("*.png binary", "\n"),
        ("* text=auto\r\n*.png binary\r\n", "\r\n"),
        ("# caf\u{e9}\n\n", "\n"),
        ("outgrow.ron merge=outgrow\n", "\n"),
    ] {
        let kept = Kept::new();
        kept.room.write(".gitattributes", held);
        kept.ok(&["git", "install-driver", "-y"]);
        let joint = if held.ends_with('\n') { "" } else { "\n" };
        assert_eq!(kept.room.read(".gitattributes"), format!("{held}{joint}{line}{end}"));
        assert_eq!(
            kept.ok(&["git", "install-driver"]).err,
            "nothing to do: git merges outgrow.ron by meaning already\n"
        );
    }
    let kept = Kept::new();
    std::fs::write(kept.room.path(".gitattributes"), b"# \xff\xfe no text\n").expect("written");
    kept.ok(&["git", "install-driver", "-y"]);
    let bytes = std::fs::read(kept.room.path(".gitattributes")).expect("read");
    assert_eq!(bytes, [b"# \xff\xfe no text\n", LINE.as_bytes()].concat());
}

#[test]
fn what_somebody_decided_otherwise_is_told_and_left_alone() {
    for (held, told) in [
        ("*.ron merge=union\n", "merge=union"),
        ("*.ron -merge eol=crlf\n", "-merge eol=crlf"),
        ("*.ron binary\n", "-merge -diff -text"),
        ("outgrow.ron diff=rust\n", "diff=rust"),
    ] {
        let kept = Kept::new();
        kept.room.write(".gitattributes", held);
        let before = settings_file(&kept);
        let err = kept.fails(2, &["git", "install-driver", "-y"]);
        assert_eq!(
            err.lines().next(),
            Some(format!("error: outgrow.ron has {told} in the repository's attributes already").as_str())
        );
        assert_eq!((kept.room.read(".gitattributes"), settings_file(&kept)), (held.to_string(), before));
    }
    let kept = Kept::new();
    kept.room.write("elsewhere", "");
    std::os::unix::fs::symlink("elsewhere", kept.room.path(".gitattributes")).expect("a link");
    assert!(kept.fails(2, &["git", "install-driver", "-y"]).contains(".gitattributes is a link"));
    assert_eq!(kept.room.read("elsewhere"), "");
}

#[test]
fn a_plan_elsewhere_has_its_own_line_at_the_top() {
    let kept = Kept::new();
    let plan = kept.room.plan();
    for (name, line) in [
        ("plan/outgrow.ron", "plan/outgrow.ron "),
        ("my plan.ron", "\"/my plan.ron\" "),
        ("sub dir/[x]*.ron", "\"sub dir/\\\\[x]\\\\*.ron\" "),
        ("#hash.ron", "/#hash.ron "),
        ("!bang.ron", "/!bang.ron "),
        ("Größe.ron", "/Größe.ron "),
        ("a\"b\\c.ron", "\"/a\\\"b\\\\\\\\c.ron\" "),
    ] {
        std::fs::create_dir_all(kept.room.path(name).parent().expect("a folder")).expect("a folder");
        kept.room.write(name, &plan);
        kept.ok(&["git", "install-driver", "-y", "-f", name]);
        let last = kept.room.read(".gitattributes").lines().last().unwrap_or("").to_string();
        assert!(last.starts_with(line), "{last}");
        // git reads it as meant, for this file and for no other.
        assert_eq!(kept.ok(&["git", "install-driver", "-f", name]).err.lines().count(), 1);
        let other = format!("sub/{name}");
        let attribute = kept.git(&["check-attr", "merge", "--", &other]);
        assert!(attribute.ends_with(": unspecified"), "{attribute}");
    }
    assert_eq!(kept.room.read(".gitattributes").lines().count(), 7);
    assert!(settings(&kept).contains("merge.outgrow.driver"));
}
