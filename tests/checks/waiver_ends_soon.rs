use crate::Pair;
use crate::waived::waived_but;

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-ends-soon",
    fires: || waived_but(&[("2026-03-01", "2026-01-15")]),
    silent: || waived_but(&[("2026-03-01", "2026-01-16")]),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    low, confidence high: waiver `W-1` ends on 2026-01-15
      waiver W-1 -> shop []
      affects 0
      expected what it accepts is gone after 2026-01-15 (waivers.yaml:2:5)
      actual 1 finding is still there
      path waiver:W-1 > RM-004 v1:26887ad645a098bc0e19bf1088de0b7b: `dia` in role `storekeeper` holds `sale.group_user`
      fix Remove what the finding is about in time, or have somebody decide again.
    ");
}
