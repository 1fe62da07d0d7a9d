//! Who else comes to the tables that a manifest calls security tables.

use rolecall::snapshot::{Domain, State};

use crate::{collected, mariadb, postgres, problems, sqlite};

const TABLES: &str = "create table users (id int, username varchar(80)); create table modules (name varchar(80)); \
                      create table rights (who int, module varchar(80));";

const MANIFEST: &str = "
application: Shop
security_tables: [users, rights, gone]
entities:
  users: select id, username as login, 1 as active, 0 as superuser from users
  groups: none
  memberships: none
  resources: select name as \"key\" from modules
  grants: select who as \"user\", module as resource, 'read' as operation from rights
";

const ROWS: &str = "insert into users values (1, 'mara'); insert into modules values ('invoice'); \
                    insert into rights values (1, 'invoice');";

#[test]
fn accounts_of_a_server_are_told_and_a_file_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = collected(MANIFEST, &sqlite(folder.path(), &format!("{TABLES}{ROWS}"))).unwrap();
    let coverage = file.coverage_of(Domain::Database);
    assert_eq!((coverage.state, file.database_roles.len()), (State::NotAssessed, 0));
    assert!(coverage.reason.unwrap().contains("whoever reads the file"));
    let without = MANIFEST.replace("security_tables: [users, rights, gone]\n", "");
    let file = collected(&without, &format!("sqlite:{}", folder.path().join("app.sqlite3").display())).unwrap();
    assert!(file.coverage_of(Domain::Database).reason.unwrap().contains("`security_tables`"));

    if let Some(server) = postgres::server() {
        let database = server.database(&[]);
        server.sql(
            &database,
            &format!("{TABLES}{ROWS} create role {database}_r login; grant select (id) on users to {database}_r"),
        );
        let snapshot = collected(MANIFEST, &server.url("boss", &database)).unwrap();
        let role = snapshot.database_roles.iter().find(|role| role.name == format!("{database}_r")).unwrap();
        assert_eq!((role.reads.join(" "), role.writes.len()), ("users".to_owned(), 0));
    }
    if let Some(server) = mariadb::server() {
        let database = server.database();
        server.sql(
            &database,
            &format!(
                "{TABLES}{ROWS} create user {database}_w identified by 'x'; grant insert on rights to {database}_w"
            ),
        );
        let snapshot = collected(MANIFEST, &server.url("root", &database)).unwrap();
        let role = snapshot.database_roles.iter().find(|role| role.name == format!("{database}_w@%")).unwrap();
        assert_eq!((role.reads.len(), role.writes.join(" ")), (0, "rights".to_owned()));
    }
}

#[test]
fn what_is_no_list_of_names_is_told() {
    let wrong = MANIFEST.replace("[users, rights, gone]", "{ users: yes }");
    let told = problems(&collected(&wrong, "sqlite:none").unwrap_err());
    assert!(told.contains("app.yaml:3:") && told.contains("security_tables"), "{told}");
}
