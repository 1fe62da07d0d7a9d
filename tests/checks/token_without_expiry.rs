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

#[test]
fn keys_of_one_name_and_owner_are_one_finding_that_says_how_many() {
    let shop = shop().with(|system| {
        for made in ["2025-12-01", "2025-12-02", "2025-12-02"] {
            system.token("dia", "till", &format!("{made}T08:00:00Z"), None);
        }
        system.token("ann", "till", "2025-12-01T08:00:00Z", None);
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 2, "{told}");
    assert!(told.contains("3 API keys `till` never expire\n"), "{told}");
    assert!(told.contains("actual made 2025-12-01; made 2025-12-02, no end"), "{told}");
}
