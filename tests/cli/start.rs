//! `init`, `demo`, where the plan is found.

use super::*;

const TEMPLATES: [&str; 6] = ["b2b", "market", "mobile", "data", "blank", "demo"];

#[test]
fn init_writes_each_template() {
    for name in TEMPLATES {
        let room = Room::empty();
        let said = room.ok(&["init", "--template", name]);
        assert_eq!(said.out, "outgrow.ron\n");
        assert!(said.err.contains(&format!("made from the template {name}: ")), "{}", said.err);
        let (shipped, made) = (template(name), room.plan());
        let differing = changed(&shipped, &made);
        assert!(differing.iter().all(|(old, _)| old.trim_start().starts_with("name: ")) && differing.len() <= 1);
        room.ok(&["fmt", "--check"]);
        let json = room.json(&["status", "--json"]);
        // The demo tells of a company with much to mend; a template accuses nobody.
        let act = json["findings"]["act"].as_u64().expect("a count");
        assert!(if name == "demo" { act > 5 } else { act == 0 }, "{name}: {act}");
    }
}

#[test]
fn init_names_the_product() {
    let room = Room::empty();
    std::fs::create_dir(room.path("My Shop")).expect("a folder");
    room.ok(&["init", "-f", "My Shop/outgrow.ron"]);
    assert!(room.read("My Shop/outgrow.ron").contains("name: \"My Shop\""));
    room.ok(&["init", "--name", "Acme"]);
    assert!(room.plan().contains("name: \"Acme\""));
    let json = room.json(&["init", "--template", "demo", "-f", "demo.ron", "--json"]);
    assert_eq!((json["made"].as_str(), json["template"].as_str()), (Some("demo.ron"), Some("demo")));
    assert!(room.read("demo.ron").contains("name: \"Kranwerk\""));
}

#[test]
fn init_never_writes_over_anything() {
    let room = Room::with("blank");
    let err = room.fails(2, &["init", "--template", "b2b"]);
    assert_eq!(err.lines().next(), Some("error: outgrow.ron is there already; nothing is written"));
    std::os::unix::fs::symlink("nowhere", room.path("link.ron")).expect("a link");
    room.fails(2, &["init", "-f", "link.ron"]);
    room.fails(4, &["init", "-f", "missing/outgrow.ron"]);
    room.fails(2, &["init", "--name", "a\nb", "-f", "other.ron"]);
    room.fails(2, &["init", "--readonly", "-f", "other.ron"]);
    assert!(!room.path("other.ron").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_new_plan_is_readable_as_the_mask_says_and_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let room = Room::empty();
    let shell = format!("umask 022; exec '{}' init", env!("CARGO_BIN_EXE_outgrow"));
    let status = Command::new("sh").args(["-c", &shell]).current_dir(room.folder.path()).output().expect("a shell");
    assert!(status.status.success());
    let mode = || room.path("outgrow.ron").metadata().expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(), 0o644);
    std::fs::set_permissions(room.path("outgrow.ron"), std::fs::Permissions::from_mode(0o664)).expect("a mode");
    room.ok(&["set", "product", "day_rate=600"]);
    assert_eq!(mode(), 0o664);
}

#[test]
fn the_pipeline_of_the_first_minute() {
    let room = Room::empty();
    room.ok(&["init", "--template", "b2b"]);
    let added = room.ok(&["add", "debts", "Refunds by hand", "class=intentional", "effort=2d"]);
    assert_eq!(added.out, "debts/refunds-by-hand\n");
    let json = room.json(&["list", "debts", "--json"]);
    assert_eq!(json["register"], "debts");
    let rows = json["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["id"] == "refunds-by-hand").expect("the new row");
    assert_eq!(row["name"], "Refunds by hand");
    assert_eq!(row["effort"], serde_json::json!({ "min": 2, "likely": 2, "max": 2, "unit": "d" }));
    assert_eq!((&row["class"], &row["status"]), (&"intentional".into(), &"open".into()));
}

#[test]
fn the_nearest_plan_upward_is_used_up_to_the_repository() {
    let room = Room::with("blank");
    std::fs::create_dir_all(room.path("src/deep")).expect("folders");
    let from = |folder: &str, words: &[&str]| {
        said(room.command(words).current_dir(room.path(folder)).output().expect("the program runs"))
    };
    assert_eq!(from("src/deep", &["add", "people", "Ana"]).code, 0);
    assert!(room.plan().contains("id: \"ana\""));
    let flaw = from("src/deep", &["show", "people/bo"]);
    assert_eq!(flaw.code, 2);

    std::fs::create_dir(room.path("src/.git")).expect("another repository");
    let none = from("src/deep", &["status"]);
    assert_eq!(none.code, 2);
    assert!(none.err.starts_with("error: there is no plan here\nhelp: outgrow init --template "), "{}", none.err);

    let named = said(
        room.command(&["status"])
            .current_dir(room.path("src/deep"))
            .env("OUTGROW_FILE", "../../outgrow.ron")
            .output()
            .expect("the program runs"),
    );
    assert_eq!(named.code, 0, "{}", named.err);
    assert_eq!(from("src/deep", &["-f", "../../outgrow.ron", "status"]).code, 0);
    assert_eq!(from("src/deep", &["status", "--file=../../outgrow.ron"]).code, 0);
}

#[test]
fn a_plan_that_is_named_and_not_there() {
    let room = Room::empty();
    let err = room.fails(2, &["status", "-f", "none.ron"]);
    assert_eq!(err, "error: there is no none.ron\nhelp: outgrow init -f none.ron writes a plan to start from\n");
    room.fails(4, &["status", "-f", "."]);
}

#[test]
fn without_a_terminal_the_workbench_names_the_commands() {
    let room = Room::with("blank");
    let err = room.fails(4, &[]);
    assert!(last(&err).contains("outgrow show home prints the same"), "{err}");
    let err = room.fails(4, &["demo"]);
    assert!(last(&err).contains("outgrow init --template demo"), "{err}");
    // Before it is known whether there is a plan.
    Room::empty().fails(4, &[]);
}
