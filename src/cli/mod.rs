//! The command line: what was typed becomes a call of the same functions that the workbench uses. Results go to
//! standard output, everything else to standard error.

pub mod args;
mod change;
mod check;
mod closed;
mod doctor;
mod draft;
mod failure;
mod file;
mod forecast;
mod git;
mod help;
mod history;
mod import;
mod look;
mod merge;
mod past;
mod picture;
mod print;
mod recover;
mod relate;
mod said;
mod start;
mod table;
mod trail;
mod voice;
mod whatif;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::FromArgMatches;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::Value as Json;

use crate::analysis::{Facts, World};
use crate::config::{self, Settings};
use crate::exchange::json;
use crate::model::{Day, Plan};
use crate::session::{Session, last_review};
use crate::text::{Shown, show};
use crate::tui::run::Trouble;
use crate::tui::{self, paint};

use args::{Args, GitVerb, Options, Verb};
pub use failure::{Failure, Kind};
pub use voice::Voice;

/// What a command has to say when it went well.
#[derive(Debug, Default)]
pub struct Reply {
    /// For standard output.
    pub out: String,
    /// For standard error, one sentence a line: what changed, what to do next.
    pub notes: Vec<Shown>,
    /// 1 where a check found something, else 0.
    pub code: u8,
}

impl Reply {
    /// A result.
    pub fn out(out: impl Into<String>) -> Reply {
        Reply { out: out.into(), ..Reply::default() }
    }

    /// One JSON object.
    pub fn json(json: impl Into<Json>) -> Reply {
        Reply::out(json::text(&json.into()))
    }

    /// The same reply with one more sentence beside it.
    pub fn note(mut self, note: impl Into<String>) -> Reply {
        self.notes.push(show(note.into()));
        self
    }
}

/// What every verb is given: the options, the settings in force, and the streams it speaks to.
pub struct Call {
    pub options: Options,
    pub settings: Settings,
    /// Columns of the output; `None` for a pipe, where nothing is cut.
    pub width: Option<usize>,
    /// Whether output may be bold.
    pub styled: bool,
    /// Whether there is somebody to draw for and to ask.
    pub terminal: bool,
}

impl Call {
    fn new(options: Options) -> Result<Call, Failure> {
        let settings = Settings::gather(options.flags(), &env, config::clock()).map_err(Failure::usage)?;
        let on_terminal = std::io::stdout().is_terminal();
        Ok(Call {
            styled: settings.colours(on_terminal, &env),
            width: width(on_terminal),
            terminal: on_terminal && std::io::stdin().is_terminal() && !config::is_dumb(&env),
            settings,
            options,
        })
    }

    pub fn today(&self) -> Day {
        self.settings.today
    }

    /// What analyses may know beside the plan, as far as nobody has to be asked.
    pub fn world(&self) -> World {
        World::on(self.today())
    }

    /// The same with the plan of the last review, where that can be read; else the sentence that says why not.
    pub fn world_of(&self, session: &Session) -> (World, Option<Shown>) {
        match last_review(session.path(), session.plan(), self.today()) {
            Ok(before) => (World { last_review: before.map(Arc::new), ..self.world() }, None),
            Err(why) => (self.world(), Some(why)),
        }
    }

    /// Everything that is computed of a plan, its timeline, too.
    pub fn complete(&self, session: &Session) -> Facts {
        crate::analysis::complete(session.plan(), &self.world_of(session).0, threads())
    }

    /// What is computed of a register's rows: the timeline only where rows are in it.
    pub fn facts_for(&self, plan: &Plan, register: &str) -> Facts {
        match register {
            "phases" | "tasks" => crate::analysis::complete(plan, &self.world(), threads()),
            _ => crate::analysis::facts(plan, &self.world()),
        }
    }

    /// Where the plan is, as messages should name it.
    fn plan_path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.settings.file {
            return Ok(path.clone());
        }
        let here = std::env::current_dir().map_err(|error| Failure::io("the current folder cannot be read", error))?;
        config::nearest_plan(&here).ok_or_else(|| {
            Failure::new(Kind::NoPlan, "there is no plan here").hint(
                "outgrow init --template b2b writes one to start from (or market, mobile, data, blank); \
                 outgrow demo opens an example; -f PATH names one elsewhere",
            )
        })
    }

    /// Where copies and unsaved work are kept.
    fn state(&self) -> Option<PathBuf> {
        config::state_folder(&env)
    }

    /// The plan, for reading. What waits to be decided in it is said beside the result.
    fn open(&self) -> Result<Session, Failure> {
        let session = self.load()?;
        let waiting = session.plan().conflicts.len();
        if waiting > 0 && !self.options.quiet && !self.options.json {
            let waits = if waiting == 1 { "1 field waits".to_string() } else { format!("{waiting} fields wait") };
            // Nobody is left to be told that standard error is gone.
            let _ = writeln!(std::io::stderr(), "{waits} for a decision in the plan: outgrow mergetool");
        }
        Ok(session)
    }

    fn load(&self) -> Result<Session, Failure> {
        let session = Session::open(&self.plan_path()?, self.state().as_deref(), self.options.readonly)?;
        if self.options.verbose {
            // Nobody is left to be told that standard error is gone.
            let _ = writeln!(std::io::stderr(), "plan: {}", show(session.path().to_string_lossy()));
        }
        Ok(session)
    }

    /// The plan, for a change.
    fn open_to_change(&self) -> Result<Session, Failure> {
        if self.options.readonly {
            let refused = Failure::new(Kind::ReadOnly, "--readonly: nothing is changed");
            return Err(refused.hint("leave --readonly out to make this change"));
        }
        self.open()
    }

    /// Whether a question may be asked.
    fn may_ask(&self) -> bool {
        self.terminal && !self.options.no_input && !self.options.json
    }
}

/// Threads that a long computation may take.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The process's environment.
fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// No line is drawn wider: what says that it is may lie, and every line would be filled to its end.
const WIDEST: usize = 500;

/// Columns of the output: COLUMNS where it is set, the terminal's where there is one.
fn width(on_terminal: bool) -> Option<usize> {
    let named = env("COLUMNS").and_then(|text| text.to_str()?.trim().parse().ok()).filter(|n| *n > 0);
    let size = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|n| *n > 0);
    named.or_else(|| on_terminal.then(|| size().unwrap_or(80))).map(|columns: usize| columns.min(WIDEST))
}

/// Reads the command line. Help and version come back as a reply.
pub fn parse(words: Vec<OsString>) -> Result<Result<Args, Reply>, Failure> {
    let matches = match args::command().try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return Ok(Err(Reply::out(error.render().to_string())));
        }
        Err(error) => return Err(misunderstood(&error)),
    };
    Args::from_arg_matches(&matches).map(Ok).map_err(|error| misunderstood(&error))
}

/// clap's reason as ours: its first paragraph, then the nearest word or where to read on.
fn misunderstood(error: &clap::Error) -> Failure {
    let drawn = error.render().to_string();
    let message: Vec<&str> = drawn.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    let message = message.join(" ");
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| match error.get(kind)? {
            ContextValue::String(word) => Some(word.clone()),
            ContextValue::Strings(words) => words.first().cloned(),
            _ => None,
        });
    let verb = drawn.lines().find_map(|line| line.strip_prefix("Usage: outgrow ")).unwrap_or("");
    let verb = verb.split(' ').next().filter(|word| word.bytes().all(|b| b.is_ascii_lowercase())).unwrap_or("");
    // git takes any small code of its merge driver for a merge that was made.
    let kind = if verb == "merge" { Kind::Merge } else { Kind::Usage };
    let read_on = if verb.is_empty() { "outgrow --help".to_string() } else { format!("outgrow {verb} -h") };
    Failure::new(kind, message).hint(match near {
        Some(word) => format!("did you mean {word}? {read_on} shows what there is"),
        None => format!("{read_on} shows how it is written"),
    })
}

/// Does what was asked.
pub fn run(args: Args) -> Result<Reply, Failure> {
    let call = Call::new(args.options)?;
    let Some(verb) = args.verb else { return workbench(&call) };
    match verb {
        Verb::Init { template, name } => start::init(&call, template, name),
        Verb::Demo => start::demo(&call),
        Verb::Status => look::status(&call),
        Verb::Check { fail_on } => check::check(&call, fail_on.unwrap_or(args::FailOn::Act)),
        Verb::Forecast { runs, seed, unlevelled, shape } => {
            let runs = runs.and_then(|n| usize::try_from(n).ok());
            forecast::forecast_of(&call, forecast::Ask { runs, seed, unlevelled, shape })
        }
        Verb::Export { format, figure, output } => print::export(&call, format, figure, output.as_deref()),
        Verb::Import { what: args::ImportFormat::Metrics, table, metric, dry_run } => {
            import::metrics(&call, &table, metric.as_deref(), dry_run)
        }
        Verb::Show { what, why } => look::look_at(&call, &what, why),
        Verb::List { register, query } => look::list(&call, &register, &query),
        Verb::Draft { row, option: None } => draft::options_of(&call, &row),
        Verb::Add { .. }
        | Verb::Set { .. }
        | Verb::Rm { .. }
        | Verb::Rename { .. }
        | Verb::Done { .. }
        | Verb::Draft { .. }
        | Verb::Link { .. }
        | Verb::Know { .. }
        | Verb::Record { .. } => said::change(&call, making(&call, &verb)?),
        Verb::Whatif { changes } => whatif::whatif(&call, &changes),
        Verb::Print { format, output, paper, one_page } => {
            print::print(&call, format.as_deref(), output.as_deref(), paper, one_page)
        }
        Verb::Fmt { check } => file::fmt(&call, check),
        Verb::Merge { base, ours, theirs } => merge::merge(&call, &base, &ours, &theirs),
        Verb::Mergetool { take, conflicts } => merge::mergetool(&call, take, &conflicts),
        Verb::Recover { action, name } => recover::recover(&call, action, name.as_deref()),
        Verb::Diff { revisions } => history::diff(&call, &revisions),
        Verb::Log { row, since } => history::log(&call, row.as_deref(), since.as_deref()),
        Verb::Git { what: GitVerb::InstallDriver { yes } } => git::install_driver(&call, yes),
        Verb::Doctor { fix } => doctor::doctor(&call, fix),
        Verb::Migrate { dry_run } => file::migrate(&call, dry_run),
        Verb::Schema { register } => file::schema(&call, register.as_deref()),
    }
}

/// What a verb does to the rows of a plan; a failure for one that changes none.
fn making<'a>(call: &'a Call, verb: &'a Verb) -> Result<said::Make<'a>, Failure> {
    Ok(match verb {
        Verb::Add { register, words } => change::add(call, register, words)?,
        Verb::Set { row, changes } => change::set(call, row, changes),
        Verb::Rm { row, yes } => change::rm(call, row, *yes),
        Verb::Rename { row, new } => change::rename(row, new),
        Verb::Done { row } => change::done(call, row),
        Verb::Draft { row, option: Some(option) } => draft::draft(call, row, option),
        Verb::Link { from, to, kind } => relate::link(call, from, to, kind)?,
        Verb::Know { person, domain, level } => relate::know(call, person, domain, level)?,
        Verb::Record { metric, value } => relate::record(call, metric, value)?,
        _ => return Err(Failure::usage("only a command that changes rows can be tried")),
    })
}

/// Opens the workbench on the plan.
fn workbench(call: &Call) -> Result<Reply, Failure> {
    if !call.terminal {
        let failure = Failure::new(Kind::NoTerminal, "no terminal here for the workbench");
        return Err(failure.hint("outgrow show home prints the same; outgrow --help lists the other commands"));
    }
    let (session, _) = merge::open(call)?;
    draw_session(call, session, Start::Home)
}

/// What the workbench shows first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Start {
    Home,
    /// What waits to be decided.
    Deciding,
}

fn draw_session(call: &Call, session: Session, start: Start) -> Result<Reply, Failure> {
    draw(call, session, call.today(), "", start)
}

/// Hands a session to the workbench.
fn draw(call: &Call, session: Session, today: Day, banner: &'static str, start: Start) -> Result<Reply, Failure> {
    let (Some(state), Some(cache)) = (config::state_folder(&env), config::cache_folder(&env)) else {
        return Err(Failure::new(Kind::Io, "this account has no home folder")
            .hint("set HOME, or XDG_STATE_HOME and XDG_CACHE_HOME"));
    };
    let glyphs = match call.settings.glyphs {
        config::Glyphs::Unicode => paint::Glyphs::Unicode,
        config::Glyphs::Ascii => paint::Glyphs::Ascii,
    };
    let text = |name: &str| env(name).and_then(|v| v.into_string().ok());
    let theme = match call.settings.theme {
        _ if !call.styled => paint::Theme::Mono,
        config::Theme::Auto => paint::Theme::detect(text("COLORFGBG").as_deref()),
        config::Theme::Light => paint::Theme::Light,
        config::Theme::Dark => paint::Theme::Dark,
        config::Theme::Mono => paint::Theme::Mono,
    };
    let setup = tui::Setup {
        threads: threads(),
        look: paint::Look { theme, glyphs },
        world: World::on(today),
        banner: banner.into(),
        folders: tui::run::Folders { scratch: state.join("scratch"), cache },
        clock: config::time_of_day,
        deciding: start == Start::Deciding,
    };
    match tui::open(session, setup) {
        Ok(ending) => {
            ending.carry_out();
            Ok(Reply::default())
        }
        Err(Trouble::NoTerminal(why)) => {
            let hint = "outgrow show home prints the same; outgrow --help lists the other commands";
            Err(Failure::new(Kind::NoTerminal, why.as_str()).hint(hint))
        }
        Err(Trouble::Io(error)) => Err(Failure::io("the terminal failed", error)),
    }
}

/// A word as a shell reads it back.
pub(crate) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=,+@%-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else if word.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        format!("\"{word}\"")
    }
}

/// A command line to suggest.
fn command(words: &[&str]) -> String {
    std::iter::once("outgrow".to_string()).chain(words.iter().map(|word| quote(word))).collect::<Vec<_>>().join(" ")
}
