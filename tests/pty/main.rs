//! The runtime and the built program on a real pseudo-terminal: every way in and out leaves the terminal as it
//! was, and what was typed is on disk.

mod asides;
mod desk;
mod editors;
mod emitted;
mod harness;
mod hostile;
mod input;
mod jobs;
mod kills;
mod paste;
mod random;
mod sizes;
mod starts;
mod states;
mod toy;
mod ways_out;
mod workbench;

#[path = "../support/hostile.rs"]
mod hostile_text;
