use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "group-not-in-design",
    fires: || {
        shop().with(|system| {
            system.group("Shop / Night Shift");
        })
    },
    silent: || (PAIR.fires)().design("roles:", "ambient: [\"Shop / Night Shift\"]\nroles:"),
};

#[test]
fn an_empty_group_made_by_hand_is_hygiene() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"");
}

#[test]
fn a_group_with_people_and_rights_weighs_more() {
    let shop = shop().with(|system| {
        system.hand_made("night", Some("Shop / Night Shift"), "stock.picking", "rw").join("dia", "Shop / Night Shift");
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"");
}
