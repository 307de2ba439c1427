//! A list to pick from: the palette, the help, find, a column to sort by, one of several references.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::Frame;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

use super::{Act, Next, Overlay};
use crate::analysis::column::Col;
use crate::model::cell::Choice;
use crate::model::{Address, Id, LinkKind};
use crate::register::screens::{SCREENS, screen_of};
use crate::register::{REGISTERS, register};
use crate::report::doc::{Tone, Words};
use crate::report::lines;
use crate::report::words::Say;
use crate::text::{Shown, show, word};
use crate::tui::app::App;
use crate::tui::command::{self, Command, Scope};
use crate::tui::keys::{Chord, label};
use crate::tui::paint::centered;

/// What picking an item does.
#[derive(Clone)]
pub enum What {
    Command(&'static Command),
    Row(Address),
    Register(&'static str),
    Screen(usize),
    /// Sort the list by this field.
    Sort(Col),
    /// An option of the selected data decision, by its name.
    Draft(&'static str),
    /// A domain that another uses; the kind of use is asked next.
    Target(Id, Id),
    /// The kind of a link that is made.
    Link(Id, Id, &'static str),
}

/// One item.
pub struct Item {
    text: Shown,
    /// Keys, scope or address, at the right.
    side: Shown,
    /// Why it cannot be picked now.
    closed: Option<Shown>,
    what: What,
    /// What the typed text is matched with, beside `text`.
    more: String,
    /// A key that picks it at once.
    letter: Option<char>,
    /// `>` commands, `@` rows, `#` people.
    mark: char,
}

/// The list.
pub struct Pick {
    title: Shown,
    input: Input,
    items: Vec<Item>,
    /// Places of the items that match, the best first.
    shown: Vec<usize>,
    selected: usize,
    top: usize,
    height: usize,
    help: bool,
}

impl Pick {
    fn new(title: impl Into<Shown>, items: Vec<Item>) -> Pick {
        let shown = (0..items.len()).collect();
        Pick {
            title: title.into(),
            input: Input::default(),
            items,
            shown,
            selected: 0,
            top: 0,
            height: 10,
            help: false,
        }
    }

    /// Commands, screens, registers, rows and people.
    pub fn palette(app: &App) -> Pick {
        let mut items: Vec<Item> = app.scopes().iter().flat_map(|scope| commands(app, *scope)).collect();
        for (at, screen) in SCREENS.iter().enumerate() {
            items.push(item(
                screen.title,
                show(format!("g {}", screen.letter)),
                What::Screen(at),
                screen.question,
                '>',
            ));
        }
        for home in REGISTERS.iter().filter(|home| !home.is_product()) {
            let about = home.about();
            items.push(item(about.title, show(home.key()), What::Register(home.key()), about.purpose, '>'));
        }
        items.extend(rows(app));
        Pick::new("go or do", items)
    }

    /// Every command of the scopes that are heard now; Enter runs it.
    pub fn help(app: &App) -> Pick {
        let mut items: Vec<Item> = Vec::new();
        for scope in app.scopes() {
            items.extend(commands(app, scope).into_iter().map(|mut item| {
                item.side = item.side.pad(15).then(Shown::from(scope.title()));
                item.more = format!("{} {}", item.more, scope.title());
                item
            }));
        }
        let mut pick = Pick::new("help · type to filter, Enter runs, Esc back", items);
        pick.help = true;
        pick
    }

    /// Every row of the plan.
    pub fn find(app: &App) -> Pick {
        Pick::new("find anything in the plan", rows(app))
    }

    /// The columns of a list, by their letters.
    pub fn sort(home: &'static dyn crate::register::Register) -> Pick {
        let items = Col::all(home)
            .into_iter()
            .filter(|col| col.key(home) != "note")
            .map(|col| {
                let letter = col.letter(home);
                let mut item = item(col.label(home), show(letter.to_string()), What::Sort(col), "", '>');
                item.letter = Some(letter);
                item
            })
            .collect();
        Pick::new("order by · again turns round", items)
    }

    /// The options of a data decision, to draft the record of one.
    pub fn options(app: &App, id: &Id) -> Pick {
        let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
        let items = crate::report::options::lines(&say, id)
            .into_iter()
            .map(|(name, line)| item(word(name).pad(6).then(line), Shown::default(), What::Draft(name), "", '>'))
            .collect();
        Pick::new("draft the decision · Enter takes an option", items)
    }

    /// The domains that one may be linked to.
    pub fn targets(app: &App, from: &Id) -> Pick {
        let say = Say { plan: app.plan(), facts: &app.facts, today: app.world.today };
        let others = app.plan().domains.iter().filter(|domain| domain.id != *from);
        let items = others.map(|domain| {
            let name = say.name("domains", &domain.id).text();
            let target = What::Target(from.clone(), domain.id.clone());
            item(name, show(domain.id.as_str()), target, domain.id.as_str(), '>')
        });
        Pick::new(show(format!("{} uses", say.name("domains", from).text())), items.collect())
    }

    /// The kinds of a link.
    fn kinds(from: &Id, to: &Id) -> Pick {
        let items = LinkKind::WORDS.iter().map(|kind| {
            let mut item = item(*kind, Shown::default(), What::Link(from.clone(), to.clone(), kind), "", '>');
            item.letter = kind.chars().next().filter(|c| *c != 's');
            item
        });
        Pick::new(show(format!("{from} uses {to} by")), items.collect())
    }

    /// Rows to go to: the references of a row.
    pub fn references(app: &App, found: Vec<(&'static str, Address)>) -> Pick {
        let items = found.into_iter().map(|(field, at)| row_item(app, at, field)).collect();
        Pick::new("follow", items)
    }

    /// Whether a key picks an item at once.
    pub fn takes(&self, chord: Chord) -> bool {
        let lettered = chord.character().is_some_and(|c| self.items.iter().any(|item| item.letter == Some(c)));
        lettered || (self.help && chord.character() == Some('?'))
    }

    pub fn act(&mut self, act: Act, app: &mut App) -> Next {
        match act {
            Act::Cancel => return Next::Close,
            Act::Type(chord) => {
                if self.help && chord.character() == Some('?') {
                    return Next::Close;
                }
                if let Some(at) = chord.character().and_then(|c| self.items.iter().position(|i| i.letter == Some(c))) {
                    return self.pick(at, app);
                }
                if let Some(request) = request(chord) {
                    self.input.handle(request);
                    self.matches();
                }
            }
            Act::Paste(text) => {
                insert(&mut self.input, text.trim_end_matches('\n'));
                self.matches();
            }
            Act::Accept => {
                if let Some(at) = self.shown.get(self.selected) {
                    return self.pick(*at, app);
                }
            }
            Act::Up | Act::Previous => self.selected = self.selected.saturating_sub(1),
            Act::Down | Act::Next => self.selected += 1,
            Act::PageUp => self.selected = self.selected.saturating_sub(self.height),
            Act::PageDown => self.selected += self.height,
            Act::Left => drop(self.input.handle(InputRequest::GoToPrevChar)),
            Act::Right => drop(self.input.handle(InputRequest::GoToNextChar)),
            _ => {}
        }
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
        Next::Stay
    }

    fn pick(&mut self, at: usize, app: &mut App) -> Next {
        let item = &self.items[at];
        if let Some(why) = &item.closed {
            app.refuse(why.clone());
            return Next::Stay;
        }
        match item.what.clone() {
            What::Command(command) => app.run(command),
            What::Row(address) => app.open(&address, None),
            What::Register(key) => crate::tui::commands::go_to_register(app, key),
            What::Screen(screen) => crate::tui::commands::go_to_screen(app, screen),
            What::Sort(col) => crate::tui::commands::sort_by(app, col),
            What::Draft(option) => crate::tui::commands::draft_decision(app, option),
            What::Target(from, to) => app.overlays.push(Overlay::Pick(Box::new(Pick::kinds(&from, &to)))),
            What::Link(from, to, kind) => crate::tui::commands::picture::link(app, &from, &to, kind),
        }
        Next::Close
    }

    fn matches(&mut self) {
        let typed = self.input.value();
        // The matcher counts in small numbers, and a text may be pasted.
        let typed = typed.char_indices().nth(LONGEST).map_or(typed, |(end, _)| &typed[..end]);
        let (mark, needle) = match typed.chars().next() {
            Some(mark @ ('>' | '@' | '#')) => (Some(mark), typed[1..].trim()),
            _ => (None, typed.trim()),
        };
        let pattern = Pattern::parse(needle, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let mine = mark.is_none_or(|m| item.mark == m || (m == '@' && item.mark == '#'));
            if !mine {
                continue;
            }
            let in_text = pattern.score(Utf32Str::new(item.text.as_str(), &mut buffer), &mut matcher);
            let in_more = pattern.score(Utf32Str::new(&item.more, &mut buffer), &mut matcher);
            if let Some(score) = in_text.map(|s| s + 40).max(in_more) {
                scored.push((score, at));
            }
        }
        scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
        self.shown = scored.into_iter().map(|(_, at)| at).collect();
        self.selected = 0;
    }

    pub fn draw(&mut self, app: &App, frame: &mut Frame<'_>, area: Rect) {
        let lettered = self.items.iter().any(|item| item.letter.is_some());
        let width = area.width.min(match (self.help, lettered) {
            (true, _) => 96,
            (_, true) => 44,
            _ => 76,
        });
        let most = if self.help { area.height } else { (area.height * 3 / 4).max(12) };
        let height = u16::try_from(self.items.len() + 3).unwrap_or(u16::MAX).min(most).min(area.height);
        let title = Words::new().strong(&self.title).plain(show(format!("  {}", self.shown.len())));
        let inside = app.look.overlay(frame, centered(area, width, height), &title);
        if inside.height == 0 {
            return;
        }
        let (text, cursor) = window(&self.input, usize::from(inside.width.saturating_sub(3)));
        let prompt = Words::new().key(": ").plain(text);
        app.look.words(frame.buffer_mut(), inside.x, inside.y, inside.width, &prompt);
        let cursor = inside.x + 2 + cursor;
        frame.set_cursor_position((cursor.min(inside.right().saturating_sub(1)), inside.y));
        self.height = usize::from(inside.height.saturating_sub(1)).max(1);
        if self.selected < self.top {
            self.top = self.selected;
        }
        if self.selected >= self.top + self.height {
            self.top = self.selected + 1 - self.height;
        }
        let side = self.items.iter().map(|i| i.side.width()).max().unwrap_or(0).min(usize::from(inside.width) / 3);
        let room = usize::from(inside.width).saturating_sub(side + 4);
        for (line, at) in self.shown.iter().skip(self.top).take(self.height).enumerate() {
            let item = &self.items[*at];
            let y = inside.y + 1 + line as u16;
            let chosen = self.top + line == self.selected;
            let text = match &item.closed {
                Some(why) => item.text.clone().then(show(format!(" ({why})"))),
                None => item.text.clone(),
            };
            let words = Words::from(if chosen { "> " } else { "  " })
                .plain(text.pad(room))
                .plain(" ")
                .with(Tone::Key, item.side.cut(side));
            app.look.words(
                frame.buffer_mut(),
                inside.x,
                y,
                inside.width,
                &lines::cut(&words, usize::from(inside.width)),
            );
            if chosen {
                app.look.select(frame.buffer_mut(), Rect { x: inside.x, y, width: inside.width, height: 1 });
            }
        }
    }
}

/// Most characters of what is typed that are looked for.
const LONGEST: usize = 200;

fn item(text: impl Into<Shown>, side: Shown, what: What, more: &str, mark: char) -> Item {
    Item { text: text.into(), side, closed: None, what, more: more.to_string(), letter: None, mark }
}

fn commands(app: &App, scope: Scope) -> Vec<Item> {
    command::all()
        .filter(|command| command.scope == scope)
        .map(|command| {
            let keys: Vec<String> = command.keys.iter().take(2).map(|keys| label(keys)).collect();
            let mut item = item(command.doc, show(keys.join(", ")), What::Command(command), command.name, '>');
            item.closed = (command.ready)(app).err();
            item
        })
        .collect()
}

fn rows(app: &App) -> Vec<Item> {
    let mut items = Vec::new();
    for home in REGISTERS.iter().filter(|home| !home.is_product()) {
        for row in home.rows(app.plan()) {
            let at = Address { register: home.key(), id: row.id().clone() };
            items.push(row_item(app, at, ""));
        }
    }
    items
}

fn row_item(app: &App, at: Address, field: &str) -> Item {
    let home = register(at.register);
    let row = home.and_then(|home| home.get(app.plan(), &at.id).map(|row| (home, row)));
    let (name, more) = match row {
        Some((home, row)) => (
            Say { plan: app.plan(), facts: &app.facts, today: app.world.today }.title(home, row),
            crate::query::haystack(home, row),
        ),
        None => (show(format!("{} (missing)", at.id)), String::new()),
    };
    let name = if field.is_empty() { name } else { show(format!("{field}: ")).then(name) };
    let tab = screen_of(at.register).tab;
    let mark = if at.register == "people" { '#' } else { '@' };
    item(name, show(format!("{tab} · {}", at.register)), What::Row(at), &more, mark)
}

/// Puts pasted text in at the cursor, in one piece however long it is. Line ends and tabs become blanks: several
/// lines cannot stand in one.
pub fn insert(input: &mut Input, text: &str) {
    let clean = text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).filter(|c| !c.is_control());
    let (value, cursor) = (input.value(), input.cursor());
    let mut joined: String = value.chars().take(cursor).collect();
    let before = joined.chars().count();
    joined.extend(clean);
    let at = joined.chars().count();
    joined.extend(value.chars().skip(before));
    *input = Input::new(joined).with_cursor(at);
}

/// The part of a line that is shown in so many cells, and the cursor's cell in it. Both are counted in what is
/// shown: a wide character takes two cells, a control character stands as its name.
pub fn window(input: &Input, width: usize) -> (Shown, u16) {
    let before: Vec<char> = input.value().chars().take(input.cursor()).collect();
    let mut from = before.len();
    let mut cells = 0;
    while from > 0 {
        let wide = show(before[from - 1].to_string()).width().max(1);
        if cells + wide >= width.max(2) {
            break;
        }
        cells += wide;
        from -= 1;
    }
    let left: String = before[from..].iter().collect();
    // One line is never wider than this many characters.
    let text: String = input.value().chars().skip(from).take(width + before.len() - from).collect();
    (show(text).cut(width), u16::try_from(show(left).width()).unwrap_or(u16::MAX).min(width as u16))
}

/// A key as a request to a line of input; `None` for keys that edit nothing.
pub fn request(chord: Chord) -> Option<InputRequest> {
    use crossterm::event::KeyCode::{Backspace, Char, Delete, End, Home, Left, Right};
    Some(match (chord.code, chord.ctrl) {
        (Char(c), false) if !chord.alt && !c.is_control() => InputRequest::InsertChar(c),
        (Char('h'), true) | (Backspace, false) => InputRequest::DeletePrevChar,
        (Char('w'), true) | (Backspace, true) => InputRequest::DeletePrevWord,
        (Char('u'), true) => InputRequest::DeleteLine,
        (Char('k'), true) => InputRequest::DeleteTillEnd,
        (Char('a'), true) | (Home, _) => InputRequest::GoToStart,
        (Char('e'), true) | (End, _) => InputRequest::GoToEnd,
        (Delete, _) => InputRequest::DeleteNextChar,
        (Left, true) => InputRequest::GoToPrevWord,
        (Right, true) => InputRequest::GoToNextWord,
        (Left, false) => InputRequest::GoToPrevChar,
        (Right, false) => InputRequest::GoToNextChar,
        _ => return None,
    })
}
