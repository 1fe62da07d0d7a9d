use crate::Pair;
use crate::waived::{waived, waived_but};

pub(crate) const PAIR: Pair =
    Pair { check: "waiver-unused", fires: || waived_but(&[("user:dia", "user:ann")]), silent: || waived() };

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn a_check_that_there_is_not_is_told_with_the_one_that_was_meant() {
    let told = waived_but(&[("membership-beyond-role", "membership-beyond-rule")]).told_by(PAIR.check);
    assert!(told.contains("did you mean `membership-beyond-role`?"), "{told}");
}
