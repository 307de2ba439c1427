//! Every shell example of the README runs, and the commands it names for a fresh machine are the ones that
//! continuous integration runs.

use std::process::{Command, Stdio};

use super::{blocks, path, read};

/// The blocks marked `sh` run one after another in one empty repository, each line ending well.
#[test]
fn the_examples_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let repository = folder.path().join("acme");
    let made = Command::new("git").args(["init", "-q"]).arg(&repository).stdin(Stdio::null()).status();
    assert!(made.expect("git runs").success());
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_outgrow")).parent().expect("a folder");
    let search = std::env::join_paths(
        std::iter::once(program.to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let blocks = blocks(&read("README.md"), "sh");
    assert!(blocks.len() >= 3, "the README has examples");
    for block in blocks {
        let run = Command::new("sh")
            .args(["-e", "-u", "-c", &block])
            .current_dir(&repository)
            .env_clear()
            .env("PATH", search.as_ref().expect("a search path"))
            .env("HOME", folder.path())
            .env("TZ", "UTC")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ana Lima")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ana@example.org")))
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{block}\n{}{said}", String::from_utf8_lossy(&run.stdout));
    }
}

/// What the README says to type on a fresh machine, apart from fetching the sources.
#[test]
fn integration_runs_the_test_command_of_the_readme() {
    let fresh = blocks(&read("README.md"), "bash");
    let fresh: Vec<&str> = fresh.iter().flat_map(|block| block.lines()).collect();
    assert_eq!(fresh, ["cargo run --release -- demo", "cargo test"]);
    assert!(read(".ci/run").lines().any(|line| line == "step cargo test"), ".ci/run runs another command");
}

#[test]
fn the_example_plan_is_canonical() {
    let readme = read("README.md");
    let plans = blocks(&readme, "rust");
    assert_eq!(plans.len(), 1, "one example of the file");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("outgrow.ron");
    std::fs::write(&file, format!("{}\n", plans[0])).expect("a writable file");
    let run = Command::new(env!("CARGO_BIN_EXE_outgrow")).args(["fmt", "--check", "-f"]).arg(&file).output();
    let run = run.expect("the program runs");
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
}

#[test]
fn the_changelog_has_this_version() {
    let heading = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    assert!(read("CHANGELOG.md").lines().any(|line| line.starts_with(&heading)), "no heading {heading}");
}

/// Links and pictures of the documents lead to files.
#[test]
fn links_lead_somewhere() {
    for name in ["README.md", "CHANGELOG.md", "tests/README.md"] {
        let folder = path(name).parent().expect("a folder").to_path_buf();
        for link in read(name).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or("");
            let outside = link.starts_with("https://");
            assert!(outside || file.is_empty() || folder.join(file).exists(), "{name}: {link}");
        }
    }
}
