use crate::Pair;
use crate::shop::{Shop, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "gate-not-agreed",
    fires: || gate("agreed: { on: 2026-01-02, by: [board] }"),
    silent: || gate("agreed: { on: 2026-01-01, by: [board] }"),
};

/// The shop with a gate of its own.
fn gate(text: &str) -> Shop {
    shop().policy("gate.yaml", &format!("{text}\n"))
}

#[test]
fn a_gate_of_ones_own_says_since_when_it_holds() {
    assert!((PAIR.fires)().told_by(PAIR.check).contains("it was agreed on 2026-01-02, after the snapshot was taken"));
    assert!(gate("fail_on: high").told_by(PAIR.check).contains("neither since when it holds nor who agreed"));
    assert_eq!(shop().told_by(PAIR.check), "", "the built-in one is a proposal");
}
