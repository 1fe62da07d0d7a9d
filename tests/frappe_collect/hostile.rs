//! Databases and servers that mean harm, refuse, or are something else.

use std::net::TcpListener;
use std::time::Duration;

use rolecall::connect::ConnectError;
use rolecall::snapshot::{Domain, State};

use super::site::{Site, own_sites, sites, try_collect, try_collect_within};
use super::{lacking, mariadb, reason, user};

#[test]
fn hostile_names_survive() {
    for site in own_sites(16) {
        site.sql(
            r#"update "tabUser" set "full_name" = repeat('é', 140) where "name" = 'rosa@nordlicht.example';
               insert into "tabRole" ("name") values ('a"b''c`d; drop table x');
               insert into "tabHas Role" ("name", "parent", "parenttype", "role")
                 values ('x1', 'mia@nordlicht.example', 'User', 'a"b''c`d; drop table x');
               insert into "tabUser" ("name", "enabled", "user_type") values ('=cmd()', 1, 'System User');
               update "tabServer Script" set "api_method" = '../../x' where "name" = 'dump';
               insert into "tabPermission Type" values ('x', 'no"such; column', 'Note');
               insert into "tabDocType" ("name", "module") values ('<b>\u202e</b>', 'No Such Module')"#,
        );
        let snapshot = site.collected();
        assert_eq!(user(&snapshot, "rosa@nordlicht.example").name.chars().count(), 140);
        assert!(snapshot.groups.iter().any(|group| group.key == "a\"b'c`d; drop table x"));
        assert_eq!(&*user(&snapshot, "=cmd()").key, "=cmd()");
        let lacking = lacking(&snapshot);
        assert_eq!(lacking.keys().copied().collect::<Vec<_>>(), [Domain::ModelAccess], "{lacking:?}");
        assert!(lacking[&Domain::ModelAccess].contains("no\"such; column"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hostile.snapshot");
        rolecall::snapshot::write(&snapshot, &file).unwrap();
        assert_eq!(rolecall::snapshot::read(&file).unwrap(), snapshot);
    }
}

#[test]
fn rows_that_point_nowhere_make_their_domain_incomplete() {
    for site in own_sites(15) {
        site.sql(
            r#"insert into "tabHas Role" ("name", "parent", "parenttype", "role") values ('x1', 'gone@x.example', 'User', 'All Hands');
               insert into "tabOAuth Bearer Token" ("name", "user", "status") values ('leak-x', 'gone@x.example', 'Active')"#,
        );
        let snapshot = site.collected();
        assert_eq!(snapshot.coverage_of(Domain::Memberships).state, State::Incomplete);
        assert!(reason(&snapshot, Domain::Memberships).contains("7 of 8 memberships"), "{:?}", lacking(&snapshot));
        assert!(reason(&snapshot, Domain::Tokens).contains("2 of 3 OAuth tokens"));
    }
}

#[test]
fn a_site_that_names_no_version_is_told_by_its_doctypes() {
    for (version, found) in [(14, "14"), (15, "15"), (17, "16")] {
        for site in own_sites(version) {
            site.sql(r#"delete from "tabInstalled Application""#);
            if version > 14 {
                site.sql(r#"insert into "tabDocType" ("name", "module") values ('Reminder', 'Desk')"#);
            }
            if version > 15 {
                site.sql(r#"insert into "tabDocType" ("name", "module") values ('Permission Type', 'Core')"#);
            }
            let snapshot = site.collected();
            assert_eq!(snapshot.system.version, found);
            let apps: Vec<&str> = snapshot.modules.iter().map(|module| &*module.name).collect();
            assert_eq!(apps, ["erpnext", "frappe"]);
            assert!(reason(&snapshot, Domain::Modules).contains("`bench migrate`"));
        }
    }
}

#[test]
fn other_databases_and_versions_are_refused() {
    for site in own_sites(15) {
        site.sql(r#"update "tabInstalled Application" set "app_version" = '13.58.0' where "app_name" = 'frappe'"#);
        let error = try_collect(&site.url(None)).unwrap_err();
        assert!(matches!(&error, ConnectError::Version { found, .. } if found == "13.58.0"), "{error:?}");
        assert!(error.to_string().contains("14, 15, 16 and 17"), "{error}");
        site.sql(r#"drop table "tabHas Role""#);
        let error = try_collect(&site.url(None)).unwrap_err();
        assert!(matches!(error, ConnectError::NotTheErp { .. }), "{error:?}");
        assert!(error.to_string().contains("is not a Frappe database: it has no table `tabHas Role`"), "{error}");
    }
}

#[test]
fn a_wrong_password_or_database_is_one_clear_line_without_the_password() {
    for site in sites(15) {
        let Site::MariaDb(server, _) = &site else { continue };
        let error = try_collect(&server.url("nobody:hunter2", "mysql")).unwrap_err();
        assert!(matches!(error, ConnectError::Login { .. }), "{error:?}");
        assert!(error.to_string().contains("MariaDB at"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        let error = try_collect(&server.url("root", "no_such_database")).unwrap_err();
        assert!(matches!(error, ConnectError::NoDatabase { .. }), "{error:?}");
        let error = try_collect(&format!("{}?ssl-mode=REQUIRED", site.url(None))).unwrap_err();
        assert!(matches!(error, ConnectError::Tls { .. }), "{error:?}");
    }
}

#[test]
fn an_address_where_nobody_answers_is_unreachable() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = try_collect(&format!("mysql://u:hunter2@{free}/d")).unwrap_err();
    assert!(matches!(&error, ConnectError::Unreachable { server, .. } if *server == free.to_string()), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn nothing_can_be_written_in_the_session() {
    // A view of another's runs whatever its owner put into it; only real tables are read, so it is as if it were not there.
    for site in own_sites(15) {
        let Site::MariaDb(server, database) = &site else { continue };
        server.sql(
            database,
            "create table written (n int);
             delimiter //
             create function trap() returns int modifies sql data begin insert into written values (1); return 1; end //
             delimiter ;",
        );
        server.sql(
            database,
            r#"alter table "tabServer Script" rename to "real_scripts";
               create view "tabServer Script" as select r.*, trap() as trapped from "real_scripts" r"#,
        );
        let snapshot = site.collected();
        assert!(snapshot.code.is_empty());
        assert!(reason(&snapshot, Domain::Surfaces).contains("`tabServer Script` does not exist"));
        assert_eq!(server.sql(database, r#"select count(*) from "written""#), "0");
    }
}

#[test]
fn a_query_that_takes_too_long_is_given_up() {
    let Some(server) = mariadb::server() else { return };
    for site in own_sites(15) {
        let Site::MariaDb(_, database) = &site else { continue };
        // Many rows, and a count that must look at all of them.
        server.sql(
            database,
            r#"insert into "tabDocField" ("name", "parent", "parenttype", "fieldname", "options")
                 select concat('bulk', seq), 'Customer', 'DocType', concat('f', seq), repeat('x', 2000) from seq_1_to_60000"#,
        );
        let error = try_collect_within(&site.url(None), Duration::from_millis(1)).unwrap_err();
        assert!(matches!(error, ConnectError::Timeout { .. }), "{error:?}");
    }
}
