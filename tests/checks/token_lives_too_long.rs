use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-lives-too-long",
    fires: || {
        shop().design("roles:", "tokens:\n  till: { owner: dia, expires_within: 89d, may: { res.partner: r, stock.picking: crwd } }\nroles:").with(|system| { system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z")); })
    },
    silent: || {
        shop().design("roles:", "tokens:\n  till: { owner: dia, expires_within: 90d, rotate_every: 31d, may: { res.partner: r, stock.picking: crwd } }\nroles:").with(|system| { system.token("dia", "till", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z")); })
    },
};

#[test]
fn a_life_past_the_designed_one_is_told_with_the_line() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: API key `till` lives longer than its design
      token till -> dia []
      affects 1 dia
      expected a life of at most 89 days (map.yaml:3:39)
      actual a life of 90 days
      path token:till > user:dia
      fix replace `till` by a key with the designed life
    ");
}

#[test]
fn a_key_that_was_not_rotated_is_told() {
    let shop = shop().design("roles:", "tokens:\n  till: { owner: dia, rotate_every: 30d }\nroles:").with(|system| {
        system.token("dia", "till", "2025-12-01T00:00:00Z", None);
    });
    assert!(shop.told_by(PAIR.check).contains("an age of 31 days"));
}

#[test]
fn a_key_that_never_ends_lives_longer_than_any_design() {
    let shop = shop().design("roles:", "tokens:\n  till: { owner: dia, expires_within: 10y }\nroles:").with(|system| {
        system.token("dia", "till", "2025-12-01T00:00:00Z", None);
    });
    assert!(shop.told_by(PAIR.check).contains("it never expires"));
}

/// A till key of unknown age, by a design that limits both its life and its age.
fn of_unknown_age(expires: Option<&'static str>) -> crate::shop::Shop {
    shop().design("roles:", "tokens:\n  till: { owner: dia, expires_within: 90d, rotate_every: 30d }\nroles:").with(
        |system| {
            system.token("dia", "till", "some day", expires);
        },
    )
}

#[test]
fn a_key_of_unknown_age_that_never_ends_lives_longer_than_any_design() {
    assert!(of_unknown_age(None).told_by(PAIR.check).contains("it never expires"));
}

#[test]
fn a_life_that_cannot_be_measured_is_not_assessed_and_never_called_endless() {
    let shop = of_unknown_age(Some("2026-03-01T08:00:00Z"));
    assert_eq!(shop.told_by(PAIR.check), "");
    let report = shop.audit();
    let open = report.not_assessed.iter().filter(|entry| entry.what == "API key `till` of `dia`");
    let reasons: Vec<&str> = open.map(|entry| entry.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "the snapshot does not say when it was made, so a life of at most 90 days cannot be judged",
            "the snapshot does not say when it was made, so an age of at most 30 days cannot be judged",
        ]
    );
    assert_eq!(report.exit(), rolecall::findings::Exit::Incomplete);
}
