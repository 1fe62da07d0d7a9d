use crate::Pair;
use crate::waived::waived_but;
use rolecall::findings::Verdict;

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-expired",
    fires: || waived_but(&[("2026-03-01", "2025-12-31")]),
    silent: || waived_but(&[("2026-03-01", "2026-01-01")]),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: waiver `W-1` is over since 2025-12-31
      waiver W-1 -> shop []
      affects 0
      expected what it accepts is gone after 2025-12-31 (waivers.yaml:2:5)
      actual 1 finding is still there
      path waiver:W-1 > RM-004 v1:26887ad645a098bc0e19bf1088de0b7b: `dia` in role `storekeeper` holds `sale.group_user`
      fix Remove what the finding is about, or have somebody decide again with a new waiver.
    ");
}

#[test]
fn the_finding_counts_again_on_the_day_after_the_last() {
    let verdict = |last: &str| {
        let report = waived_but(&[("2026-03-01", last)]).audit();
        (report.verdict, report.findings.iter().filter(|finding| finding.waiver.is_some()).count())
    };
    assert_eq!(verdict("2026-01-01"), (Verdict::GoWithConditions, 1));
    assert_eq!(verdict("2025-12-31"), (Verdict::NoGo, 0));
}
