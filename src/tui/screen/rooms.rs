//! Where the panes of a screen with a graph stand.

use ratatui::layout::Rect;

use super::lists::Pane;

/// Where the three panes of a screen with a graph stand.
pub struct Rooms {
    pub list: Rect,
    pub picture: Rect,
    pub detail: Rect,
}

/// Large: three columns. Middle: list and graph, the row below. Small: the same, the list narrow; a matrix has no room
/// for a graph beside it there.
pub fn beside(area: Rect, detail: bool, alone: Option<Pane>, matrix: bool) -> Rooms {
    let none = Rect { height: 0, ..area };
    match alone {
        Some(Pane::List) => return Rooms { list: area, picture: none, detail: none },
        Some(Pane::Picture) => return Rooms { list: none, picture: area, detail: none },
        Some(Pane::Detail) => return Rooms { list: none, picture: none, detail: area },
        None => {}
    }
    if area.width >= 168 {
        let left = if matrix { area.width * 3 / 8 } else { area.width * 3 / 10 };
        let side = if detail { 54 } else { 0 };
        let list = Rect { width: left, ..area };
        let picture = Rect { x: list.right(), width: area.width - left - side, ..area };
        let detail = if detail { Rect { x: picture.right(), width: side, ..area } } else { none };
        return Rooms { list, picture, detail };
    }
    let below = match (detail && area.height >= 12, area.width >= 108) {
        (false, _) => 0,
        (true, true) => (area.height / 3).clamp(5, 14),
        (true, false) => (area.height / 3).clamp(5, 8),
    };
    let above = Rect { height: area.height - below, ..area };
    let detail = if below > 0 { Rect { y: above.bottom(), height: below, ..area } } else { none };
    let left = match (area.width, matrix) {
        (108.., true) => area.width * 11 / 20,
        (108.., false) => 34,
        (_, true) => area.width,
        (60.., false) => 32,
        (_, false) => area.width,
    };
    let list = Rect { width: left, ..above };
    let picture = Rect { x: list.right(), width: area.width - left, ..above };
    let picture = if picture.width < 24 { none } else { picture };
    Rooms { list: if picture.height == 0 { above } else { list }, picture, detail }
}
