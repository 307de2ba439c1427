//! Plan and facts as documents, and documents as text, Markdown and HTML.

pub mod doc;
pub mod html;
pub mod markdown;
pub mod row;
pub mod screen;
pub mod summary;
pub mod text;
pub mod words;
