//! Markdown that a person wrote: as HTML that can do nothing, and as Markdown inside Markdown.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::html::escape;
use crate::text::Shown;

const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// Where a link may lead: pages and mail.
fn is_safe(link: &str) -> bool {
    let link = link.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme))
}

fn join(lines: &[Shown]) -> String {
    lines.iter().map(Shown::as_str).collect::<Vec<_>>().join("\n")
}

/// The prose as HTML: tags of its own become text, pictures their caption, links to anything but pages and mail
/// plain text. Its headings stay below those of the document.
pub fn html(lines: &[Shown]) -> String {
    let text = join(lines);
    let mut page = Html::default();
    Parser::new_ext(&text, OPTIONS).for_each(|event| page.event(event));
    page.out
}

#[derive(Default)]
struct Html {
    out: String,
    /// For each open link, whether it is one.
    links: Vec<bool>,
    aligns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl Html {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Code(text) => self.out.extend(["<code>", &escape(&text), "</code>"]),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br/>\n"),
            Event::Rule => self.out.push_str("<hr/>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "[x] " } else { "[ ] " }),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.out.push_str(&escape(&text)),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.out.push_str(&escape(&text));
            }
        }
    }

    fn start(&mut self, tag: Tag) {
        let open = match tag {
            Tag::Paragraph | Tag::HtmlBlock => "<p>",
            Tag::Heading { .. } => "<p><strong>",
            Tag::BlockQuote(_) => "<blockquote>\n",
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => "<pre><code>",
            Tag::List(Some(first)) => return self.out.push_str(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => "<ul>\n",
            Tag::Item => "<li>",
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::Link { dest_url, .. } => {
                self.links.push(is_safe(&dest_url));
                if is_safe(&dest_url) {
                    self.out.extend(["<a href=\"", &escape(&dest_url), "\">"]);
                }
                return;
            }
            Tag::Table(aligns) => {
                self.aligns = aligns;
                "<table>\n"
            }
            Tag::TableHead => {
                (self.column, self.in_head) = (0, true);
                "<thead><tr>"
            }
            Tag::TableRow => {
                self.column = 0;
                "<tr>"
            }
            Tag::TableCell => {
                let right = matches!(self.aligns.get(self.column), Some(Alignment::Right));
                self.column += 1;
                match (self.in_head, right) {
                    (true, true) => "<th scope=\"col\" class=\"n\">",
                    (true, false) => "<th scope=\"col\">",
                    (false, true) => "<td class=\"n\">",
                    (false, false) => "<td>",
                }
            }
            _ => "",
        };
        self.out.push_str(open);
    }

    fn end(&mut self, tag: TagEnd) {
        let close = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => "</strong></p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Link if self.links.pop() == Some(true) => "</a>",
            TagEnd::Table => "</table>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "</tr></thead>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.in_head => "</th>",
            TagEnd::TableCell => "</td>",
            _ => "",
        };
        self.out.push_str(close);
    }
}

/// The prose as Markdown to stand in a quotation of a Markdown page: tags become text, pictures and links to
/// anything but pages and mail lose their meaning, all else stays as written.
pub fn quoted(lines: &[Shown]) -> String {
    let mut text = join(lines).replace('<', "&lt;").replace("![", "!\\[");
    // Taking one link's meaning away can give another its own: until none is left. Each pass takes one at least.
    loop {
        let odd = odd_links(&text);
        if odd.is_empty() {
            return text;
        }
        for at in odd.into_iter().rev() {
            text.insert(at, '\\');
        }
    }
}

/// Where links begin that lead to no page and no mail.
fn odd_links(text: &str) -> Vec<usize> {
    let mut found: Vec<usize> = Parser::new_ext(text, OPTIONS)
        .into_offset_iter()
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if !is_safe(&dest_url) => {
                Some(range.start)
            }
            _ => None,
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::show;

    fn lines(text: &str) -> Vec<Shown> {
        text.lines().map(show).collect()
    }

    #[test]
    fn prose_keeps_its_form_and_loses_its_teeth() {
        let html = |text: &str| html(&lines(text)).replace('\n', "");
        assert_eq!(
            html("# Big\n\nso **bold** `x<y`"),
            "<p><strong>Big</strong></p><p>so <strong>bold</strong> <code>x&lt;y</code></p>"
        );
        assert_eq!(html("a <script>x</script> b"), "<p>a &lt;script&gt;x&lt;/script&gt; b</p>");
        assert_eq!(html("<div onclick=x>\n*y*\n</div>"), "<p>&lt;div onclick=x&gt;*y*&lt;/div&gt;</p>");
        assert_eq!(
            html("[a](javascript:x) [b](https://b.example/?q=\"1\")"),
            "<p>a <a href=\"https://b.example/?q=&quot;1&quot;\">b</a></p>"
        );
        assert_eq!(html("![a picture](https://x.example/y.png)"), "<p>a picture</p>");
        assert_eq!(html("- a\n- b\n\n1. c"), "<ul><li>a</li><li>b</li></ul><ol start=\"1\"><li>c</li></ol>");
        assert_eq!(
            html("|a|b|\n|-|-:|\n|1|2|"),
            "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"n\">b</th></tr></thead><tr><td>1</td><td class=\"n\">2</td></tr></table>"
        );
    }

    #[test]
    fn quoted_prose_cannot_inject() {
        let quoted = |text: &str| quoted(&lines(text));
        assert_eq!(quoted("so **bold**"), "so **bold**");
        assert_eq!(quoted("<b>x</b>"), "&lt;b>x&lt;/b>");
        assert_eq!(quoted("[a](javascript:x) [b](https://b.example)"), "\\[a](javascript:x) [b](https://b.example)");
        assert_eq!(quoted("![a](https://x.example/y.png)"), "!\\[a](https://x.example/y.png)");
        assert_eq!(quoted("<div>\n[a](data:x)"), "&lt;div>\n\\[a](data:x)");
        assert_eq!(quoted("[a][1]\n\n[1]: javascript:x"), "\\[a]\\[1]\n\n[1]: javascript:x");
    }
}
