//! The runtime and the built program on a real pseudo-terminal: every way in and out leaves the terminal as it
//! was, and what was typed is on disk.

mod asides;
mod desk;
mod harness;
mod input;
mod kills;
mod random;
mod toy;
mod ways_out;
mod workbench;
