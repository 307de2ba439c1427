//! The command line as typed: every verb with its arguments, and the options that all of them take.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::{Color, Flags, Glyphs, Theme};
use crate::report::format::FORMATS;
use crate::report::html::Paper;

/// Everything that was typed.
#[derive(Parser, Debug)]
#[command(name = "outgrow", version, about = "Plan the move from MVP to scale, in one file in your repo")]
pub struct Args {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Options of every verb; they may stand before or after it.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// The plan; else OUTGROW_FILE, else the nearest outgrow.ron upward to the root of the repository
    #[arg(short, long, global = true, value_name = "PATH", hide_short_help = true)]
    pub file: Option<PathBuf>,
    /// Write one JSON object
    #[arg(long, global = true, conflicts_with = "plain")]
    pub json: bool,
    /// Write one record a line, tabs between values, values as typed, no header, no wrapping
    #[arg(long, global = true)]
    pub plain: bool,
    /// When to colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_short_help = true)]
    pub color: Option<Color>,
    /// Which signs to draw with
    #[arg(long, global = true, value_enum, value_name = "SET", hide_short_help = true)]
    pub glyphs: Option<Glyphs>,
    /// The workbench's colours
    #[arg(long, global = true, value_enum, value_name = "THEME", hide_short_help = true)]
    pub theme: Option<Theme>,
    /// Change nothing; a command that would ends with 2
    #[arg(long, global = true, hide_short_help = true)]
    pub readonly: bool,
    /// Ask nothing; a command that would ends with 2 and names the option
    #[arg(long, global = true, hide_short_help = true)]
    pub no_input: bool,
    /// The day to compute for, as in 2026-11-21, +2w or fri; else SOURCE_DATE_EPOCH, else today
    #[arg(long, global = true, value_name = "DAY", allow_hyphen_values = true, hide_short_help = true)]
    pub date: Option<String>,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", hide_short_help = true)]
    pub quiet: bool,
    /// Say more: which plan, what lies behind an error
    #[arg(short, long, global = true, hide_short_help = true)]
    pub verbose: bool,
}

impl Options {
    /// What settings take from the command line.
    pub fn flags(&self) -> Flags {
        let Options { file, color, glyphs, theme, date, .. } = self.clone();
        Flags { file, color, glyphs, theme, date }
    }
}

/// What `init` starts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Template {
    /// B2B SaaS
    B2b,
    /// Marketplace
    Market,
    /// Mobile
    Mobile,
    /// Data-heavy
    Data,
    /// Phases, stages, cadences, triggers and questions, nothing guessed
    #[default]
    Blank,
    /// A fictional company's plan
    Demo,
}

/// From which state on `check` fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum FailOn {
    /// What must be acted on
    Act,
    /// What is to be watched, too
    Mon,
    /// Nothing: only say it
    Never,
}

/// What `export` writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ExportFormat {
    Ics,
    Sarif,
    Tjp,
    Mermaid,
    Svg,
}

/// What `export` draws.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Drawn {
    /// The domain map
    Map,
    /// The timeline
    Time,
    /// Who knows which area
    Team,
}

/// How amounts lie between their least and their most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Spread {
    /// Along two straight sides, the likely one on top
    Triangular,
    /// Along a curve with thinner ends
    Pert,
}

/// What `import` reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ImportFormat {
    Metrics,
}

/// The sheet `print` is laid out for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Sheet {
    A4,
    Letter,
}

impl Sheet {
    pub fn paper(self) -> Paper {
        match self {
            Sheet::A4 => Paper::A4,
            Sheet::Letter => Paper::Letter,
        }
    }
}

/// A side of a conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Side {
    /// What stands in the plan
    Ours,
    Theirs,
    /// What was there before both changes
    Base,
}

/// What to do with what is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Recover {
    #[default]
    List,
    View,
    Take,
    Drop,
}

/// The verbs.
#[derive(Subcommand, Clone, Debug)]
pub enum Verb {
    /// Write a plan to start from
    #[command(before_help = "  outgrow init --template b2b
  outgrow init --template blank --name Acme
  outgrow init --template demo -f demo.ron")]
    Init {
        /// What to start from; every row of a template is marked as a guess until you touch it
        #[arg(long, value_enum, value_name = "TEMPLATE", default_value = "blank", hide_default_value = true)]
        template: Template,
        /// The product's name; else the folder's
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Open a fictional company's plan, for reading only
    #[command(before_help = "  outgrow demo")]
    Demo,
    /// Say on one screen how far the plan is
    #[command(before_help = "  outgrow status
  outgrow status --json | jq .findings.act")]
    Status,
    /// Say what does not hold, as a test that can fail
    #[command(before_help = "  outgrow check                           1 if anything must act
  outgrow check --fail-on mon             1 if anything is to be watched, too
  outgrow check --json | jq '.findings[] | [.id, .bites, .message]'

Silent when all is well. 5 while fields wait for a decision after a merge. --plain writes state,
check, row, field, minutes, the day it bites, the message and what mends it.")]
    Check {
        /// The gravest state that is no failure lies below this: act unless said
        #[arg(long, value_name = "STATE")]
        fail_on: Option<FailOn>,
    },
    /// Say when the review is done, and what decides that
    #[command(before_help = "  outgrow forecast
  outgrow forecast --json | jq .finish
  outgrow forecast --unlevelled           the bare network: no people, calendar or progress

The same plan and seed give the same dates. --plain writes the finish (one run in ten, half, nine
in ten), then a line a row: start, end, days of slack, how often it decides the date.")]
    Forecast {
        /// How often the work is drawn; the plan's runs unless said
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
        runs: Option<u64>,
        /// Where the draws start; the plan's seed unless said
        #[arg(long, value_name = "N", allow_hyphen_values = true)]
        seed: Option<i64>,
        /// Leave people, calendar and progress out
        #[arg(long)]
        unlevelled: bool,
        /// How amounts lie within their spans
        #[arg(long, value_enum, value_name = "SHAPE")]
        shape: Option<Spread>,
    },
    /// Say what changes would come to, without making them
    #[command(before_help = "  outgrow whatif 'set people/ana share=45'
  outgrow whatif 'rm people/tomasz' 'know ana billing 2'
  outgrow whatif 'set product target=+6w' --json | jq .headlines

Each CHANGE is a command as it is typed behind outgrow: add, set, rm, rename, done, draft, link,
know or record. They are made one after the other; nothing is written.")]
    Whatif {
        /// A command that changes rows, in quotes
        #[arg(value_name = "CHANGE", required = true)]
        changes: Vec<String>,
    },
    /// Write the plan in another format
    #[command(before_help = "  outgrow export --format sarif -o outgrow.sarif
  outgrow export --format tjp -o plan.tjp && tj3 plan.tjp
  outgrow export --format svg --figure map -o map.svg

Standard output unless -o names a file.")]
    Export {
        /// ics: the agenda for a calendar; sarif: the findings, each at its line of the plan; tjp: the timeline for
        /// TaskJuggler; mermaid, svg: a picture
        #[arg(long, value_name = "FORMAT")]
        format: ExportFormat,
        /// What mermaid and svg draw: the map, the timeline (unless said), or who knows which area
        #[arg(long, value_enum, value_name = "FIGURE")]
        figure: Option<Drawn>,
        /// The file to write; - is standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take readings in from a table
    #[command(before_help = "  outgrow import metrics readings.csv
  outgrow import metrics - --metric db-p95 < pasted.tsv
  outgrow import metrics export.csv --dry-run

A line is a day and a number; or the first line names metrics, one column each; or a line is
day, metric, number. Tabs, semicolons or commas stand between.")]
    Import {
        /// metrics: readings, by day
        what: ImportFormat,
        /// The file to read; - is standard input
        #[arg(value_name = "FILE|-")]
        table: PathBuf,
        /// The metric of a table that names none
        #[arg(long, value_name = "METRIC")]
        metric: Option<String>,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Show a screen or a row
    #[command(before_help = "  outgrow show debt
  outgrow show debts/refunds-by-hand
  outgrow show triggers/database --why
  outgrow show infra --json | jq '.rows[].derived.start_by'

--plain writes a screen's main register (home: its next steps, checks: its findings), and a
row as one field a line.")]
    Show {
        /// home, map, data, team, infra, debt, gov, time or checks; or REGISTER/ID
        #[arg(value_name = "SCREEN|REGISTER/ID")]
        what: String,
        /// Say how each computed value of the row came about: rule, inputs, source
        #[arg(long)]
        why: bool,
    },
    /// List the rows of a register
    #[command(before_help = "  outgrow list debts
  outgrow list debts class=intentional 'effort>1d' refunds
  outgrow list people --plain | cut -f1

A query is words that must occur and tests on fields: = != < > (quote < and > for the shell).
--plain writes the id, then the table's columns.")]
    List {
        /// The register, as in debts
        register: String,
        /// What must hold of a row
        #[arg(value_name = "QUERY")]
        query: Vec<String>,
    },
    /// Say what changed in the plan, row by row
    #[command(before_help = "  outgrow diff                            HEAD and the file
  outgrow diff v1.2                       a revision and the file
  outgrow diff main~20 main               two revisions
  outgrow diff --json | jq '.rows[].row'

Ends with 1 if any row differs. --plain writes what became of a row, its address, the field,
what was and what is: of a list what was taken away and what was added.")]
    Diff {
        /// Revisions as git names them; none stands for HEAD
        #[arg(value_name = "REV", num_args = 0..=2)]
        revisions: Vec<String>,
    },
    /// Say which commits changed the plan, or one row, and what
    #[command(before_help = "  outgrow log
  outgrow log --since -2w
  outgrow log debts/refunds-by-hand       its fields, each with the commit that last changed it

A row is followed through its renames, a plan through those of its file. --plain writes day,
commit, author and subject before what diff --plain writes.")]
    Log {
        /// The row; it may have been removed since
        #[arg(value_name = "REGISTER/ID")]
        row: Option<String>,
        /// Commits of that day and later, as in 2026-11-21, -2w or yesterday
        #[arg(long, value_name = "DAY", allow_hyphen_values = true)]
        since: Option<String>,
    },
    /// Add a row
    #[command(before_help = "  outgrow add debts Refunds by hand class=intentional effort=2d
  outgrow add people \"Ana Lima\" share=40
  outgrow schema debts                    the fields there are

Writes the address of the new row.")]
    Add {
        /// The register, as in debts
        register: String,
        /// The name in plain words, and fields as field=value
        #[arg(value_name = "NAME|FIELD=VALUE")]
        words: Vec<String>,
    },
    /// Change fields of a row
    #[command(before_help = "  outgrow set debts/refunds-by-hand effort=1-3d sprint=s12
  outgrow set product day_rate=600 target=+8w
  outgrow set domains/billing paths+=src/billing/** note+=\"Month end is the peak.\"
  outgrow set metrics/db-p95 readings+=2026-11-21:196 readings-=2026-11-14

Nothing after = empties a field; += and -= add to a list and take from it.")]
    Set {
        /// The row; its id alone where only one register has it; product for the single record
        #[arg(value_name = "REGISTER/ID")]
        row: String,
        /// The changes
        #[arg(value_name = "FIELD=VALUE", required = true)]
        changes: Vec<String>,
    },
    /// Remove a row, and every reference to it
    #[command(before_help = "  outgrow rm debts/refunds-by-hand
  outgrow rm people/ana -y                without a question")]
    Rm {
        #[arg(value_name = "REGISTER/ID")]
        row: String,
        /// Remove without asking
        #[arg(short, long)]
        yes: bool,
    },
    /// Give a row another id, in every reference, too
    #[command(before_help = "  outgrow rename domains/billing payments")]
    Rename {
        #[arg(value_name = "REGISTER/OLD")]
        row: String,
        /// The new id
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Mark a row as done, today
    #[command(before_help = "  outgrow done debts/refunds-by-hand
  outgrow done tasks/backup-drill --date yesterday")]
    Done {
        #[arg(value_name = "REGISTER/ID")]
        row: String,
    },
    /// Draft the record of a data decision
    #[command(before_help = "  outgrow draft models/keys               the options side by side
  outgrow draft models/keys now           a proposed decision from the first of them

Writes the address of the new decision.")]
    Draft {
        #[arg(value_name = "MODEL")]
        row: String,
        /// now, 10x, 50x or 100x: when it is to be done
        #[arg(value_name = "OPTION")]
        option: Option<String>,
    },
    /// Say that one domain uses another
    #[command(before_help = "  outgrow link auth billing
  outgrow link reports billing shared-table")]
    Link {
        /// The domain that uses
        from: String,
        /// The domain that is used
        to: String,
        /// call, shared-table, event, shared-code or sync
        #[arg(default_value = "call", hide_default_value = true)]
        kind: String,
    },
    /// Say who knows what: 0 none, 1 has seen it, 2 can fix it alone, 3 leads it
    #[command(before_help = "  outgrow know ana billing 3")]
    Know {
        /// The person's id
        person: String,
        /// The domain's id
        domain: String,
        /// 0 to 3
        #[arg(allow_negative_numbers = true)]
        level: String,
    },
    /// Write down a reading of a metric, for today or --date
    #[command(before_help = "  outgrow record db-p95 196
  outgrow record latency-db 196           by the metric's role
  outgrow record triggers/database 196 --date yesterday")]
    Record {
        /// A metric or its role; or a trigger or objective, whose metric gets the reading
        metric: String,
        /// A number, without its unit
        #[arg(allow_negative_numbers = true)]
        value: String,
    },
    /// Write the summary, for a board or a repository
    #[command(before_help = "  outgrow print -o plan.html
  outgrow print --one-page --paper letter -o board.html
  outgrow print --format md > SUMMARY.md")]
    Print {
        /// What to write; else by the ending of FILE, else text
        #[arg(long, value_parser = PossibleValuesParser::new(FORMATS.iter().map(|f| f.word)), value_name = "FORMAT")]
        format: Option<String>,
        /// Where to; - is standard output, and so is nothing
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The sheet; else by the locale
        #[arg(long, value_enum, value_name = "SHEET")]
        paper: Option<Sheet>,
        /// The first page only
        #[arg(long)]
        one_page: bool,
    },
    /// Have git work with plans
    #[command(before_help = "  outgrow git install-driver")]
    Git {
        #[command(subcommand)]
        what: GitVerb,
    },
    /// Bring the plan file into its canonical form
    #[command(before_help = "  outgrow fmt
  outgrow fmt --check                     in CI: ends with 1 if there is anything to do")]
    Fmt {
        /// Write nothing; end with 1 and the file's name if it is not canonical
        #[arg(long)]
        check: bool,
    },
    /// Merge two plans by meaning and write the result over OURS: git's merge driver
    #[command(before_help = "  outgrow git install-driver               has git call this
  outgrow merge base.ron ours.ron theirs.ron

Ends with 0, with 1 where fields wait to be decided, with 129 where a side is no plan.")]
    Merge {
        /// What both grew from
        base: PathBuf,
        /// Our side; the result is written here
        ours: PathBuf,
        /// Their side
        theirs: PathBuf,
    },
    /// Decide what a merge left open, in the workbench or by --take
    #[command(before_help = "  outgrow mergetool                        in the workbench; without a terminal, lists it
  outgrow mergetool --take theirs
  outgrow mergetool --take ours debts--refunds-by-hand--effort

Ends with 5 while something waits.")]
    Mergetool {
        /// The side to take for all of them, or for those named
        #[arg(long, value_enum, value_name = "SIDE")]
        take: Option<Side>,
        /// Conflicts, by their ids in outgrow list conflicts
        #[arg(value_name = "CONFLICT", requires = "take")]
        conflicts: Vec<String>,
    },
    /// List what could not be saved and copies of what the plan held; bring it back
    #[command(before_help = "  outgrow recover                          what there is
  outgrow recover view u1
  outgrow recover take u1                  puts unsaved edits into the plan
  outgrow recover take c1                  puts the copy in the file's place
  outgrow recover drop u1                  throws it away")]
    Recover {
        /// list, view, take or drop
        #[arg(value_enum, default_value = "list", hide_default_value = true, value_name = "ACTION")]
        action: Recover,
        /// What, by its name in the list
        name: Option<String>,
    },
    /// Look whether everything around the plan is as it should be
    #[command(before_help = "  outgrow doctor
  outgrow doctor --fix                     mends what needs no decision

Ends with 1 where something is wrong.")]
    Doctor {
        /// Mend what needs no decision
        #[arg(long)]
        fix: bool,
    },
    /// Bring a plan of an earlier format into the one of today
    #[command(before_help = "  outgrow migrate
  outgrow migrate --dry-run                say what would happen")]
    Migrate {
        /// Write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Describe the plan as a JSON Schema, or a register's fields
    #[command(before_help = "  outgrow schema > outgrow.schema.json
  outgrow schema debts                    its fields, as a table
  outgrow schema debts --json             as a JSON Schema")]
    Schema {
        /// A register, as in debts
        register: Option<String>,
    },
}

/// What `git` does.
#[derive(Subcommand, Clone, Debug)]
pub enum GitVerb {
    /// Have git merge plans by meaning and name rows in its differences
    #[command(before_help = "  outgrow git install-driver
  outgrow git install-driver -y           without a question

Writes a line into .gitattributes, to be committed, and settings of this copy of the
repository. Shows both first; what is there already is left alone.")]
    InstallDriver {
        /// Write without asking
        #[arg(short, long)]
        yes: bool,
    },
}

/// How one verb's help is laid out: what it is, examples, then the rest.
const LAYOUT: &str = "{about}\n\nEXAMPLES\n{before-help}USAGE  {usage}\n\n{all-args}";

/// The parser, with its help.
pub fn command() -> clap::Command {
    let mut command = Args::command().override_help(super::help::text());
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_string()).collect();
    for verb in verbs {
        command = command.mut_subcommand(verb, laid_out);
    }
    command
}

/// The verb, and those below it, with their help laid out.
fn laid_out(verb: clap::Command) -> clap::Command {
    let below: Vec<String> = verb.get_subcommands().map(|verb| verb.get_name().to_string()).collect();
    let verb = verb.help_template(LAYOUT);
    if below.is_empty() {
        return verb;
    }
    // Without a verb of its own it is an error like any other, not a page of help.
    let verb = verb.arg_required_else_help(false).disable_help_subcommand(true);
    below.into_iter().fold(verb, |verb, name| verb.mut_subcommand(name, laid_out))
}
