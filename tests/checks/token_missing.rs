use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-missing",
    fires: || {
        shop()
            .design("roles:", "tokens:\n  till: { owner: dia, may: { res.partner: r, stock.picking: crwd } }\nroles:")
            .with(|system| {
                system.group("base.group_user");
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
fn a_designed_key_that_nobody_made_is_told_with_the_line() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: designed API key `till` of `dia` does not exist
      token till -> dia []
      affects 0
      expected a key `till` of `dia` (map.yaml:3:3)
      actual no such key
      path token:till (not there)
      fix make the key, or take it out of the map at map.yaml:3:3
    ");
}
