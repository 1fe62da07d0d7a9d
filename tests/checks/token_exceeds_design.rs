use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-exceeds-design",
    fires: || {
        shop().design("roles:", "tokens:\n  till: { owner: dia, may: { stock.picking: r } }\nroles:").with(|system| {
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
fn a_key_that_should_only_read_carries_all_rights_of_its_owner() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: API key `till` can do more than its design
      token till -> dia []
      affects 1 dia
      expected only what `may` says (map.yaml:3:3)
      actual it carries all rights of `dia`: 4 operations on 2 models, among them stock.picking (write, create, unlink), res.partner (read) beyond `may`
      path token:till > user:dia
      fix give `till` an owner with only the designed rights, or take them from `dia`
    ");
}

#[test]
fn a_key_with_another_scope_than_designed_is_told() {
    let shop = shop().design("roles:", "tokens:\n  till: { owner: dia, scopes: [mail] }\nroles:").with(|system| {
        system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    });
    assert!(shop.told_by(PAIR.check).contains("its scope is everything"));
}
