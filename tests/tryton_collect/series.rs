//! The company as each series keeps it.

use std::collections::BTreeMap;
use std::path::Path;

use rolecall::access::{Access, scope::Scopes};
use rolecall::model::OpIx;
use rolecall::snapshot::{Count, Snapshot, System};

use crate::database::{Database, databases};
use crate::recipe::RECIPE;
use crate::{may, resource, user};

const OLDER: [&str; 4] = ["8.0", "7.4", "7.2", "7.0"];

/// A snapshot without what tells the series: its name, by which question models were counted, and what an inactive group does.
fn rows(snapshot: Snapshot) -> Snapshot {
    let mut snapshot = crate::without_accounts_of_the_server(snapshot);
    let population = snapshot.population.iter().map(|count| Count { method: String::new(), ..count.clone() }).collect();
    snapshot.groups.iter_mut().for_each(|group| group.inactive = false);
    snapshot.surfaces.retain(|surface| surface.key != "sale.sale.confirm");
    Snapshot { system: System::default(), population, ..snapshot }
}

#[test]
fn inactive_groups_do_not_count_but_in_one_series_and_close_buttons_in_the_oldest() {
    for database in databases() {
        let told = OLDER.map(|series| {
            let snapshot = database.older(series).collected();
            let interim = snapshot.groups.iter().find(|group| &*group.key == "Interim#3").unwrap();
            let confirm = snapshot.surfaces.iter().find(|surface| surface.key == "sale.sale.confirm").unwrap();
            let access = Access::compute(&snapshot);
            (series, interim.inactive, access.opens(user(&snapshot, "emma"), confirm))
        });
        let expected = [
            ("8.0", true, Some(true)),
            ("7.4", true, Some(false)),
            ("7.2", false, Some(true)),
            ("7.0", true, Some(false)),
        ];
        assert_eq!(told, expected);
    }
}

#[test]
fn every_older_series_is_told_by_its_tables_and_gives_the_same_rows() {
    for database in databases() {
        let newest = database.older("8.0").collected();
        for series in OLDER {
            let snapshot = database.older(series).collected();
            assert_eq!(snapshot.system.version, series);
            assert_eq!(rows(snapshot), rows(newest.clone()), "{series}");
        }
        for series in ["7.6", "7.8"] {
            let database = database.older("8.0");
            database.sql(&format!("update ir_configuration set series = '{series}'"));
            let snapshot = database.collected();
            assert_eq!(snapshot.system.version, series);
            assert_eq!(rows(snapshot), rows(newest.clone()), "{series}");
        }
    }
}

#[test]
fn only_the_administrators_are_others_than_in_the_newest() {
    for database in databases() {
        let (before, now) = (database.older("7.0").collected(), database.collected());
        assert_eq!((&before.resources, &before.delegations), (&now.resources, &now.delegations));
        assert_eq!((before.fields.len(), before.rules.len()), (now.fields.len(), now.rules.len()));
        let cells = |snapshot: &Snapshot| -> BTreeMap<String, String> {
            let access = Access::compute(snapshot);
            let mut cells = BTreeMap::new();
            for account in snapshot.users.iter().filter(|account| &*account.key != "admin") {
                for model in &snapshot.resources {
                    cells.insert(format!("{} {}", account.key, model.key), may(&access, &account.key, &model.key));
                }
            }
            cells
        };
        assert_eq!(cells(&before), cells(&now));
    }
}

#[test]
fn whoever_administers_an_older_series_has_the_rows_of_a_group_and_nothing_else() {
    for database in databases() {
        let snapshot = database.older("8.0").collected();
        let admin = user(&snapshot, "admin");
        assert!(!snapshot.user(admin).superuser);
        let administering: Vec<&str> =
            snapshot.groups.iter().filter(|group| group.administers).map(|group| &*group.key).collect();
        assert_eq!(administering, ["Interim#4", "res.group_admin"]);
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        assert_eq!(may(&access, "admin", "res.user"), "read write create delete");
        assert_eq!(may(&access, "admin", "sale.sale"), "read");
        let sales = resource(&snapshot, "sale.sale");
        assert_eq!(scopes.of_user(&access, admin, sales, OpIx(0)).scope.word(), "own");
    }
}

#[test]
fn the_recipe_grants_what_each_series_reads() {
    for database in databases() {
        for series in OLDER {
            let Database::Postgres(server, name) = &database.older(series) else { continue };
            let login = format!("auditor_{name}");
            server.file(name, Path::new(RECIPE), &[&format!("role={login}")]);
            let there = Database::Postgres(server, name.clone());
            assert_eq!(rows(there.collect_as(&login).unwrap()), rows(there.collected()), "{series}");
        }
    }
}
