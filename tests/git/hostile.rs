//! Repositories that name programs. Each trap is sprung by git itself first, so that it is known to be one; then
//! all of them are set and everything the room can be asked is asked, and nothing may have run.

use std::os::unix::fs::symlink;

use outgrow::git::{GitError, line_merge};

use super::*;

type Bait = (&'static [(&'static str, &'static str)], &'static [&'static str]);

/// Settings that name a program, and a command of git that runs it. `EVIL` stands for the program.
const TRAPS: &[Bait] = &[
    (&[("core.fsmonitor", "EVIL")], &["status"]),
    (&[("core.hooksPath", "HOOKS")], &["commit", "-q", "--allow-empty", "-m", "x"]),
    (&[("diff.external", "EVIL")], &["diff"]),
    (&[("diff.evil.command", "EVIL")], &["diff"]),
    (&[("diff.evil.textconv", "EVIL")], &["log", "-p"]),
    (&[("filter.evil.clean", "EVIL"), ("filter.evil.smudge", "EVIL")], &["diff"]),
    (&[("filter.evil.process", "EVIL")], &["add", "text.txt"]),
    (&[("merge.evil.driver", "EVIL")], &["merge", "-q", "side"]),
    (&[("log.showSignature", "true"), ("gpg.program", "EVIL")], &["log"]),
    (&[("log.showSignature", "true"), ("gpg.openpgp.program", "EVIL")], &["log"]),
    (&[("alias.x", "!EVIL")], &["x"]),
    (&[("core.editor", "EVIL")], &["commit", "--allow-empty"]),
];

/// More of them, which git runs only on a terminal, or from another machine's side.
const MORE: &[(&str, &str)] = &[
    ("alias.cat-file", "!EVIL"),
    ("alias.rev-list", "!EVIL"),
    ("core.pager", "EVIL"),
    ("pager.rev-list", "EVIL"),
    ("pager.config", "EVIL"),
    ("pager.cat-file", "EVIL"),
    ("core.askPass", "EVIL"),
    ("credential.helper", "EVIL"),
    ("core.alternateRefsCommand", "EVIL"),
    ("core.sshCommand", "EVIL"),
    ("core.gitProxy", "EVIL"),
    ("uploadpack.packObjectsHook", "EVIL"),
];

/// A repository with some history, a signed commit, a merge that will not go by itself, a changed file and the
/// program that only a trap runs.
struct Trap {
    lab: Lab,
}

impl Trap {
    fn new() -> Trap {
        let lab = Lab::new();
        lab.write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
        lab.keep("text.txt", "a\n", "Text");
        let tree = lab.git(&["rev-parse", "HEAD^{tree}"]);
        let parent = lab.git(&["rev-parse", "HEAD"]);
        let who = format!("Ana <ana@example.org> {FIRST} +0200");
        let body = format!(
            "tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\
             gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n"
        );
        lab.write(".git/body", body);
        let signed = lab.git(&["hash-object", "-t", "commit", "-w", lab.path(".git/body").to_str().expect("text")]);
        lab.git(&["update-ref", "refs/heads/main", &signed]);
        lab.git(&["checkout", "-q", "-b", "side"]);
        lab.keep(PLAN, "theirs\n", "Theirs");
        lab.git(&["checkout", "-q", "main"]);
        lab.keep(PLAN, "ours\n", "Ours");
        lab.write("text.txt", "b\n");
        let trap = Trap { lab };
        let script = format!("#!/bin/sh\ntouch '{}'\n", trap.lab.path("sprung").display());
        fs::write(trap.lab.path("script"), script).expect("written");
        // By another process: a file that this one has open for writing while a test beside forks cannot be run.
        let mut install = Command::new("install");
        install.args(["-m", "755"]).arg(trap.lab.path("script")).arg(trap.program());
        assert!(install.status().expect("install runs").success());
        for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-commit"] {
            fs::create_dir_all(trap.lab.path("hooks")).expect("a folder");
            symlink(trap.program(), trap.lab.path(format!("hooks/{hook}"))).expect("a link");
        }
        trap
    }

    fn program(&self) -> String {
        self.lab.path("evil.sh").to_str().expect("text").to_string()
    }

    fn set(&self, lab: &Lab, keys: &[(&str, &str)]) {
        let hooks = self.lab.path("hooks");
        for (key, value) in keys {
            let value = value.replace("EVIL", &self.program()).replace("HOOKS", hooks.to_str().expect("text"));
            lab.git(&["config", key, &value]);
        }
        // Setting it may have sprung another one.
        self.is_sprung();
    }

    /// Whether it was sprung; it is set again.
    fn is_sprung(&self) -> bool {
        fs::remove_file(self.lab.path("sprung")).is_ok()
    }

    /// The same repository in another place.
    fn copy(&self) -> Lab {
        let lab = Lab::empty();
        let from = self.lab.path(".");
        let copied = Command::new("cp").arg("-R").arg(from).arg(lab.folder.path()).status().expect("cp runs");
        assert!(copied.success());
        lab
    }
}

/// Everything the room can be asked; the answers are those of any repository.
fn ask_all(lab: &Lab, in_merge: bool) {
    let repo = lab.repo();
    let plan = lab.plan();
    let head = repo.commit("HEAD").expect("a commit");
    for revision in ["side", "HEAD~1", "--output=x", "nope"] {
        assert_eq!(repo.commit(revision).is_ok(), revision == "side" || revision == "HEAD~1");
    }
    assert_eq!(repo.file_at(&head, &plan).expect("git answers").as_deref(), Some(&b"ours\n"[..]));
    assert_eq!(repo.stages(&plan).expect("git answers").is_some(), in_merge);
    let history = repo.history(&plan, None).expect("git answers");
    assert_eq!((history.commits.len(), history.gaps.len()), (2, 0));
    let ids: Vec<_> = history.commits.into_iter().map(|commit| commit.after).collect();
    assert_eq!(texts(&repo, &ids), ["ours", "one"]);
    assert_eq!(repo.attributes(&plan, &["merge"]).expect("git answers")[0].1.as_deref(), Some("evil"));
    assert!(repo.branch().is_some());
    assert!(repo.get_local("core.pager").expect("git answers").is_some());
    repo.set_local("merge.outgrow.name", "x").expect("written");
    let merged = line_merge(lab.folder.path(), b"a\n", b"b\n", b"c\n", ["", "", ""], 7).expect("git answers");
    assert_eq!(merged.conflicts, 1);
}

#[test]
fn no_program_that_a_repository_names_is_run() {
    let trap = Trap::new();
    for (keys, spring) in TRAPS {
        let lab = trap.copy();
        trap.set(&lab, keys);
        lab.try_git(spring);
        assert!(trap.is_sprung(), "git {spring:?} springs {keys:?}");
    }
    for in_merge in [false, true] {
        let lab = trap.copy();
        if in_merge {
            lab.git(&["checkout", "-q", "-f", "main"]);
            lab.try_git(&["merge", "-q", "side"]);
        }
        for (keys, _) in TRAPS {
            trap.set(&lab, keys);
        }
        trap.set(&lab, MORE);
        ask_all(&lab, in_merge);
        assert!(!trap.is_sprung());
    }
}

/// A copy without contents, whose missing ones git would fetch in a way that runs a program.
#[test]
fn nothing_is_fetched() {
    let ways: [(&str, &[(&str, &str)]); 3] = [
        ("ssh://nowhere.invalid/x", &[("core.sshCommand", "EVIL"), ("protocol.allow", "always")]),
        ("ext::EVIL", &[("protocol.ext.allow", "always")]),
        ("FILE", &[("remote.origin.uploadpack", "EVIL"), ("protocol.file.allow", "always")]),
    ];
    let trap = Trap::new();
    trap.lab.git(&["config", "uploadpack.allowFilter", "true"]);
    let here = format!("file://{}", trap.lab.folder.path().display());
    for (url, keys) in ways {
        let lab = Lab::empty();
        lab.git(&["clone", "-q", "--no-checkout", "--filter=blob:none", &here, "."]);
        let url = url.replace("EVIL", &trap.program()).replace("FILE", &here);
        trap.set(&lab, &[("remote.origin.url", &url)]);
        trap.set(&lab, keys);
        lab.try_git(&["cat-file", "-p", "HEAD:outgrow.ron"]);
        assert!(trap.is_sprung(), "git fetches from {url} with {keys:?}");
        let repo = lab.repo();
        let head = repo.commit("HEAD").expect("a commit");
        assert!(matches!(repo.file_at(&head, &lab.plan()), Err(GitError::Absent(_))));
        let history = repo.history(&lab.plan(), None).expect("git answers");
        let ids: Vec<_> = history.commits.into_iter().map(|commit| commit.after).collect();
        assert_eq!(texts(&repo, &ids), ["Absent", "Absent"]);
        assert!(!trap.is_sprung(), "{url} with {keys:?}");
    }
}

/// Objects that point at objects elsewhere, round and round.
#[test]
fn alternates_in_a_circle_are_survived() {
    let (one, two) = (Lab::new(), Lab::new());
    for (from, to) in [(&one, &two), (&two, &one)] {
        from.write(".git/objects/info/alternates", format!("{}\n", to.path(".git/objects").display()));
    }
    for lab in [&one, &two] {
        assert_eq!(lab.repo().history(&lab.plan(), None).expect("git answers").commits.len(), 1);
    }
}
