//! A small reader of our own pages: tags balance, attributes are quoted and known, nothing is fetched.

use outgrow::report::html::{self, Paper};

use super::{TEMPLATES, documents, template};

const TAGS: [&str; 60] = [
    "circle",
    "polyline",
    "text",
    "line",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "div",
    "section",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "defs",
    "pattern",
    "path",
    "rect",
    "span",
    "strong",
    "em",
    "del",
    "kbd",
    "code",
    "pre",
    "blockquote",
    "a",
    "br",
    "hr",
    "wbr",
    "u",
    "i",
    "b",
    "caption",
    "col",
    "nav",
    "header",
    "article",
    "sub",
    "sup",
];

const ATTRIBUTES: [&str; 36] = [
    "rx",
    "font-weight",
    "font-size",
    "stroke-dasharray",
    "stroke-opacity",
    "x1",
    "y1",
    "x2",
    "y2",
    "text-anchor",
    "points",
    "cx",
    "cy",
    "r",
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "scope",
    "start",
    "href",
    "width",
    "height",
    "viewBox",
    "x",
    "y",
    "fill",
    "stroke",
    "stroke-width",
    "d",
    "id",
    "patternUnits",
    "patternTransform",
    "aria-hidden",
    "role",
];

/// Reads a page from its first tag to its last, and says what is wrong with it.
pub fn check(page: &str) -> Result<(), String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").ok_or("no doctype")?;
    let mut open: Vec<String> = Vec::new();
    while let Some(at) = rest.find('<') {
        let (text, after) = rest.split_at(at);
        let raw = open.last().is_some_and(|tag| tag == "style");
        if text.contains('>') && !raw {
            return Err(format!("a loose > in {text:?}"));
        }
        let end = after.find('>').ok_or("a tag that does not end")?;
        let tag = &after[1..end];
        rest = &after[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop();
            if last.as_deref() != Some(name) {
                return Err(format!("</{name}> closes {last:?}"));
            }
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(' ').next().unwrap_or_default();
        if !TAGS.contains(&name) {
            return Err(format!("an unknown tag {tag:?}"));
        }
        attributes(&tag[name.len()..])?;
        if !closed {
            open.push(name.to_string());
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

fn attributes(text: &str) -> Result<(), String> {
    let mut rest = text;
    while !rest.is_empty() {
        let (name, after) =
            rest.trim_start().split_once("=\"").ok_or(format!("an attribute without quotes: {rest:?}"))?;
        let (value, after) = after.split_once('"').ok_or("a quote that does not end")?;
        if !ATTRIBUTES.contains(&name) {
            return Err(format!("an unknown attribute {name:?}"));
        }
        if name == "href" && !["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)) {
            return Err(format!("a link to {value:?}"));
        }
        rest = after;
    }
    Ok(())
}

#[test]
fn pages_are_well_formed_and_self_contained() {
    for (name, _) in TEMPLATES {
        for doc in documents(&template(name)) {
            let page = html::write(&doc, Paper::A4);
            check(&page).unwrap_or_else(|why| panic!("{name}, {}: {why}", doc.title));
            for fetched in ["src=", "href=\"http", "url(http", "@import", "<link", "<script"] {
                assert!(!page.contains(fetched), "{name}: {fetched}");
            }
        }
    }
}

#[test]
fn the_reader_finds_what_is_wrong() {
    for wrong in
        ["<p>", "<p></b>", "<p>a > b</p>", "<p onclick=\"x\"></p>", "<p class=x></p>", "<a href=\"data:x\"></a>"]
    {
        assert!(check(&format!("<!DOCTYPE html>\n{wrong}")).is_err(), "{wrong}");
    }
}
