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

/// Three living keys of one name, two of them one person's; the design has one such key and does not say whose.
fn three() -> crate::shop::Shop {
    shop().design("roles:", "tokens:\n  till: {}\nroles:").with(|system| {
        system
            .token("dia", "till", "2025-12-02T08:00:00Z", Some("2026-03-01T08:00:00Z"))
            .token("ann", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"))
            .token("dia", "till", "2025-12-03T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    })
}

#[test]
fn of_several_keys_that_fit_one_design_all_but_the_oldest_are_told() {
    insta::assert_snapshot!(three().told_by(PAIR.check), @r"
    high, confidence high: 2 API keys `till` of `dia` are not in the design
      token till -> dia []
      affects 1 dia
      expected one key `till`; the oldest that fits is taken for it (map.yaml:3:3)
      actual they carry all rights of `dia`: 5 operations on 2 models, among them stock.picking (read, write, create, unlink), res.partner (read)
      path token:till > user:dia
      fix revoke the keys `till` that are not the designed one, or give each its own name
    ");
    assert_eq!(three().told_by("token-missing"), "");
}

#[test]
fn an_expired_key_does_not_take_the_place_of_the_living_one() {
    let shop = (PAIR.silent)().with(|system| {
        system.token("dia", "till", "2024-12-01T08:00:00Z", Some("2025-03-01T08:00:00Z"));
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn the_owner_is_the_designed_one_whatever_the_case_in_any_alphabet() {
    let shop = shop().design("roles:", "tokens:\n  till: { owner: jürgen }\nroles:").with(|system| {
        system.user("JÜRGEN", "Jürgen", &["sale.group_user"]);
        system.token("JÜRGEN", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
