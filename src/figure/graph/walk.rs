//! From box to box with the arrow keys.

use super::{Layout, Place};
use crate::model::Id;

/// The way an arrow key points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Layout {
    /// The nearest box that way: beside, before what lies across. `None` where there is none.
    pub fn neighbour(&self, id: &Id, way: Direction) -> Option<&Id> {
        let here = self.place(id)?;
        let there = self.places.iter().filter(|place| place.id != here.id && lies(here, place, way));
        there.min_by_key(|place| (distance(here, place, way), place.y, place.x)).map(|place| &place.id)
    }

    /// The first box of the picture: where walking begins.
    pub fn first(&self) -> Option<&Id> {
        self.places.iter().min_by_key(|place| (place.x, place.y)).map(|place| &place.id)
    }
}

fn lies(here: &Place, place: &Place, way: Direction) -> bool {
    match way {
        Direction::Left => place.x < here.x,
        Direction::Right => place.x > here.x,
        Direction::Up => place.y + place.h <= here.y,
        Direction::Down => place.y >= here.y + here.h,
    }
}

/// How far it is, a row being twice as high as a column is wide; what lies across counts threefold.
fn distance(here: &Place, place: &Place, way: Direction) -> i32 {
    let x = apart(here.x, here.w, place.x, place.w);
    let y = 2 * apart(here.y, here.h, place.y, place.h);
    // Of several that lie straight ahead the one whose middle is nearest.
    let aside = match way {
        Direction::Left | Direction::Right => ((2 * place.y + place.h) - (2 * here.y + here.h)).abs(),
        Direction::Up | Direction::Down => ((2 * place.x + place.w) - (2 * here.x + here.w)).abs() / 4,
    };
    let far = match way {
        Direction::Left | Direction::Right => x + 3 * y,
        Direction::Up | Direction::Down => y + 3 * x,
    };
    4 * far + aside
}

/// Steps from one stretch to another; nought where they overlap.
fn apart(one: i32, long: i32, other: i32, wide: i32) -> i32 {
    ((other - one - long).max(one - other - wide) + 1).max(0)
}
