use rolecall::snapshot::{Snapshot, Token};

use crate::Pair;
use crate::shop::{Shop, shop};

/// Makes every key of the shop an OAuth bearer with a scope that nobody checks.
fn bearers(snapshot: &mut Snapshot) {
    for token in &mut snapshot.tokens {
        token.kind = Token::OAUTH_BEARER.to_owned();
        (token.scope, token.scope_unchecked) = (Some("openid".to_owned()), true);
    }
}

fn bearer_of(owner: &str) -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        system.token(owner, "web shop", "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z")).adjust(bearers);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "token-scope-unchecked",
    fires: || bearer_of("dia"),
    silent: || {
        bearer_of("dia").with(|system| {
            system.adjust(|snapshot| snapshot.tokens[0].scope_unchecked = false);
        })
    },
};

#[test]
fn a_token_does_what_its_owner_may() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: OAuth bearer token `web shop` does all that `dia` may, whatever its scope
      token web shop -> dia []
      affects 1 dia
      expected only what scope `openid` says
      actual this version of the system never checks scopes: 5 operations on 2 models, among them stock.picking (read, write, create, unlink), res.partner (read)
      path token:web shop > user:dia
      fix revoke `web shop`, or give it an owner with only the rights that its scope promises
    ");
}

#[test]
fn it_is_as_bad_as_its_owner_is_mighty() {
    let severity = |owner: &str| bearer_of(owner).told_by(PAIR.check).split(',').next().unwrap().to_owned();
    assert_eq!([severity("root"), severity("dia"), severity("eve")], ["high", "medium", "low"]);
}

#[test]
fn a_token_of_nobody_who_may_sign_in_is_told_if_it_outlives_its_owner() {
    let left = |outlives: fn(&mut Snapshot)| {
        bearer_of("dia").with(|system| {
            system.change("dia", |user| user.active = false).adjust(outlives);
        })
    };
    assert_eq!(left(|_| {}).told_by(PAIR.check), "");
    assert_ne!(left(|snapshot| snapshot.tokens[0].outlives_owner = true).told_by(PAIR.check), "");
}

#[test]
fn every_check_of_tokens_calls_a_bearer_by_its_name() {
    let report = bearer_of("root").audit();
    let titles: Vec<&str> = report.findings.iter().map(|found| found.title.as_str()).collect();
    assert!(titles.len() > 2 && titles.iter().all(|title| !title.contains("API key")), "{titles:?}");
}
