//! The Frappe connector against real MariaDB and PostgreSQL servers with an invented company in them. Every test runs on both,
//! with the same expectations.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

mod command_line;
#[path = "../support/database_roles.rs"]
mod database_roles;
mod hostile;
#[path = "../support/mariadb.rs"]
mod mariadb;
mod permissions;
#[path = "../support/postgres.rs"]
mod postgres;
mod recipe;
mod roles;
mod site;
mod site_config;

use std::collections::BTreeMap;

use rolecall::model::Origin;
use rolecall::snapshot::{
    Audience, Domain, Presence, Snapshot, State, SurfaceKind, Token, User, UserKind, content_hash,
};

use site::{own_sites, sites};

fn user<'a>(snapshot: &'a Snapshot, key: &str) -> &'a User {
    snapshot.users.iter().find(|user| &*user.key == key).unwrap()
}

fn reason(snapshot: &Snapshot, domain: Domain) -> String {
    snapshot.coverage_of(domain).reason.unwrap()
}

/// Core domains that are not wholly assessed, settings excepted, which never are without the site's own configuration. The others
/// have tests of their own.
fn lacking(snapshot: &Snapshot) -> BTreeMap<Domain, String> {
    let lacking = snapshot.coverage.iter().filter(|entry| entry.domain.is_core() && entry.domain != Domain::Settings);
    lacking.filter_map(|entry| Some((entry.domain, entry.reason.clone()?))).collect()
}

fn by_hand(at: &str) -> Origin {
    Origin::Custom { by: Some("rosa@nordlicht.example".to_owned()), at: Some(at.to_owned()) }
}

#[test]
fn every_version_is_collected_whole() {
    for version in [14, 15, 16, 17] {
        for site in sites(version) {
            let snapshot = site.collected();
            assert!(snapshot.system.version.starts_with(&version.to_string()));
            assert_eq!(lacking(&snapshot), BTreeMap::new(), "{version}");
            for count in &snapshot.population {
                assert_eq!(count.collected, count.counted, "{version}: {}", count.entity);
            }
            assert_eq!(snapshot.population.iter().filter(|count| count.domain.is_core()).count(), 17);
            let names: Vec<&str> = snapshot.operations.iter().map(|operation| operation.name.as_str()).collect();
            let last = match version {
                14 => vec!["set_user_permissions"],
                15 => vec![],
                _ => vec!["mask", "approve"],
            };
            assert_eq!(names[..3], ["select", "read", "write"]);
            assert_eq!(names[13..], [vec!["share"], last].concat());
        }
    }
}

#[test]
fn both_servers_give_the_same_snapshot() {
    for version in [14, 15, 16, 17] {
        let hashes: Vec<String> = sites(version)
            .iter()
            .map(|site| {
                let mut snapshot = site.collected();
                snapshot.system = rolecall::snapshot::System::default();
                roles::forget(&mut snapshot);
                content_hash(&snapshot)
            })
            .collect();
        assert!(hashes.iter().all(|hash| Some(hash) == hashes.first()), "{version}");
    }
}

#[test]
fn users_are_told_apart_and_times_are_utc() {
    for site in sites(15) {
        let snapshot = site.collected();
        let kinds: Vec<(&str, UserKind, bool)> =
            snapshot.users.iter().map(|user| (&*user.key, user.kind, user.active)).collect();
        assert_eq!(
            kinds,
            [
                ("Administrator", UserKind::System, true),
                ("Guest", UserKind::Anonymous, true),
                ("egger@kunde.example", UserKind::External, true),
                ("mia@nordlicht.example", UserKind::Unclassified, true),
                ("rosa@nordlicht.example", UserKind::Internal, true),
                ("till@nordlicht.example", UserKind::Internal, false),
            ]
        );
        assert!(user(&snapshot, "Administrator").superuser && !user(&snapshot, "rosa@nordlicht.example").superuser);
        let rosa = user(&snapshot, "rosa@nordlicht.example");
        assert_eq!((&*rosa.name, rosa.email.as_deref()), ("Rosa Amsler", Some("rosa@nordlicht.example")));
        assert_eq!(rosa.last_login.as_deref(), Some("2026-07-06T06:15:00Z"), "the site is in Berlin, in summer");
        assert_eq!(rosa.created.as_deref(), Some("2024-03-01T08:00:00Z"));
        assert_eq!((rosa.password, rosa.second_factor), (Presence::Present, Presence::Present));
        let till = user(&snapshot, "till@nordlicht.example");
        assert_eq!(till.last_login.as_deref(), Some("2026-01-31T23:30:00Z"), "last seen, where no login is known");
        assert_eq!((till.password, till.second_factor), (Presence::Absent, Presence::Absent));
        assert_eq!(user(&snapshot, "Administrator").second_factor, Presence::Absent, "Frappe asks it for none");
        let companies: Vec<(&str, Option<u32>)> =
            snapshot.companies.iter().map(|company| (&*company.name, company.parent.map(|ix| ix.0))).collect();
        assert_eq!(companies, [("Nordlicht GmbH", None), ("Nordlicht Nord", Some(0))]);
    }
}

#[test]
fn a_role_that_everybody_has_can_want_a_second_factor() {
    for site in own_sites(15) {
        site.sql(r#"update "tabRole" set "two_factor_auth" = 1 where "name" = 'All'"#);
        assert_eq!(user(&site.collected(), "mia@nordlicht.example").second_factor, Presence::Present);
        site.sql(r#"update "tabSingles" set "value" = '0' where "field" = 'enable_two_factor_auth'"#);
        assert_eq!(user(&site.collected(), "rosa@nordlicht.example").second_factor, Presence::Absent);
    }
}

#[test]
fn roles_that_come_by_themselves_have_no_members() {
    for (version, desk_user) in [(14, None), (15, Some(Audience::Internal)), (17, Some(Audience::Internal))] {
        for site in sites(version) {
            let snapshot = site.collected();
            let group = |key: &str| snapshot.groups.iter().find(|group| group.key == key).unwrap();
            assert_eq!(group("All").given_to, Some(Audience::SignedIn));
            assert_eq!(group("Guest").given_to, Some(Audience::Everyone));
            assert_eq!(group("Desk User").given_to, desk_user, "{version}");
            let members: Vec<(&str, &str)> = snapshot
                .memberships
                .iter()
                .map(|member| (&*snapshot.user(member.0).key, &*snapshot.group(member.1).key))
                .collect();
            let mut expected = vec![
                ("egger@kunde.example", "Customer"),
                ("mia@nordlicht.example", "Phantom"),
                ("mia@nordlicht.example", "Workshop"),
            ];
            if version == 14 {
                expected.extend([("rosa@nordlicht.example", "Administrator"), ("rosa@nordlicht.example", "Desk User")]);
            }
            expected.extend([
                ("rosa@nordlicht.example", "Sales User"),
                ("rosa@nordlicht.example", "System Manager"),
                ("till@nordlicht.example", "Old Hand"),
                ("till@nordlicht.example", "Sales User"),
            ]);
            assert_eq!(
                members, expected,
                "{version}: five kinds of parents share the table, and Guest has what it has"
            );
        }
    }
}

#[test]
fn late_releases_of_14_give_desk_user_too() {
    for site in own_sites(14) {
        site.sql(
            r#"insert into "tabRole" ("name", "owner", "creation") values ('Desk User', 'Administrator', '2024-03-01 09:00:00')"#,
        );
        let snapshot = site.collected();
        let desk_user = snapshot.groups.iter().find(|group| group.key == "Desk User").unwrap();
        assert_eq!(desk_user.given_to, Some(Audience::Internal));
        assert_eq!(lacking(&snapshot), BTreeMap::new());
    }
}

#[test]
fn roles_say_where_they_came_from() {
    for site in sites(15) {
        let snapshot = site.collected();
        let origin = |key: &str| snapshot.groups.iter().find(|group| group.key == key).unwrap().origin.clone();
        let vendor = |app: &str| Origin::Vendor { module: app.to_owned() };
        assert_eq!(origin("System Manager"), vendor("frappe"));
        assert_eq!(origin("Sales User"), vendor("erpnext"));
        assert_eq!(origin("Night Shift"), by_hand("2024-05-05T10:05:00Z"));
        assert!(matches!(origin("Workshop"), Origin::Custom { .. }));
        assert_eq!(origin("Old Hand"), Origin::Unknown, "no permission row names it");
        assert!(
            snapshot.groups.iter().any(|group| group.key == "Old Hand"),
            "disabled, and its holder keeps its rights"
        );
    }
}

#[test]
fn pages_and_reports_are_for_their_roles() {
    for site in sites(15) {
        let snapshot = site.collected();
        let surfaces: Vec<(SurfaceKind, &str, Option<&str>, Vec<&str>)> = snapshot
            .surfaces
            .iter()
            .map(|surface| {
                let groups = surface.groups.iter().map(|group| &*snapshot.group(*group).key).collect();
                (surface.kind, &*surface.key, surface.resource.map(|ix| &*snapshot.resource(ix).key), groups)
            })
            .collect();
        assert_eq!(
            surfaces,
            [
                (SurfaceKind::Page, "open-page", None, vec![]),
                (SurfaceKind::Page, "own-page", None, vec![]),
                (SurfaceKind::Page, "pos", None, vec!["Sales Manager", "Sales User"]),
                (SurfaceKind::DataReport, "Free", Some("Note"), vec![]),
                (SurfaceKind::DataReport, "Margins", Some("Sales Order"), vec!["Sales Manager"]),
                (SurfaceKind::DataReport, "My Margins", Some("Sales Order"), vec!["Sales Manager"]),
                (SurfaceKind::DataReport, "Turnover", Some("Sales Order"), vec!["Sales Manager", "Sales User"]),
            ],
            "Custom Role adds to a page and replaces a report's; a chart of the same name counts for a report, too"
        );
    }
}

#[test]
fn tokens_come_without_their_secrets() {
    for version in [14, 15, 17] {
        for site in sites(version) {
            let snapshot = site.collected();
            let tokens: Vec<(&str, &str, &str)> = snapshot
                .tokens
                .iter()
                .map(|token| (&*snapshot.user(token.owner).key, &*token.kind, &*token.name))
                .collect();
            assert_eq!(
                tokens,
                [
                    ("Administrator", "api-key", "API key of Administrator"),
                    ("till@nordlicht.example", "api-key", "API key of till@nordlicht.example"),
                    ("till@nordlicht.example", "oauth-bearer", "Old shop"),
                    ("till@nordlicht.example", "oauth-bearer", "Old shop"),
                ],
                "a key without a secret and a secret without a key are none, a revoked token neither"
            );
            let bearers: Vec<&Token> =
                snapshot.tokens.iter().filter(|token| token.kind == Token::OAUTH_BEARER).collect();
            assert_eq!(bearers[0].expires.as_deref(), Some("2024-03-01T09:00:00Z"));
            assert_eq!(bearers[1].scope.as_deref(), Some("all openid"));
            assert!(bearers.iter().all(|token| token.scope_unchecked && token.outlives_owner == (version < 16)));
            let keys = snapshot.tokens.iter().filter(|token| token.kind == Token::API_KEY);
            assert!(keys.into_iter().all(|token| token.outlives_owner == (version == 14)));
        }
    }
}

#[test]
fn settings_that_are_known_to_hold_no_secret_come_with_their_values() {
    for site in sites(15) {
        let snapshot = site.collected();
        let settings: Vec<(&str, Option<&str>)> =
            snapshot.settings.iter().map(|setting| (&*setting.key, setting.value.as_deref())).collect();
        assert_eq!(
            settings,
            [
                ("System Settings.apply_strict_user_permissions", Some("0")),
                ("System Settings.disable_document_sharing", Some("0")),
                ("System Settings.enable_two_factor_auth", Some("1")),
                ("System Settings.session_expiry", Some("170:00")),
                ("System Settings.time_zone", Some("Europe/Berlin")),
                ("Website Settings.disable_signup", Some("1")),
            ]
        );
        assert_eq!(snapshot.coverage_of(Domain::Settings).state, State::Incomplete);
        assert!(reason(&snapshot, Domain::Settings).contains("`--site-config`"));
        let provider = snapshot.providers.first().unwrap();
        assert_eq!(
            (&*provider.name, provider.enabled, provider.endpoint.as_deref()),
            ("GitHub", true, Some("github.example/login"))
        );
    }
}

#[test]
fn scripts_are_told_and_those_that_filter_lists_narrow() {
    for site in sites(15) {
        let snapshot = site.collected();
        let code: Vec<(&str, Option<&str>, bool, Option<bool>)> = snapshot
            .code
            .iter()
            .map(|code| (&*code.name, code.runs_at.as_deref(), code.anonymous, code.active))
            .collect();
        assert_eq!(
            code,
            [
                ("dump", Some("/api/method/dump"), true, None),
                ("off", Some("/api/method/off"), true, Some(false)),
                ("only mine", Some("Customer"), false, None),
            ],
            "whether scripts run at all stands outside the database"
        );
        let narrowed: Vec<&str> = snapshot
            .resources
            .iter()
            .filter(|resource| resource.narrowed_by_code)
            .map(|resource| &*resource.key)
            .collect();
        assert_eq!(narrowed, ["Customer", "Note", "User"]);
    }
}

#[test]
fn an_app_that_nobody_looked_into_makes_records_incomplete() {
    for site in own_sites(15) {
        site.sql(r#"insert into "tabInstalled Application" ("name", "app_name", "app_version") values ('x', 'lending', '1.0')"#);
        let snapshot = site.collected();
        assert_eq!(snapshot.coverage_of(Domain::Records).state, State::Incomplete);
        assert!(reason(&snapshot, Domain::Records).contains("`lending`"));
    }
}

#[test]
fn no_secret_reaches_a_snapshot() {
    for version in [14, 15, 16, 17] {
        for site in own_sites(version) {
            let login = site.with_recipe();
            for snapshot in [site.collected(), site.collected_as(&login)] {
                let text = serde_json::to_string(&snapshot).unwrap().to_lowercase();
                let leaks: Vec<&str> = text.match_indices("leak").map(|(at, _)| &text[at..at + 12]).collect();
                assert_eq!(leaks, [""; 0]);
                assert!(!text.contains("gaaaa") && !text.contains("key-administrator"));
            }
        }
    }
}

#[test]
fn employees_and_sessions_are_told_by_account_and_no_address_is_kept() {
    for version in [14, 15, 16, 17] {
        for site in sites(version) {
            let snapshot = site.collected();
            let name = |user: rolecall::model::UserIx| &*snapshot.users[user.index()].key;
            let people: Vec<(&str, &str, Option<bool>, Option<&str>)> = snapshot
                .people
                .iter()
                .map(|person| (name(person.user), &*person.key, person.working, person.until.as_deref()))
                .collect();
            assert_eq!(
                people,
                [
                    ("rosa@nordlicht.example", "HR-EMP-00001", Some(true), None),
                    ("till@nordlicht.example", "HR-EMP-00002", Some(false), Some("2026-01-31")),
                ]
            );
            let sessions: Vec<(&str, u32, u32, u32, u32)> = snapshot
                .sessions
                .iter()
                .map(|used| (name(used.user), used.open, used.addresses, used.agents, used.allowed))
                .collect();
            let expected = [
                ("Administrator", 1, 0, 0, 0),
                ("mia@nordlicht.example", 0, 0, 0, 25),
                ("rosa@nordlicht.example", 3, 2, 1, 0),
            ];
            assert_eq!(sessions, expected);
            let text = serde_json::to_string(&snapshot).unwrap();
            assert!(!text.contains("10.0.0.1") && !text.contains("Firefox") && !text.contains("leak"));
        }
    }
}
