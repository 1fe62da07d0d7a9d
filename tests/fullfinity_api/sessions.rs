use rolecall::connect::ConnectError;
use rolecall::connect::api::{Account, Options, Running};
use rolecall::connect::live::SecretKind;

use crate::server::{Erp, Server, company};
use crate::{account, collect_with, options, wait};

fn signs_in(server: &Server) -> usize {
    server.heard().iter().filter(|asked| asked.contains("/auth/authenticate")).count()
}

#[test]
fn a_token_that_is_over_is_refreshed_and_the_request_sent_again() {
    let server = Server::start(Erp { uses: Some(2), refreshes: true, ..company() });
    collect_with(&server, &options()).unwrap();
    assert_eq!(server.heard().iter().filter(|asked| asked.contains("/auth/refresh")).count(), 2);
    assert_eq!(signs_in(&server), 1);
    let server = Server::start(Erp { uses: Some(5), ..company() });
    let snapshot = collect_with(&server, &options()).unwrap().snapshot;
    assert!(!snapshot.users.is_empty());
    assert_eq!(signs_in(&server), 2, "where it cannot be refreshed, the account signs in once more");
    let server = Server::start(Erp { uses: Some(1), ..company() });
    let told = collect_with(&server, &options()).unwrap_err();
    assert!(matches!(told, ConnectError::Unanswered { .. }), "{told}");
    assert_eq!(signs_in(&server), 2, "and no third time");
}

#[test]
fn a_token_that_ends_soon_is_renewed_before_it_is_used() {
    for (ends, renewed) in [
        ("2026-01-01 00:00:10 UTC", true),
        ("2025-01-01 00:00:00 UTC", true),
        ("2026-01-01 01:00:00 UTC", false),
        ("tomorrow", false),
    ] {
        let server = Server::start(Erp { expires_at: Some(ends.to_owned()), ..company() });
        collect_with(&server, &options()).unwrap();
        assert_eq!(server.heard().iter().any(|asked| asked.contains("/auth/refresh")), renewed, "{ends}");
    }
}

#[test]
fn a_refused_password_is_tried_once() {
    let server = Server::start(company());
    let wrong = Options { account: Account { secret: "wrong".into(), ..account() }, ..options() };
    let told = collect_with(&server, &wrong).unwrap_err();
    assert!(matches!(told, ConnectError::ApiLogin { .. }) && told.to_string().contains("Fullfinity refuses"), "{told}");
    assert!(!told.to_string().contains("wrong"));
    assert_eq!(signs_in(&server), 1);
}

#[test]
fn a_bearer_token_is_used_as_it_is_and_a_key_is_refused() {
    let server = Server::start(company());
    let bearer = Account { secret: "x.y.z".into(), kind: SecretKind::Bearer, ..account() };
    let told = collect_with(&server, &Options { account: bearer, ..options() }).unwrap_err();
    assert!(told.to_string().contains("no longer taken"), "{told}");
    assert_eq!(signs_in(&server), 0);
    let key = Account { kind: SecretKind::Key, ..account() };
    let told = collect_with(&server, &Options { account: key, ..options() }).unwrap_err();
    assert!(told.to_string().contains("no keys for programs"), "{told}");
}

#[test]
fn the_host_chooses_the_database() {
    let server = Server::start(company());
    let told = collect_with(&server, &Options { database: Some("acme".to_owned()), ..options() }).unwrap_err();
    assert!(told.to_string().contains("by the host of the address"), "{told}");
    assert!(server.heard().is_empty());
    let found = wait(rolecall::connect::api::Erp::Fullfinity.identify(&server.client, None, None)).unwrap();
    assert_eq!(found, Running { version: Some("(version unknown)".to_owned()), database: None });
}
