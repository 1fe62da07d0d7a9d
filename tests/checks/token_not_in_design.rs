use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-not-in-design",
    fires: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
        })
    },
    silent: || {
        shop()
            .design("roles:", "tokens:\n  till: { owner: dia, may: { res.partner: r, stock.picking: crwd } }\nroles:")
            .with(|system| {
                system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
            })
    },
};

#[test]
fn a_key_that_nobody_designed_is_told_with_what_it_can_do() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: API key `till` of `dia` is not in the design
      token till -> dia []
      affects 1 dia
      expected every key is named in `tokens`
      actual it carries all rights of `dia`: 5 operations on 2 models, among them stock.picking (read, write, create, unlink), res.partner (read)
      path token:till > user:dia
      fix name `till` in `tokens` of the map, or revoke it
    ");
}

#[test]
fn the_designed_name_on_another_account_is_not_the_designed_key() {
    let shop = shop().design("roles:", "tokens:\n  till: { owner: ann }\nroles:").with(|system| {
        system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    });
    assert!(shop.told_by(PAIR.check).contains("API key `till` of `dia` is not in the design"));
    assert!(shop.told_by("token-missing").contains("designed API key `till` of `ann` does not exist"));
}
