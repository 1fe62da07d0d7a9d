//! The Odoo connector against a real PostgreSQL server with invented companies in it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it does not expect")]
#![expect(clippy::print_stderr, reason = "a skipped test must be seen")]

macro_rules! server_or_skip {
    () => {
        match postgres::server() {
            Some(server) => server,
            None => return,
        }
    };
}

#[path = "support/database_roles.rs"]
mod database_roles;
#[path = "odoo_postgres/hostile.rs"]
mod hostile;
#[path = "odoo_postgres/people.rs"]
mod people;
#[path = "support/postgres.rs"]
mod postgres;
#[path = "odoo_postgres/roles.rs"]
mod roles;

use std::collections::BTreeMap;
use std::time::Duration;

use rolecall::connect::CollectOptions;
use rolecall::connect::ConnectError;
use rolecall::connect::odoo::collect;
use rolecall::model::{Ops, Origin};
use rolecall::snapshot::{
    Domain, Grantee, MembershipRule, Presence, Snapshot, State, SurfaceKind, Token, User, UserKind, content_hash,
};
use secrecy::SecretString;

use postgres::Server;

const RECIPE: &str = "docs/sql/odoo-collector-role.sql";

/// Left in the schema of the recipe's views, for somebody with more rights to run.
const TRAP: &str = "create schema rolecall;
             create function public.trap() returns boolean language plpgsql as $$ begin raise 'trapped'; end $$;";

fn company(server: &Server, series: u8) -> String {
    let version = format!("tests/fixtures/odoo/odoo{series}.sql");
    server.database(&["tests/fixtures/odoo/common.sql", &version])
}

fn try_collect(url: &str) -> Result<Snapshot, ConnectError> {
    try_collect_within(url, Duration::from_mins(1))
}

fn try_collect_within(url: &str, statement_timeout: Duration) -> Result<Snapshot, ConnectError> {
    let options = CollectOptions { statement_timeout, ..CollectOptions::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(collect(&SecretString::from(url), &options, &|_| ()))
}

fn collected(server: &Server, login: &str, database: &str) -> Snapshot {
    try_collect(&server.url(login, database)).unwrap()
}

/// Makes the least-privilege login under a name of its own and returns the name.
fn with_recipe(server: &Server, database: &str) -> String {
    let role = format!("collector_{database}");
    server.file(database, RECIPE.as_ref(), &[&format!("role={role}")]);
    role
}

fn user<'a>(snapshot: &'a Snapshot, id: &str) -> &'a User {
    snapshot.users.iter().find(|user| &*user.id == id).unwrap()
}

fn state(snapshot: &Snapshot, domain: Domain) -> State {
    snapshot.coverage_of(domain).state
}

fn reason(snapshot: &Snapshot, domain: Domain) -> String {
    snapshot.coverage_of(domain).reason.unwrap()
}

/// Core domains that are not wholly assessed, fields excepted, which never are. The others have tests of their own.
fn lacking(snapshot: &Snapshot) -> BTreeMap<Domain, String> {
    let lacking = snapshot.coverage.iter().filter(|entry| entry.domain.is_core() && entry.domain != Domain::Fields);
    lacking.filter_map(|entry| Some((entry.domain, entry.reason.clone()?))).collect()
}

#[test]
fn every_series_is_collected_whole() {
    let server = server_or_skip!();
    for series in [16, 17, 18, 19] {
        let snapshot = collected(server, "boss", &company(server, series));
        assert_eq!(snapshot.system.version, format!("{series}.0"));
        assert_eq!(lacking(&snapshot), BTreeMap::new(), "{series}");
        assert_eq!(state(&snapshot, Domain::Fields), State::NotAssessed);
        for count in &snapshot.population {
            assert_eq!(count.collected, count.counted, "{series}: {}", count.entity);
        }
        assert_eq!(snapshot.population.iter().filter(|count| count.domain.is_core()).count(), 21);
        assert_eq!(snapshot.users.len(), if series == 19 { 8 } else { 9 });
        assert_eq!((snapshot.groups.len(), snapshot.resources.len(), snapshot.fields.len()), (8, 5, 10));
        let rules = (snapshot.semantics.membership, snapshot.semantics.delegated_operations);
        let expected = match series {
            16 => (MembershipRule::Stored, Ops(0b0001)),
            19 => (MembershipRule::Closure, Ops(0b1111)),
            _ => (MembershipRule::Stored, Ops(0b1111)),
        };
        assert_eq!(rules, expected);
    }
}

#[test]
fn users_are_told_apart() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 18));
    let kinds: Vec<(&str, UserKind, bool)> =
        snapshot.users.iter().map(|user| (&*user.key, user.kind, user.active)).collect();
    assert_eq!(
        kinds,
        [
            ("__system__", UserKind::System, false),
            ("default", UserKind::System, false),
            ("egger@kunde.example", UserKind::External, true),
            ("mia", UserKind::Unclassified, false),
            ("portaltemplate", UserKind::System, false),
            ("public", UserKind::Anonymous, false),
            ("rosa", UserKind::Internal, true),
            ("till#6", UserKind::Internal, true),
            ("till#8", UserKind::Internal, false),
        ]
    );
    assert!(user(&snapshot, "1").superuser && !user(&snapshot, "2").superuser);
    let rosa = user(&snapshot, "2");
    assert_eq!((&*rosa.name, rosa.email.as_deref()), ("Rosa Amsler", Some("rosa@nordlicht.example")));
    assert_eq!(rosa.last_login.as_deref(), Some("2026-01-06T07:15:00Z"));
    assert_eq!(rosa.created.as_deref(), Some("2024-02-01T08:00:00Z"));
    assert_eq!((rosa.password, rosa.second_factor), (Presence::Present, Presence::Present));
    assert_eq!(rosa.companies.len(), 2);
    assert_eq!(user(&snapshot, "6").login(), "till");
    assert_eq!(
        (user(&snapshot, "4").password, user(&snapshot, "6").second_factor),
        (Presence::Absent, Presence::Absent)
    );
    assert_eq!(user(&snapshot, "7").provider.as_deref(), Some("Dorfkonto"));
    assert_eq!(snapshot.providers.first().unwrap().endpoint.as_deref(), Some("id.dorf.example/check"));
}

#[test]
fn in_19_a_group_that_brings_the_internal_user_makes_an_internal_user() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 19));
    assert_eq!(user(&snapshot, "9").kind, UserKind::Internal);
    assert_eq!(user(&snapshot, "7").kind, UserKind::External);
}

#[test]
fn groups_without_a_lasting_technical_name_are_called_by_their_full_name() {
    let server = server_or_skip!();
    for series in [16, 19] {
        let snapshot = collected(server, "boss", &company(server, series));
        let keys: Vec<&str> = snapshot.groups.iter().map(|group| group.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "Warehouse / Imported",
                "Warehouse / Shift Lead#6",
                "Warehouse / Shift Lead#7",
                "base.group_portal",
                "base.group_public",
                "base.group_system",
                "base.group_user",
                "sale.group_own",
            ]
        );
    }
}

#[test]
fn every_row_says_where_it_came_from() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 17));
    let of = |key: &str| &snapshot.grants.iter().find(|grant| grant.key == key).unwrap().origin;
    assert_eq!(
        of("base.access_partner"),
        &Origin::Vendor { module: "base".to_owned() },
        "written to by an upgrade only"
    );
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(
        of("sale.access_own"),
        &Origin::VendorChanged { module: "sale".to_owned(), by: at("rosa"), at: at("2024-08-01T08:00:00Z") }
    );
    assert_eq!(of("bike everyone"), &Origin::Custom { by: at("till#6"), at: at("2024-05-05T10:05:00Z") });
    let rule = snapshot.rules.iter().find(|rule| rule.key == "crm.rule_portal").unwrap();
    assert!(matches!(rule.origin, Origin::Custom { .. }), "a module that is not installed ships nothing");
    let changed = |key: &str| snapshot.groups.iter().find(|group| group.key == key).unwrap().changed.as_deref();
    assert_eq!(changed("sale.group_own"), Some("2024-06-01T12:00:00Z"));
    assert_eq!(changed("base.group_portal"), None);
    assert_eq!(changed("Warehouse / Shift Lead#6"), None, "within the second in which it was made");
}

#[test]
fn access_rows_and_rules_keep_what_odoo_means_by_them() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 18));
    let grant = |key: &str| snapshot.grants.iter().find(|grant| grant.key == key).unwrap();
    assert_eq!((grant("bike everyone").to, grant("bike everyone").ops), (Grantee::Everyone, Ops(0b0101)));
    assert!(!grant("sale.access_all").active && !grant("sale.access_wizard").active, "an empty `active` is no");
    let rule = |key: &str| snapshot.rules.iter().find(|rule| rule.key == key).unwrap();
    assert_eq!(rule("sale.rule_own").filter, "[('user_id', '=', user.id)]");
    assert_eq!(rule("sale.rule_own").groups.len(), 1);
    assert!(rule("sale.rule_company").groups.is_empty() && rule("sale.rule_company").active);
    assert_eq!((rule("crm.rule_portal").filter.as_str(), rule("crm.rule_portal").ops), ("", Ops(0b0001)));
    assert!(!rule("of a group that was deleted").active, "neither global nor of a group: Odoo never selects it");
    let field = snapshot.fields.iter().find(|field| field.name == "x_purchase_price").unwrap();
    assert!(field.custom && field.unenforced_groups.len() == 1);
    assert!(snapshot.resources.iter().any(|resource| resource.transient));
}

#[test]
fn a_field_is_stored_where_a_column_holds_one_value_for_every_reader() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let stored = || -> Vec<String> {
        let snapshot = collected(server, "boss", &database);
        let fields = snapshot.fields.iter().filter(|field| field.stored);
        fields.map(|field| format!("{}.{}", snapshot.resource(field.resource).key, field.name)).collect()
    };
    assert_eq!(stored(), ["res.partner.id", "res.partner.name", "res.users.id", "res.users.partner_id"]);
    server.sql(
        &database,
        "alter table res_partner alter name type jsonb using to_jsonb(name);
         update ir_model_fields set ttype = 'one2many' where name = 'x_purchase_price'",
    );
    assert_eq!(
        stored(),
        ["res.partner.id", "res.users.id", "res.users.partner_id", "x_bike.x_purchase_price"],
        "by language or company, and without a column"
    );
}

#[test]
fn delegation_is_read_or_seen_from_its_traces() {
    let server = server_or_skip!();
    for series in [16, 18] {
        let database = company(server, series);
        assert_eq!(
            server.sql(&database, "select to_regclass('ir_model_inherit') is null"),
            if series == 16 { "t" } else { "f" }
        );
        let snapshot = collected(server, "boss", &database);
        let delegations: Vec<(&str, &str, &str)> = snapshot
            .delegations
            .iter()
            .map(|d| (&*snapshot.resource(d.resource).key, &*d.field, &*snapshot.resource(d.parent).key))
            .collect();
        assert_eq!(delegations, [("res.users", "partner_id", "res.partner")], "{series}");
    }
}

#[test]
fn tokens_and_settings_come_without_their_secrets() {
    let server = server_or_skip!();
    let expiry = |series| {
        let snapshot = collected(server, "boss", &company(server, series));
        let find = |name: &str| -> Token { snapshot.tokens.iter().find(|token| token.name == name).unwrap().clone() };
        assert_eq!((find("BI export").scope, find("old shop").scope.as_deref()), (None, Some("rpc")));
        assert_eq!(find("Rosas Laptop").kind, "trusted-device");
        let value = |key: &str| snapshot.settings.iter().find(|setting| setting.key == key).unwrap().value.clone();
        assert_eq!(value("auth_signup.invitation_scope").as_deref(), Some("b2c"));
        assert_eq!(value("web.base.url").as_deref(), Some("https://erp.nordlicht.example"));
        assert_eq!(value("database.secret"), None);
        find("old shop").expires
    };
    assert_eq!(expiry(16), None);
    assert_eq!(expiry(18).as_deref(), Some("2025-07-01T12:00:00Z"));
}

#[test]
fn records_that_hold_a_secret_of_a_third_party_are_named() {
    let server = server_or_skip!();
    for series in [16, 19] {
        let database = company(server, series);
        for login in ["boss", &with_recipe(server, &database)] {
            let snapshot = collected(server, login, &database);
            assert_eq!(state(&snapshot, Domain::Credentials), State::Assessed, "{series} {login}");
            let told: Vec<String> = snapshot
                .credentials
                .iter()
                .map(|held| {
                    let written = held.written.as_deref().unwrap_or_default();
                    format!("{} {} {:?} {} {written}", held.kind, held.name, held.active, held.fields.join(" "))
                })
                .collect();
            assert_eq!(
                told,
                [
                    "mail server Ausgang Some(true) smtp_pass 2025-05-01T10:00:00Z",
                    "payment provider Stripe Some(false) stripe_secret_key stripe_webhook_secret 2023-05-01T10:00:00Z",
                ]
            );
        }
    }
}

#[test]
fn without_the_recipes_view_secrets_of_third_parties_are_not_assessed() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(&database, "drop view rolecall.credentials");
    let told = collected(server, &role, &database);
    assert!(reason(&told, Domain::Credentials).contains("docs/sql/odoo-collector-role.sql"));
    // A column alone that may be read does not tell of the others.
    server.sql(&database, &format!("grant select on ir_mail_server to {role}"));
    let told = collected(server, &role, &database);
    assert!(told.credentials.is_empty() && state(&told, Domain::Credentials) == State::NotAssessed);
}

#[test]
fn menus_and_actions_name_their_groups_and_models() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 18));
    let surfaces: Vec<(SurfaceKind, &str, Option<&str>, usize)> = snapshot
        .surfaces
        .iter()
        .map(|s| (s.kind, &*s.key, s.resource.map(|ix| &*snapshot.resource(ix).key), s.groups.len()))
        .collect();
    assert_eq!(
        surfaces,
        [
            (SurfaceKind::Menu, "sale.menu", None, 1),
            (SurfaceKind::Window, "sale.action", Some("sale.order"), 1),
            (SurfaceKind::Report, "sale.report", Some("sale.order"), 1),
            (SurfaceKind::ServerAction, "Recount", Some("x_bike"), 2),
        ]
    );
}

#[test]
fn no_secret_reaches_a_snapshot() {
    let server = server_or_skip!();
    for series in [16, 17, 18, 19] {
        let database = company(server, series);
        assert_eq!(server.sql(&database, "select count(*) from res_users where password like '%leak%'"), "3");
        for login in ["boss", &with_recipe(server, &database)] {
            let text = serde_json::to_string(&collected(server, login, &database)).unwrap().to_lowercase();
            assert_eq!(text.match_indices("leak").map(|(at, _)| &text[at..at + 12]).collect::<Vec<_>>(), [""; 0]);
        }
    }
}

#[test]
fn the_least_privileged_login_sees_the_same_and_no_secret() {
    let server = server_or_skip!();
    for series in [16, 17, 18, 19] {
        let database = company(server, series);
        let role = with_recipe(server, &database);
        server.file(&database, RECIPE.as_ref(), &[&format!("role={role}")]);
        let mut least = collected(server, &role, &database);
        let mut most = collected(server, "boss", &database);
        assert_eq!(least.system.collector, role);
        least.system = most.system.clone();
        assert_eq!(least.open_doors, most.open_doors);
        roles::forget(&mut least);
        roles::forget(&mut most);
        assert_eq!(least, most, "{series}");
        for (table, column) in [
            ("res_users", "password"),
            ("res_users", "totp_secret"),
            ("res_users", "oauth_access_token"),
            ("res_users", "oauth_uid"),
            ("res_users_apikeys", "key"),
            ("res_users_apikeys", "index"),
            ("auth_totp_device", "key"),
            ("ir_config_parameter", "value"),
            ("res_partner", "vat"),
        ] {
            let said = server.sql_as(&role, &database, &format!("select count({column}) from {table}")).unwrap_err();
            assert!(said.contains("permission denied"), "{table}.{column}: {said}");
        }
        let shown = server.sql_as(&role, &database, "select string_agg(value, ' ') from rolecall.settings").unwrap();
        assert!(!shown.contains("leak-database") && !shown.contains("leak-smtp"), "{shown}");
        let said = server.sql_as(&role, &database, "begin read write; delete from res_users_log");
        assert!(said.unwrap_err().contains("permission denied"));
    }
}

#[test]
fn what_may_not_be_read_is_not_assessed() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(
        &database,
        &format!(
            "drop view rolecall.account_state, rolecall.settings;
             revoke select (expiration_date) on res_users_apikeys from {role};
             revoke select (domain_force) on ir_rule from {role};
             revoke select (res_id) on ir_model_data from {role}"
        ),
    );
    let snapshot = collected(server, &role, &database);
    assert_eq!(state(&snapshot, Domain::Passwords), State::NotAssessed);
    assert!(reason(&snapshot, Domain::Passwords).contains("no right to read `res_users.password`"));
    assert!(reason(&snapshot, Domain::Passwords).contains("odoo-collector-role.sql"));
    assert_eq!(state(&snapshot, Domain::SecondFactors), State::NotAssessed);
    assert!(snapshot.users.iter().all(|user| user.password == Presence::Unknown));
    assert_eq!(state(&snapshot, Domain::Settings), State::Incomplete);
    assert_eq!(snapshot.settings.len(), 5);
    assert!(snapshot.settings.iter().all(|setting| setting.value.is_none()));
    assert_eq!(state(&snapshot, Domain::Tokens), State::Incomplete);
    assert_eq!((state(&snapshot, Domain::Records), snapshot.rules.len()), (State::NotAssessed, 0));
    assert_eq!(
        (state(&snapshot, Domain::Origins), state(&snapshot, Domain::Accounts)),
        (State::NotAssessed, State::Incomplete)
    );
    assert!(snapshot.grants.iter().all(|grant| grant.origin == Origin::Unknown));
    assert_eq!(state(&snapshot, Domain::ModelAccess), State::Assessed);
}

#[test]
fn a_table_that_is_not_there_costs_its_domain_only() {
    let server = server_or_skip!();
    let database = company(server, 17);
    server.sql(
        &database,
        "drop table res_users_log, ir_ui_menu, auth_totp_device, res_company_users_rel;
         delete from ir_module_module where name = 'auth_oauth';
         alter table res_users drop column oauth_provider_id; drop table auth_oauth_provider",
    );
    let snapshot = collected(server, "boss", &database);
    let lacking = lacking(&snapshot);
    let domains: Vec<Domain> = lacking.keys().copied().collect();
    assert_eq!(domains, [Domain::Tokens, Domain::LastLogins, Domain::Surfaces, Domain::Companies], "{lacking:?}");
    assert!(lacking[&Domain::LastLogins].contains("`res_users_log` does not exist"));
    assert_eq!(state(&snapshot, Domain::Providers), State::Assessed, "its module is not installed, so there are none");
}

#[test]
fn rows_that_point_nowhere_make_their_domain_incomplete() {
    let server = server_or_skip!();
    let database = company(server, 16);
    server.sql(&database, "insert into res_groups_users_rel values (99, 2); insert into rule_group_rel values (1, 99)");
    let snapshot = collected(server, "boss", &database);
    assert_eq!(state(&snapshot, Domain::Memberships), State::Incomplete);
    assert!(reason(&snapshot, Domain::Memberships).contains("12 of 13 memberships"));
    assert!(reason(&snapshot, Domain::Records).contains("2 of 3 groups of rules"));
}

#[test]
fn equal_databases_give_equal_snapshots() {
    let server = server_or_skip!();
    let (one, two) = (company(server, 18), company(server, 18));
    // The same rows in another order on disk.
    server.sql(
        &two,
        "update res_groups_users_rel set uid = uid where gid = 1; update ir_model_fields set name = name where id < 4;
         update res_users set login = login where id = 2",
    );
    let hash = |database: &str| {
        let mut snapshot = collected(server, "boss", database);
        snapshot.system.taken_at.clear();
        snapshot.system.name.clear();
        snapshot.system.database.clear();
        roles::forget(&mut snapshot);
        content_hash(&snapshot)
    };
    assert_eq!(hash(&one), hash(&two));
}
