//! Well-known passwords against stored hashes, for who asks for it and may read them.

use std::path::Path;

use rolecall::connect::WellKnown;
use rolecall::snapshot::{Domain, State};

use crate::database::{Database, databases};
use crate::recipe::RECIPE;

const OPTIONAL: &str = "docs/sql/tryton-default-passwords.sql";

/// `password`, as the reference implementation of Argon2 makes it in its own tests.
const HASH: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

fn known() -> Vec<WellKnown> {
    let tutorials = WellKnown {
        known_as: "the password of tutorials".to_owned(),
        login: Some("admin".to_owned()),
        password: Some("password".into()),
    };
    vec![tutorials, WellKnown { known_as: "the login itself".to_owned(), login: None, password: None }]
}

/// The company with one hash for everybody.
fn company(database: &Database) -> Database {
    let database = database.another();
    database.sql(&format!("update res_user set password_hash = '{HASH}' where id > 0"));
    database
}

#[test]
fn whoever_opens_is_named_and_nothing_is_kept_of_it() {
    for database in databases() {
        let there = company(database);
        let collected = there.collected();
        let first = collected.users.iter().find(|user| user.active).unwrap().login();
        let mut known = known();
        known[0].login = Some(first.to_uppercase());
        let snapshot = there.trying("boss", known);
        let open: Vec<(&str, &str)> = snapshot
            .default_passwords
            .iter()
            .map(|open| (snapshot.user(open.user).login(), open.known_as.as_str()))
            .collect();
        assert_eq!(open, [(first, "the password of tutorials")]);
        let coverage = snapshot.coverage_of(Domain::DefaultPasswords);
        assert_eq!((coverage.state, coverage.reason), (State::Assessed, None));
        let kept = serde_json::to_string(&snapshot).unwrap();
        assert!(!kept.contains("argon2") && !kept.contains("nf65EOg") && !kept.contains("\"password\":\"password"));
    }
}

#[test]
fn nobody_is_tried_who_did_not_ask_for_it() {
    for database in databases() {
        let coverage = company(database).collected().coverage_of(Domain::DefaultPasswords);
        assert_eq!(coverage.state, State::NotAssessed);
        assert!(coverage.reason.unwrap().contains("--check-default-passwords"));
    }
}

#[test]
fn the_recipes_login_needs_the_optional_grant() {
    for database in databases() {
        let there = company(database);
        let Database::Postgres(server, name) = &there else { continue };
        let login = format!("trier_{name}");
        server.file(name, Path::new(RECIPE), &[&format!("role={login}")]);
        let coverage = there.trying(&login, known()).coverage_of(Domain::DefaultPasswords);
        assert_eq!(coverage.state, State::NotAssessed);
        assert!(coverage.reason.unwrap().contains(OPTIONAL));
        server.file(name, Path::new(OPTIONAL), &[&format!("role={login}")]);
        let coverage = there.trying(&login, known()).coverage_of(Domain::DefaultPasswords);
        assert_eq!((coverage.state, coverage.reason), (State::Assessed, None));
    }
}
