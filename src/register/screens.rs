//! The nine screens: which registers each shows, in which words. Command line, workbench and summary agree here.

/// One screen of the workbench, and one name for `show`.
#[derive(Debug)]
pub struct Screen {
    /// Key that opens it; the playbook's phase for 1–6.
    pub digit: char,
    /// Letter after `g` that opens it, for keyboards whose digits need Shift.
    pub letter: char,
    /// Name on the command line.
    pub key: &'static str,
    /// Name on the tab.
    pub tab: &'static str,
    pub title: &'static str,
    /// The question the screen answers.
    pub question: &'static str,
    /// Registers in the order of its tabs; the first is the main one.
    pub registers: &'static [&'static str],
}

/// The screens in the order of their digits.
pub static SCREENS: [Screen; 9] = [
    Screen {
        digit: '0',
        letter: 'h',
        key: "home",
        tab: "Home",
        title: "Home",
        question: "Are we ready, what comes next, what changed?",
        registers: &["product"],
    },
    Screen {
        digit: '1',
        letter: 'm',
        key: "map",
        tab: "Map",
        title: "Domain map",
        question: "Where can this be cut, and what is in the way?",
        registers: &["domains", "links"],
    },
    Screen {
        digit: '2',
        letter: 'a',
        key: "data",
        tab: "Data",
        title: "Data risks",
        question: "Which data decision gets dearest by waiting?",
        registers: &["models"],
    },
    Screen {
        digit: '3',
        letter: 't',
        key: "team",
        tab: "Team",
        title: "Team and knowledge",
        question: "Who could fix what alone at 3 am?",
        registers: &["knowledge", "people", "stages"],
    },
    Screen {
        digit: '4',
        letter: 'i',
        key: "infra",
        tab: "Infra",
        title: "Scaling triggers",
        question: "What breaks first, and when must work start?",
        registers: &["triggers", "metrics", "objectives", "incidents"],
    },
    Screen {
        digit: '5',
        letter: 'd',
        key: "debt",
        tab: "Debt",
        title: "Technical debt",
        question: "What do shortcuts cost, and which to pay first?",
        registers: &["debts", "sprints", "features"],
    },
    Screen {
        digit: '6',
        letter: 'v',
        key: "gov",
        tab: "Gov",
        title: "Governance",
        question: "Which promises recur, who keeps them, what was missed?",
        registers: &["cadences", "decisions", "flags", "reviews", "severities"],
    },
    Screen {
        digit: '7',
        letter: 'w',
        key: "time",
        tab: "Time",
        title: "Timeline",
        question: "What is done, what waits for what?",
        registers: &["phases", "tasks", "milestones"],
    },
    Screen {
        digit: '8',
        letter: 'c',
        key: "checks",
        tab: "Checks",
        title: "Checks",
        question: "What does not hold, and where is it mended?",
        registers: &["waivers", "answers", "choices", "conflicts"],
    },
];

/// The screen that a register stands on.
pub fn screen_of(register: &str) -> &'static Screen {
    SCREENS.iter().find(|screen| screen.registers.contains(&register)).unwrap_or(&SCREENS[0])
}

/// The screen of this name.
pub fn screen(key: &str) -> Option<&'static Screen> {
    SCREENS.iter().find(|screen| screen.key == key)
}
