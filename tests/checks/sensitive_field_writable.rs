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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
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
    assert!(told.title.starts_with("`sale.group_user` together with other groups"), "{}", told.title);
    assert_eq!(told.severity, Severity::High);
}
