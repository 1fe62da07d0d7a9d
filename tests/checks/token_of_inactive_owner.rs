use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-of-inactive-owner",
    fires: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
            system.change("dia", |user| user.active = false);
        })
    },
    silent: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
        })
    },
};

#[test]
fn the_key_of_a_leaver_is_told_and_nothing_else_is_said_of_it() {
    let shop = (PAIR.fires)();
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: API key `till` belongs to the inactive account `dia`
      token till -> dia []
      affects 1 dia
      expected no key of an inactive account
      actual the key is still there
      path token:till > user:dia
      fix revoke `till`
    ");
    assert_eq!(shop.told_by("token-not-in-design"), "", "a dead key needs no design");
}

#[test]
fn keys_of_one_name_and_owner_are_one_finding_that_says_how_many() {
    let shop = (PAIR.fires)().with(|system| {
        system.token("dia", "till", "2025-12-02T08:00:00Z", None);
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
    assert!(told.contains("2 API keys `till` belong to the inactive account `dia`"), "{told}");
}
