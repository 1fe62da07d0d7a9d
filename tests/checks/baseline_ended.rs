use crate::Pair;
use crate::waived::open;

pub(crate) const PAIR: Pair = Pair {
    check: "baseline-ended",
    fires: || open().baseline("2025-12-01", "2025-12-31"),
    silent: || open().baseline("2025-12-01", "2026-01-01"),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: the baseline of 2025-12-01 does not hold
      baseline baseline -> shop []
      affects 0
      expected nothing that it accepts is left after 2025-12-31 (baseline.json)
      actual it ended on 2025-12-31
      path baseline:baseline.json
      fix Remove what is left of it, or have somebody decide about each finding with a waiver.
    ");
}

#[test]
fn a_baseline_lasts_no_longer_than_the_gate_lets_a_waiver_last() {
    let shop = || open().baseline("2025-12-01", "2026-06-01");
    assert_eq!(shop().told_by(PAIR.check), "");
    let told = shop().policy("gate.yaml", "waivers: { longest_days: 30 }\n").told_by(PAIR.check);
    assert!(told.contains("it ended on 2025-12-31: it says 2026-06-01"), "{told}");
    let told = shop().policy("gate.yaml", "waivers: { approvers: [board] }\n").told_by(PAIR.check);
    assert!(told.contains("`ciso` is not among those who may approve"), "{told}");
    let told = open().baseline("2026-01-02", "2026-06-01").told_by(PAIR.check);
    assert!(told.contains("still to come"), "{told}");
}
