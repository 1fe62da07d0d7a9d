//! The same application on every database: one manifest, one snapshot.

use rolecall::access::Access;
use rolecall::access::scope::Scopes;
use rolecall::connect::ConnectError;
use rolecall::model::{OpIx, RecordScope, ResourceIx, UserIx};
use rolecall::snapshot::Snapshot;

use crate::{access, collected, lacking, mariadb, postgres, problems, sqlite};

/// Types are those of each database: FLAG, TIME and KEY are replaced.
const TABLES: &str = "
create table accounts (id KEY, login varchar(80), enabled FLAG, root FLAG, kind varchar(20), firm KEY, seen TIME, hash varchar(80));
create table firms (id KEY, name varchar(80), parent KEY);
create table works_at (account KEY, firm KEY);
create table roles (id KEY, code varchar(80), label varchar(80), auto varchar(20), boss FLAG);
create table holds (account KEY, role KEY);
create table brings (role KEY, other KEY);
create table things (code varchar(80), label varchar(80));
create table rights (role KEY, account KEY, audience varchar(20), thing varchar(80), r FLAG, w FLAG, c FLAG, d FLAG, mine FLAG);
create table columns_ (thing varchar(80), name varchar(80), role KEY, sees FLAG, edits FLAG);
create table narrow (thing varchar(80), role KEY, reach varchar(80), ops varchar(80));
create table keys_ (account KEY, label varchar(80), until TIME);
insert into accounts values (1, 'root', YES, YES, 'system', null, null, 'x');
insert into accounts values (2, 'mara', YES, NO, 'internal', 10, '2026-11-20 08:30:00', 'x');
insert into accounts values (3, 'omar', YES, NO, 'internal', 11, '2026-11-21 09:00:00', '');
insert into accounts values (4, 'left', NO, NO, 'internal', 10, '2025-01-01 00:00:00', 'x');
insert into accounts values (5, 'customer', YES, NO, 'external', null, null, 'x');
insert into accounts values (6, 'guest', YES, NO, 'anonymous', null, null, null);
insert into firms values (10, 'Acme', null); insert into firms values (11, 'Acme North', 10);
insert into works_at values (2, 10); insert into works_at values (2, 11); insert into works_at values (3, 11);
insert into roles values (1, 'clerk', 'Clerk', null, NO); insert into roles values (2, 'chief', 'Chief', null, YES);
insert into roles values (3, 'all', 'All', 'signed-in', NO);
insert into holds values (2, 2); insert into holds values (3, 1); insert into holds values (4, 1); insert into holds values (5, 3);
insert into brings values (2, 1);
insert into things values ('invoice', 'Invoices'); insert into things values ('news', 'News'); insert into things values ('pay', 'Payroll');
insert into rights values (1, null, null, 'invoice', YES, YES, YES, NO, NO);
insert into rights values (2, null, null, 'invoice', NO, NO, NO, YES, NO);
insert into rights values (null, null, 'everyone', 'news', YES, NO, NO, NO, NO);
insert into rights values (null, null, 'signed-in', 'news', NO, NO, YES, NO, NO);
insert into rights values (null, null, 'internal', 'pay', YES, NO, NO, NO, YES);
insert into rights values (null, 3, null, 'pay', NO, YES, NO, NO, NO);
insert into rights values (3, null, null, 'news', NO, YES, NO, NO, YES);
insert into columns_ values ('invoice', 'margin', 2, YES, NO);
insert into narrow values ('invoice', 1, 'company', 'read write'); insert into narrow values ('invoice', 2, 'all', 'read write');
insert into narrow values ('pay', null, 'restricted', null);
insert into keys_ values (3, 'robot', '2027-01-01 00:00:00');
";

const MANIFEST: &str = r#"
application: Books
version: 7
time_zone: Europe/Berlin
operations: { read: read, write: write, create: create, delete: delete }
semantics: { membership: closure, fields: closed }
entities:
  users: |
    select id, login, enabled as active, root as superuser, kind, firm as company, seen as last_login,
           case when hash is null or hash = '' then 0 else 1 end as has_password
      from accounts
  companies: select id, name, parent from firms
  user_companies: select account as "user", firm as company from works_at
  groups: select id, code as "key", label as name, auto as given_to, boss as administers from roles
  memberships: select account as "user", role as "group" from holds
  implications: select role as "group", other as implies from brings
  resources: select code as "key", label as name from things
  grants: |
    select role as "group", account as "user", audience, thing as resource, mine as own,
           r as "read", w as "write", c as "create", d as "delete" from rights -- wide
  field_rules: select thing as resource, name as field, role as "group", sees as "read", edits as "write" from columns_
  record_rules: select thing as resource, role as "group", reach, ops as operation from narrow;
  tokens: select account as "user", label as name, until as expires from keys_
  settings: select 'a' as "key", 'b' as value union all select 'smtp_password', 'PLANTED'
counts:
  users: select count(*) from accounts
  grants: select 7
"#;

/// Statements with a database's own types.
fn typed(sql: &str, key: &str, flag: &str, time: &str, yes: &str, no: &str) -> String {
    let sql = sql.replace("KEY", key).replace("FLAG", flag).replace("TIME", time);
    sql.replace("YES", yes).replace("NO,", &format!("{no},")).replace("NO)", &format!("{no})"))
}

fn tables(key: &str, flag: &str, time: &str, yes: &str, no: &str) -> String {
    typed(TABLES, key, flag, time, yes, no)
}

/// The application on every database that there is.
fn everywhere(folder: &std::path::Path) -> Vec<String> {
    of(TABLES, folder)
}

/// The same of any tables.
fn of(sql: &str, folder: &std::path::Path) -> Vec<String> {
    let mut urls = vec![sqlite(folder, &typed(sql, "integer", "boolean", "datetime", "1", "0"))];
    if let Some(server) = postgres::server() {
        let database = server.database(&[]);
        server.sql(&database, &typed(sql, "bigint", "boolean", "timestamp", "true", "false"));
        urls.push(server.url("boss", &database));
    }
    if let Some(server) = mariadb::server() {
        let database = server.database();
        server.sql(&database, &typed(sql, "int", "bit(1)", "datetime", "b'1'", "b'0'"));
        urls.push(server.url("root", &database));
    }
    urls
}

/// Without what differs by nature.
fn rows(mut snapshot: Snapshot) -> Snapshot {
    snapshot.system = rolecall::snapshot::System::default();
    snapshot
}

#[test]
fn one_manifest_gives_one_snapshot_on_every_database() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots: Vec<Snapshot> =
        everywhere(folder.path()).iter().map(|url| collected(MANIFEST, url).unwrap()).collect();
    let first = &snapshots[0];
    assert_eq!((first.system.kind.as_str(), first.system.version.as_str()), ("sql", "Books 7"));
    assert_eq!(first.system.name, "app.sqlite3");
    for other in &snapshots[1..] {
        assert_eq!(rows(first.clone()), rows(other.clone()), "{}", other.system.source);
        assert!(!other.system.collector.is_empty() && other.system.taken_at.ends_with('Z'));
    }
    insta::assert_snapshot!(access(first), @r"
        customer: news: read write create
        guest: news: read
        left (inactive): invoice: read write create
        left (inactive): news: read write create
        left (inactive): pay: read
        mara: invoice: read write create delete
        mara: news: read write create
        mara: pay: read
        omar: invoice: read write create
        omar: news: read write create
        omar: pay: read write
        root: invoice: read write create delete
        root: news: read write create delete
        root: pay: read write create delete
        ");
    insta::assert_snapshot!(lacking(first), @r"
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
    let logins: Vec<_> = first.users.iter().filter_map(|user| user.last_login.as_deref()).collect();
    assert_eq!(logins, ["2024-12-31T23:00:00Z", "2026-11-20T07:30:00Z", "2026-11-21T08:00:00Z"]);
    assert!(!format!("{first:?}").contains("PLANTED"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s");
    rolecall::snapshot::write(first, &path).unwrap();
    assert_eq!(&rolecall::snapshot::read(&path).unwrap(), first);
}

#[test]
fn rules_and_fields_mean_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), &tables("integer", "boolean", "datetime", "1", "0"));
    let snapshot = collected(MANIFEST, &url).unwrap();
    let user = |key: &str| UserIx::new(snapshot.users.iter().position(|user| &*user.key == key).unwrap());
    let resource = |key: &str| ResourceIx::new(snapshot.resources.iter().position(|found| found.key == key).unwrap());
    let (computed, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
    let scope = |who: &str, what: &str, op: u32| {
        let profile = computed.of(user(who));
        scopes.of(&profile.groups, profile.superuser, resource(what), OpIx(op)).scope
    };
    assert_eq!(scope("omar", "invoice", 0), RecordScope::Company);
    assert_eq!(scope("omar", "invoice", 2), RecordScope::All, "no rule speaks about it");
    assert_eq!(scope("mara", "invoice", 0), RecordScope::All, "one of two alternatives");
    assert_eq!(scope("mara", "pay", 0), RecordScope::Own, "own and restricted");
    assert_eq!(scope("omar", "pay", 1), RecordScope::Restricted);
    assert_eq!(scope("root", "pay", 1), RecordScope::All);
    let margin = snapshot.field(resource("invoice"), "margin").unwrap();
    let sees = |who: &str| (computed.sees(user(who), margin), computed.changes(user(who), margin));
    assert_eq!(sees("mara"), (Some(true), Some(false)));
    assert_eq!(sees("omar"), (Some(false), Some(false)), "fields are closed to whom no row names");
    assert_eq!(sees("root"), (Some(true), Some(true)));
}

#[test]
fn a_query_that_a_database_refuses_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for url in everywhere(folder.path()) {
        for (wrong, said) in [
            ("select login, enabled as active from acounts", "acounts"),
            ("select login, enabled as active, root as superuser, nothing from accounts", "nothing"),
            ("select login enabled as active from accounts", "users: the database refuses the query: "),
        ] {
            let manifest =
                MANIFEST.replace("  companies: select id, name, parent from firms", &format!("  companies: {wrong}"));
            let error = collected(&manifest, &url).unwrap_err();
            let told = problems(&error);
            assert!(told.starts_with("app.yaml:12:14: error: companies: the database refuses the query: "), "{told}");
            assert!(told.contains(said) || said.starts_with("users"), "{told}");
        }
    }
}

#[test]
fn a_manifest_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    for url in everywhere(folder.path()) {
        for (sneaky, refused) in [
            ("select 1 as name) q; delete from accounts; select * from (select 1 as name", true),
            ("with gone as (delete from accounts returning id) select id as name from gone", true),
            ("select name from firms for update", !url.starts_with("mysql")),
        ] {
            let manifest = MANIFEST.replace("select id, name, parent from firms", &format!("\"{sneaky}\""));
            let outcome = collected(&manifest, &url);
            assert!(!refused || matches!(outcome, Err(ConnectError::Mapping { .. })), "{url}: {sneaky}: {outcome:?}");
        }
        assert_eq!(collected(MANIFEST, &url).unwrap().users.len(), 6);
    }
}

#[test]
fn rows_that_a_policy_would_hide_are_an_error() {
    let Some(server) = postgres::server() else { return };
    let database = server.database(&[]);
    server.sql(&database, &tables("bigint", "boolean", "timestamp", "true", "false"));
    let login = format!("reader_{database}");
    server.sql(
        &database,
        &format!(
            "create role {login} login; grant usage on schema public to {login}; grant select on all tables in schema public to {login};
             alter table accounts enable row level security; create policy p on accounts using (enabled)"
        ),
    );
    let told = problems(&collected(MANIFEST, &server.url(&login, &database)).unwrap_err());
    assert!(told.contains("row-level security policy for table \"accounts\""), "{told}");
    server.sql(&database, "alter table accounts disable row level security");
    let other = format!("stranger_{database}");
    server.sql(&database, &format!("create role {other} login; grant usage on schema public to {other}"));
    let told = problems(&collected(MANIFEST, &server.url(&other, &database)).unwrap_err());
    assert!(told.contains("permission denied for table accounts"), "{told}");
}

#[test]
fn what_is_allowed_by_default_is_open_to_whom_no_row_names() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), &tables("integer", "boolean", "datetime", "1", "0"));
    let manifest = MANIFEST.replace("membership: closure", "membership: closure, default: allow");
    let told = problems(&collected(&manifest, &url).unwrap_err());
    assert!(told.contains("row with login `guest`, id `6`: with `default: allow`"), "{told}");
    let manifest = manifest
        .replace(" from accounts\n  comp", " from accounts where id < 6\n  comp")
        .replace("(*) from accounts", "(*) - 1 from accounts");
    let snapshot = collected(&manifest, &url).unwrap();
    insta::assert_snapshot!(access(&snapshot), @r"
        customer: invoice: read write create delete
        customer: news: read write create
        customer: pay: read write create delete
        left (inactive): invoice: read write create
        left (inactive): news: read write create
        left (inactive): pay: read
        mara: invoice: read write create delete
        mara: news: read write create
        mara: pay: read
        omar: invoice: read write create
        omar: news: read write create
        omar: pay: read write
        root: invoice: read write create delete
        root: news: read write create delete
        root: pay: read write create delete
        ");
}

#[test]
fn the_manifest_for_django_is_the_same_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let urls = of(include_str!("../fixtures/mapped/django.sql"), folder.path());
    let manifest = include_str!("../../docs/examples/django.yaml");
    let snapshots: Vec<Snapshot> = urls.iter().map(|url| collected(manifest, url).unwrap()).collect();
    let first = &snapshots[0];
    for other in &snapshots[1..] {
        assert_eq!(rows(first.clone()), rows(other.clone()), "{}", other.system.source);
    }
    assert!(!format!("{first:?}").contains("PLANTED"));
    insta::assert_snapshot!(access(first), @r"
        gone (inactive): auth.user: view add change delete use
        gone (inactive): shop.approve_order: view add change delete use
        gone (inactive): shop.order: view add change delete use
        mara: auth.user: view
        mara: shop.order: view change
        root: auth.user: view add change delete use
        root: shop.approve_order: view add change delete use
        root: shop.order: view add change delete use
        ");
    // With Django REST framework the query in the comment is one that works.
    let comment = "  # tokens: |\n  #   select user_id as \"user\", 'DRF token' as name, created from authtoken_token\n  tokens: none";
    let query = comment.replace("  # ", "  ").replace("\n  tokens: none", "");
    assert!(manifest.contains(comment));
    let with_tokens = format!(
        "{}create table authtoken_token (\"key\" varchar(40), created TIME, user_id KEY);
         insert into authtoken_token values ('PLANTED-KEY', '2026-11-01 10:00:00', 2);",
        include_str!("../fixtures/mapped/django.sql")
    );
    let folder = tempfile::tempdir().unwrap();
    for url in of(&with_tokens, folder.path()) {
        let snapshot = collected(&manifest.replace(comment, &query), &url).unwrap();
        let tokens: Vec<_> = snapshot.tokens.iter().map(|token| (&*token.name, token.created.as_deref())).collect();
        assert_eq!(tokens, [("DRF token", Some("2026-11-01T10:00:00Z"))]);
        assert!(!format!("{snapshot:?}").contains("PLANTED"));
    }
    let passwords: Vec<_> = first.users.iter().map(|user| (&*user.key, user.password, &*user.name)).collect();
    let (there, not) = (rolecall::snapshot::Presence::Present, rolecall::snapshot::Presence::Absent);
    assert_eq!(passwords, [("gone", not, "Gerd Gone"), ("mara", there, "Mara Sales"), ("root", there, "")]);
}

#[test]
fn times_that_mean_never_are_none() {
    let Some(server) = postgres::server() else { return };
    let database = server.database(&[]);
    server.sql(&database, &tables("bigint", "boolean", "timestamp", "true", "false"));
    server.sql(&database, "update keys_ set until = 'infinity'");
    let snapshot = collected(MANIFEST, &server.url("boss", &database)).unwrap();
    assert_eq!(snapshot.tokens[0].expires, None);
}

/// The guide's recipe: columns for one table, whole tables for others, and no more.
const LEAST: &str = r#"
application: Books
entities:
  users: select id, login, enabled as active, root as superuser from accounts
  groups: select id, code as "key" from roles
  memberships: select account as "user", role as "group" from holds
  resources: select code as "key" from things
  grants: select role as "group", account as "user", audience, thing as resource, r as "read" from rights
"#;

#[test]
fn a_login_that_may_read_columns_alone_is_enough_and_reads_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    if let Some(server) = postgres::server() {
        let database = server.database(&[]);
        server.sql(&database, &tables("bigint", "boolean", "timestamp", "true", "false"));
        let login = format!("least_{database}");
        server.sql(
            &database,
            &format!(
                "create role {login} login nosuperuser nocreatedb nocreaterole; grant connect on database {database} to {login};
                 grant usage on schema public to {login}; grant select (id, login, enabled, root) on accounts to {login};
                 grant select on roles, holds, things, rights to {login}"
            ),
        );
        least(&server.url(&login, &database), "permission denied for table accounts");
        tried += 1;
    }
    if let Some(server) = mariadb::server() {
        let database = server.database();
        server.sql(&database, &tables("int", "bit(1)", "datetime", "b'1'", "b'0'"));
        let login = format!("least_{database}");
        let tables = ["roles", "holds", "things", "rights"];
        let grants = tables.map(|table| format!("grant select on {database}.{table} to {login}@'127.0.0.1';"));
        server.sql(
            &database,
            &format!(
                "create user {login}@'127.0.0.1' identified by 'let-me-in';
                 grant select (id, login, enabled, root) on {database}.accounts to {login}@'127.0.0.1'; {}",
                grants.concat()
            ),
        );
        least(&server.url(&format!("{login}:let-me-in"), &database), "SELECT command denied to user");
        tried += 1;
    }
    let url = sqlite(folder.path(), &tables("integer", "boolean", "datetime", "1", "0"));
    assert_eq!(collected(LEAST, &url).unwrap().users.len(), 6);
    assert!(tried > 0 || std::env::var_os("CI").is_none());
}

fn least(url: &str, denied: &str) {
    assert_eq!(collected(LEAST, url).unwrap().users.len(), 6, "{url}");
    let nosy = LEAST.replace("root as superuser", "root as superuser, hash as name");
    let told = problems(&collected(&nosy, url).unwrap_err());
    assert!(told.contains(denied), "{told}");
}
