//! The runtime on a real pseudo-terminal: every way in and out leaves the terminal as it was.

mod asides;
mod harness;
mod input;
mod toy;
mod ways_out;
