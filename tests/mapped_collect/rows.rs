//! Everything that can be wrong with rows.

use rolecall::snapshot::{Domain, State};

use crate::{access, collected, lacking, problems, sqlite};

const TABLES: &str = "
create table u (id, login, active, superuser, seen, pw);
create table g (id, name);
create table m (u, g);
create table r (name);
create table p (g, u, a, r, op);
insert into u values (1, 'ann', 1, 0, '2026-01-01 00:00:00', 1), (2, 'bob', 1, 0, null, 0);
insert into g values (1, 'one'), (2, 'two');
insert into m values (1, 1), (2, 2);
insert into r values ('doc'), ('pay');
insert into p values (1, null, null, 'doc', 'read write'), (2, null, null, 'pay', '*');
";

const MANIFEST: &str = r#"
application: A
entities:
  users: select id, login, active, superuser, seen as last_login, pw as has_password from u
  groups: select id, name as "key" from g
  memberships: select u as "user", g as "group" from m
  resources: select name as "key" from r
  grants: select g as "group", u as "user", a as audience, r as resource, op as operation from p
  tokens: none
"#;

/// What is told after other statements.
fn after(sql: &str) -> String {
    after_with(MANIFEST, sql)
}

fn after_with(manifest: &str, sql: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), &format!("{TABLES}{sql}"));
    match collected(manifest, &url) {
        Err(error) => problems(&error),
        Ok(snapshot) => format!("{}{}", access(&snapshot), lacking(&snapshot)),
    }
}

#[test]
fn good_rows_are_a_snapshot() {
    insta::assert_snapshot!(after(""), @r"
        ann: doc: read write
        bob: pay: read write create delete
        Records NotAssessed: `record_rules` is not given: add it, or say `record_rules: none` if the application has none
        Fields NotAssessed: `field_rules` is not given: add it, or say `field_rules: none` if the application has none
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Companies NotAssessed: `companies` is not given: add it, or say `companies: none` if the application has none
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
}

#[test]
fn every_bad_row_is_told_with_what_it_names() {
    insta::assert_snapshot!(after("
insert into u values (3, 'ann', 'maybe', 2, 'yesterday', 'PLANTED-HASH'), (3, 'cid', null, 0, null, null), (null, 'dot', 1, 0, null, null), (5, null, 1, 0, null, null);
insert into g values (2, 'three'), (4, 'one'), (6, 'user:bob');
insert into m values (9, 1), (1, null), ('bob', 2), (1, 'on');
insert into r values ('doc');
insert into p values (1, 2, null, 'doc', 'read'), (null, null, null, 'doc', 'read'), (null, null, 'evryone', 'doc', 'read'),
  (1, null, null, 'dok', 'read'), (1, null, null, 'doc', 'raed, fly'), (1, null, null, 'doc', null), (null, 2, null, 'doc', 'read');
"), @r"
        app.yaml: error: the group key `user:bob` is kept for rights that are given to no group (help: call the group otherwise)
        app.yaml:4:10: error: users, row with login `cid`, id `3`: `active` is empty
        app.yaml:4:10: error: users, row with login `dot`: `id` is empty
        app.yaml:4:10: error: users, row with id `5`: `login` is empty
        app.yaml:4:10: error: users, row with login `ann`, id `3`: `active` is neither yes nor no: `maybe` (help: write 1 or 0, true or false, yes or no)
        app.yaml:4:10: error: users, row with login `ann`, id `3`: `superuser` is neither yes nor no: `2` (help: write 1 or 0, true or false, yes or no)
        app.yaml:4:10: error: users, row with login `ann`, id `3`: `last_login` is no time: `yesterday` (help: write `2026-11-29 14:30:00`, with `+01:00` or `Z` behind it if it is not in `time_zone`)
        app.yaml:4:10: error: users, row with login `ann`, id `3`: `has_password` is neither yes nor no: another value, not shown (help: write 1 or 0, true or false, yes or no)
        app.yaml:4:10: error: users, row with login `cid`, id `3`: the id `3` is there twice (help: no user shares its id with another; the other is the row with login `ann`, id `3`)
        app.yaml:5:11: error: groups, row with key `one`, id `4`: the key `one` is there twice (help: no group shares its key with another)
        app.yaml:5:11: error: groups, row with key `two`, id `2`: the id `2` is there twice (help: no group shares its id with another; the other is the row with key `three`, id `2`)
        app.yaml:6:16: error: memberships, row with user `1`: `group` is empty
        app.yaml:6:16: error: memberships, row with user `9`, group `1`: unknown user `9` (help: `users` has no row with that id, such as `1`)
        app.yaml:6:16: error: memberships, row with user `bob`, group `2`: unknown user `bob` (help: `users` has the column `id`, so a user is named by that)
        app.yaml:6:16: error: memberships, row with user `1`, group `on`: unknown group `on` (help: `groups` has no row with that id, such as `1`)
        app.yaml:7:14: error: resources, row with key `doc`: the key `doc` is there twice (help: no resource shares its key with another)
        app.yaml:8:11: error: grants, row with resource `doc`: it speaks to nobody (2 times, first here) (help: fill one of `group`, `user` and `audience`)
        app.yaml:8:11: error: grants, row with resource `doc`, group `1`: `operation` is empty
        app.yaml:8:11: error: grants, row with resource `doc`, group `1`: unknown operation `raed` (help: did you mean `read`?)
        app.yaml:8:11: error: grants, row with resource `doc`, group `1`: unknown operation `fly` (help: `operations` has read, write, create, delete)
        app.yaml:8:11: error: grants, row with resource `doc`, group `1`, user `2`: it speaks to more than one of `group`, `user` and `audience` (help: write a row for each)
        app.yaml:8:11: error: grants, row with resource `dok`, group `1`: unknown resource `dok` (help: did you mean `doc`?)
        app.yaml:8:11: error: grants, row with resource `doc`: unknown `audience` `evryone` (help: did you mean `everyone`?)
        ");
}

#[test]
fn missing_and_strange_columns_are_told() {
    let manifest = MANIFEST
        .replace(
            "select id, login, active, superuser, seen as last_login, pw as has_password",
            "select id, login as username, active, active as Active, superuser, pw as pasword",
        )
        .replace(", op as operation", "")
        .replace("g as \"group\", u as \"user\", a as audience, ", "")
        .replace("select name as \"key\" from r", "select name from r");
    insta::assert_snapshot!(after_with(&manifest, ""), @r"
        app.yaml:4:10: error: `users` has no column `username` (help: it has `login`, `active`, `superuser`, `id`, `name`, `email`, `kind`, `company`, `created`, `last_login`, `has_password`, `second_factor`, `provider`)
        app.yaml:4:10: error: `users` has no column `Active:1` (help: did you mean `active`?)
        app.yaml:4:10: error: `users` has no column `pasword` (help: it has `login`, `active`, `superuser`, `id`, `name`, `email`, `kind`, `company`, `created`, `last_login`, `has_password`, `second_factor`, `provider`)
        app.yaml:4:10: error: `users` has no column `login` (help: what is typed at sign-in; outputs call the account so; it has `id`, `username`, `active`, `Active:1`, `superuser`, `pasword`)
        app.yaml:7:14: error: `resources` has no column `key` (help: its stable name; a role map names it so, or by a beginning with one `*` at the end (`sales.*`), so that what belongs together should begin alike; it has `name`)
        app.yaml:8:11: error: `grants` does not say which operations (help: add `operation`, or a column for each operation with yes or no)
        app.yaml:8:11: error: `grants` does not say to whom (help: add `group`, `user` or `audience`)
        ");
    let both = MANIFEST.replace("op as operation", "op as operation, 1 as \"read\"");
    insta::assert_snapshot!(after_with(&both, ""), @"app.yaml:8:11: error: `grants` has both `operation` and a column of an operation (help: keep one of the two forms)");
}

#[test]
fn nothing_where_there_must_be_something_is_an_error() {
    insta::assert_snapshot!(after("delete from u; delete from r; delete from p; delete from m"), @r"
        app.yaml:4:10: error: `users` has no row (help: check the source, and whether the login may see the rows)
        app.yaml:7:14: error: `resources` has no row (help: check the source, and whether the login may see the rows)
        app.yaml:8:11: error: `grants` has no row (help: check the source, and whether the login may see the rows)
        ");
    insta::assert_snapshot!(after_with("application: A\nentities: { groups: select 1 as id }\n", ""), @r"
        app.yaml: error: `users` is not given (help: every account, those that may not sign in, too)
        app.yaml: error: `resources` is not given (help: what is protected: models, modules, screens; those to which nobody has a right, too)
        app.yaml: error: `grants` is not given (help: who may do what; each row to exactly one of `group`, `user` and `audience`)
        app.yaml:2:21: error: `groups` has no column `key` (help: its stable name; a role map names it so; it has `id`)
        ");
}

#[test]
fn unknown_names_can_be_tolerated_and_are_never_passed_over_in_silence() {
    let manifest = MANIFEST.replace("application: A", "application: A\nunknown_names: tolerate");
    insta::assert_snapshot!(after_with(&manifest, "insert into m values (8, 1), (9, 1); insert into p values (7, null, null, 'doc', '*')"), @r"
        ann: doc: read write
        bob: pay: read write create delete
        Memberships Incomplete: 2 rows of `memberships` left out, whose `user` is unknown, such as `8`, `9`
        ModelAccess Incomplete: 1 row of `grants` left out, whose `group` is unknown, such as `7`
        Records NotAssessed: `record_rules` is not given: add it, or say `record_rules: none` if the application has none
        Fields NotAssessed: `field_rules` is not given: add it, or say `field_rules: none` if the application has none
        SecondFactors NotAssessed: `users` has no column `second_factor`: add it
        Settings NotAssessed: `settings` is not given: add it, or say `settings: none` if the application has none
        Providers NotAssessed: rolecall has no way to be told of them by a mapping
        Surfaces NotAssessed: rolecall has no way to be told of them by a mapping
        Modules NotAssessed: rolecall has no way to be told of them by a mapping
        Companies NotAssessed: `companies` is not given: add it, or say `companies: none` if the application has none
        Origins NotAssessed: `grants` has no column `origin`: add it to tell what is shipped from what is made by hand; `groups` has no column `origin`: add it to tell what is shipped from what is made by hand
        ");
}

#[test]
fn a_count_that_differs_makes_a_part_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), TABLES);
    let manifest = format!("{MANIFEST}counts: {{ users: select 3, grants: select count(*) from p }}\n");
    let snapshot = collected(&manifest, &url).unwrap();
    let accounts = snapshot.coverage_of(Domain::Accounts);
    assert_eq!(accounts.state, State::Incomplete);
    assert_eq!(accounts.reason.unwrap(), "2 rows of `users`, 3 by the count: correct the query or the count");
    let counted: Vec<_> =
        snapshot.population.iter().map(|count| (&*count.entity, count.collected, count.counted)).collect();
    assert_eq!(counted, [("users", 2, 3), ("grants", 2, 2)]);
    for wrong in ["select 1, 2", "select 'x'", "select 1 where 1 = 0", "select id from u"] {
        let manifest = format!("{MANIFEST}counts: {{ users: \"{wrong}\" }}\n");
        let told = problems(&collected(&manifest, &url).unwrap_err());
        assert!(told.contains("the count of `users` is not one number"), "{wrong}: {told}");
    }
}

#[test]
fn hostile_names_are_kept_and_told_harmlessly() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(3_000);
    let url = sqlite(
        folder.path(),
        &format!(
            "{TABLES} insert into u values (3, char(27) || '[2J' || char(8238) || 'evil' || char(10), 1, 0, null, 1), (4, '{long}', 1, 0, null, 1);
             insert into p values (null, 3, null, 'doc', 'read')"
        ),
    );
    let snapshot = collected(MANIFEST, &url).unwrap();
    assert!(snapshot.users.iter().any(|user| user.key.starts_with('\u{1b}')));
    assert!(snapshot.users.iter().any(|user| user.key.len() == 3_000));
    let told = after("insert into m values (char(27) || '[2J' || char(8238), 1), (1, printf('%.5000c', 'y'))");
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}') && told.contains("\\u{1b}[2J"), "{told}");
    assert!(told.contains("`group` is longer than 4000 characters") && told.len() < 3_000, "{told}");
}

#[test]
fn the_order_of_rows_means_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), TABLES);
    let first = collected(MANIFEST, &url).unwrap();
    let backwards: String = MANIFEST
        .lines()
        .map(|line| {
            let table = line.rsplit_once(" from ").map(|(_, table)| table);
            match table {
                Some(table) => format!("{line} order by {table}.rowid desc\n"),
                None => format!("{line}\n"),
            }
        })
        .collect();
    let mut second = collected(&backwards, &url).unwrap();
    second.system.taken_at.clone_from(&first.system.taken_at);
    assert_eq!(first, second);
}

#[test]
fn who_is_in_a_group_that_is_given_to_others_is_in_it() {
    let manifest = MANIFEST
        .replace(
            "name as \"key\" from g",
            "name as \"key\", case name when 'one' then 'internal' end as given_to from g",
        )
        .replace("superuser, seen", "superuser, case when id > 2 then 'external' end as kind, seen");
    let told = after_with(
        &manifest,
        "insert into u values (3, 'ext', 1, 0, null, 1), (4, 'out', 1, 0, null, 1); insert into m values (3, 1);",
    );
    insta::assert_snapshot!(told.lines().filter(|line| !line.contains("NotAssessed")).collect::<Vec<_>>().join("\n"), @r"
        ann: doc: read write
        bob: doc: read write
        bob: pay: read write create delete
        ext: doc: read write
        ");
}
