use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-without-expiry",
    fires: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-12-01T08:00:00Z", None);
        })
    },
    silent: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
        })
    },
};

#[test]
fn a_key_without_an_end_is_told_with_its_owner() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: API key `till` never expires
      token till -> dia []
      affects 1 dia
      expected an end
      actual made 2025-12-01, no end
      path token:till > user:dia
      fix replace `till` by a key with an end
    ");
}
