//! How long a repository takes to answer, about a plan of some 100 KB with 500 commits: `cargo bench --bench git`.
//!
//! Goals: which commits changed it 50 ms, their contents 200 ms; parsed and told row by row 4 s.

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use outgrow::edit::{Edit, apply};
use outgrow::git::{Blob, Oid, Repo};
use outgrow::model::value::Value;
use outgrow::model::{Address, Comments, Plan};
use outgrow::report::changes;
use outgrow::store::read::read;
use outgrow::store::write::canonical;
use outgrow::text::Raw;

fn main() {
    divan::main();
}

const COMMITS: usize = 500;

struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn plan(&self) -> PathBuf {
        self.folder.path().join("outgrow.ron")
    }

    fn repo(&self) -> Repo {
        Repo::around(self.folder.path()).expect("git answers").expect("a repository")
    }

    fn contents(&self) -> Vec<Oid> {
        let history = self.repo().history(&self.plan(), None).expect("git answers");
        assert_eq!((history.commits.len(), history.gaps.len()), (COMMITS, 0));
        history.commits.into_iter().filter_map(|commit| commit.after).collect()
    }
}

/// A repository in which one name changed with every commit.
static KEPT: LazyLock<Kept> = LazyLock::new(|| {
    let kept = Kept { folder: tempfile::tempdir().expect("a folder") };
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.args(words).current_dir(kept.folder.path()).stdin(Stdio::piped());
        command.spawn().expect("git runs")
    };
    assert!(git(&["init", "-q", "-b", "main"]).wait().expect("git runs").success());
    let sizes = BTreeMap::from([("debts", 150), ("tasks", 150), ("people", 10), ("domains", 40), ("metrics", 40)]);
    let mut plan = support::sized(7, &sizes, 35);
    let mut import = git(&["fast-import", "--quiet"]);
    let mut stdin = import.stdin.take().expect("a pipe");
    for n in 0..COMMITS {
        let row = plan.debts.nth(n % plan.debts.len()).expect("a row").id.clone();
        let value = Value::Text(Raw::from(format!("Name {n}")));
        plan = apply(&plan, &Edit::Put { at: Address { register: "debts", id: row }, field: "name", value })
            .expect("a name");
        let text = canonical(&plan, &Comments::default());
        if n == 0 {
            eprintln!("a plan of {} KB", text.len() / 1024);
        }
        let when = 1_700_000_000 + 3600 * n;
        write!(stdin, "commit refs/heads/main\ncommitter Ana <ana@example.org> {when} +0100\ndata 6\nchange\n")
            .expect("written");
        write!(stdin, "M 100644 inline outgrow.ron\ndata {}\n{text}\n", text.len()).expect("written");
    }
    drop(stdin);
    assert!(import.wait().expect("git runs").success());
    kept
});

#[divan::bench]
fn which_commits_changed_it() -> usize {
    KEPT.contents().len()
}

#[divan::bench]
fn their_contents(bencher: divan::Bencher<'_, '_>) {
    let (repo, ids) = (KEPT.repo(), KEPT.contents());
    bencher.bench_local(|| {
        let mut blobs = repo.blobs();
        let size = |id: &Oid| if let Blob::Here(bytes) = blobs.get(id).expect("git answers") { bytes.len() } else { 0 };
        ids.iter().map(size).sum::<usize>()
    });
}

#[divan::bench(sample_count = 3)]
fn read_as_plans(bencher: divan::Bencher<'_, '_>) {
    let (repo, ids) = (KEPT.repo(), KEPT.contents());
    bencher.bench_local(|| {
        let mut blobs = repo.blobs();
        let rows = |id: &Oid| match blobs.get(id).expect("git answers") {
            Blob::Here(bytes) => read(&bytes).expect("a plan").0.debts.len(),
            _ => 0,
        };
        ids.iter().map(rows).sum::<usize>()
    });
}

#[divan::bench(sample_count = 3)]
fn told_row_by_row() -> usize {
    let (repo, ids) = (KEPT.repo(), KEPT.contents());
    let mut blobs = repo.blobs();
    let mut after: Option<Plan> = None;
    let mut told = 0;
    for id in &ids {
        let Blob::Here(bytes) = blobs.get(id).expect("git answers") else { continue };
        let plan = read(&bytes).expect("a plan").0;
        told += after.map_or(0, |after| changes::rows(&plan, &after).len());
        after = Some(plan);
    }
    assert_eq!(told, COMMITS - 1);
    told
}
