//! What a damage that may strike costs as months go by, and when that has come to what mending costs.

/// Days in a month.
pub const MONTH: f64 = 365.25 / 12.0;

/// Growth a month as a share of itself, from that of a week.
pub fn monthly(weekly: f64) -> f64 {
    let monthly = (1.0 + weekly.max(-0.9)).powf(365.25 / 12.0 / 7.0) - 1.0;
    if monthly.is_finite() { monthly } else { 0.0 }
}

/// Expected loss after some months of a damage that strikes once: D · (1 − (1 − h)^T).
pub fn once(chance: f64, damage: f64, months: u32) -> f64 {
    damage * (1.0 - (1.0 - chance).powi(months as i32))
}

/// Expected loss over some months of a damage that strikes again and again and grows with the users: Σ h · D · (1 + g)^m.
pub fn again(chance: f64, damage: f64, growth: f64, months: u32) -> f64 {
    (1..=months as i32).map(|m| chance * damage * (1.0 + growth).powi(m)).sum()
}

/// Months after which D · (1 − (1 − h)^m) is the cost.
pub fn single(cost: f64, chance: f64, damage: f64) -> Option<f64> {
    if cost >= damage || chance <= 0.0 {
        return None;
    }
    // Certain within the month: it comes in even parts through it.
    let months = if chance >= 1.0 { cost / damage } else { (1.0 - cost / damage).ln() / (1.0 - chance).ln() };
    months.is_finite().then_some(months)
}

/// Months after which the sum of a loss that grows month by month is the cost.
pub fn repeated(cost: f64, loss: f64, growth: f64) -> Option<f64> {
    if loss <= 0.0 {
        return None;
    }
    let months = if growth.abs() < 1e-9 {
        cost / loss
    } else {
        (1.0 + cost * growth / (loss * (1.0 + growth))).ln() / growth.ln_1p()
    };
    Some(months).filter(|months| months.is_finite() && *months >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8,000 at 10 % a month: after one month 800, after two 1,520; for 1,160 it takes ln(0.855)/ln(0.9) = 1.487 months.
    #[test]
    fn a_damage_that_strikes_once_meets_its_cost() {
        assert!((once(0.1, 8000.0, 2) - 1520.0).abs() < 1e-9);
        let months = single(1160.0, 0.1, 8000.0).expect("it meets");
        assert!((months - 1.486_87).abs() < 1e-4, "{months}");
        assert_eq!((single(8000.0, 0.1, 8000.0), single(1.0, 0.0, 8000.0)), (None, None));
        assert_eq!(single(4000.0, 1.0, 8000.0), Some(0.5));
    }

    /// 100 a month, 10 % more each: 110 + 121 + 133.1 = 364.1 after three.
    #[test]
    fn a_damage_that_comes_again_grows_with_the_users() {
        assert!((again(0.1, 1000.0, 0.1, 3) - 364.1).abs() < 1e-9);
        assert!((repeated(364.1, 100.0, 0.1).expect("it meets") - 3.0).abs() < 1e-9);
        assert_eq!(repeated(300.0, 100.0, 0.0), Some(3.0));
        assert_eq!(repeated(300.0, 0.0, 0.1), None);
        assert_eq!(repeated(1e9, 100.0, -0.5), None, "it dies out before");
    }
}
