//! Register `product`: the one record with what holds for the whole plan.

use super::cell::{Choice, Days, Prose, Ref};
use super::field::{Field, Header, Record, Tier, field, guess, name, note};
use super::{Day, Id, Money, Person, Plan, Span, Table, Unit};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug)]
pub struct Product {
    id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub summary: Raw,
    pub kind: Option<ProductKind>,
    pub constraint: Constraint,
    pub launched: Option<Day>,
    pub currency: Raw,
    pub day_rate: Option<Money>,
    pub down_hour: Option<Money>,
    pub blocked_hour: Option<Money>,
    pub lead: Ref<Person>,
    /// Percent of a working week; used where the lead's row has no `share`.
    pub lead_share: f64,
    /// Person-days a phase-week takes where a phase has no `effort`.
    pub lead_days: f64,
    pub tenancy: Option<Tenancy>,
    pub stateless: Stateless,
    pub review_start: Option<Day>,
    pub target: Option<Day>,
    pub progress: Option<Progress>,
    pub network: Network,
    pub holidays: Days,
    /// Calendar time; a person's own `hiring` goes before it.
    pub hiring_time: Span,
    /// Working days.
    pub sprint_days: i64,
    /// Percent of a sprint's capacity.
    pub debt_share: f64,
    /// Percent of a sprint's capacity.
    pub other_cap: f64,
    pub payback: Span,
    pub peak_factor: f64,
    pub runs: i64,
    pub seed: i64,
    pub vocabulary: Vocabulary,
}

impl Default for Product {
    fn default() -> Self {
        Product {
            id: Id::join(&["product"]),
            name: Default::default(),
            note: Default::default(),
            guess: Default::default(),
            summary: Default::default(),
            kind: Default::default(),
            constraint: Default::default(),
            launched: Default::default(),
            currency: Default::default(),
            day_rate: Default::default(),
            down_hour: Default::default(),
            blocked_hour: Default::default(),
            lead: Default::default(),
            lead_share: 35.0,
            lead_days: 0.8,
            tenancy: Default::default(),
            stateless: Default::default(),
            review_start: Default::default(),
            target: Default::default(),
            progress: Default::default(),
            network: Default::default(),
            holidays: Default::default(),
            hiring_time: Span { min: 8.0, mode: None, max: 8.0, unit: Unit::Weeks },
            sprint_days: 10,
            debt_share: 20.0,
            other_cap: 20.0,
            payback: Span { min: 6.0, mode: None, max: 6.0, unit: Unit::Months },
            peak_factor: 3.0,
            runs: 10_000,
            seed: 7,
            vocabulary: Default::default(),
        }
    }
}

/// What sort of product it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ProductKind {
    Saas,
    Marketplace,
    Mobile,
    DataHeavy,
    #[default]
    Other,
}

impl Choice for ProductKind {
    const ALL: &'static [Self] = &[Self::Saas, Self::Marketplace, Self::Mobile, Self::DataHeavy, Self::Other];
    const WORDS: &'static [&'static str] = &["saas", "marketplace", "mobile", "data-heavy", "other"];
}

/// What growth runs into first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Constraint {
    Organisation,
    Throughput,
    Coordination,
    Media,
    #[default]
    None,
}

impl Choice for Constraint {
    const ALL: &'static [Self] = &[Self::Organisation, Self::Throughput, Self::Coordination, Self::Media, Self::None];
    const WORDS: &'static [&'static str] = &["organisation", "throughput", "coordination", "media", "none"];
}

/// Whether several customers share one installation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tenancy {
    #[default]
    Single,
    Multi,
    PlannedMulti,
}

impl Choice for Tenancy {
    const ALL: &'static [Self] = &[Self::Single, Self::Multi, Self::PlannedMulti];
    const WORDS: &'static [&'static str] = &["single", "multi", "planned-multi"];
}

/// Whether an instance keeps nothing between requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stateless {
    Yes,
    Partly,
    No,
    #[default]
    Unknown,
}

impl Choice for Stateless {
    const ALL: &'static [Self] = &[Self::Yes, Self::Partly, Self::No, Self::Unknown];
    const WORDS: &'static [&'static str] = &["yes", "partly", "no", "unknown"];
}

/// How far the product has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Progress {
    #[default]
    Validation,
    Mvp,
    Fit,
    Scaling,
}

impl Choice for Progress {
    const ALL: &'static [Self] = &[Self::Validation, Self::Mvp, Self::Fit, Self::Scaling];
    const WORDS: &'static [&'static str] = &["validation", "mvp", "fit", "scaling"];
}

/// The six readings of how the phases depend on one another; see the schedule for their links.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Network {
    A,
    #[default]
    B,
    C,
    D,
    E,
    F,
}

impl Choice for Network {
    const ALL: &'static [Self] = &[Self::A, Self::B, Self::C, Self::D, Self::E, Self::F];
    const WORDS: &'static [&'static str] = &["a", "b", "c", "d", "e", "f"];
}

/// Whose phase names are printed, by the guide's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Vocabulary {
    S0,
    #[default]
    S1,
    S2,
    S4,
}

impl Choice for Vocabulary {
    const ALL: &'static [Self] = &[Self::S0, Self::S1, Self::S2, Self::S4];
    const WORDS: &'static [&'static str] = &["s0", "s1", "s2", "s4"];
}

impl Record for Product {
    const SINGLE: bool = true;
    const ABOUT: Header = Header {
        key: "product",
        singular: "product",
        title: "Product",
        purpose: "What is being scaled, by when, with whose time, and the assumptions every figure of the plan rests on.",
        example: "Acme kind=saas launched=2026-08-17 lead=ana lead_share=35",
        tier: Tier::Face,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        field("summary", "Summary", 'u', "One sentence on what it does; opens every summary.", |r: &Self| &r.summary, |r| &mut r.summary),
        field("kind", "Kind", 'k', "What sort of product it is; decides which template and which checks fit.", |r: &Self| &r.kind, |r| &mut r.kind).face().column(12),
        field("constraint", "Limited by", 'c', "What growth runs into first; decides which trigger rows are filled in.", |r: &Self| &r.constraint, |r| &mut r.constraint),
        field("launched", "Launched", 'l', "First day of public use; the day-60 debt audit and the 12-18-month window count from it.", |r: &Self| &r.launched, |r| &mut r.launched).face().column(10),
        field("currency", "Currency", 'y', "The code printed behind amounts, as in EUR; nothing is converted.", |r: &Self| &r.currency, |r| &mut r.currency),
        field("day_rate", "Day rate", 'r', "What a person-day costs; turns every effort into money.", |r: &Self| &r.day_rate, |r| &mut r.day_rate).unit("money"),
        field("down_hour", "Hour of outage", 'd', "What an hour of being down costs; prices incidents.", |r: &Self| &r.down_hour, |r| &mut r.down_hour).unit("money"),
        field("blocked_hour", "Hour blocked", 'b', "What an hour of blocked work costs; decides when a debt is worth paying off.", |r: &Self| &r.blocked_hour, |r| &mut r.blocked_hour).unit("money"),
        field("lead", "Lead", 'L', "Who runs the review; work without people falls to them.", |r: &Self| &r.lead, |r| &mut r.lead).face().column(12),
        field("lead_share", "Lead share", 'h', "Percent of the week the lead gives where their own row has no share; it decides every date.", |r: &Self| &r.lead_share, |r| &mut r.lead_share).face().range(0.0, 100.0).unit("%"),
        field("lead_days", "Lead days", 'e', "Person-days a phase-week takes from the lead where a phase has no effort; 1.75 is the full reading.", |r: &Self| &r.lead_days, |r| &mut r.lead_days).range(0.0, 5.0).unit("d"),
        field("tenancy", "Tenancy", 't', "One customer per installation or many in one; counted ids become a finding with many.", |r: &Self| &r.tenancy, |r| &mut r.tenancy),
        field("stateless", "Stateless", 's', "Does an instance keep nothing between requests? Adding servers waits for yes.", |r: &Self| &r.stateless, |r| &mut r.stateless),
        field("review_start", "Review starts", 'v', "First day of the six-phase review; no phase starts before it.", |r: &Self| &r.review_start, |r| &mut r.review_start),
        field("target", "Target", 'g', "The day the review should be finished; the forecast gives the chance of making it.", |r: &Self| &r.target, |r| &mut r.target).column(10),
        field("progress", "Progress", 'p', "How far the product has come; warns when scaling work starts too early or too late.", |r: &Self| &r.progress, |r| &mut r.progress),
        field("network", "Network", 'w', "How the six phases hang together, a to f; b is the reading that gives four to six weeks.", |r: &Self| &r.network, |r| &mut r.network),
        field("holidays", "Holidays", 'H', "Days nobody works, as in 2026-12-25; they push every date back.", |r: &Self| &r.holidays, |r| &mut r.holidays),
        field("hiring_time", "Hiring takes", 'i', "From deciding on a hire to the first day; gives the latest day to start looking.", |r: &Self| &r.hiring_time, |r| &mut r.hiring_time),
        field("sprint_days", "Sprint length", 'S', "Working days in a sprint; decides how a sprint's capacity is counted.", |r: &Self| &r.sprint_days, |r| &mut r.sprint_days).range(1.0, 60.0).unit("d"),
        field("debt_share", "Debt share", 'D', "Percent of every sprint that belongs to debt; less than that adds up as days owed.", |r: &Self| &r.debt_share, |r| &mut r.debt_share).range(0.0, 100.0).unit("%"),
        field("other_cap", "Other work cap", 'o', "Most of a sprint, in percent, that other planned non-feature work may take before a warning.", |r: &Self| &r.other_cap, |r| &mut r.other_cap).range(0.0, 100.0).unit("%"),
        field("payback", "Payback", 'P', "A debt is due once it would earn back its effort within this time.", |r: &Self| &r.payback, |r| &mut r.payback),
        field("peak_factor", "Peak factor", 'f', "How many times an average hour the busiest one is; sizes load at the peak.", |r: &Self| &r.peak_factor, |r| &mut r.peak_factor).range(1.0, 1000.0).unit("x"),
        field("runs", "Runs", 'R', "How often the forecast is drawn; more runs give steadier percentages and take longer.", |r: &Self| &r.runs, |r| &mut r.runs).range(100.0, 1000000.0),
        field("seed", "Seed", 'E', "Where the forecast's chance starts; the same seed gives the same dates again.", |r: &Self| &r.seed, |r| &mut r.seed),
        field("vocabulary", "Phase names", 'V', "Which guide's phase names are printed; the figures stay the same.", |r: &Self| &r.vocabulary, |r| &mut r.vocabulary),
    ];

    fn id(&self) -> &Id {
        &self.id
    }
    /// The single record keeps its id.
    fn set_id(&mut self, _id: Id) {}
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.product
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.product
    }
}
