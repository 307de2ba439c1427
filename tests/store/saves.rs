use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use outgrow::model::value::Value;
use outgrow::store::disk::{Disk, RealDisk, TEMP_PREFIX};
use outgrow::store::save::{SaveError, save};
use outgrow::store::{Document, LoadError, load};

use crate::support;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outgrow.ron");
    fs::write(&path, include_str!("example.ron")).unwrap();
    (folder, path)
}

fn edited(mut document: Document) -> Document {
    let edit = outgrow::edit::Edit::Put {
        at: support::at("debts/refunds-by-hand"),
        field: "name",
        value: Value::Text("Other".into()),
    };
    document.plan = outgrow::edit::apply(&document.plan, &edit).unwrap();
    document
}

fn open(path: &Path) -> Document {
    load(&mut RealDisk, path).unwrap_or_else(|why| panic!("{why:?}"))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn saving_changes_one_line_and_leaves_nothing_beside() {
    let (folder, path) = folder();
    let before = fs::read_to_string(&path).unwrap();
    save(&mut RealDisk, None, &edited(open(&path))).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(was, is)| was != is).collect();
    assert_eq!(changed, [("      name: \"Refunds by hand\",", "      name: \"Other\",")]);
    assert_eq!(names(folder.path()), ["outgrow.ron"]);
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let (_folder, path) = folder();
    let document = edited(open(&path));
    let theirs = fs::read_to_string(&path).unwrap().replace("Acme", "Acne");
    fs::write(&path, &theirs).unwrap();
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::Changed)));
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
}

#[test]
fn a_change_that_size_and_time_do_not_show_is_seen() {
    let (_folder, path) = folder();
    let document = edited(open(&path));
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let theirs = fs::read_to_string(&path).unwrap().replace("Acme", "Acne");
    fs::write(&path, &theirs).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(RealDisk.stat(&path).unwrap(), document.identity.map(|i| i.stat));
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::Changed)));
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
}

#[test]
fn the_same_bytes_written_again_are_no_change() {
    let (_folder, path) = folder();
    let document = edited(open(&path));
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    assert!(save(&mut RealDisk, None, &document).is_ok());
}

#[test]
fn a_file_that_is_gone_or_new_is_not_taken_for_ours() {
    let (_folder, path) = folder();
    let document = edited(open(&path));
    fs::remove_file(&path).unwrap();
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::Gone)));
    assert!(!path.exists());
    fs::create_dir(&path).unwrap();
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::NoFile)));
    assert!(path.is_dir());
    fs::remove_dir(&path).unwrap();
    fs::write(&path, "mine").unwrap();
    let fresh = Document::new(path.clone(), document.plan);
    assert!(matches!(save(&mut RealDisk, None, &fresh), Err(SaveError::Exists)));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
}

#[test]
fn a_file_without_the_write_bit_is_refused() {
    let (_folder, path) = folder();
    let document = edited(open(&path));
    let before = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::ReadOnly)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn mode_and_owner_stay() {
    let (_folder, path) = folder();
    for mode in [0o600, 0o640, 0o664, 0o755] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let before = RealDisk.stat(&path).unwrap().unwrap();
        save(&mut RealDisk, None, &edited(open(&path))).unwrap();
        let after = RealDisk.stat(&path).unwrap().unwrap();
        assert_eq!((after.mode, after.owner), (mode, before.owner));
        assert_ne!(after.inode, before.inode, "the old file is replaced, not written over");
    }
}

#[test]
fn a_new_file_has_an_ordinary_mode() {
    let (folder, _) = folder();
    let other = folder.path().join("other.txt");
    fs::write(&other, "x").unwrap();
    let path = folder.path().join("new.ron");
    let identity = save(&mut RealDisk, None, &Document::new(path.clone(), support::plan(1, 2, 30))).unwrap().identity;
    let stat = RealDisk.stat(&path).unwrap().unwrap();
    assert_eq!(stat.mode, RealDisk.stat(&other).unwrap().unwrap().mode);
    assert_eq!(identity.stat, stat);
    assert!(names(folder.path()).iter().all(|name| !name.starts_with(TEMP_PREFIX)));
}

#[test]
fn links_are_followed_and_kept() {
    let (folder, path) = folder();
    let near = folder.path().join("near.ron");
    let far = folder.path().join("far.ron");
    symlink("outgrow.ron", &near).unwrap();
    symlink("near.ron", &far).unwrap();
    let document = edited(open(&far));
    assert_eq!(document.path, fs::canonicalize(&path).unwrap());
    save(&mut RealDisk, None, &document).unwrap();
    assert!(near.is_symlink() && far.is_symlink() && !path.is_symlink());
    assert_eq!(fs::read_to_string(&far).unwrap(), document.text());
    // A link to nothing is a missing file, not a reason to replace the link.
    symlink("nowhere.ron", folder.path().join("lost.ron")).unwrap();
    assert!(matches!(load(&mut RealDisk, &folder.path().join("lost.ron")), Err(LoadError::Missing(_))));
}

#[test]
fn what_cannot_be_loaded_is_named() {
    let (folder, path) = folder();
    assert!(matches!(load(&mut RealDisk, &folder.path().join("no.ron")), Err(LoadError::Missing(_))));
    assert!(matches!(load(&mut RealDisk, &folder.path().join("no/no.ron")), Err(LoadError::Missing(_))));
    assert!(matches!(load(&mut RealDisk, folder.path()), Err(LoadError::Io(..))));
    fs::write(&path, "\u{feff}(format: 1, debst: [])").unwrap();
    match load(&mut RealDisk, &path) {
        Err(LoadError::Flawed { text, flaw, .. }) => {
            assert_eq!(&text[flaw.place.unwrap().bytes], "debst", "the place fits the text that is handed out");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "\u{feff}(format: 1, debst: [])");
}

#[test]
fn a_large_file_is_refused_without_being_held() {
    let (_folder, path) = folder();
    fs::File::create(&path).unwrap().set_len(3 << 30).unwrap();
    match load(&mut RealDisk, &path) {
        Err(LoadError::Flawed { flaw, .. }) => assert!(flaw.message.as_str().contains("larger than 64 MB")),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn what_would_not_read_back_is_not_written() {
    // A hand that reaches around the edits, as no code of ours does.
    let (_folder, path) = folder();
    let before = fs::read(&path).unwrap();
    let mut document = open(&path);
    let home = outgrow::register::register("debts").unwrap();
    let mut row = home.nth(&document.plan, 0).unwrap().boxed();
    row.slot(home.find("hazard").unwrap()).put(Value::Number(f64::NAN)).unwrap();
    home.put(&mut document.plan, row);
    assert!(matches!(save(&mut RealDisk, None, &document), Err(SaveError::Unfaithful)));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn canonical_or_not() {
    let (_folder, path) = folder();
    let bytes = fs::read(&path).unwrap();
    assert!(open(&path).text().as_bytes() == bytes);
    let other = String::from_utf8(bytes).unwrap().replace("  format", "     format");
    fs::write(&path, &other).unwrap();
    assert!(open(&path).text() != other);
}
