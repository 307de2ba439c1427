//! What decides a date: the chain from the finish back to the start.

use super::network::Network;
use super::place::{Cause, Laid, Site};
use crate::model::Tie;

/// Which part of a node a step of the chain is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stretch {
    /// Its own length.
    Body,
    /// Only its end, which waits for something else's.
    End,
    /// Only its start, with which something else starts.
    Start,
}

/// Walks the chain that decides the finish, from the end back. Every step goes to a node that was laid before, so it
/// ends; linear in the nodes.
pub fn trace(net: &Network, site: &Site, laid: &Laid, step: &mut dyn FnMut(usize, Stretch)) {
    let counted = (0..site.len()).filter(|node| site.counts[*node]);
    let Some(node) = counted.max_by_key(|node| (laid.end[*node], std::cmp::Reverse(*node))) else { return };
    back(net, laid, node, step);
}

/// The same from the end of any node.
pub fn back(net: &Network, laid: &Laid, node: usize, step: &mut dyn FnMut(usize, Stretch)) {
    let (mut node, mut at_end) = (node, true);
    loop {
        let mut cause = laid.started[node];
        if at_end {
            match laid.ended[node] {
                Cause::Free => step(node, Stretch::Body),
                Cause::Hours(other) => {
                    step(node, Stretch::Body);
                    cause = Cause::Hours(other);
                }
                Cause::Bond(bond) => {
                    step(node, Stretch::End);
                    node = net.bonds[bond as usize].from;
                    continue;
                }
                Cause::Day => {
                    step(node, Stretch::End);
                    return;
                }
            }
        } else {
            step(node, Stretch::Start);
        }
        match cause {
            Cause::Free | Cause::Day => return,
            Cause::Hours(other) => (node, at_end) = (other as usize, true),
            Cause::Bond(bond) => {
                let bond = &net.bonds[bond as usize];
                (node, at_end) = (bond.from, bond.tie != Tie::SS);
            }
        }
    }
}
