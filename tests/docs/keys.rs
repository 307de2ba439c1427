//! The key table of the README, from the command table.

use std::fmt::Write;

use outgrow::tui::command::{Command, Scope, all};
use outgrow::tui::keys::label;

use super::{hold, read};

/// The scopes that a reader needs before the program explains the rest itself, and how the README names them.
const SCOPES: [(Scope, &str); 12] = [
    (Scope::Global, "Everywhere"),
    (Scope::Home, "Home"),
    (Scope::List, "A list"),
    (Scope::Picture, "The picture beside a list"),
    (Scope::Matrix, "Who could mend what"),
    (Scope::Time, "The timeline"),
    (Scope::Ways, "A week that is over"),
    (Scope::Findings, "Checks"),
    (Scope::Form, "A form"),
    (Scope::Line, "One line being typed"),
    (Scope::Decide, "What two sides changed"),
    (Scope::Walk, "The quarterly review"),
];

const BEGIN: &str = "<!-- keys -->\n";
const END: &str = "<!-- /keys -->";

#[test]
fn the_key_table_is_up_to_date() {
    let readme = read("README.md");
    let (head, rest) = readme.split_once(BEGIN).expect("a place for the key table");
    let (_, tail) = rest.split_once(END).expect("an end of the key table");
    hold("README.md", &format!("{head}{BEGIN}{}{END}{tail}", table()));
}

fn table() -> String {
    let mut out = String::new();
    for (scope, title) in SCOPES {
        let _ = write!(out, "\n**{title}**\n\n| key | what it does |\n|---|---|\n");
        for command in all().filter(|command| command.scope == scope) {
            let _ = writeln!(out, "| {} | {} |", keys(command), command.doc.replace('|', "\\|"));
        }
    }
    out.push('\n');
    out
}

fn keys(command: &Command) -> String {
    let each = command.keys.iter().map(|keys| format!("`{}`", label(keys).replace('|', "\\|")));
    each.collect::<Vec<_>>().join(", ")
}
