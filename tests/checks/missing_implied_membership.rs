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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}
