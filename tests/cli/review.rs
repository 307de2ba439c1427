//! What came of the last review: the plan of its commit, read from the repository.

use super::history::Kept;
use super::*;

/// A review at a commit, and after it a debt that got a sprint's work and a domain nobody wrote about.
fn reviewed() -> Kept {
    let kept = Kept::new();
    let commit = kept.git(&["rev-parse", "HEAD"]);
    kept.ok(&["add", "reviews", "at=2026-11-03", &format!("commit={commit}"), "acted=0"]);
    kept.ok(&["set", "debts/refunds-by-hand", "status=act"]);
    kept.ok(&["add", "domains", "Fleet"]);
    kept
}

#[test]
fn what_changed_since_the_review_is_told() {
    let kept = reviewed();
    let json = kept.room.json(&["show", "gov", "--json"]);
    let since = &json["review"]["since"];
    assert_eq!((since["acted"].as_i64(), since["changed"].as_i64()), (Some(1), Some(3)), "{since}");
    assert_eq!(json["records_due"][0]["row"], "domains/fleet", "{}", json["records_due"]);
    let said = kept.ok(&["show", "gov"]);
    assert!(
        said.out.contains("Since the review of Tue 3 Nov 2026: 2 rows added, 1 changed; 1 debt moved."),
        "{}",
        said.out
    );
    // A check sees it, too.
    let found = kept.room.run(&["check", "--plain", "--fail-on", "never"]).out;
    assert!(found.contains("record-due\tdomains/fleet"), "{found}");
}

#[test]
fn what_cannot_be_read_is_a_sentence_and_no_failure() {
    let kept = reviewed();
    for (commit, why) in [
        ("0123456789", "the plan of the review of Tue 3 Nov 2026 cannot be read"),
        ("--help", "the plan of the review of Tue 3 Nov 2026 cannot be read"),
        ("", ""),
    ] {
        kept.ok(&["set", "reviews/2026-11-03", &format!("commit={commit}")]);
        let said = kept.ok(&["show", "gov"]);
        assert!(said.err.contains(why), "{commit}: {}", said.err);
        assert!(said.out.contains("What changed since the review of Tue 3 Nov 2026 cannot be told"), "{}", said.out);
        assert_eq!(kept.room.json(&["show", "gov", "--json"])["review"].get("since"), None);
    }
    // Without any repository.
    let room = Room::with("blank");
    std::fs::remove_dir(room.path(".git")).expect("the mark");
    room.ok(&["add", "reviews", "at=2026-11-03", "commit=abc", "acted=0", "-f", "outgrow.ron"]);
    let said = room.ok(&["show", "gov", "-f", "outgrow.ron"]);
    assert!(said.err.contains("cannot be read"), "{}", said.err);
}
