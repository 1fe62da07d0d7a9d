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

/// What is wrong with a list, without the folder of the run.
fn wrong_with(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    let told = match load(&file) {
        Ok(loaded) => loaded.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        Err(error) => error.to_string(),
    };
    told.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn everything_that_is_wrong_with_a_list_is_told_with_its_place() {
    let told = [
        ("a.csv", "name,mail\nann,a\n"),
        ("b.csv", "login,until,left\nann,soon,\nbob,,perhaps\n,2026-01-01,\ncem,31.12.2026,no\n"),
        ("c.csv", "login,role\nann,seller\n"),
        ("d.csv", ""),
        ("e.csv", "login\n"),
        ("f.csv", "login\na\u{202e}nn\n"),
        ("g.yaml", "- { login: ann, lefft: yes }\n- person\n- { until: 2026-13-01 }\n"),
        ("h.yaml", "ann: yes\n"),
        ("i.yaml", ""),
        ("j.txt", "ann"),
        ("k.xlsx", "no workbook"),
        ("l.csv", "login\n\u{0}\n"),
    ]
    .map(|(name, text)| wrong_with(name, text.as_bytes()));
    insta::assert_snapshot!(told.join("\n"), @r"
    a.csv: error: no column `login`, `email` or `person` (help: the first row names the columns: login, email, person, left, until)
    b.csv:2:5: error: `until`: `soon` is no day (help: write a day such as 2026-01-31)
    b.csv:3:6: error: `left`: `perhaps` is no day (help: write yes, no or a day such as 2026-01-31)
    b.csv:4:2: error: the row has no login, no email and no person
    b.csv:5:5: error: `until`: `31.12.2026` is no day (help: write a day such as 2026-01-31)
    c.csv:1:7: warning: column `role` is not read
    d.csv: error: the list is empty (help: begin with a row `login`, `email`, `person`, `left`, `until`)
    e.csv: error: nobody is on the list
    f.csv:2:1: error: login `a\u{202e}nn` has invisible or control characters
    g.yaml:1:17: error: unknown key `lefft` in a person (help: did you mean `left`?)
    g.yaml:2:3: error: a person: expected a mapping, found text
    g.yaml:3:3: error: the row has no login, no email and no person
    h.yaml:1:1: error: the list: expected a list, found a mapping
    i.yaml: error: nobody is on the list
    `j.txt` has no ending that is known; a list of the staff is .csv, .xlsx or .yaml
    cannot read `k.xlsx` as a workbook
    `l.csv` is not text: line 2 has control characters
    ");
}

#[test]
fn a_workbook_of_the_personnel_office_is_read() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in ["Person", "Email", "Until"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), name).unwrap();
    }
    sheet.write(1, 0, "Ann Ode").unwrap();
    sheet.write(2, 0, "Bob Ray").unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2025, 12, 30).unwrap();
    let format = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    sheet.write_datetime_with_format(2, 2, &day, &format).unwrap();
    assert_eq!(wrong_with("staff.xlsx", &workbook.save_to_buffer().unwrap()), "");
}

#[test]
fn a_namesake_who_works_here_hides_no_leaver() {
    let list = "login,person,left\nann,Ann Ode,\nbob,Bob Ray,yes\nbob2,Bob Ray,\ncem,,\ndia,,\n";
    let told = told_by_list(&shop(), "staff.csv", list);
    assert!(told.starts_with("high, confidence medium: `bob` left and can still sign in"), "{told}");
    assert!(told.contains("; somebody of that name works here"), "{told}");
}

#[test]
fn who_works_here_by_the_same_record_is_not_accused_for_sure() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| snapshot.people[0].working = Some(true));
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.starts_with("high, confidence medium"), "{told}");
    assert!(told.contains("ends on 2025-12-31 and says that the person works here"), "{told}");
}
