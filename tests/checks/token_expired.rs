use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-expired",
    fires: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-01-01T08:00:00Z", Some("2025-12-31T23:59:59Z"));
        })
    },
    silent: || {
        shop().with(|system| {
            system.token("dia", "till", "2025-01-01T08:00:00Z", Some("2026-01-01T00:00:00Z"));
        })
    },
};

#[test]
fn a_key_past_its_end_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence high: API key `till` expired on 2025-12-31 and is still there
      token till -> dia []
      affects 1 dia
      expected expired keys are removed
      actual expired on 2025-12-31
      path token:till > user:dia
      fix remove `till`
    ");
}

#[test]
fn keys_of_one_name_and_owner_are_one_finding_that_says_how_many() {
    let shop = shop().with(|system| {
        for end in ["2025-12-01T08:00:00Z", "2025-12-02T08:00:00Z"] {
            system.token("dia", "till", "2025-01-01T08:00:00Z", Some(end));
        }
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
    assert!(told.contains("2 API keys `till` expired and are still there"), "{told}");
    assert!(told.contains("actual expired on 2025-12-01; expired on 2025-12-02"), "{told}");
}
