//! Finding a repository, and files at a revision.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use outgrow::git::{Blob, GitError, Oid, Repo};

use super::*;

fn at(repo: &Repo, revision: &str, path: &Path) -> Result<Option<String>, GitError> {
    let found = repo.file_at(&repo.commit(revision)?, path)?;
    Ok(found.map(|bytes| String::from_utf8(bytes).expect("text")))
}

#[test]
fn a_file_is_read_at_any_revision() {
    let lab = Lab::new();
    lab.git(&["tag", "-a", "-m", "a tag", "v1"]);
    lab.keep(PLAN, "two\n", "Second");
    lab.write(PLAN, "three\n");
    let repo = lab.repo();
    for (revision, text) in [("HEAD", "two\n"), ("main", "two\n"), ("HEAD~1", "one\n"), ("v1", "one\n"), ("@", "two\n")]
    {
        assert_eq!(at(&repo, revision, &lab.plan()).expect("git answers").as_deref(), Some(text), "{revision}");
    }
    let full = lab.git(&["rev-parse", "HEAD"]);
    assert_eq!(repo.commit(&full[..12]).expect("a commit").as_str(), full);
    assert_eq!(repo.commit(&full).expect("a commit").short(), &full[..10]);
    assert_eq!(at(&repo, "HEAD", &lab.path("other.ron")).expect("git answers"), None);
}

#[test]
fn what_is_no_revision_is_said_and_never_an_option() {
    let lab = Lab::new();
    let repo = lab.repo();
    let odd = [
        "",
        "-",
        "--",
        "nope",
        "--output=x",
        "-Ox",
        "--upload-pack=touch x",
        "a..b",
        "HEAD..HEAD",
        "^HEAD",
        "HEAD HEAD",
        "HEAD:outgrow.ron",
        "HEAD^{tree}",
        "main\n",
        "\0",
        "main\0x",
        ":/nothing like it",
        "\u{1b}[31m",
        "..",
        "/",
        "@{9999}",
        "HEAD~999999",
        "0000000000000000000000000000000000000000",
        ";touch x",
        "$(touch x)",
        "refs/heads/\u{202e}",
    ];
    for revision in odd {
        let error = repo.commit(revision).expect_err(revision);
        assert!(matches!(error, GitError::Unknown(..)), "{revision}: {error:?}");
        let said = format!("{error}; {}", error.hint());
        assert!(!said.chars().any(|c| c.is_control() || c == '\u{202e}'), "{said:?}");
    }
    assert_eq!(fs::read_dir(lab.folder.path()).expect("a folder").count(), 2, "nothing was written");
}

#[test]
fn no_repository_is_no_error() {
    let lab = Lab::empty();
    assert_eq!(Repo::around(lab.folder.path()).expect("git answers"), None);
    assert_eq!(Repo::around(&lab.plan()).expect("git answers"), None);
    // A mark with nothing behind it is passed over, as git does.
    fs::create_dir(lab.path(".git")).expect("a folder");
    assert_eq!(Repo::around(lab.folder.path()).expect("git answers"), None);
    // One that leads nowhere is broken, and that is said.
    fs::remove_dir(lab.path(".git")).expect("gone");
    lab.write(".git", "gitdir: ../gone/.git/worktrees/x\n");
    let broken = Repo::around(lab.folder.path()).expect_err("broken");
    assert!(broken.to_string().starts_with("git says: not a git repository: "), "{broken}");
    assert!(matches!(Repo::around(&lab.path("missing/outgrow.ron")), Err(GitError::Io(_))));
}

#[test]
fn a_repository_without_a_commit_says_so() {
    let lab = Lab::unborn();
    lab.write(PLAN, "one\n");
    let repo = lab.repo();
    assert!(matches!(repo.commit("HEAD"), Err(GitError::Unborn)));
    assert!(matches!(repo.commit("main"), Err(GitError::Unknown(..))));
    assert!(matches!(repo.history(&lab.plan(), None), Err(GitError::Unborn)));
    assert_eq!(repo.stages(&lab.plan()).expect("git answers"), None);
    assert_eq!(repo.branch().expect("a branch").raw(), "main");
    // A branch that names a commit which is not there is another matter.
    lab.write(".git/refs/heads/main", "1234567890123456789012345678901234567890\n");
    let error = repo.commit("HEAD").expect_err("damaged");
    assert_eq!(error.to_string(), "git says: the commit that HEAD names is missing or damaged");
}

#[test]
fn a_bare_repository_is_survived() {
    let lab = Lab::new();
    lab.git(&["clone", "-q", "--bare", ".", "bare.git"]);
    let repo = Repo::around(&lab.path("bare.git")).expect("git answers").expect("a repository");
    assert!(repo.commit("HEAD").is_ok());
    assert!(matches!(repo.top(), Err(GitError::Bare)));
    for path in ["bare.git/outgrow.ron", "outgrow.ron"] {
        let path = lab.path(path);
        assert!(matches!(at(&repo, "HEAD", &path), Err(GitError::Bare)));
        assert!(matches!(repo.history(&path, None), Err(GitError::Bare)));
        assert!(matches!(repo.stages(&path), Err(GitError::Bare)));
    }
    // So is the inside of an ordinary one.
    let inside = Repo::around(&lab.path(".git")).expect("git answers").expect("a repository");
    assert!(matches!(inside.top(), Err(GitError::Bare)));
}

#[test]
fn odd_paths_are_found() {
    let lab = Lab::unborn();
    let names = [
        "a plan.ron",
        "-plan.ron",
        "--output=x.ron",
        "two\nlines.ron",
        "Größe/漢字.ron",
        ":(top)x.ron",
        "*.ron",
        "a\tb\"c\\.ron",
    ];
    for name in names {
        lab.write(name, name);
    }
    use std::os::unix::ffi::OsStrExt;
    let bytes = Path::new(std::ffi::OsStr::from_bytes(b"\xff\xfe.ron"));
    lab.write(bytes, "no text");
    lab.commit("All of them");
    lab.write(names[0], "two");
    lab.commit("Another");
    let repo = lab.repo();
    for name in names {
        assert_eq!(at(&repo, "HEAD~1", &lab.path(name)).expect("git answers").as_deref(), Some(name));
        let history = repo.history(&lab.path(name), None).expect("git answers");
        assert_eq!(history.commits.len(), if name == names[0] { 2 } else { 1 }, "{name}");
        assert_eq!(repo.stages(&lab.path(name)).expect("git answers"), None);
    }
    assert_eq!(at(&repo, "HEAD", &lab.path(bytes)).expect("git answers").as_deref(), Some("no text"));
    assert_eq!(repo.history(&lab.path(bytes), None).expect("git answers").commits.len(), 1);
}

#[test]
fn a_path_is_placed_from_the_top_whatever_leads_there() {
    let lab = Lab::unborn();
    lab.keep("sub/dir/plan.ron", "one", "Deep");
    symlink("sub/dir", lab.path("link")).expect("a link");
    symlink("sub/dir/plan.ron", lab.path("plan.ron")).expect("a link");
    lab.commit("Links");
    let repo = Repo::around(&lab.path("sub/dir/plan.ron")).expect("git answers").expect("a repository");
    assert_eq!(repo, lab.repo());
    for path in ["sub/dir/plan.ron", "link/plan.ron", "sub/../sub/dir/plan.ron"] {
        assert_eq!(repo.place(&lab.path(path)).expect("inside"), Path::new("sub/dir/plan.ron"));
        assert_eq!(at(&repo, "HEAD", &lab.path(path)).expect("git answers").as_deref(), Some("one"), "{path}");
    }
    // What the repository holds there is a link or a folder, no file.
    assert_eq!(at(&repo, "HEAD", &lab.path("plan.ron")).expect("git answers"), None);
    assert_eq!(at(&repo, "HEAD", &lab.path("sub")).expect("git answers"), None);
    let other = Lab::empty();
    assert!(matches!(repo.place(&other.plan()), Err(GitError::Outside(_))));
    assert!(matches!(repo.place(Path::new("/")), Err(GitError::Outside(_))));
}

#[test]
fn a_linked_work_tree_and_a_submodule_are_repositories_of_their_own() {
    let lab = Lab::new();
    lab.git(&["worktree", "add", "-q", "-b", "side", "tree"]);
    let tree = Repo::around(&lab.path("tree/outgrow.ron")).expect("git answers").expect("a repository");
    assert_eq!(tree.branch().expect("a branch").raw(), "side");
    assert_eq!(at(&tree, "HEAD", &lab.path("tree/outgrow.ron")).expect("git answers").as_deref(), Some("one\n"));

    let outer = Lab::new();
    outer.git(&["submodule", "--quiet", "add", lab.folder.path().to_str().expect("text"), "inner"]);
    outer.commit("A submodule");
    let file = outer.path("inner/outgrow.ron");
    let inner = Repo::around(&file).expect("git answers").expect("a repository");
    assert_ne!(inner, outer.repo());
    assert_eq!(inner.history(&file, None).expect("git answers").commits.len(), 1);
    assert!(inner.branch().is_some());
    // For the outer one it is a folder that it knows nothing in, and itself no file.
    assert_eq!(at(&outer.repo(), "HEAD", &outer.path("inner")).expect("git answers"), None);
    assert_eq!(at(&outer.repo(), "HEAD", &file).expect("git answers"), None);
    assert_eq!(outer.repo().history(&outer.path("inner"), None).expect("git answers").commits.len(), 1);
}

#[test]
fn the_branch_is_read_and_never_guessed() {
    let lab = Lab::new();
    assert_eq!(lab.repo().branch().expect("a branch").raw(), "main");
    lab.git(&["checkout", "-q", "-b", "topic/Größe"]);
    assert_eq!(lab.repo().branch().expect("a branch").raw(), "topic/Größe");
    lab.git(&["checkout", "-q", "--detach"]);
    assert_eq!(lab.repo().branch(), None);
    lab.write(".git/HEAD", "ref: refs/heads/\u{1b}[31mred\n");
    assert!(!lab.repo().branch().expect("a branch").show().as_str().contains('\u{1b}'));
}

#[test]
fn damaged_and_missing_contents_are_said_and_hide_no_other() {
    for damage in ["garbage", "", "cut", "gone"] {
        let lab = Lab::new();
        let words = "many words that no packing makes short ".repeat(50);
        lab.keep(PLAN, &words, "Second");
        lab.keep(PLAN, "three\n", "Third");
        let repo = lab.repo();
        let ids = ["HEAD~2", "HEAD~1", "HEAD"].map(|r| lab.git(&["rev-parse", &format!("{r}:{PLAN}")]));
        let file = lab.object(&ids[1]);
        let bytes = fs::read(&file).expect("an object");
        fs::remove_file(&file).expect("gone");
        match damage {
            "gone" => {}
            "cut" => fs::write(&file, &bytes[..bytes.len() / 2]).expect("written"),
            text => fs::write(&file, text).expect("written"),
        }
        let oids: Vec<Option<Oid>> = repo
            .history(&lab.plan(), None)
            .expect("git answers")
            .commits
            .into_iter()
            .map(|commit| commit.after)
            .collect();
        let mut blobs = repo.blobs();
        let seen: Vec<Blob> = oids.iter().flatten().map(|id| blobs.get(id).expect("git answers")).collect();
        assert_eq!(seen, [Blob::Here(b"three\n".to_vec()), Blob::Absent, Blob::Here(b"one\n".to_vec())], "{damage}");
        assert!(matches!(at(&repo, "HEAD~1", &lab.plan()), Err(GitError::Absent(_))), "{damage}");
        assert_eq!(at(&repo, "HEAD~2", &lab.plan()).expect("git answers").as_deref(), Some("one\n"));
    }
}

#[test]
fn a_huge_content_is_not_read() {
    let lab = Lab::new();
    let file = fs::File::create(lab.plan()).expect("a file");
    file.set_len((64 << 20) + 1).expect("room");
    lab.commit("Huge");
    lab.keep(PLAN, "three\n", "Small again");
    let repo = lab.repo();
    assert!(matches!(at(&repo, "HEAD~1", &lab.plan()), Err(GitError::TooLarge)));
    let after: Vec<_> =
        repo.history(&lab.plan(), None).expect("git answers").commits.into_iter().map(|commit| commit.after).collect();
    assert_eq!(texts(&repo, &after), ["three", "TooLarge", "one"]);
}
