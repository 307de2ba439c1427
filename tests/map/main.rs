//! The domain map and who knows what: the figure's properties, what is computed of the map and of knowledge, and the demo
//! plan's worked figures.

mod figure;

#[path = "../support/mod.rs"]
mod support;
