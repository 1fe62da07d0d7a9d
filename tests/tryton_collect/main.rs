//! The Tryton connector against an SQLite file and a real PostgreSQL server with an invented company in them. Every test runs
//! on both, with the same expectations.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it does not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

mod database;
#[path = "../support/postgres.rs"]
mod postgres;
mod recipe;
mod series;

use std::collections::BTreeMap;

use rolecall::access::{Access, scope::Scopes};
use rolecall::connect::ConnectError;
use rolecall::model::{OpIx, Origin, ResourceIx, UserIx};
use rolecall::snapshot::{Domain, Presence, Shape, Snapshot, State, System, UserKind, content_hash};

use database::{Database, databases};

fn position<T>(list: &[T], is: impl Fn(&T) -> bool) -> usize {
    list.iter().position(is).unwrap()
}

fn user(snapshot: &Snapshot, key: &str) -> UserIx {
    UserIx::new(position(&snapshot.users, |user| &*user.key == key))
}

fn resource(snapshot: &Snapshot, key: &str) -> ResourceIx {
    ResourceIx::new(position(&snapshot.resources, |resource| resource.key == key))
}

/// What a user may do on a model, and of what that is not known.
fn may(access: &Access<'_>, login: &str, model: &str) -> String {
    let snapshot = access.snapshot();
    let (profile, resource) = (access.of(user(snapshot, login)), resource(snapshot, model));
    let mut words = snapshot.op_names(access.answered(profile, resource)).join(" ");
    for name in snapshot.op_names(profile.unsure_ops(resource)) {
        words.extend([" ", name, "?"]);
    }
    words
}

/// A file has none, and all tests of this binary share one server.
fn without_accounts_of_the_server(mut snapshot: Snapshot) -> Snapshot {
    snapshot.database_roles.clear();
    snapshot.open_doors.clear();
    snapshot.population.retain(|count| count.domain != Domain::Database);
    snapshot.coverage.retain(|coverage| coverage.domain != Domain::Database);
    snapshot
}

#[test]
fn only_a_server_has_accounts_of_its_own() {
    for database in databases() {
        let snapshot = database.collected();
        let coverage = snapshot.coverage_of(Domain::Database);
        match database {
            Database::Sqlite(..) => {
                assert_eq!(coverage.state, State::NotAssessed);
                assert!(coverage.reason.unwrap().starts_with("a file has no accounts of its own"));
            }
            Database::Postgres(..) => {
                assert_eq!(coverage.state, State::Assessed);
                let boss = snapshot.database_roles.iter().find(|role| role.name == "boss").unwrap();
                assert!(boss.owner && boss.writes.iter().any(|table| table == "res_user-res_group"), "{boss:?}");
            }
        }
    }
}

#[test]
fn both_databases_give_the_same_snapshot_and_count_everything_twice() {
    let snapshots: Vec<Snapshot> = databases().iter().map(Database::collected).collect();
    for snapshot in &snapshots {
        let lacking: BTreeMap<Domain, State> = snapshot
            .coverage
            .iter()
            .filter(|entry| entry.domain.is_core() && entry.state != State::Assessed)
            .map(|entry| (entry.domain, entry.state))
            .collect();
        let told: Vec<Domain> = lacking.keys().copied().collect();
        // Rows that point at what is not there make what they are about incomplete, whatever else is read.
        assert_eq!(
            told,
            [
                Domain::Memberships,
                Domain::Fields,
                Domain::SecondFactors,
                Domain::Settings,
                Domain::Providers,
                Domain::Surfaces
            ]
        );
        assert_eq!((snapshot.system.kind.as_str(), snapshot.system.version.as_str()), ("tryton", "8.2"));
        let modules: Vec<&str> = snapshot.modules.iter().map(|module| module.name.as_str()).collect();
        assert_eq!(modules, ["acme", "company", "ir", "party", "res", "sale"]);
    }
    let hashes: Vec<String> = snapshots
        .into_iter()
        .map(|snapshot| {
            content_hash(&without_accounts_of_the_server(Snapshot { system: System::default(), ..snapshot }))
        })
        .collect();
    assert!(hashes.iter().all(|hash| *hash == hashes[0]));
}

#[test]
fn people_are_told_apart() {
    for database in databases() {
        let snapshot = database.collected();
        let told: Vec<String> = snapshot
            .users
            .iter()
            .map(|user| {
                let login = user.last_login.as_deref().unwrap_or("never");
                let (kind, password) = (user.kind, user.password == Presence::Present);
                format!(
                    "{} {kind:?} active={} admin={} password={password} companies={:?} {login}",
                    user.key, user.active, user.superuser, user.companies
                )
            })
            .collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @"
            admin Internal active=true admin=true password=true companies=[] never
            emma Internal active=true admin=false password=false companies=[] never
            gone Internal active=false admin=false password=true companies=[] never
            luca Internal active=true admin=false password=false companies=[CompanyIx(0), CompanyIx(1)] never
            root System active=false admin=true password=false companies=[] never
            sofia Internal active=true admin=false password=true companies=[CompanyIx(0)] 2026-11-03T10:00:00Z
            ");
        }
        assert_eq!(snapshot.users[user(&snapshot, "root").index()].kind, UserKind::System);
        assert_eq!(snapshot.users[user(&snapshot, "root").index()].created.as_deref(), Some("2026-01-05T08:00:00Z"));
    }
}

#[test]
fn access_is_what_rows_say_and_else_the_default() {
    for database in databases() {
        let snapshot = database.collected();
        let access = Access::compute(&snapshot);
        let mut told = Vec::new();
        for login in ["root", "admin", "sofia", "luca", "emma"] {
            for model in [
                "sale.sale",
                "sale.line",
                "sale.configuration",
                "party.party",
                "acme.thing",
                "res.user",
                "sale.reporting.main",
            ] {
                told.push(format!("{login} {model}: {}", may(&access, login, model)));
            }
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @"
            root sale.sale: read write create delete
            root sale.line: read write create delete
            root sale.configuration: read write
            root party.party: read write create delete
            root acme.thing: read write? create? delete?
            root res.user: read write create delete
            root sale.reporting.main: read
            admin sale.sale: read write create delete
            admin sale.line: read write create delete
            admin sale.configuration: read write
            admin party.party: read write create delete
            admin acme.thing: read write? create? delete?
            admin res.user: read write create delete
            admin sale.reporting.main: read
            sofia sale.sale: read write create
            sofia sale.line: read write create
            sofia sale.configuration: read write
            sofia party.party: read write create delete
            sofia acme.thing: read write? create? delete?
            sofia res.user: read
            sofia sale.reporting.main: read
            luca sale.sale: read write create delete
            luca sale.line: read write create delete
            luca sale.configuration: read write create
            luca party.party: read write create delete
            luca acme.thing: read write? create? delete?
            luca res.user: read
            luca sale.reporting.main: read
            emma sale.sale: read write create
            emma sale.line: read write create
            emma sale.configuration: read write
            emma party.party: read write create delete
            emma acme.thing: read write? create? delete?
            emma res.user: read
            emma sale.reporting.main: read
            ");
        }
        assert_eq!(snapshot.resources[resource(&snapshot, "sale.configuration").index()].shape, Shape::Single);
    }
}

#[test]
fn rules_fields_and_buttons() {
    for database in databases() {
        let snapshot = database.collected();
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let mut told = Vec::new();
        for login in ["admin", "sofia", "luca"] {
            let user = user(&snapshot, login);
            for model in ["sale.sale", "sale.line"] {
                let words: Vec<&str> = (0..4)
                    .map(|op| scopes.of_user(&access, user, resource(&snapshot, model), OpIx(op)).scope.word())
                    .collect();
                told.push(format!("{login} {model}: {}", words.join(" ")));
            }
            let total = snapshot.field(resource(&snapshot, "sale.sale"), "total").unwrap();
            told.push(format!("{login} total: {:?} {:?}", access.sees(user, total), access.changes(user, total)));
            for surface in &snapshot.surfaces {
                told.push(format!(
                    "{login} {} {}: {:?}",
                    surface.kind.word(),
                    surface.key,
                    access.opens(user, surface)
                ));
            }
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.join("\n"), @"
            admin sale.sale: company company company company
            admin sale.line: company company company company
            admin total: Some(true) Some(true)
            admin menu sale.menu_sale: None
            admin server action sale.wizard_modify_header: Some(true)
            admin report sale.report_sale: Some(true)
            admin button sale.sale.confirm: Some(true)
            admin button sale.sale.old: Some(true)
            admin button sale.sale.process: Some(true)
            sofia sale.sale: own own company none
            sofia sale.line: own own company none
            sofia total: Some(false) Some(false)
            sofia menu sale.menu_sale: None
            sofia server action sale.wizard_modify_header: Some(true)
            sofia report sale.report_sale: Some(true)
            sofia button sale.sale.confirm: Some(true)
            sofia button sale.sale.old: Some(true)
            sofia button sale.sale.process: Some(false)
            luca sale.sale: company company company company
            luca sale.line: company company company company
            luca total: Some(true) Some(false)
            luca menu sale.menu_sale: None
            luca server action sale.wizard_modify_header: Some(true)
            luca report sale.report_sale: Some(true)
            luca button sale.sale.confirm: Some(true)
            luca button sale.sale.old: Some(true)
            luca button sale.sale.process: Some(true)
            ");
        }
    }
}

#[test]
fn rows_say_who_made_them() {
    for database in databases() {
        let snapshot = database.collected();
        let rows: Vec<String> =
            snapshot.grants.iter().map(|grant| format!("{}: {}", grant.key, grant.origin.words())).collect();
        insta::allow_duplicates! {
            insta::assert_snapshot!(rows.join("\n"), @"
            sale.access_sale: shipped by module sale
            sale.access_sale_sale: shipped by module sale
            sale.access_sale_admin: shipped by module sale, changed by admin on 2026-06-01
            sale.sale for everyone: made by hand by admin on 2026-07-01
            sale.access_configuration: shipped by module sale
            res.access_user: shipped by module res
            res.user for Interim#4: made by hand by admin on 2026-07-01
            party.access_party: shipped by module party
            ");
        }
        let groups: Vec<(&str, bool, bool)> =
            snapshot.groups.iter().map(|group| (&*group.key, group.inactive, group.administers)).collect();
        assert_eq!(
            groups,
            [
                ("Interim#3", true, false),
                ("Interim#4", false, true),
                ("sale.group_sale", false, false),
                ("sale.group_sale_admin", false, false)
            ]
        );
        let by_hand = Origin::Custom { by: Some("admin".to_owned()), at: Some("2026-05-01T12:00:00Z".to_owned()) };
        assert_eq!(snapshot.groups[0].origin, by_hand);
    }
}

#[test]
fn only_keys_that_let_in_are_told_and_no_secret_is_anywhere() {
    for database in databases() {
        let snapshot = database.collected();
        let keys: Vec<String> = snapshot
            .tokens
            .iter()
            .map(|token| format!("{} {:?} {}", token.name, token.scope, token.is_alive(&snapshot)))
            .collect();
        assert_eq!(keys, [r#"rest key of gone Some("rest") true"#]);
        let text = serde_json::to_string(&snapshot).unwrap();
        for secret in ["argon2id", "cleartext-reset", "session-secret", "key-secret"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

#[test]
fn what_is_no_tryton_of_a_known_series_is_refused() {
    for database in databases() {
        let database = database.another();
        for series in ["8.4", "6.8", "7.1", ""] {
            database.sql(&format!("update ir_configuration set series = '{series}'"));
            let error = database.collect().unwrap_err();
            assert!(matches!(&error, ConnectError::Version { found, .. } if found == series), "{error}");
        }
        database.sql("alter table ir_configuration drop column series");
        let error = database.collect().unwrap_err();
        assert!(matches!(&error, ConnectError::Version { found, .. } if found == "before 7.0"), "{error}");
        database.sql("drop table ir_model_access");
        let error = database.collect().unwrap_err();
        assert!(matches!(&error, ConnectError::NotTheErp { table, .. } if table == "ir_model_access"), "{error}");
    }
}

#[test]
fn what_is_not_there_is_not_assessed() {
    for database in databases() {
        let database = database.another();
        for table in ["ir_rule", "ir_model_field_access", "res_user_application", "ir_model_data"] {
            database.sql(&format!("drop table {table}"));
        }
        let snapshot = database.collected();
        for domain in [Domain::Records, Domain::Fields, Domain::Tokens, Domain::Origins] {
            assert_eq!(snapshot.coverage_of(domain).state, State::NotAssessed, "{domain:?}");
        }
        assert!(snapshot.grants.iter().all(|grant| grant.origin == Origin::Unknown));
        let access = Access::compute(&snapshot);
        let total = snapshot.field(resource(&snapshot, "sale.sale"), "total").unwrap();
        assert_eq!(access.sees(user(&snapshot, "sofia"), total), None);
    }
}

#[test]
fn hostile_names_stay_text() {
    for database in databases() {
        let database = database.another();
        database.sql("update res_user set login = 'a\u{202e}b\n=cmd()' where id = 2");
        database.sql("update res_group set name = '<script>' where id = 3");
        database.sql("update ir_rule set domain = '{\"__class__\": 1}' where id = 3");
        let snapshot = database.collected();
        assert!(snapshot.users.iter().any(|user| user.key.contains("=cmd()")));
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let sales = resource(&snapshot, "sale.sale");
        assert_eq!(scopes.of_user(&access, user(&snapshot, "luca"), sales, OpIx(0)).scope.word(), "company");
    }
}
