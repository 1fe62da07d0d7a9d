use rolecall::model::Severity;

use crate::Pair;
use crate::shop::{Shop, shop};

fn bank_accounts(letters: &str) -> Shop {
    let letters = letters.to_owned();
    shop().with(|system| {
        system.grant("sale.group_user", "res.partner.bank", &letters).field("res.partner.bank", "acc_number", &[]);
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "sensitive-field-writable", fires: || bank_accounts("rw"), silent: || bank_accounts("r") };

#[test]
fn changing_where_money_goes_is_as_bad_as_moving_it() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: members of `sale.group_user` can change 1 bank field (bank accounts of customers, suppliers and people)
      group sale.group_user -> shop ["write"]
      affects 3 ann bob cem
      expected only those whose work it is change bank accounts of customers, suppliers and people
      actual members of `sale.group_user` can change `res.partner.bank.acc_number`
      path group:sale.group_user > row:base.access_res_partner_bank_group_user of sale.group_user allows read, write on res.partner.bank (shipped by module base) > field:res.partner.bank.acc_number
      fix keep `res.partner.bank.acc_number` from members of `sale.group_user`: put groups on them (`groups=`) in a module, as no setting does it, and try the forms, reports and tills that show them
    "#);
}

#[test]
fn those_whose_work_it_is_may() {
    let shop = bank_accounts("rw").with(|system| {
        for seller in ["ann", "bob", "cem"] {
            system.join(seller, "account.group_account_invoice");
        }
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn a_field_that_is_worked_out_is_changed_by_nobody() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "sale.order", "rw").field("sale.order", "margin", &[]);
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn of_several_groups_that_are_needed_together_none_is_blamed_alone() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "res.partner.bank", "rw").field(
            "res.partner.bank",
            "acc_number",
            &["a.editor"],
        );
        system.join("ann", "a.editor");
    });
    let report = shop.audit();
    let told = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
    assert_eq!((told.subject.id.as_str(), told.affected.count), ("sale.group_user with others", 1));
    assert!(told.title.starts_with("members of `sale.group_user` together with other groups"), "{}", told.title);
    assert_eq!(told.severity, Severity::High);
}

#[test]
fn changing_what_concerns_a_person_is_no_better_than_reading_it() {
    let shop = shop().with(|system| {
        system.grant("sale.group_user", "hr.employee", "rw").field("hr.employee", "ssnid", &[]);
    });
    let report = shop.audit();
    let severity = |check| report.findings.iter().find(|found| found.check_name == check).map(|found| found.severity);
    assert_eq!(severity(PAIR.check), Some(Severity::High));
    assert_eq!(severity(PAIR.check), severity("sensitive-field-readable"));
}
