//! Databases and servers that mean harm, refuse, or are something else.

use std::time::Duration;

use rolecall::connect::ConnectError;
use rolecall::model::Origin;
use rolecall::snapshot::{Domain, Presence, State};

use super::{TRAP, collected, company, postgres, try_collect, try_collect_within, user, with_recipe};

#[test]
fn hostile_names_survive() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(
        &database,
        "update res_partner set name = repeat('é', 1000000) where id = 2;
         update res_groups set name = jsonb_build_object('en_US', E'\\x1b[31mred\\r\\n\\u202e') where id = 6;
         update ir_model set name = '[1, 2]' where id = 3;
         update res_users set login = '=cmd()' where id = 6;
         update ir_rule set domain_force = repeat('(', 1000000) where id = 1",
    );
    let snapshot = collected(server, "boss", &database);
    assert_eq!(user(&snapshot, "2").name.chars().count(), 4000);
    assert!(snapshot.groups.iter().any(|group| group.key == "Warehouse / \u{1b}[31mred\r\n\u{202e}"));
    assert_eq!(&*user(&snapshot, "6").key, "=cmd()");
    let rule = snapshot.rules.iter().find(|rule| rule.key == "sale.rule_own").unwrap();
    assert_eq!(rule.filter.len(), 300_000, "longer than what is read at all, so it stays unknown");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hostile.snapshot");
    rolecall::snapshot::write(&snapshot, &file).unwrap();
    assert_eq!(rolecall::snapshot::read(&file).unwrap(), snapshot);
}

#[test]
fn nothing_is_written_even_by_what_the_database_runs_for_us() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(
        &database,
        "create function public.trap() returns boolean language plpgsql as
           $$ begin insert into public.res_users_log (create_uid) values (2); return true; end $$;
         create or replace view rolecall.account_state as
           select id as user_id, public.trap() as has_password, true as has_second_factor from public.res_users",
    );
    let error = try_collect(&server.url(&role, &database)).unwrap_err();
    assert!(error.to_string().contains("read-only transaction"), "{error}");
    assert_eq!(server.sql(&database, "select count(*) from res_users_log"), "4");
}

#[test]
fn nothing_that_somebody_left_in_the_database_runs_in_the_name_of_a_superuser() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(
        &database,
        &format!(
            "{TRAP}
             create view rolecall.account_state as
               select id as user_id, public.trap() as has_password, true as has_second_factor from public.res_users;
             alter table public.res_users_apikeys rename to real_keys;
             create view public.res_users_apikeys as select * from public.real_keys where public.trap()"
        ),
    );
    let snapshot = collected(server, "boss", &database);
    assert_eq!(user(&snapshot, "2").password, Presence::Present, "asked of the table itself");
    assert!(snapshot.tokens.iter().all(|token| !token.is_api_key()));
    assert!(super::reason(&snapshot, Domain::Tokens).contains("`res_users_apikeys` does not exist"));
}

#[test]
fn a_technical_name_from_an_import_makes_no_row_a_vendors() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(
        &database,
        "insert into ir_model_access (id, model_id, name, active, perm_write, create_uid, create_date, write_date)
           values (900, 1, 'x', true, true, 2, now(), now()), (901, 1, 'y', true, true, null, now(), now());
         insert into ir_model_data (module, name, model, res_id)
           values ('sale', 'access_x', 'ir.model.access', 900), ('sale', 'access_y', 'ir.model.access', 901),
                  ('sale', 'nothing', 'ir.model.access', null)",
    );
    let snapshot = collected(server, "boss", &database);
    let of = |key: &str| &snapshot.grants.iter().find(|grant| grant.key == key).unwrap().origin;
    assert!(matches!(of("sale.access_x"), Origin::Custom { .. }), "a person made it");
    assert!(matches!(of("sale.access_y"), Origin::VendorChanged { .. }), "whoever made it is gone");
}

#[test]
fn a_group_called_like_a_technical_name_does_not_take_it() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(&database, "insert into res_groups (id, name) values (900, '{\"en_US\": \"sale.group_own\"}')");
    let snapshot = collected(server, "boss", &database);
    let key = |id: &str| snapshot.groups.iter().find(|group| group.id == id).unwrap().key.clone();
    assert_eq!((key("5").as_str(), key("900").as_str()), ("sale.group_own", "sale.group_own#900"));
}

#[test]
fn without_the_names_that_tell_accounts_apart_accounts_are_incomplete() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(&database, "delete from ir_model_data where name = 'group_portal'");
    let snapshot = collected(server, "boss", &database);
    assert_eq!(super::state(&snapshot, Domain::Accounts), State::Incomplete);
    assert!(super::reason(&snapshot, Domain::Accounts).contains("`base.group_portal`"));
}

#[test]
fn functions_left_in_the_public_schema_are_not_called() {
    let server = server_or_skip!();
    let database = company(server, 18);
    server.sql(
        &database,
        "create function public.to_char(timestamp, unknown_format text default '') returns text language sql as $$ select 'trap' $$;
         create function public.coalesced(varchar, varchar) returns boolean language plpgsql as $$ begin raise 'trap'; end $$;
         create operator public.<> (leftarg = varchar, rightarg = varchar, function = public.coalesced)",
    );
    assert_eq!(user(&collected(server, "boss", &database), "2").password, Presence::Present);
}

#[test]
fn a_wrong_password_is_one_clear_line_without_the_password() {
    let server = server_or_skip!();
    server.sql("postgres", "create role with_password login password 'right'");
    let error = try_collect(&server.url("with_password:hunter2", "postgres")).unwrap_err();
    assert!(matches!(error, ConnectError::Login { .. }), "{error:?}");
    assert!(error.to_string().contains("refuses the login `with_password`"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let error = try_collect(&server.url("with_password:right", "postgres")).unwrap_err();
    assert!(matches!(error, ConnectError::NotTheErp { .. }), "{error:?}");
}

#[test]
fn a_server_that_wants_tls_or_cannot_do_it_says_so() {
    let server = server_or_skip!();
    server.sql("postgres", "create role with_tls login");
    let error = try_collect(&server.url("with_tls", "postgres")).unwrap_err();
    assert!(matches!(error, ConnectError::TlsRequired { .. }), "{error:?}");
    let url = format!("{}?sslmode=require", server.url("boss", "postgres"));
    let error = try_collect(&url).unwrap_err();
    assert!(matches!(error, ConnectError::Tls { .. }), "{error:?}");
}

#[test]
fn an_address_where_nobody_answers_is_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = try_collect(&format!("postgres://u:hunter2@{free}/d")).unwrap_err();
    assert!(matches!(&error, ConnectError::Unreachable { server, .. } if *server == free.to_string()), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn other_databases_are_refused() {
    let server = server_or_skip!();
    let error = try_collect(&server.url("boss", "no_such_database")).unwrap_err();
    assert!(matches!(error, ConnectError::NoDatabase { .. }), "{error:?}");
    let error = try_collect(&server.url("boss", &server.database(&[]))).unwrap_err();
    assert!(error.to_string().contains("is not an Odoo database"), "{error}");
    let database = company(server, 18);
    for version in ["15.0.1.3", "saas~17.4.1.3", "20.0.1.0"] {
        server.sql(&database, &format!("update ir_module_module set latest_version = '{version}' where name = 'base'"));
        let error = try_collect(&server.url("boss", &database)).unwrap_err();
        assert!(matches!(&error, ConnectError::Version { found, .. } if found == version), "{error:?}");
    }
    server.sql(&database, "delete from ir_module_module");
    let error = try_collect(&server.url("boss", &database)).unwrap_err();
    assert!(matches!(error, ConnectError::Version { .. }), "{error:?}");
}

#[test]
fn without_the_right_to_what_matters_most_there_is_no_snapshot() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(&database, &format!("revoke select (perm_unlink) on ir_model_access from {role}"));
    let error = try_collect(&server.url(&role, &database)).unwrap_err();
    assert!(error.to_string().contains("no right to read `ir_model_access.perm_unlink`"), "{error}");
    server.sql("postgres", "create role nobody_much login");
    let error = try_collect(&server.url("nobody_much", &database)).unwrap_err();
    assert!(error.to_string().contains("odoo-collector-role.sql"), "{error}");
}

#[test]
fn a_slow_server_and_a_lost_connection_are_told() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(
        &database,
        "create or replace view rolecall.account_state as
           select id as user_id, pg_sleep(30) is null as has_password, true as has_second_factor from public.res_users",
    );
    let url = server.url(&role, &database);
    let error = try_collect_within(&url, Duration::from_millis(300)).unwrap_err();
    assert!(matches!(error, ConnectError::Timeout { .. }), "{error:?}");
    server.sql(
        &database,
        "create or replace view rolecall.account_state as
           select id as user_id, pg_terminate_backend(pg_backend_pid()) as has_password, true as has_second_factor
             from public.res_users",
    );
    let error = try_collect(&url).unwrap_err();
    assert!(matches!(error, ConnectError::Lost { .. }), "{error:?}");
}

#[test]
fn rows_that_row_level_security_may_hide_make_their_domain_incomplete() {
    let server = server_or_skip!();
    let database = company(server, 18);
    let role = with_recipe(server, &database);
    server.sql(&database, "alter table ir_model_access enable row level security");
    let snapshot = collected(server, &role, &database);
    assert_eq!((snapshot.grants.len(), super::state(&snapshot, Domain::ModelAccess)), (0, State::Incomplete));
    assert!(super::reason(&snapshot, Domain::ModelAccess).contains("row-level security on `ir_model_access`"));
    assert_eq!(super::state(&collected(server, "boss", &database), Domain::ModelAccess), State::Assessed);
}
