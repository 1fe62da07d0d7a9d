use crate::Pair;
use crate::waived::{waived, waived_but};

pub(crate) const PAIR: Pair =
    Pair { check: "waiver-unused", fires: || waived_but(&[("user:dia", "user:ann")]), silent: || waived() };

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    low, confidence high: waiver `W-1` accepts nothing that this audit found
      waiver W-1 -> shop []
      affects 0
      expected every waiver accepts something that is there (waivers.yaml:2:5)
      actual no finding is like it
      path waiver:W-1
      fix Remove the waiver, or correct what it names.
    ");
}

#[test]
fn a_check_that_there_is_not_is_told_with_the_one_that_was_meant() {
    let told = waived_but(&[("membership-beyond-role", "membership-beyond-rule")]).told_by(PAIR.check);
    assert!(told.contains("did you mean `membership-beyond-role`?"), "{told}");
}
