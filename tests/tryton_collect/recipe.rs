//! The least-privilege login of PostgreSQL.

use std::path::Path;

use rolecall::snapshot::{Domain, Snapshot, State, System};

use crate::database::{Database, databases};

pub(crate) const RECIPE: &str = "docs/sql/tryton-collector-postgres.sql";

#[test]
fn the_least_privileged_login_sees_the_same_and_no_secret() {
    for database in databases() {
        let Database::Postgres(server, name) = &database.another() else { continue };
        let login = format!("auditor_{name}");
        for _ in 0..2 {
            server.file(name, Path::new(RECIPE), &[&format!("role={login}")]);
        }
        let there = Database::Postgres(server, name.clone());
        let (most, least) = (there.collected(), there.collect_as(&login).unwrap());
        assert_eq!(least.coverage_of(Domain::Database).state, State::Assessed);
        assert_eq!(least.open_doors, most.open_doors);
        let [most, least] = [most, least].map(crate::without_accounts_of_the_server);
        assert_eq!(least.system.collector, login);
        assert_eq!(
            least,
            Snapshot {
                system: System {
                    collector: login.clone(),
                    taken_at: least.system.taken_at.clone(),
                    ..most.system.clone()
                },
                ..most
            }
        );
        let secrets = [
            ("res_user", "password_hash"),
            ("res_user", "password_reset"),
            ("res_user_application", "key"),
            ("ir_session", "key"),
            ("company_company", "party"),
        ];
        for (table, column) in secrets {
            let said = server.sql_as(&login, name, &format!(r#"select count("{column}") from "{table}""#)).unwrap_err();
            assert!(said.contains("permission denied"), "{table}.{column}: {said}");
        }
        for sql in ["delete from res_user", "update res_user set active = true"] {
            assert!(server.sql_as(&login, name, sql).is_err());
        }
        server.sql(
            name,
            &format!("revoke select on ir_rule from {login}; revoke select (domain) on ir_rule from {login}"),
        );
        server.sql(
            name,
            &format!("drop schema rolecall cascade; revoke select (active) on ir_model_field_access from {login}"),
        );
        let less = there.collect_as(&login).unwrap();
        for (domain, state) in [
            (Domain::Records, State::NotAssessed),
            (Domain::Passwords, State::NotAssessed),
            (Domain::Fields, State::NotAssessed),
        ] {
            let coverage = less.coverage_of(domain);
            assert_eq!(coverage.state, state, "{domain:?}");
            assert!(coverage.reason.unwrap().contains("tryton-collector-postgres.sql"), "{domain:?}");
        }
        server.sql(name, &format!("revoke select (administrator) on res_user from {login}"));
        let error = there.collect_as(&login).unwrap_err().to_string();
        assert!(error.contains("res_user.administrator") && error.contains("tryton-collector-postgres.sql"), "{error}");
    }
}
