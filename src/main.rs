//! Parse the command line, do what it asks, say how it went.

#![warn(clippy::unwrap_used)]

use std::process::ExitCode;

use outgrow::cli::{self, Voice};

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    let mut voice = Voice::of(&words);
    let answer = cli::parse(words).and_then(|asked| match asked {
        Ok(args) => {
            voice.understood(&args.options);
            cli::run(args)
        }
        Err(help) => Ok(help),
    });
    ExitCode::from(voice.tell(answer))
}
