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
    assert!(told.contains("3 API keys `till` of `dia` never expire\n"), "{told}");
    assert!(told.contains("actual made 2025-12-01; made 2025-12-02, no end"), "{told}");
}

#[test]
fn of_one_name_the_owner_is_told() {
    let shop = shop().with(|system| {
        for owner in ["ann", "dia"] {
            system.token(owner, "till", "2025-12-01T08:00:00Z", None);
        }
        system.token("ann", "shop", "2025-12-01T08:00:00Z", None);
    });
    let told = shop.told_by(PAIR.check);
    for title in ["API key `till` of `ann` never", "API key `till` of `dia` never", "API key `shop` never"] {
        assert!(told.contains(title), "{told}");
    }
}

#[test]
fn keys_of_an_erp_that_knows_no_end_are_one_finding_as_shipped() {
    let shop = shop().with(|system| {
        for owner in ["ann", "dia"] {
            system.token(owner, "till", "2025-12-01T08:00:00Z", None);
        }
        system.token("ann", "app", "2025-12-01T08:00:00Z", None);
        system.adjust(|snapshot| {
            snapshot.semantics.keys_never_end = true;
            let app = snapshot.tokens.iter_mut().find(|token| token.name == "app").unwrap();
            app.kind = rolecall::snapshot::Token::OAUTH_BEARER.to_owned();
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r"
    medium, confidence high: 2 API keys cannot have an end in this version
      population keys that cannot have an end -> shop []
      affects 2 ann dia
      expected an end, or a calendar by which keys are replaced
      actual this version of the ERP keeps no end of keys
      path token:till > token:till
      fix replace the keys by calendar, and delete those that are not in use

    medium, confidence high: OAuth bearer token `app` never expires
      token app -> ann []
      affects 1 ann
      expected an end
      actual made 2025-12-01, no end
      path token:app > user:ann
      fix replace `app` by a token with an end
    ");
    let report = shop.audit();
    let shipped: Vec<&str> =
        report.findings.iter().filter(|found| found.vendor_default).map(|found| found.check_name).collect();
    assert_eq!(shipped, [PAIR.check]);
}
