//! `outgrow --help`: examples first, then every verb on one line, then the options.

use crate::register::keys;
use crate::register::screens::SCREENS;

const HEAD: &str = r#"outgrow: plan the move from MVP to scale, in one file in your repo

USAGE  outgrow [OPTIONS] [COMMAND]        no command: open the workbench

EXAMPLES
  outgrow init --template b2b             a plan to start from
  outgrow                                 open it
  outgrow add debts "Refunds by hand" class=intentional effort=2d
  outgrow record db-p95 196 && outgrow print -o plan.html
  outgrow check --fail-on act             in CI: ends with 1 if anything must act
  outgrow list debts --json | jq '.rows[].id'

START    init [--template b2b|market|mobile|data|blank|demo] [--name NAME]
         demo
LOOK     status               show SCREEN        show REGISTER/ID [--why]
         check [--fail-on act|mon|never]
         list REGISTER [QUERY ...]
         forecast [--runs N] [--seed N] [--unlevelled] [--shape triangular|pert]
         whatif CHANGE ...    a change is a command in quotes: 'set people/ana share=45'
         diff [REV [REV]]     log [REGISTER/ID] [--since DAY]
CHANGE   add REGISTER NAME [field=value ...]     set REGISTER/ID field=value ...
         rm REGISTER/ID [-y]  rename REGISTER/OLD NEW       done REGISTER/ID
         link FROM TO [KIND]  know PERSON DOMAIN LEVEL
         record METRIC VALUE  import metrics FILE|- [--metric NAME] [--dry-run]
         draft MODEL [now|10x|50x|100x]
SHARE    print [--format html|md|txt] [-o FILE|-] [--paper a4|letter] [--one-page]
         export --format sarif|tjp [-o FILE|-]
         export --format mermaid|svg [--figure map|time|team] [-o FILE|-]
FILE     fmt [--check]        schema [REGISTER]  migrate [--dry-run]
         merge BASE OURS THEIRS
         mergetool [--take ours|theirs|base] [CONFLICT ...]
         recover [list|view|take|drop] [NAME]    doctor [--fix]
SETUP    git install-driver [-y]
"#;

const TAIL: &str = r#"
OPTIONS  before or after the command; * also as OUTGROW_FILE, OUTGROW_COLOR, ...
  -f, --file PATH *         the plan; else the nearest outgrow.ron upward to the
                            root of the repository
      --json                one JSON object
      --plain               one record a line, tabs between values, no header
      --color auto|always|never *    --glyphs unicode|ascii *
      --theme auto|light|dark|mono *
      --readonly            change nothing
      --no-input            ask nothing
      --date DAY *          compute for this day, as in 2026-11-21, +2w or fri
  -q, --quiet  -v, --verbose  -h, --help  -V, --version

`outgrow COMMAND -h` has examples of one command; `outgrow schema REGISTER` lists the
fields of a register.
Ends with 0 ok, 1 findings or a difference, 2 wrong usage or value, 3 plan invalid or
newer, 4 no terminal, a failing disk or git, 5 conflicts wait, 130 interrupted; merge
with 0, 1 or 129, as git asks of it.
"#;

/// The whole text; registers and screens come from their tables.
pub fn text() -> String {
    let screens: Vec<&str> = SCREENS.iter().map(|screen| screen.key).collect();
    format!("{HEAD}SCREEN   {}\n{}{TAIL}", screens.join(" "), filled("REGISTER ", keys()))
}

/// Words in lines of at most 80 columns behind a label.
fn filled(label: &str, words: &[&str]) -> String {
    let (mut out, mut line) = (String::new(), label.to_string());
    for word in words {
        if line.len() + word.len() > 79 {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(label.len());
        }
        line.push_str(word);
        line.push(' ');
    }
    out.push_str(line.trim_end());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_help_names_every_verb_and_option_and_nothing_else() {
        let help = super::text();
        let command = crate::cli::args::command();
        let words: Vec<&str> = help.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).collect();
        for verb in command.get_subcommands() {
            assert!(words.contains(&verb.get_name()), "{}", verb.get_name());
        }
        let mut long: Vec<String> = ["--help", "--version"].map(str::to_string).to_vec();
        let args = command.get_arguments().chain(command.get_subcommands().flat_map(|verb| verb.get_arguments()));
        long.extend(args.filter_map(|arg| arg.get_long()).map(|name| format!("--{name}")));
        for word in words.iter().filter(|word| word.starts_with("--")) {
            assert!(long.iter().any(|name| name == word), "{word} is in the help only");
        }
        for name in long.iter().filter(|name| !matches!(name.as_str(), "--check" | "--yes" | "--output")) {
            assert!(words.contains(&name.as_str()), "{name} is not in the help");
        }
        assert!(help.lines().all(|line| line.len() <= 88), "a line is too long");
    }
}
