use std::path::Path;

use rolecall::audit::{Inputs, audit_with};
use rolecall::model::{Severity, UserIx};
use rolecall::snapshot::Person;
use rolecall::staff::load;

use crate::Pair;
use crate::shop::{Shop, in_words, role_map, shop};

/// The shop in which the record of dia's employment ends on a day.
fn employed_until(until: &'static str) -> Shop {
    fn dia(until: &str, snapshot: &mut rolecall::snapshot::Snapshot) {
        let at = snapshot.users.iter().position(|user| &*user.key == "dia").unwrap();
        let person = |until: Option<&str>| Person {
            user: UserIx::new(at),
            key: "employee 4".into(),
            working: None,
            until: until.map(Into::into),
        };
        snapshot.people = vec![person(Some(until))];
    }
    let change: fn(&mut rolecall::snapshot::Snapshot) = match until {
        "2025-12-31" => |snapshot| dia("2025-12-31", snapshot),
        _ => |snapshot| dia("2026-01-01", snapshot),
    };
    shop().with(|system| {
        system.adjust(change);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "leaver-still-active",
    fires: || employed_until("2025-12-31"),
    silent: || employed_until("2026-01-01"),
};

/// What an audit of the shop tells with a list of the staff beside it.
fn told_by_list(shop: &Shop, name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let loaded = load(Path::new(&file)).unwrap();
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let (map, snapshot) = (role_map(&shop.map, &[]), shop.system.build());
    let inputs = Inputs { design: Some((&map, "map.yaml")), staff: Some(&loaded.staff), ..Inputs::default() };
    let report = audit_with(&inputs, &snapshot, Severity::High);
    let found = report.findings.iter().filter(|finding| finding.check_name == PAIR.check);
    found.map(in_words).collect::<Vec<_>>().join("\n").replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn the_record_of_the_employee_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    high, confidence high: `dia` left and can still sign in
      user dia -> shop []
      affects 1 dia
      expected active accounts belong to people who work here
      actual the record of the employee ends on 2025-12-31; the account changes records
      path user:dia > employee:left
      fix deactivate `dia`, or correct the record of who works here
    ");
}

#[test]
fn who_works_for_one_company_still_works() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| {
            let first = snapshot.people[0].clone();
            snapshot.people.push(Person { working: Some(true), until: None, ..first });
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn the_list_names_leavers_and_who_is_nobody() {
    let list = "login,left,email\nANN,,\nbob,yes,\ncem,2026-03-31,\nx,,dia@shop.example\n";
    let shop = shop().with(|system| {
        system.change("dia", |user| user.email = Some("Dia@shop.example".into()));
        system.user("fay", "Fay Li", &["base.group_user"]);
    });
    insta::assert_snapshot!(told_by_list(&shop, "staff.csv", list), @r"
    high, confidence high: `bob` left and can still sign in
      user bob -> shop []
      affects 1 bob
      expected active accounts belong to people who work here
      actual the list of the staff says at staff.csv:3:1 that the person left; the account changes records
      path user:bob > staff:staff.csv:3:1
      fix deactivate `bob`, or correct the record of who works here

    low, confidence medium: nobody on the list of the staff: `fay`
      user fay -> shop []
      affects 1 fay
      expected active accounts belong to people who work here
      actual nobody in `staff.csv` has it; the account has no right beyond what every account of its kind has
      path user:fay > staff:nobody
      fix deactivate `fay`, or correct the record of who works here
    ");
}

#[test]
fn a_list_of_leavers_says_nothing_of_the_others() {
    let list = "- { person: bob  ray, until: 2025-12-31 }\n";
    insta::assert_snapshot!(told_by_list(&shop(), "leavers.yaml", list), @r"
    high, confidence medium: `bob` left and can still sign in
      user bob -> shop []
      affects 1 bob
      expected active accounts belong to people who work here
      actual the list of the staff says at leavers.yaml:1:3 that the person left on 2025-12-31, by the name alone; the account changes records
      path user:bob > staff:leavers.yaml:1:3
      fix deactivate `bob`, or correct the record of who works here
    ");
}

#[test]
fn sealed_shared_and_integration_accounts_need_nobody() {
    let shop = shop()
        .with(|system| {
            system.user("till", "Till", &["base.group_user"]).user("sync", "Sync", &["base.group_user"]);
        })
        .design("roles:", "shared_allowed: [{ login: till, reason: pins }]\ntokens:\n  web: { owner: sync }\nroles:");
    assert_eq!(told_by_list(&shop, "s.csv", "login\nann\nbob\ncem\ndia\n"), "");
}

#[test]
fn where_nothing_says_who_works_here_it_is_not_assessed() {
    let report = shop().audit();
    assert!(
        report.not_assessed.iter().any(|entry| entry.what == "who works here" && entry.reason.contains("--staff FILE"))
    );
}
