//! The accounts of the database server: what each comes to, and what is told of it to whom.

use rolecall::snapshot::{Domain, Presence, Snapshot, State};

use super::database_roles::told;
use super::postgres::Server;
use super::{TRAP, collected, company, postgres, reason, state, with_recipe};

/// All tests of this binary share one server, and with it its accounts.
pub(crate) fn forget(snapshot: &mut Snapshot) {
    snapshot.database_roles.clear();
    snapshot.population.retain(|count| count.domain != Domain::Database);
}

fn with_accounts(server: &Server, database: &str) -> String {
    let d = format!("{database}_");
    server.sql(
        database,
        &format!(
            "create role {d}erp login; alter table res_users owner to {d}erp;
             create role {d}direct login password 'PLANTED-direct'; grant select, delete on res_users to {d}direct;
             create role {d}column login; grant update (login) on res_users to {d}column;
             create role {d}group; grant insert, select on res_groups_users_rel to {d}group;
             create role {d}between in role {d}group; create role {d}member login in role {d}between;
             create role {d}noinherit login noinherit in role {d}group;
             create role {d}boss login superuser; create role {d}second login in role {d}boss;
             create role {d}shell login in role pg_execute_server_program;
             create role {d}maker login createrole; create role {d}all login in role pg_read_all_data;
             create role {d}elsewhere login; grant select on ir_model to {d}elsewhere;
             create role {d}none login; create role {d}outside login; grant select on res_users to {d}outside;
             create role \"{d}<b>x'\"\"é\u{202e} y\" login; grant select on ir_rule to \"{d}<b>x'\"\"é\u{202e} y\";
             revoke connect on database {database} from public;
             do $$ declare name text; begin
               for name in select rolname from pg_roles where rolname like '{d}%' and rolname <> '{d}outside' loop
                 execute format('grant connect on database {database} to %I', name);
               end loop; end $$"
        ),
    );
    d
}

#[test]
fn accounts_of_the_server_are_told_with_what_they_come_to() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let prefix = with_accounts(server, &database);
    let snapshot = collected(server, "boss", &database);
    assert_eq!(state(&snapshot, Domain::Database), State::Assessed);
    insta::assert_snapshot!(told(&snapshot, &prefix), @r#"
    "<b>x'\"é\u{202e} y" [signs in] Absent reads [ir_rule] writes []
    "all" [signs in] Absent reads [14 tables] writes []
    "between" [] Absent reads [res_groups_users_rel] writes [res_groups_users_rel]
    "boss" [signs in, superuser] Absent reads [14 tables] writes [14 tables]
    "column" [signs in] Absent reads [] writes [res_users]
    "direct" [signs in] Present reads [res_users] writes [res_users]
    "elsewhere" [signs in] Absent reads [] writes []
    "erp" [signs in, owner] Absent reads [res_users] writes [res_users]
    "group" [] Absent reads [res_groups_users_rel] writes [res_groups_users_rel]
    "maker" [signs in, makes roles] Absent reads [] writes []
    "member" [signs in] Absent reads [res_groups_users_rel] writes [res_groups_users_rel]
    "noinherit" [signs in] Absent reads [res_groups_users_rel] writes [res_groups_users_rel]
    "none" [signs in] Absent reads [] writes []
    "outside" [] Absent reads [res_users] writes []
    "second" [signs in, superuser] Absent reads [14 tables] writes [14 tables]
    "shell" [signs in, superuser] Absent reads [] writes []
    "#);
    let boss = snapshot.database_roles.iter().find(|role| role.name == "boss").unwrap();
    assert!(boss.superuser && boss.owner && boss.collector);
    assert!(!snapshot.database_roles.iter().any(|role| role.name.starts_with("pg_")));
    let count = snapshot.population.iter().find(|count| count.domain == Domain::Database).unwrap();
    assert_eq!((count.collected, count.counted), (snapshot.database_roles.len() as u64, count.collected));
    let text = serde_json::to_string(&snapshot).unwrap();
    assert!(!text.contains("PLANTED") && !text.contains("SCRAM"), "a password");
}

#[test]
fn doors_without_a_password_are_told_and_those_that_never_open_are_not() {
    let server = server_or_skip!();
    let snapshot = collected(server, "boss", &company(server, 18));
    let doors: Vec<String> = snapshot
        .open_doors
        .iter()
        .map(|door| format!("{} {} from {} by {}", door.at, door.role, door.from, door.method))
        .collect();
    insta::assert_snapshot!(doors.join("\n"), @"
    pg_hba.conf:1 all from local by trust
    pg_hba.conf:5 all from all by trust
    ");
}

#[test]
fn a_login_without_the_recipes_view_and_function_says_what_it_may_not_see() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let prefix = with_accounts(server, &database);
    let login = with_recipe(server, &database);
    server.sql(&database, &format!("grant connect on database {database} to {login}"));
    let with = collected(server, &login, &database);
    assert_eq!(state(&with, Domain::Database), State::Assessed);
    assert!(with.database_roles.iter().any(|role| role.name == login && role.collector && role.writes.is_empty()));
    server.sql(&database, "drop view rolecall.database_passwords; drop function rolecall.open_doors()");
    let without = collected(server, &login, &database);
    assert_eq!(state(&without, Domain::Database), State::Incomplete);
    let why = reason(&without, Domain::Database);
    for part in ["`pg_authid.rolpassword`", "`pg_hba_file_rules`", "docs/sql/odoo-collector-role.sql"] {
        assert!(why.contains(part), "{why}");
    }
    assert!(without.open_doors.is_empty());
    assert!(without.database_roles.iter().all(|role| role.password == Presence::Unknown));
    let rights = |snapshot: &Snapshot| {
        told(snapshot, &prefix).replace("Present", "?").replace("Absent", "?").replace("Unknown", "?")
    };
    assert_eq!(rights(&with), rights(&without), "rights are everybody's to see");
}

#[test]
fn what_somebody_left_in_the_recipes_place_does_not_run_in_a_superusers_name() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(
        &database,
        &format!(
            "{TRAP}
             create view rolecall.database_passwords as select 'x'::text as role, public.trap() as has_password;
             create function rolecall.open_doors() returns table (at text, role text, origin text, method text)
               language plpgsql as $$ begin raise 'trapped'; end $$"
        ),
    );
    assert_eq!(state(&collected(server, "boss", &database), Domain::Database), State::Assessed);
}
