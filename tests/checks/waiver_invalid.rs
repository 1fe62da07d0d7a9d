use crate::Pair;
use crate::waived::{waived, waived_but};

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-invalid",
    fires: || waived_but(&[("2026-03-01", "2026-12-02")]),
    silent: || waived_but(&[("2026-03-01", "2026-12-01")]),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: waiver `W-1` is not what the gate asks for
      waiver W-1 -> shop []
      affects 0
      expected a waiver by the terms of built in (waivers.yaml:2:5)
      actual it lasts 366 days, and the gate allows 365
      path waiver:W-1 > RM-004 v1:26887ad645a098bc0e19bf1088de0b7b: `dia` in role `storekeeper` holds `sale.group_user`
      fix Have somebody who may decide again, for no longer than the gate allows.
    ");
}

#[test]
fn every_way_not_to_be_allowed_is_told_and_accepts_nothing() {
    type Case = (&'static [(&'static str, &'static str)], String, &'static str);
    let gate = |terms: &str| format!("waivers: {{ {terms} }}\n");
    let cases: [Case; 5] = [
        (&[("2025-12-01", "2026-01-02")], gate(""), "approved on 2026-01-02, which is still to come"),
        (&[("2025-12-01", "2025-12-31"), ("2026-03-01", "2025-12-30")], gate(""), "before it was approved"),
        (&[], gate("longest_days: 89"), "it lasts 90 days, and the gate allows 89"),
        (&[("severity_at_approval: high", "severity_at_approval: critical")], gate(""), "for a critical finding"),
        (&[], gate("approvers: [board]"), "`ciso` is not among those who may approve"),
    ];
    for (changes, gate, words) in cases {
        let shop = waived_but(changes).policy("gate.yaml", &gate);
        let told = shop.told_by(PAIR.check);
        assert!(told.contains(words), "{words}: {told}");
        assert!(shop.audit().findings.iter().all(|finding| finding.waiver.is_none()), "{words}");
    }
    let allowed = waived().policy("gate.yaml", &gate("longest_days: 90, approvers: [\" CISO\"]"));
    assert_eq!(allowed.told_by(PAIR.check), "");
}
