//! Settings: where the plan is, which day it is, how output looks. A flag wins over `OUTGROW_*`, that over the
//! default. What belongs to a plan stands in the plan; a repository has no settings of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::model::Day;

/// The plan's file name.
pub const PLAN: &str = "outgrow.ron";

/// When output is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Color {
    /// On a terminal that wants it.
    #[default]
    Auto,
    Always,
    Never,
}

/// Which signs frames and gauges are drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Glyphs {
    #[default]
    Unicode,
    Ascii,
}

/// The workbench's colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    Mono,
}

/// What the command line said; `None` where it said nothing.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    pub file: Option<PathBuf>,
    pub color: Option<Color>,
    pub glyphs: Option<Glyphs>,
    pub theme: Option<Theme>,
    pub date: Option<String>,
}

/// An environment variable by name; passed in, so that tests need no process.
pub type Env<'e> = &'e dyn Fn(&str) -> Option<OsString>;

/// The settings in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The plan that was named; `None` leaves it to [`nearest_plan`].
    pub file: Option<PathBuf>,
    pub color: Color,
    pub glyphs: Glyphs,
    pub theme: Theme,
    /// The day everything is computed for.
    pub today: Day,
    /// Whether somebody named that day.
    pub dated: bool,
}

impl Settings {
    /// Flags, environment and defaults together. `clock` is the day it is outside. The error is a sentence that
    /// names the flag or the variable.
    pub fn gather(flags: Flags, env: Env, clock: Day) -> Result<Settings, String> {
        let (today, dated) = today(flags.date.as_deref(), env, clock)?;
        Ok(Settings {
            file: flags.file.or_else(|| set(env, "OUTGROW_FILE").map(PathBuf::from)),
            color: choice(flags.color, env, "OUTGROW_COLOR")?,
            glyphs: choice(flags.glyphs, env, "OUTGROW_GLYPHS")?,
            theme: choice(flags.theme, env, "OUTGROW_THEME")?,
            today,
            dated,
        })
    }

    /// Whether a stream gets colour: what was asked for, else what the terminal and the usual variables say.
    pub fn colours(&self, terminal: bool, env: Env) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set(env, "NO_COLOR").is_some() => false,
            Color::Auto if set(env, "CLICOLOR_FORCE").is_some_and(|v| v != "0") => true,
            Color::Auto => terminal && !is_dumb(env) && set(env, "CLICOLOR").is_none_or(|v| v != "0"),
        }
    }
}

/// Whether the terminal understands nothing but plain lines.
pub fn is_dumb(env: Env) -> bool {
    set(env, "TERM").is_some_and(|term| term == "dumb")
}

/// A variable that is set to something.
fn set(env: Env, name: &str) -> Option<OsString> {
    env(name).filter(|value| !value.is_empty())
}

fn choice<T: ValueEnum + Default>(flag: Option<T>, env: Env, name: &str) -> Result<T, String> {
    let Some(value) = flag.is_none().then(|| set(env, name)).flatten() else {
        return Ok(flag.unwrap_or_default());
    };
    let read = value.to_str().and_then(|text| T::from_str(text, false).ok());
    read.ok_or_else(|| {
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|v| v.to_possible_value())
            .map(|v| v.get_name().to_string())
            .collect();
        format!("{name} is one of {}", words.join(", "))
    })
}

/// The day to compute for: `--date`, `OUTGROW_DATE`, `SOURCE_DATE_EPOCH`, else the clock's. A relative day counts
/// from what the next of these says, so that one set day is today for everything.
fn today(flag: Option<&str>, env: Env, clock: Day) -> Result<(Day, bool), String> {
    let mut day = (clock, false);
    if let Some(seconds) = set(env, "SOURCE_DATE_EPOCH") {
        day = (epoch_day(&seconds).ok_or("SOURCE_DATE_EPOCH is a number of seconds since 1970")?, true);
    }
    let variable = set(env, "OUTGROW_DATE").map(|text| text.to_string_lossy().into_owned());
    for (name, text) in [("OUTGROW_DATE", variable.as_deref()), ("--date", flag)] {
        if let Some(text) = text {
            day = (Day::typed(text, day.0).map_err(|why| format!("{name}: {why}"))?, true);
        }
    }
    Ok(day)
}

fn epoch_day(seconds: &OsString) -> Option<Day> {
    let seconds: i64 = seconds.to_str()?.trim().parse().ok()?;
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(Day(moment.to_zoned(jiff::tz::TimeZone::UTC).date()))
}

/// The local day outside.
pub fn clock() -> Day {
    Day(jiff::Zoned::now().date())
}

/// The nearest plan upward from a folder; a folder that holds `.git` is the last one looked into. The answer is
/// relative to that folder (`../outgrow.ron`), as messages should name it.
pub fn nearest_plan(from: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for folder in from.ancestors() {
        let file = folder.join(PLAN);
        if file.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            return Some(up.join(PLAN));
        }
        if folder.join(".git").symlink_metadata().is_ok() {
            return None;
        }
        up.push("..");
    }
    None
}

/// The local time of day outside, as `14:02`.
pub fn time_of_day() -> String {
    jiff::Zoned::now().strftime("%H:%M").to_string()
}

/// Where recovery files, drafts and logs go: `$XDG_STATE_HOME/outgrow` on every system, else the system's own
/// place. `None` without a home.
pub fn state_folder(env: Env) -> Option<PathBuf> {
    xdg(env, "XDG_STATE_HOME").or_else(|| {
        let folders = directories::ProjectDirs::from("", "", "outgrow")?;
        Some(folders.state_dir().unwrap_or_else(|| folders.data_local_dir()).to_path_buf())
    })
}

/// Where what can be lost goes: `$XDG_CACHE_HOME/outgrow`, else the system's own place.
pub fn cache_folder(env: Env) -> Option<PathBuf> {
    xdg(env, "XDG_CACHE_HOME")
        .or_else(|| directories::ProjectDirs::from("", "", "outgrow").map(|folders| folders.cache_dir().to_path_buf()))
}

fn xdg(env: Env, name: &str) -> Option<PathBuf> {
    let named = set(env, name).map(PathBuf::from).filter(|path| path.is_absolute());
    named.map(|path| path.join("outgrow"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOCK: &str = "2026-11-21";

    fn gather(flags: Flags, vars: &[(&str, &str)]) -> Result<Settings, String> {
        Settings::gather(flags, &env(vars), Day::parse(CLOCK).expect("a day"))
    }

    fn env<'v>(vars: &'v [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> + 'v {
        |name| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value))
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_default() {
        let vars = [("OUTGROW_GLYPHS", "ascii"), ("OUTGROW_FILE", "there.ron"), ("OUTGROW_DATE", "2026-01-02")];
        let from_env = gather(Flags::default(), &vars).expect("good");
        assert_eq!((from_env.glyphs, from_env.theme), (Glyphs::Ascii, Theme::Auto));
        assert_eq!((from_env.file, from_env.today.to_string()), (Some("there.ron".into()), "2026-01-02".to_string()));
        let flags = Flags {
            file: Some("here.ron".into()),
            glyphs: Some(Glyphs::Unicode),
            date: Some("+1d".into()),
            ..Flags::default()
        };
        let flagged = gather(flags, &vars).expect("good");
        assert_eq!((flagged.glyphs, flagged.today.to_string()), (Glyphs::Unicode, "2026-01-03".to_string()));
        assert_eq!(flagged.file, Some("here.ron".into()));
    }

    #[test]
    fn wrong_settings_are_named() {
        let error = gather(Flags::default(), &[("OUTGROW_THEME", "pink")]).expect_err("no theme");
        assert_eq!(error, "OUTGROW_THEME is one of auto, light, dark, mono");
        for (name, value) in [("OUTGROW_DATE", "soon"), ("SOURCE_DATE_EPOCH", "soon")] {
            assert!(gather(Flags::default(), &[(name, value)]).expect_err("no day").starts_with(name));
        }
    }

    #[test]
    fn the_epoch_gives_the_day() {
        let settings = gather(Flags::default(), &[("SOURCE_DATE_EPOCH", "1794700800")]).expect("good");
        assert_eq!((settings.today.to_string().as_str(), settings.dated), ("2026-11-15", true));
    }

    #[test]
    fn colour_follows_the_usual_variables() {
        let with = |color, vars: &[(&str, &str)], terminal| {
            let settings = gather(Flags { color, ..Flags::default() }, &[]).expect("good");
            settings.colours(terminal, &env(vars))
        };
        assert!(with(None, &[], true) && !with(None, &[], false));
        assert!(!with(None, &[("NO_COLOR", "1")], true) && with(None, &[("NO_COLOR", "")], true));
        assert!(with(Some(Color::Always), &[("NO_COLOR", "1")], false));
        assert!(!with(None, &[("TERM", "dumb")], true) && !with(None, &[("CLICOLOR", "0")], true));
        assert!(with(None, &[("CLICOLOR_FORCE", "1")], false));
    }

    #[test]
    fn the_state_folder_honours_xdg() {
        let folder = state_folder(&env(&[("XDG_STATE_HOME", "/state")]));
        assert_eq!(folder, Some("/state/outgrow".into()));
    }
}
