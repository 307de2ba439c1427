//! The plan as it was at the last review, read from the repository around its file.

use std::path::Path;

use crate::analysis::LastReview;
use crate::analysis::governance::review;
use crate::git::Repo;
use crate::model::{Day, Plan};
use crate::store::disk::{Disk, RealDisk};
use crate::store::read::read;
use crate::text::{Raw, Shown, show};

/// The plan at the commit that the last review up to `today` names. Nothing where there was no review, or where it names
/// no commit; the error is a sentence that says why it cannot be read. Starts git some few times and waits for it:
/// whoever must not wait asks on another thread.
pub fn last_review(path: &Path, plan: &Plan, today: Day) -> Result<Option<LastReview>, Shown> {
    let Some(last) = review::last(plan, today) else { return Ok(None) };
    let (Some(day), false) = (last.at, last.commit.is_empty()) else { return Ok(None) };
    let commit = last.commit.show();
    let cannot = |why: String| show(format!("the plan of the review of {} cannot be read: {why}", day.words()));
    let real = RealDisk.resolve(path).map_err(|error| cannot(error.to_string()))?;
    let repo = Repo::around(&real).map_err(|error| cannot(error.to_string()))?;
    let repo = repo.ok_or_else(|| cannot("its file is in no git repository".to_string()))?;
    let id = repo.commit(last.commit.raw()).map_err(|error| cannot(error.to_string()))?;
    let bytes = repo.file_at(&id, &real).map_err(|error| cannot(error.to_string()))?;
    let bytes = bytes.ok_or_else(|| cannot(format!("{commit} has no such file")))?;
    let (then, _) = read(&bytes).map_err(|flaw| cannot(format!("at {commit} it does not parse: {}", flaw.message)))?;
    Ok(Some(LastReview { day, commit: last.commit.clone(), plan: then }))
}

/// The commit that the plan's repository stands at; empty where there is none. Starts git and waits for it.
pub fn head(path: &Path) -> Raw {
    let Ok(real) = RealDisk.resolve(path) else { return Raw::default() };
    let repo = Repo::around(&real).ok().flatten();
    let commit = repo.and_then(|repo| repo.commit("HEAD").ok());
    commit.map_or_else(Raw::default, |id| Raw::from(id.to_string()))
}
