//! The accounts of a MariaDB server: what each comes to, and what is told of it to whom. Those of PostgreSQL are asked for in
//! the same way for every ERP; the tests of Odoo's connector have them.

use rolecall::snapshot::{Domain, Snapshot, State};

use crate::database_roles::told;
use crate::reason;
use crate::site::{Site, own_sites};

/// All tests of this binary share the servers, and with them their accounts.
pub(crate) fn forget(snapshot: &mut Snapshot) {
    snapshot.database_roles.clear();
    snapshot.open_doors.clear();
    snapshot.population.retain(|count| count.domain != Domain::Database);
}

fn on_mariadb() -> Option<Site> {
    own_sites(15).into_iter().find(|site| matches!(site, Site::MariaDb(..)))
}

fn with_accounts(site: &Site) -> String {
    let database = site.database();
    let d = format!("{database}_");
    site.sql(&format!(
        "create user \"{database}\"@'%' identified by 'PLANTED-erp'; grant all on {database}.* to \"{database}\"@'%';
         create user {d}direct@localhost identified by 'PLANTED-direct'; grant select, delete on \"tabUser\" to {d}direct@localhost;
         create user {d}column identified by 'PLANTED-column'; grant update (enabled) on \"tabUser\" to {d}column;
         create role {d}inner; grant insert, select on \"tabHas Role\" to {d}inner; create role {d}outer; grant {d}inner to {d}outer;
         create user {d}member identified by 'PLANTED-member'; grant {d}outer to {d}member;
         create user {d}boss identified by 'PLANTED-boss'; grant super on *.* to {d}boss;
         create user {d}maker identified by 'PLANTED-maker'; grant create user on *.* to {d}maker;
         create user {d}wild identified by 'PLANTED-wild'; grant select on \"site\\_%\".* to {d}wild;
         create user {d}elsewhere identified by 'PLANTED-x'; grant select on \"tabReport\" to {d}elsewhere;
         create user {d}open; grant execute on {database}.* to {d}open; create user {d}nowhere;
         create user {d}rights identified by 'PLANTED-r'; grant update on mysql.global_priv to {d}rights; create user {d}locked account lock;
         create user {d}socket identified via unix_socket;
         create user \"{d}<b>'é y\"@'10.0.0.%' identified by 'PLANTED-h'; grant select on \"tabRole\" to \"{d}<b>'é y\"@'10.0.0.%'"
    ));
    d
}

#[test]
fn accounts_of_the_server_are_told_with_what_they_come_to() {
    let Some(site) = on_mariadb() else { return };
    let prefix = with_accounts(&site);
    let snapshot = site.collected();
    assert_eq!(snapshot.coverage_of(Domain::Database).state, State::Assessed);
    insta::assert_snapshot!(told(&snapshot, &prefix), @r#"
    "<b>'é y@10.0.0.%" [signs in] Present reads [tabRole] writes []
    "boss@%" [signs in, superuser] Present reads [] writes []
    "column@%" [signs in] Present reads [] writes [tabUser]
    "direct@localhost" [signs in] Present reads [tabUser] writes [tabUser]
    "elsewhere@%" [signs in] Present reads [] writes []
    "locked@%" [] Absent reads [] writes []
    "maker@%" [signs in, makes roles] Present reads [] writes []
    "member@%" [signs in] Present reads [tabHas Role] writes [tabHas Role]
    "nowhere@%" [] Absent reads [] writes []
    "open@%" [signs in] Absent reads [] writes []
    "rights@%" [signs in, superuser] Present reads [] writes []
    "socket@%" [] Unknown reads [] writes []
    "wild@%" [signs in] Present reads [18 tables] writes []
    "open" from %: no password
    "#);
    let of = |name: &str| snapshot.database_roles.iter().find(|role| role.name == name).unwrap().clone();
    assert!(of(&format!("{}@%", site.database())).owner, "called like the database");
    assert!(of("root@127.0.0.1").superuser && of("root@127.0.0.1").collector);
    assert!(!snapshot.database_roles.iter().any(|role| role.name.starts_with("PUBLIC")));
    let text = serde_json::to_string(&snapshot).unwrap();
    let hash = site.sql("select password('PLANTED-erp')");
    assert!(!text.contains("PLANTED") && !text.contains(&hash), "a password or its hash");
}

#[test]
fn the_login_of_the_recipe_sees_them_and_another_says_what_it_may_not_see() {
    let Some(site) = on_mariadb() else { return };
    let prefix = with_accounts(&site);
    let login = site.with_recipe();
    let (least, most) = (site.collected_as(&login), site.collected());
    assert_eq!(told(&least, &prefix), told(&most, &prefix));
    let said = site.sql_as(&login, "select count(Priv) from mysql.global_priv").unwrap_err().to_lowercase();
    assert!(said.contains("denied"), "{said}");
    site.sql(&format!("revoke select on mysql.db from {login}"));
    let less = site.collected_as(&login);
    assert_eq!(less.coverage_of(Domain::Database).state, State::NotAssessed);
    let why = reason(&less, Domain::Database);
    assert!(why.contains("`mysql.db`") && why.contains("docs/sql/frappe-collector-mariadb.sql"), "{why}");
    assert!(less.database_roles.is_empty() && less.open_doors.is_empty());
}
