use rolecall::snapshot::Snapshot;

use crate::Pair;
use crate::shop::{Shop, shop};

fn made(created: &str) -> Shop {
    let created = format!("{created}T08:00:00Z");
    shop().with(move |system| {
        system.token("dia", "till", &created, Some("2026-03-01T08:00:00Z"));
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "token-too-old", fires: || made("2024-12-30"), silent: || made("2025-01-02") };

#[test]
fn an_old_key_is_told_with_its_age() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence high: API key `till` is older than 365 days
      token till -> dia []
      affects 1 dia
      expected replaced within 365 days
      actual made 2024-12-30, 366 days ago
      path token:till > user:dia
      fix replace `till` by a new key
    ");
}

#[test]
fn the_map_knows_better() {
    let tokens = "tokens:\n  till:\n    owner: dia\n    rotate_every: 400d\nroles:\n";
    let shop = made("2024-12-30").design("roles:\n", tokens);
    assert_eq!(shop.told_by(PAIR.check), "");
    assert_ne!(
        made("2024-12-30").design("roles:\n", &tokens.replace("    rotate_every: 400d\n", "")).told_by(PAIR.check),
        ""
    );
}

#[test]
fn a_key_of_unknown_age_is_not_assessed() {
    let shop = made("2024-12-30").with(|system| {
        system.adjust(|snapshot: &mut Snapshot| snapshot.tokens[0].created = None);
    });
    let report = shop.audit();
    assert!(!report.findings.iter().any(|finding| finding.check_name == PAIR.check));
    assert!(report.not_assessed.iter().any(|entry| entry.what == "the age of 1 API key"), "{:?}", report.not_assessed);
}

#[test]
fn many_old_keys_are_one_finding() {
    let shop = shop().with(|system| {
        for number in 0..20 {
            system.token("dia", &format!("till {number}"), "2024-02-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
        }
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
    assert!(
        told.contains("20 keys are older than 365 days") && told.contains("the oldest was made 2024-02-01"),
        "{told}"
    );
}

#[test]
fn it_is_as_bad_as_what_its_owner_changes() {
    let of = |owner: &str| {
        let owner = owner.to_owned();
        let shop = shop().with(move |system| {
            system.token(&owner, "till", "2024-02-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
        });
        shop.told_by(PAIR.check).split(',').next().unwrap().to_owned()
    };
    assert_eq!([of("dia"), of("eve")], ["medium", "low"]);
}
