use rolecall::snapshot::{JwtSeen, Snapshot};

use crate::Pair;
use crate::jwt_unsafe::{good, seen};

pub(crate) const PAIR: Pair = Pair {
    check: "jwt-exceeds-design",
    fires: || {
        seen(|snapshot| {
            let scopes = ["orders:read", "orders:write"].map(str::to_owned).into();
            snapshot.jwts = vec![JwtSeen { scopes, ..good() }];
        })
    },
    silent: || seen(|snapshot| snapshot.jwts = vec![good()]),
};

#[test]
fn scopes_beyond_the_design_are_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: the JWT of `till` at `tokens.txt:3` has other scopes than its design
      jwt tokens.txt till|https://login.example|orders|orders:read orders:write|RS256 -> till []
      affects 0
      expected scope `orders:read` (map.yaml:3:3)
      actual scope `orders:write`, too
      path jwt:tokens.txt:3
      fix let the issuer give out tokens with the scopes of `till` alone
    ");
}

fn told(jwts: fn(&mut Snapshot)) -> String {
    seen(jwts).told_by(PAIR.check)
}

#[test]
fn a_token_without_scopes_has_none_of_the_designed_limits() {
    let told = told(|snapshot| snapshot.jwts = vec![JwtSeen { scopes: Vec::new(), ..good() }]);
    assert!(told.contains("actual it names no scope\n"), "{told}");
}

#[test]
fn a_token_that_no_design_speaks_of_is_told_with_what_its_account_does() {
    let of = |subject: Option<&str>| -> String {
        let pick: fn(&mut Snapshot) = match subject {
            Some("DIA") => |snapshot| snapshot.jwts = vec![JwtSeen { subject: Some("DIA".to_owned()), ..good() }],
            Some(_) => |snapshot| snapshot.jwts = vec![JwtSeen { subject: Some("nobody".to_owned()), ..good() }],
            None => |snapshot| snapshot.jwts = vec![JwtSeen { subject: None, ..good() }],
        };
        told(pick)
    };
    let known = of(Some("DIA"));
    assert!(known.starts_with("high") && known.contains("its subject is the account `dia`: 5 operations"), "{known}");
    assert!(of(Some("nobody")).contains("its subject is no account of the system"));
    assert!(of(None).starts_with("medium") && of(None).contains("it names no subject"));
}

#[test]
fn an_account_that_does_more_than_the_design_is_told() {
    let may = "tokens:\n  stock:\n    owner: dia\n    may: { stock.picking: r }\n";
    let jwts: fn(&mut Snapshot) = |snapshot| {
        snapshot.jwts = vec![JwtSeen { subject: Some("dia".to_owned()), scopes: Vec::new(), ..good() }];
    };
    let told = seen(jwts).design("tokens:\n", may).told_by(PAIR.check);
    assert!(told.contains("of `dia` at `tokens.txt:3` does more than its design"), "{told}");
    assert!(told.contains("stock.picking (write, create, unlink)"), "{told}");
}

#[test]
fn an_expired_token_does_nothing_any_more() {
    let told = told(|snapshot| {
        let expires = Some("2025-12-31T08:00:00Z".to_owned());
        snapshot.jwts = vec![JwtSeen { subject: None, expires, ..good() }];
    });
    assert_eq!(told, "");
}
