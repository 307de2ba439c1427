//! `diff` and `log`, in a repository of the real git.

use serde_json::json;

use super::*;

/// A room in a real repository. Each commit is a day later than the one before, the first is of 2 November 2026.
pub(super) struct Kept {
    pub room: Room,
    days: std::cell::Cell<i64>,
}

impl Kept {
    /// No commit yet.
    pub fn unborn(template: &str) -> Kept {
        let kept = Kept { room: Room::with(template), days: std::cell::Cell::new(0) };
        kept.git(&["init", "-q"]);
        kept
    }

    /// A plan with one debt, committed.
    pub fn new() -> Kept {
        let kept = Kept::unborn("blank");
        kept.ok(&["add", "people", "Ana", "share=40"]);
        kept.ok(&["add", "debts", "Refunds by hand", "effort=2d", "owner=ana"]);
        kept.commit("The plan");
        kept
    }

    fn path() -> std::ffi::OsString {
        std::env::var_os("PATH").unwrap_or_default()
    }

    pub fn try_git(&self, words: &[&str]) -> (bool, String) {
        let date = format!("{} +0100", 1_793_620_800 + 86_400 * self.days.get());
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ana Lima", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"]);
        command.args(words).current_dir(self.room.folder.path()).env_clear().env("PATH", Self::path());
        command
            .env("HOME", self.room.path("home"))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date).stdin(Stdio::null());
        let output = command.output().expect("git runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout) + &text(&output.stderr))
    }

    pub fn git(&self, words: &[&str]) -> String {
        let (good, said) = self.try_git(words);
        assert!(good, "git {words:?}: {said}");
        said.trim_end().to_string()
    }

    /// Commits the plan; gives the commit's short name.
    pub fn commit(&self, message: &str) -> String {
        self.days.set(self.days.get() + 1);
        self.git(&["add", "outgrow.ron"]);
        self.git(&["commit", "-q", "-m", message]);
        self.git(&["rev-parse", "HEAD"])[..10].to_string()
    }

    /// Changes the plan by one command and commits it.
    fn step(&self, words: &[&str], message: &str) -> String {
        self.ok(words);
        self.commit(message)
    }

    pub fn run(&self, words: &[&str]) -> Said {
        let mut command = self.room.command(words);
        command
            .env("PATH", Self::path())
            .env("COLUMNS", "120")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        said(command.output().expect("the program runs"))
    }

    pub fn ok(&self, words: &[&str]) -> Said {
        let said = self.run(words);
        assert_eq!(said.code, 0, "{words:?}\n{}{}", said.out, said.err);
        said
    }

    pub fn json(&self, code: i32, words: &[&str]) -> Json {
        let said = self.run(words);
        assert_eq!((said.code, said.err.as_str()), (code, ""), "{words:?}");
        serde_json::from_str(&said.out).unwrap_or_else(|why| panic!("{why}\n{}", said.out))
    }

    pub fn fails(&self, code: i32, words: &[&str]) -> String {
        let said = self.run(words);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{words:?}\n{}", said.err);
        said.err
    }
}

#[test]
fn diff_tells_head_from_the_file() {
    let kept = Kept::new();
    let same = kept.ok(&["diff"]);
    assert_eq!((same.out.as_str(), same.err.as_str()), ("", "no row differs between HEAD and outgrow.ron\n"));
    kept.ok(&["set", "debts/refunds-by-hand", "effort=3d", "note=Month end.", "domains=", "hits=revenue"]);
    kept.ok(&["add", "domains", "Billing", "owner=ana"]);
    let head = kept.git(&["rev-parse", "HEAD"]);
    let said = kept.run(&["diff"]);
    let page = format!(
        "\
HEAD ({}) to outgrow.ron
{}

1 row added, 1 changed

domains/billing  Billing, added
name   Billing
owner  ana

debts/refunds-by-hand  Refunds by hand
note    + Month end.
effort  2d -> 3d
hits    revenue
",
        &head[..10],
        "=".repeat(32)
    );
    assert_eq!((said.code, said.out, said.err.as_str()), (1, page, ""));
    let plain = kept.run(&["diff", "--plain"]);
    assert_eq!(plain.code, 1);
    assert_eq!(
        plain.out,
        "added\tdomains/billing\tname\t\tBilling\n\
         added\tdomains/billing\towner\t\tana\n\
         changed\tdebts/refunds-by-hand\tnote\t\tMonth end.\n\
         changed\tdebts/refunds-by-hand\teffort\t2d\t3d\n\
         changed\tdebts/refunds-by-hand\thits\t\trevenue\n"
    );
    let effort = |days: i64| json!({ "min": days, "likely": days, "max": days, "unit": "d" });
    assert_eq!(
        kept.json(1, &["diff", "--json"]),
        json!({
            "schema": "outgrow/1",
            "before": { "revision": "HEAD", "commit": head },
            "after": { "file": "outgrow.ron" },
            "rows": [
                { "row": "domains/billing", "change": "added", "name": "Billing", "fields": [
                    { "field": "name", "is": "Billing" },
                    { "field": "owner", "is": "ana" },
                ] },
                { "row": "debts/refunds-by-hand", "change": "changed", "name": "Refunds by hand", "fields": [
                    { "field": "note", "removed": [], "added": ["Month end."] },
                    { "field": "effort", "was": effort(2), "is": effort(3) },
                    { "field": "hits", "is": "revenue" },
                ] },
            ],
            "map": [{ "row": "domains/billing", "says": "Billing is new on the map." }],
        })
    );
}

#[test]
fn diff_takes_one_revision_or_two() {
    let kept = Kept::new();
    kept.git(&["tag", "v1"]);
    kept.step(&["set", "debts/refunds-by-hand", "effort=3d"], "Dearer");
    kept.step(&["rename", "debts/refunds-by-hand", "refunds"], "Shorter");
    kept.ok(&["set", "debts/refunds", "effort=5d"]);
    let plain = |words: &[&str]| {
        let mut all = vec!["diff", "--plain"];
        all.extend(words);
        kept.run(&all).out
    };
    let renamed = "renamed\tdebts/refunds\tid\trefunds-by-hand\trefunds\n";
    assert_eq!(plain(&["v1"]), format!("{renamed}renamed\tdebts/refunds\teffort\t2d\t5d\n"));
    assert_eq!(plain(&["v1", "HEAD~1"]), "changed\tdebts/refunds-by-hand\teffort\t2d\t3d\n");
    assert_eq!(plain(&["HEAD~1", "HEAD"]), renamed);
    assert_eq!(
        plain(&["HEAD", "v1"]),
        "renamed\tdebts/refunds-by-hand\tid\trefunds\trefunds-by-hand\n\
         renamed\tdebts/refunds-by-hand\teffort\t3d\t2d\n"
    );
    assert_eq!(kept.run(&["diff", "v1", "HEAD"]).code, 1);
    assert_eq!(kept.ok(&["diff", "HEAD", "main"]).err, "no row differs between HEAD and main\n");
    // From a folder below, through a link, by name: the same plan.
    std::fs::create_dir(kept.room.path("sub")).expect("a folder");
    std::os::unix::fs::symlink("../outgrow.ron", kept.room.path("sub/link.ron")).expect("a link");
    assert_eq!(kept.run(&["diff", "--plain", "v1", "HEAD~1", "-f", "sub/link.ron"]).out, plain(&["v1", "HEAD~1"]));
}

#[test]
fn text_that_differs_in_no_row_is_no_difference() {
    let kept = Kept::new();
    kept.room.write("outgrow.ron", &kept.room.plan().replacen("(\n", "( // with a comment\n", 1));
    let said = kept.ok(&["diff"]);
    assert_eq!(
        said.err,
        "no row differs between HEAD and outgrow.ron; only comments or the order of the text differ\n"
    );
    assert_eq!(kept.json(0, &["diff", "--json"])["rows"], json!([]));
}

#[test]
fn what_cannot_be_compared_is_said() {
    let kept = Kept::new();
    for (words, sentence) in [
        (&["diff", "nope"][..], "error: there is no revision \"nope\" here"),
        (&["diff", "HEAD", "nope"], "error: there is no revision \"nope\" here"),
        (&["diff", "--", "--output=x"], "error: there is no revision \"--output=x\" here"),
        (&["diff", "a..b"], "error: there is no revision \"a..b\" here"),
        (
            &["diff", "HEAD", "HEAD", "HEAD"],
            "error: unexpected value 'HEAD' for '[REV]...' found; no more were expected",
        ),
        (&["diff", "--output=x"], "error: unexpected argument '--output' found"),
        (&["diff", "HEAD", "-f", "other.ron"], "error: HEAD has no other.ron"),
    ] {
        assert_eq!(kept.fails(2, words).lines().next(), Some(sentence), "{words:?}");
    }
    let error: Json = serde_json::from_str(&kept.fails(2, &["diff", "nope", "--json"])).expect("JSON");
    assert_eq!(error["error"]["code"], "usage");

    // A side that does not parse is pictured, with the revision it is of.
    let good = kept.room.plan();
    kept.room.write("outgrow.ron", &good.replacen("effort: \"2d\"", "effort: 2", 1));
    kept.commit("Broken");
    kept.room.write("outgrow.ron", &good);
    let line = good.lines().position(|line| line.contains("effort: \"2d\"")).map_or(0, |n| n + 1);
    let err = kept.fails(3, &["diff"]);
    assert!(err.contains(&format!("--> HEAD:outgrow.ron:{line}:15  debts/refunds-by-hand effort")), "{err}");
    assert!(kept.fails(3, &["diff", "HEAD~1", "main"]).contains("--> main:outgrow.ron:"));
    let error: Json = serde_json::from_str(&kept.fails(3, &["diff", "--json"])).expect("JSON");
    assert_eq!((&error["error"]["code"], &error["error"]["file"]), (&json!("invalid"), &json!("HEAD:outgrow.ron")));
    assert_eq!(kept.run(&["diff", "HEAD~1"]).code, 0);
    kept.room.write("outgrow.ron", "(");
    assert!(kept.fails(3, &["diff", "HEAD~1"]).contains("--> outgrow.ron:1:1"));
}

#[test]
fn outside_a_repository_and_before_the_first_commit_it_says_so() {
    let room = Room::with("blank");
    let here = |words: &[&str]| said(room.command(words).env("PATH", Kept::path()).output().expect("runs"));
    for words in [&["diff"][..], &["log"], &["git", "install-driver", "-y"]] {
        let said = here(words);
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert_eq!(said.err.lines().next(), Some("error: outgrow.ron is in no git repository"));
        // Nor without git at all.
        let without = self::said(room.command(words).env_remove("PATH").output().expect("runs"));
        assert_eq!((without.code, without.out.as_str()), (4, ""));
        assert_eq!(without.err.lines().next(), Some("error: there is no git program here"));
        // What lies at hand is not taken for it.
        room.write("git", "#!/bin/sh\ntouch sprung\n");
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(room.path("git"), std::fs::Permissions::from_mode(0o755)).expect("a mode");
        for path in [".", "", "./", ":/nowhere", "::"] {
            assert_eq!(self::said(room.command(words).env("PATH", path).output().expect("runs")).code, 4, "{path}");
        }
        assert!(!room.path("sprung").exists());
    }
    let kept = Kept::unborn("blank");
    for words in [&["diff"][..], &["log"]] {
        assert_eq!(kept.fails(2, words).lines().next(), Some("error: nothing has been committed here yet"));
    }
    let kept = Kept::unborn("blank");
    kept.git(&["commit", "-q", "--allow-empty", "-m", "Elsewhere"]);
    assert_eq!(kept.fails(2, &["diff"]).lines().next(), Some("error: HEAD has no outgrow.ron"));
    let said = kept.ok(&["log"]);
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "no commit changed outgrow.ron\n"));
}

#[test]
fn log_tells_what_each_commit_changed() {
    let kept = Kept::new();
    let second = kept.step(&["set", "debts/refunds-by-hand", "effort=3d"], "Dearer than thought\n\nMuch.");
    kept.ok(&["add", "domains", "Billing"]);
    let third = kept.step(&["rm", "people/ana", "-y"], "Ana left");
    kept.room.write("outgrow.ron", &kept.room.plan().replacen("(\n", "( // with a comment\n", 1));
    let fourth = kept.commit("A comment");
    let first = kept.git(&["rev-parse", "HEAD~3"])[..10].to_string();
    let said = kept.ok(&["log"]);
    let rows = kept.json(0, &["log", "--json"])["commits"][3]["rows"].as_array().map_or(0, Vec::len);
    let page = format!(
        "\
Fri 6 Nov 2026 13:00  {fourth}  Ana Lima

A comment

- no row changed: only comments, order or the file's name

Thu 5 Nov 2026 13:00  {third}  Ana Lima

Ana left

- removed people/ana (Ana)
- added domains/billing (Billing): name Billing
- debts/refunds-by-hand (Refunds by hand): owner ana -> nothing

Wed 4 Nov 2026 13:00  {second}  Ana Lima

Dearer than thought

- debts/refunds-by-hand (Refunds by hand): effort 2d -> 3d

Tue 3 Nov 2026 13:00  {first}  Ana Lima

The plan

- the plan begins: {} rows added, 1 changed
",
        rows - 1
    );
    // A heading and what stands below it are set apart by the writer's own rules.
    let squeezed = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_string).collect::<Vec<_>>();
    assert_eq!((squeezed(&said.out), said.err.as_str()), (squeezed(&page), ""));

    let since = kept.ok(&["log", "--since", "2026-11-05", "--plain"]).out;
    let lines: Vec<Vec<&str>> = since.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.iter().all(|cells| cells.len() == 9), "{since}");
    assert_eq!(lines[0][..1], ["2026-11-06"]);
    assert_eq!(lines[0][2..6], ["Ana Lima", "A comment", "change", ""]);
    assert_eq!(lines[1][2..], ["Ana Lima", "Ana left", "removed", "people/ana", "", "", ""]);
    assert_eq!(lines[2][4..], ["added", "domains/billing", "name", "", "Billing"]);
    assert_eq!(lines[3][4..], ["changed", "debts/refunds-by-hand", "owner", "ana", ""]);
    assert_eq!(lines.len(), 4);
    assert_eq!(kept.json(0, &["log", "--since", "-17d", "--json"])["commits"].as_array().map(Vec::len), Some(3));
    assert_eq!(kept.ok(&["log", "--since", "today"]).err, "no commit since 2026-11-21 changed outgrow.ron\n");
    assert!(kept.fails(2, &["log", "--since", "soon"]).starts_with("error: --since: a day is written"));

    kept.ok(&["set", "product", "day_rate=600"]);
    let note = "outgrow.ron has changes that are not committed: 1 row changed; outgrow diff tells them";
    assert_eq!(kept.ok(&["log"]).err, format!("{note}\n"));
    assert_eq!(kept.json(0, &["log", "--json"])["notes"], json!([note]));
}

#[test]
fn log_follows_one_row_through_its_renames() {
    let kept = Kept::new();
    let first = kept.git(&["rev-parse", "HEAD"])[..10].to_string();
    let second = kept.step(&["set", "debts/refunds-by-hand", "effort=3d"], "Dearer");
    kept.step(&["set", "product", "day_rate=600"], "Something else");
    let renamed = kept.step(&["rename", "debts/refunds-by-hand", "refunds"], "Shorter");
    let last = kept.step(&["set", "debts/refunds", "hits=revenue", "name=Refunds"], "Named");
    let said = kept.ok(&["log", "debts/refunds"]);
    let told: Vec<&str> = said.out.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(
        told,
        [
            "- debts/refunds (Refunds): name Refunds by hand -> Refunds, hits revenue",
            "- renamed debts/refunds-by-hand to debts/refunds (Refunds by hand)",
            "- debts/refunds-by-hand (Refunds by hand): effort 2d -> 3d",
            "- added debts/refunds-by-hand (Refunds by hand): name Refunds by hand, owner ana, effort 2d",
        ]
    );
    assert!(said.out.starts_with("debts/refunds  Refunds\n=====") && said.out.contains(&renamed), "{}", said.out);
    for (field, is, commit) in [("name", "Refunds", &last), ("owner", "ana", &first), ("effort", "3d", &second)] {
        let line = said.out.lines().find(|line| line.starts_with(field)).unwrap_or_else(|| panic!("{}", said.out));
        assert!(line.contains(is) && line.contains(commit.as_str()) && line.ends_with("Ana Lima"), "{line}");
    }
    let json = kept.json(0, &["log", "refunds", "--json"]);
    assert_eq!(json["row"], "debts/refunds");
    let fields: Vec<(&str, &str)> = json["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| (field["field"].as_str().unwrap_or(""), &field["commit"].as_str().unwrap_or("")[..10]))
        .collect();
    let all = [("name", &last), ("owner", &first), ("effort", &second), ("hits", &last)];
    assert_eq!(fields, all.map(|(field, commit)| (field, commit.as_str())));
    assert_eq!(json["commits"].as_array().map(Vec::len), Some(4));
    // Only what is in reach is told, and what is not is said to be older.
    let said = kept.ok(&["log", "debts/refunds", "--since", "2026-11-06"]);
    assert!(said.out.contains("before Fri 6 Nov 2026"), "{}", said.out);
}

#[test]
fn log_finds_a_row_that_is_gone_or_not_yet_committed() {
    let kept = Kept::new();
    let gone = kept.step(&["rm", "debts/refunds-by-hand", "-y"], "Done with");
    let out = kept.ok(&["log", "debts/refunds-by-hand", "--plain"]).out;
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines[0][1].starts_with(&gone));
    assert_eq!(lines[0][4..6], ["removed", "debts/refunds-by-hand"]);
    assert_eq!(lines[1][4..], ["added", "debts/refunds-by-hand", "name", "", "Refunds by hand"]);
    kept.ok(&["add", "domains", "Billing"]);
    let said = kept.ok(&["log", "domains/billing"]);
    assert!(said.out.is_empty() && said.err.starts_with("domains/billing is not committed yet\n"), "{}", said.err);
    for typed in ["debts/nothing", "nothing", "dets/x", "debts/", "-x"] {
        let said = kept.run(&["log", "--", typed]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{typed}");
    }
    let said = kept.ok(&["log", "debts/refunds-by-hand", "--since", "today"]);
    assert!(said.err.starts_with("no commit since 2026-11-21 changed debts/refunds-by-hand\n"), "{}", said.err);
}

#[test]
fn a_revision_that_does_not_parse_is_named_and_stepped_over() {
    let kept = Kept::new();
    kept.ok(&["set", "debts/refunds-by-hand", "effort=3d"]);
    let good = kept.room.plan();
    kept.room.write("outgrow.ron", &good.replacen("effort: \"3d\"", "effort: 3", 1));
    let broken = kept.commit("Broken");
    kept.room.write("outgrow.ron", &good.replacen("effort: \"3d\"", "effort: 4", 1));
    kept.commit("Broken still");
    kept.room.write("outgrow.ron", &good);
    kept.step(&["set", "debts/refunds-by-hand", "hits=revenue"], "Mended");
    let line = good.lines().position(|line| line.contains("effort: \"3d\"")).map_or(0, |n| n + 1);
    for words in [&["log", "--json"][..], &["log", "debts/refunds-by-hand", "--json"]] {
        let json = kept.json(0, words);
        let commits = json["commits"].as_array().expect("commits");
        let kinds: Vec<&str> = commits.iter().filter_map(|commit| commit["kind"].as_str()).collect();
        assert_eq!(kinds, ["change", "unreadable", "unreadable", "first"]);
        let fields: Vec<&Json> = commits[0]["rows"][0]["fields"].as_array().expect("fields").iter().collect();
        assert_eq!(
            fields.iter().map(|field| field["field"].as_str()).collect::<Vec<_>>(),
            [Some("effort"), Some("hits")]
        );
        let note = commits[0]["notes"][0].as_str().unwrap_or("");
        assert!(note.starts_with("held against the last version before "), "{note}");
        let note = commits[2]["notes"][0].as_str().unwrap_or("");
        assert!(note.starts_with(&format!("outgrow.ron:{line}:15 does not parse: effort must be a span")), "{note}");
        assert!(commits[2]["commit"].as_str().is_some_and(|id| id.starts_with(&broken)));
    }
    assert!(kept.ok(&["log"]).out.contains("does not parse"));
}

#[test]
fn a_merge_tells_what_is_its_own_and_branches_what_is_theirs() {
    let kept = Kept::new();
    kept.git(&["checkout", "-q", "-b", "side"]);
    kept.step(&["set", "people/ana", "share=50"], "Theirs");
    kept.git(&["checkout", "-q", "main"]);
    kept.step(&["set", "debts/refunds-by-hand", "effort=3d"], "Ours");
    kept.git(&["merge", "-q", "--no-ff", "--no-commit", "side"]);
    kept.commit("Joined");
    let kinds = || {
        let json = kept.json(0, &["log", "--json"]);
        let commits = json["commits"].as_array().expect("commits").clone();
        commits
            .into_iter()
            .map(|c| (c["subject"].as_str().unwrap_or("").to_string(), c["rows"].as_array().map_or(0, Vec::len)))
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds()[..3], [("Joined".into(), 0), ("Ours".into(), 1), ("Theirs".into(), 1)]);
    kept.git(&["checkout", "-q", "-b", "more"]);
    kept.step(&["set", "people/ana", "share=60"], "Theirs");
    kept.git(&["checkout", "-q", "main"]);
    kept.step(&["set", "debts/refunds-by-hand", "effort=4d"], "Ours");
    kept.git(&["merge", "-q", "--no-ff", "--no-commit", "more"]);
    kept.ok(&["set", "people/ana", "share=55"]);
    kept.commit("Joined and decided");
    assert_eq!(kinds()[..3], [("Joined and decided".into(), 1), ("Ours".into(), 1), ("Theirs".into(), 1)]);
    let plain = kept.ok(&["log", "people/ana", "--plain"]).out;
    assert_eq!(
        plain.lines().next().map(|line| line.split('\t').skip(4).collect::<Vec<_>>()),
        Some(vec!["changed", "people/ana", "share", "50", "55"])
    );
}

#[test]
fn a_copy_that_is_cut_off_says_so() {
    let kept = Kept::new();
    kept.step(&["set", "debts/refunds-by-hand", "effort=3d"], "Dearer");
    kept.step(&["set", "debts/refunds-by-hand", "effort=4d"], "Dearer still");
    let url = format!("file://{}", kept.room.folder.path().display());
    kept.git(&["clone", "-q", "--depth", "2", &url, "copy"]);
    let json = kept.json(0, &["log", "--json", "-f", "copy/outgrow.ron"]);
    let kinds: Vec<&str> =
        json["commits"].as_array().expect("commits").iter().filter_map(|c| c["kind"].as_str()).collect();
    assert_eq!(kinds, ["change", "edge"]);
    assert!(json["notes"][0].as_str().is_some_and(|note| note.contains("git fetch --unshallow")), "{json}");
    let said = kept.ok(&["log", "debts/refunds-by-hand", "-f", "copy/outgrow.ron"]);
    assert!(said.err.contains("shallow") && said.out.contains("what was before is not in this copy"), "{}", said.out);
    assert!(said.out.lines().any(|line| line.starts_with("owner") && line.contains("not known here")), "{}", said.out);
}

#[test]
fn the_file_is_followed_when_it_moves() {
    let kept = Kept::new();
    std::fs::create_dir(kept.room.path("plan")).expect("a folder");
    kept.git(&["mv", "outgrow.ron", "plan/outgrow.ron"]);
    kept.git(&["commit", "-q", "-m", "Moved"]);
    let said = kept.ok(&["log", "-f", "plan/outgrow.ron"]);
    assert!(said.out.contains("- the file was outgrow.ron before\n"), "{}", said.out);
    assert!(said.out.contains("- the plan begins: "), "{}", said.out);
}

#[test]
fn subjects_and_authors_steer_no_terminal() {
    let kept = Kept::new();
    kept.ok(&["set", "debts/refunds-by-hand", "effort=3d"]);
    kept.commit("\u{1b}]0;title\u{7}\u{202e}subject\ttab");
    for words in [&["log"][..], &["log", "--json"], &["log", "--plain"], &["log", "debts/refunds-by-hand"]] {
        let out = kept.ok(words).out.replace(['\n', '\t'], " ");
        assert!(!out.chars().any(|c| c.is_control() || c == '\u{202e}'), "{out:?}");
    }
    let plain = kept.ok(&["log", "--plain"]).out;
    assert!(plain.lines().all(|line| line.split('\t').count() == 9), "{plain}");
}
