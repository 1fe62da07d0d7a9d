use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "missing-implied-membership",
    fires: || {
        shop().with(|system| {
            system.user("fay", "Fay Lu", &["stock.group_user"]).leave("fay", "base.group_user");
            system.user("gus", "Gus Ho", &["stock.group_user"]).leave("gus", "base.group_user");
        })
    },
    silent: || {
        shop().with(|system| {
            *system = system.clone().closure();
            system.user("fay", "Fay Lu", &["stock.group_user"]).leave("fay", "base.group_user");
        })
    },
};

#[test]
fn all_who_lack_it_are_one_finding_about_the_group() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: 2 members of `stock.group_user` without `base.group_user`, which it implies
      group stock.group_user -> base.group_user []
      affects 2 fay gus
      expected every member of `stock.group_user` is a member of `base.group_user`
      actual the implied membership is not stored, so it does not count
      path group:stock.group_user (held) > implies:base.group_user (not held)
      fix add them to `base.group_user`, or remove it from what `stock.group_user` implies
    ");
}
