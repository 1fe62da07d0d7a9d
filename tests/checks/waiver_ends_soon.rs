use crate::Pair;
use crate::waived::waived_but;

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-ends-soon",
    fires: || waived_but(&[("2026-03-01", "2026-01-15")]),
    silent: || waived_but(&[("2026-03-01", "2026-01-16")]),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
