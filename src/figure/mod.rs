//! Figures: laid out once as values, painted as text and as SVG.

pub mod chart;
pub mod gantt;
pub mod graph;
pub mod matrix;
