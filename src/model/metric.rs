//! Register `metrics`: something measured.

use super::cell::{Choice, Prose, Ref, Refs, Series};
use super::field::{Broken, Field, Header, Record, Rule, Tier, domains, field, guess, id, name, note};
use super::{Domain, Id, Plan, Table};
use crate::text::Raw;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Metric {
    pub id: Id,
    pub name: Raw,
    pub note: Prose,
    pub guess: bool,
    pub domains: Refs<Domain>,
    pub role: MetricRole,
    pub unit: Raw,
    pub better: Better,
    pub statistic: Option<Statistic>,
    pub over: Ref<Metric>,
    pub sensor: Sensor,
    pub bar: Option<f64>,
    pub readings: Series,
}

/// What a metric stands for in the arithmetic; at most one row each, but for `none`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum MetricRole {
    #[default]
    None,
    Users,
    Mrr,
    Concurrent,
    LatencyApi,
    LatencyDb,
    SearchLoad,
    JobMax,
    CdnCost,
    ErrorRate,
    Uptime,
    TimeToLaunch,
    Activation,
    Retention,
    Mau,
    Cac,
    Ltv,
    Deploys,
    ChangeFailures,
    BranchAge,
    Satisfaction,
    Headcount,
    TeamBlocked,
    Experiments,
    PageLoad,
    Churn,
    SupportLoad,
    QueueLag,
    StorageCost,
    ClientVersionShare,
}

impl Choice for MetricRole {
    const ALL: &'static [Self] = &[
        Self::None,
        Self::Users,
        Self::Mrr,
        Self::Concurrent,
        Self::LatencyApi,
        Self::LatencyDb,
        Self::SearchLoad,
        Self::JobMax,
        Self::CdnCost,
        Self::ErrorRate,
        Self::Uptime,
        Self::TimeToLaunch,
        Self::Activation,
        Self::Retention,
        Self::Mau,
        Self::Cac,
        Self::Ltv,
        Self::Deploys,
        Self::ChangeFailures,
        Self::BranchAge,
        Self::Satisfaction,
        Self::Headcount,
        Self::TeamBlocked,
        Self::Experiments,
        Self::PageLoad,
        Self::Churn,
        Self::SupportLoad,
        Self::QueueLag,
        Self::StorageCost,
        Self::ClientVersionShare,
    ];
    const WORDS: &'static [&'static str] = &[
        "none",
        "users",
        "mrr",
        "concurrent",
        "latency-api",
        "latency-db",
        "search-load",
        "job-max",
        "cdn-cost",
        "error-rate",
        "uptime",
        "time-to-launch",
        "activation",
        "retention",
        "mau",
        "cac",
        "ltv",
        "deploys",
        "change-failures",
        "branch-age",
        "satisfaction",
        "headcount",
        "team-blocked",
        "experiments",
        "page-load",
        "churn",
        "support-load",
        "queue-lag",
        "storage-cost",
        "client-version-share",
    ];
}

/// Which direction is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Better {
    #[default]
    Lower,
    Higher,
}

impl Choice for Better {
    const ALL: &'static [Self] = &[Self::Lower, Self::Higher];
    const WORDS: &'static [&'static str] = &["lower", "higher"];
}

/// What one reading is of many values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Statistic {
    #[default]
    P50,
    P95,
    P99,
    Max,
    Mean,
    Count,
    Ratio,
    Sum,
}

impl Choice for Statistic {
    const ALL: &'static [Self] =
        &[Self::P50, Self::P95, Self::P99, Self::Max, Self::Mean, Self::Count, Self::Ratio, Self::Sum];
    const WORDS: &'static [&'static str] = &["p50", "p95", "p99", "max", "mean", "count", "ratio", "sum"];
}

/// How readings come about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sensor {
    #[default]
    None,
    Manual,
    Automatic,
}

impl Choice for Sensor {
    const ALL: &'static [Self] = &[Self::None, Self::Manual, Self::Automatic];
    const WORDS: &'static [&'static str] = &["none", "manual", "automatic"];
}

impl Record for Metric {
    const ABOUT: Header = Header {
        key: "metrics",
        singular: "metric",
        title: "Metrics",
        purpose: "What is measured, how, and the readings every trend and date is drawn from.",
        example: "Database query p95 role=latency-db unit=ms statistic=p95 readings=2026-11-14:194.5,2026-11-21:196",
        tier: Tier::More,
    };

    #[rustfmt::skip]
    const FIELDS: &'static [Field<Self>] = &[
        id(|r: &Self| &r.id, |r| &mut r.id),
        name(|r: &Self| &r.name, |r| &mut r.name),
        note(|r: &Self| &r.note, |r| &mut r.note),
        guess(|r: &Self| &r.guess, |r| &mut r.guess),
        domains(|r: &Self| &r.domains, |r| &mut r.domains),
        field("role", "Role", 'r', "What it stands for in the arithmetic, as in users or latency-db; one metric a role.", |r: &Self| &r.role, |r| &mut r.role).face().column(14),
        field("unit", "Unit", 'u', "What a reading is counted in, as in ms or %.", |r: &Self| &r.unit, |r| &mut r.unit).face().column(6),
        field("better", "Better", 'b', "Which direction is good.", |r: &Self| &r.better, |r| &mut r.better),
        field("statistic", "Statistic", 's', "What a reading is of many values; a mean hides the slow ones a limit is about.", |r: &Self| &r.statistic, |r| &mut r.statistic).face().column(9),
        field("over", "Divided by", 'o', "For a ratio: the metric below the line.", |r: &Self| &r.over, |r| &mut r.over),
        field("sensor", "Sensor", 'e', "Typed in, measured by a machine, or not at all; a trigger without one is blind.", |r: &Self| &r.sensor, |r| &mut r.sensor).column(9),
        field("bar", "Bar", 'a', "What counts as good.", |r: &Self| &r.bar, |r| &mut r.bar).face().column(7),
        field("readings", "Readings", 'R', "One number a day, as in 2026-11-21:196; record adds one.", |r: &Self| &r.readings, |r| &mut r.readings),
    ];

    const RULES: &'static [Rule<Self>] = &[one_row_a_role];

    fn id(&self) -> &Id {
        &self.id
    }
    fn set_id(&mut self, id: Id) {
        self.id = id;
    }
    fn table(plan: &Plan) -> &Table<Self> {
        &plan.metrics
    }
    fn table_mut(plan: &mut Plan) -> &mut Table<Self> {
        &mut plan.metrics
    }
}

/// The arithmetic looks a role up and must find one metric.
fn one_row_a_role(row: &Metric, plan: &Plan) -> Option<Broken> {
    if row.role == MetricRole::None {
        return None;
    }
    let other = plan.metrics.iter().find(|other| other.role == row.role && other.id != row.id)?;
    let message = row
        .name
        .show()
        .then(" and ")
        .then(other.name.show())
        .then(" both have the role ")
        .then(row.role.word())
        .then(": keep it on one of them and set role=none on the other.");
    Some(Broken { field: "role", message })
}
