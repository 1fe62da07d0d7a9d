//! A shop in which somebody holds a group beyond their role, and a decision to live with that.

use crate::shop::{Shop, shop};

/// The decision, as it holds on the day of the shop's snapshot, 2026-01-01.
const WAIVER: &str = "\
waivers:
  - id: W-1
    match: { check: membership-beyond-role, subject: \"user:dia\" }
    reason: dia stands in until March
    compensating_control: { description: cem reads the orders, owner: cem, frequency: weekly }
    requested_by: ann
    approved_by: ciso
    approved_on: 2025-12-01
    expires_on: 2026-03-01
    severity_at_approval: high
    scope_at_approval: { users: 1 }
";

/// `dia` sells.
pub(crate) fn open() -> Shop {
    shop().with(|system| {
        system.join("dia", "sale.group_user");
    })
}

/// The same, with the decision.
pub(crate) fn waived() -> Shop {
    open().policy("waivers.yaml", WAIVER)
}

/// The same, with another decision in some ways.
pub(crate) fn waived_but(changes: &[(&str, &str)]) -> Shop {
    let text = changes.iter().fold(WAIVER.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    open().policy("waivers.yaml", &text)
}
