//! The six readings of how the shipped phases hang together, where the guide leaves it open.

use crate::model::{Network, Tie};

/// The ids of the six shipped phases, in their order.
pub const PHASES: [&str; 6] = ["domain-map", "data-risks", "team-roadmap", "triggers", "debt-audit", "governance"];

/// A link between two of them, by their places in [`PHASES`]: from, to, which ends, weeks of lag.
pub type Given = (usize, usize, Tie, i64);

const MAP: usize = 0;
const DATA: usize = 1;
const TEAM: usize = 2;
const LIMITS: usize = 3;
const AUDIT: usize = 4;
const GOVERN: usize = 5;

/// The links a network gives.
pub fn links(network: Network) -> &'static [Given] {
    use Tie::{FF, FS, SS};
    match network {
        Network::A => &[(MAP, LIMITS, FS, 0), (AUDIT, GOVERN, SS, 0)],
        Network::B => &[(MAP, LIMITS, FS, 0), (MAP, AUDIT, FS, 0), (AUDIT, GOVERN, SS, 0), (AUDIT, GOVERN, FF, 1)],
        Network::C => &[
            (MAP, LIMITS, FS, 0),
            (DATA, LIMITS, FS, 0),
            (TEAM, LIMITS, FS, 0),
            (LIMITS, AUDIT, FS, 0),
            (LIMITS, GOVERN, FS, 0),
        ],
        Network::D => &[
            (MAP, LIMITS, FS, 0),
            (DATA, LIMITS, FS, 0),
            (TEAM, LIMITS, FS, 0),
            (MAP, AUDIT, FS, 0),
            (DATA, AUDIT, FS, 0),
            (TEAM, AUDIT, FS, 0),
            (MAP, GOVERN, FS, 0),
            (DATA, GOVERN, FS, 0),
            (TEAM, GOVERN, FS, 0),
        ],
        Network::E => &[
            (MAP, DATA, FS, 0),
            (DATA, TEAM, FS, 0),
            (TEAM, LIMITS, FS, 0),
            (LIMITS, AUDIT, FS, 0),
            (AUDIT, GOVERN, FS, 0),
        ],
        Network::F => &[
            (MAP, DATA, FS, 0),
            (DATA, TEAM, FS, 0),
            (TEAM, LIMITS, FS, 0),
            (LIMITS, AUDIT, FS, 0),
            (LIMITS, GOVERN, FS, 0),
        ],
    }
}

/// Which assumption of a network makes it as long as it is.
pub fn sentence(network: Network) -> &'static str {
    match network {
        Network::A => {
            "Only what the guide writes down is a link: the triggers wait for the domain map, governance runs beside the audit; that gives 2 to 4 weeks."
        }
        Network::B => {
            "The audit waits for the domain map, and governance closes a week after the audit, since its first review reads the audit's result; that week makes it 4 to 6."
        }
        Network::C => {
            "Each stage waits for all of the one before, and the audit and governance for the triggers; the gate before them makes it 4 to 8 weeks."
        }
        Network::D => {
            "Triggers, audit and governance all wait for the first three phases and then run side by side; governance alone then makes it 3 to 6 weeks."
        }
        Network::E => "One phase after the other: nothing runs side by side, so every week counts, 8 to 14 of them.",
        Network::F => {
            "The lead takes the first four phases one by one, and only the audit and governance run side by side; that makes it 6 to 11 weeks."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::cell::Choice;

    #[test]
    fn every_link_runs_forward() {
        for network in Network::ALL {
            assert!(links(*network).iter().all(|(from, to, ..)| from < to), "{network:?}");
            assert!(sentence(*network).ends_with('.'));
        }
    }
}
