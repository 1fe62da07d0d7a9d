use rolecall::snapshot::{Domain, JwtSeen, Snapshot};

use crate::Pair;
use crate::shop::{Shop, shop};

/// A token as it should be.
pub(crate) fn good() -> JwtSeen {
    JwtSeen {
        at: "tokens.txt:3".to_owned(),
        algorithm: "RS256".to_owned(),
        issuer: Some("https://login.example".to_owned()),
        subject: Some("till".to_owned()),
        audience: vec!["orders".to_owned()],
        scopes: vec!["orders:read".to_owned()],
        issued: Some("2025-12-20T08:00:00Z".to_owned()),
        expires: Some("2026-02-01T08:00:00Z".to_owned()),
    }
}

/// A shop whose design knows the good token, and in a file of which tokens were seen.
pub(crate) fn seen(jwts: fn(&mut Snapshot)) -> Shop {
    let tokens = "tokens:\n  till:\n    scopes: [\"orders:read\"]\nroles:\n";
    let shop = shop().design("roles:\n", tokens).with(|system| {
        system.token("dia", "till", "2025-12-20T08:00:00Z", Some("2026-02-01T08:00:00Z"));
        system.adjust(|snapshot| {
            snapshot.tokens[0].scope = Some("orders:read".to_owned());
            snapshot.looked_at(Domain::Jwts);
        });
    });
    shop.with(|system| {
        system.adjust(jwts);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "jwt-unsafe",
    fires: || seen(|snapshot| snapshot.jwts = vec![JwtSeen { algorithm: "none".to_owned(), ..good() }]),
    silent: || seen(|snapshot| snapshot.jwts = vec![good()]),
};

#[test]
fn a_token_without_a_signature_is_told_with_its_place() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: the JWT of `till` at `tokens.txt:3` is not safe: its algorithm is `none`
      jwt tokens.txt till|https://login.example|orders|orders:read|none -> till []
      affects 0
      expected an algorithm that only the issuer can sign with
      actual its algorithm is `none`
      path jwt:tokens.txt:3
      fix make every service that takes these tokens refuse this algorithm, and sign them with another
    ");
}

fn told(jwts: fn(&mut Snapshot)) -> String {
    seen(jwts).told_by(PAIR.check)
}

#[test]
fn each_thing_that_is_wrong_has_its_weight() {
    let endless = told(|snapshot| snapshot.jwts = vec![JwtSeen { expires: None, ..good() }]);
    assert!(endless.starts_with("medium") && endless.contains("actual it never expires\n"), "{endless}");
    let weak = told(|snapshot| snapshot.jwts = vec![JwtSeen { algorithm: "rs1".to_owned(), ..good() }]);
    assert!(weak.starts_with("medium") && weak.contains("its algorithm is `rs1`"), "{weak}");
    let long = told(|snapshot| {
        snapshot.jwts = vec![JwtSeen { expires: Some("2026-06-01T08:00:00Z".to_owned()), ..good() }];
    });
    assert!(long.starts_with("medium") && long.contains("it lives 163 days, until 2026-06-01"), "{long}");
    let of_unknown_age = told(|snapshot| {
        let (issued, expires) = (None, Some("2026-06-01T08:00:00Z".to_owned()));
        snapshot.jwts = vec![JwtSeen { issued, expires, ..good() }];
    });
    assert!(of_unknown_age.contains("it still lives 151 days"), "{of_unknown_age}");
    let to_anyone = told(|snapshot| snapshot.jwts = vec![JwtSeen { audience: Vec::new(), ..good() }]);
    assert!(to_anyone.starts_with("low") && to_anyone.contains("actual it names no audience\n"), "{to_anyone}");
}

#[test]
fn of_an_expired_token_the_rest_does_not_matter_but_its_algorithm() {
    let expired = told(|snapshot| {
        let expires = Some("2025-12-31T08:00:00Z".to_owned());
        snapshot.jwts = vec![JwtSeen { expires, audience: Vec::new(), issued: None, ..good() }];
    });
    assert!(
        expired.starts_with("low") && expired.contains("actual it expired 2025-12-31 and is still there\n"),
        "{expired}"
    );
    let unsigned = told(|snapshot| {
        let expires = Some("2025-12-31T08:00:00Z".to_owned());
        snapshot.jwts = vec![JwtSeen { expires, algorithm: "NONE".to_owned(), ..good() }];
    });
    assert!(unsigned.starts_with("high") && unsigned.contains("; it expired"), "{unsigned}");
}

#[test]
fn a_renewed_token_is_one_finding_with_its_predecessors() {
    let report = seen(|snapshot| {
        let one = |line: u32| JwtSeen { at: format!("tokens.txt:{line}"), expires: None, ..good() };
        snapshot.jwts = (1..=5).map(one).collect();
        snapshot.jwts.push(JwtSeen { at: "other.txt:1".to_owned(), expires: None, ..good() });
    });
    let told = report.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 2, "{told}");
    assert!(told.contains("5 JWTs of `till` in `tokens.txt` are not safe") && told.contains("and 2 more"), "{told}");
}

#[test]
fn a_line_that_moved_is_the_same_finding() {
    let fingerprint = |jwts: fn(&mut Snapshot)| {
        let report = seen(jwts).audit();
        report.findings.iter().find(|finding| finding.check_name == PAIR.check).unwrap().fingerprint.clone()
    };
    let (here, there) = (
        fingerprint(|snapshot| snapshot.jwts = vec![JwtSeen { expires: None, ..good() }]),
        fingerprint(|snapshot| {
            snapshot.jwts = vec![JwtSeen { expires: None, at: "tokens.txt:99".to_owned(), ..good() }];
        }),
    );
    assert_eq!(here, there);
}

#[test]
fn where_nobody_named_a_file_nothing_was_assessed() {
    let report = shop().audit();
    let entry = report.not_assessed.iter().find(|entry| entry.what == "JSON Web Tokens in files");
    assert!(report.not_assessed.iter().any(|entry| entry.what == PAIR.check) && entry.is_some());
}
