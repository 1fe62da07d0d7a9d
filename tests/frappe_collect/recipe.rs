//! The least-privilege logins, and what is missing or refused.

use rolecall::connect::ConnectError;
use rolecall::snapshot::{Domain, Presence, State};

use super::reason;
use super::site::{Site, own_sites, try_collect};

/// Columns that hold secrets, programs or what the collector has no business with.
const SECRET: [(&str, &str); 20] = [
    ("__Auth", "password"),
    ("tabUser", "api_secret"),
    ("tabUser", "reset_password_key"),
    ("tabUser", "last_ip"),
    ("tabSessions", "sid"),
    ("tabSessions", "user"),
    ("tabSingles", "value"),
    ("tabDefaultValue", "defvalue"),
    ("tabOAuth Client", "client_secret"),
    ("tabOAuth Bearer Token", "name"),
    ("tabOAuth Bearer Token", "access_token"),
    ("tabOAuth Bearer Token", "refresh_token"),
    ("tabSocial Login Key", "client_secret"),
    ("tabServer Script", "script"),
    ("tabReport", "query"),
    ("tabReport", "report_script"),
    ("tabCompany", "owner"),
    ("tabUser Permission", "owner"),
    ("tabDocField", "owner"),
    ("tabPage", "modified"),
];

#[test]
fn the_least_privileged_login_sees_the_same_and_no_secret() {
    for version in [14, 15, 16, 17] {
        for site in own_sites(version) {
            let login = site.with_recipe();
            assert_eq!(site.with_recipe(), login, "twice does no harm");
            let (mut least, most) = (site.collected_as(&login), site.collected());
            assert_eq!(least.system.collector, login);
            least.system = most.system.clone();
            // The one setting for which there is another way.
            let settings = |entity: &str| entity == "settings";
            least.population.retain(|count| !settings(&count.entity));
            let mut most = most;
            most.population.retain(|count| !settings(&count.entity));
            let state = |snapshot: &rolecall::snapshot::Snapshot| snapshot.coverage_of(Domain::Database).state;
            assert_eq!((state(&least), state(&most)), (State::Assessed, State::Assessed));
            crate::roles::forget(&mut least);
            crate::roles::forget(&mut most);
            assert_eq!(least, most, "{version}");
            for (table, column) in SECRET {
                let sql = format!(r#"select count("{column}") from "{table}""#);
                let said = site.sql_as(&login, &sql).unwrap_err().to_lowercase();
                assert!(said.contains("denied"), "{table}.{column}: {said}");
            }
            for sql in [r#"delete from "tabHas Role""#, r#"update "tabUser" set "enabled" = 1"#] {
                let said = site.sql_as(&login, sql).unwrap_err().to_lowercase();
                assert!(said.contains("denied") || said.contains("read-only"), "{said}");
            }
        }
    }
}

#[test]
fn the_view_of_settings_shows_no_other() {
    for site in own_sites(15) {
        let login = site.with_recipe();
        let view = match &site {
            Site::MariaDb(_, database) => format!(r#""rolecall"."{database}""#),
            Site::Postgres(..) => "rolecall.settings".to_owned(),
        };
        let shown = site.sql_as(&login, &format!(r#"select "field", "value" from {view} order by 1"#)).unwrap();
        assert!(shown.contains("Europe/Berlin") && !shown.contains("leak"), "{shown}");
        assert_eq!(shown.lines().count(), 6);
    }
}

#[test]
fn what_may_not_be_read_is_not_assessed() {
    for site in own_sites(15) {
        let login = site.with_recipe();
        let account = match &site {
            Site::MariaDb(..) => format!("'{login}'@'%'"),
            Site::Postgres(..) => login.clone(),
        };
        for (table, columns) in [
            ("__Auth", r#""doctype", "name", "fieldname""#),
            ("tabUser Permission", r#""user", "allow", "for_value", "applicable_for", "hide_descendants""#),
            ("tabOAuth Client", r#""name", "app_name""#),
            ("tabModule Def", r#""name", "app_name""#),
            ("tabHas Role", r#""parenttype""#),
        ] {
            if table != "tabHas Role" {
                site.sql(&format!(r#"revoke select ({columns}) on "{table}" from {account}"#));
            }
        }
        let snapshot = site.collected_as(&login);
        let state = |domain| snapshot.coverage_of(domain).state;
        assert_eq!((state(Domain::Passwords), state(Domain::Tokens)), (State::NotAssessed, State::Incomplete));
        assert!(snapshot.users.iter().all(|user| user.password == Presence::Unknown));
        assert!(reason(&snapshot, Domain::Passwords).contains("`__Auth"), "{}", reason(&snapshot, Domain::Passwords));
        assert!(reason(&snapshot, Domain::Passwords).contains("frappe-collector-"));
        assert_eq!((state(Domain::Records), snapshot.limits.len()), (State::NotAssessed, 0));
        assert_eq!(state(Domain::Origins), State::NotAssessed);
        assert_eq!(state(Domain::ModelAccess), State::Assessed);
        site.sql(&format!(r#"revoke select ("parenttype") on "tabHas Role" from {account}"#));
        let error = try_collect(&site.url(Some(&login))).unwrap_err();
        assert!(matches!(error, ConnectError::Indispensable { .. }), "{error:?}");
        assert!(error.to_string().contains("`tabHas Role.parenttype`"), "{error}");
    }
}

#[test]
fn without_the_settings_what_they_decide_is_incomplete() {
    for site in own_sites(15) {
        let login = site.with_recipe();
        match &site {
            Site::MariaDb(server, database) => server.sql(database, &format!("drop view rolecall.{database}")),
            Site::Postgres(server, database) => server.sql(database, "drop view rolecall.settings"),
        };
        let snapshot = site.collected_as(&login);
        let state = |domain| snapshot.coverage_of(domain).state;
        assert_eq!(state(Domain::Settings), State::NotAssessed);
        for domain in [Domain::ModelAccess, Domain::Records, Domain::LastLogins, Domain::Tokens] {
            assert_eq!(state(domain), State::Incomplete, "{domain:?}");
        }
        assert_eq!(state(Domain::SecondFactors), State::NotAssessed);
        assert!(reason(&snapshot, Domain::LastLogins).contains("time zone is not known"));
    }
}

#[test]
fn a_table_that_is_not_there_costs_its_domain_only() {
    for site in own_sites(15) {
        site.sql(
            r#"drop table "tabServer Script"; drop table "tabCustom Role"; drop table "tabSocial Login Key";
               drop table "tabCompany";
               delete from "tabInstalled Application" where "app_name" = 'erpnext';
               alter table "tabUser Permission" drop column "hide_descendants""#,
        );
        let snapshot = site.collected();
        let lacking = super::lacking(&snapshot);
        let domains: Vec<Domain> = lacking.keys().copied().collect();
        assert_eq!(domains, [Domain::Records, Domain::Providers, Domain::Surfaces], "{lacking:?}");
        assert!(lacking[&Domain::Providers].contains("`tabSocial Login Key` does not exist"), "{lacking:?}");
        assert!(lacking[&Domain::Records].contains("`tabUser Permission.hide_descendants` does not exist"));
    }
}
