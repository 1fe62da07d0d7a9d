use rolecall::model::{CompanyIx, Severity};
use rolecall::snapshot::{Company, Coverage, Domain, Snapshot, State};

use crate::Pair;
use crate::desk::by_hand;
use crate::shop::{Shop, shop};

/// Two companies, everybody works in the first.
fn companies(snapshot: &mut Snapshot) {
    snapshot.coverage.retain(|entry| entry.domain != Domain::Companies);
    snapshot.coverage.push(Coverage { domain: Domain::Companies, state: State::Assessed, reason: None });
    let company = |id: &str, active| Company { id: id.to_owned(), name: format!("Company {id}"), parent: None, active };
    snapshot.companies = vec![company("1", true), company("2", true), company("3", false)];
    snapshot.users.iter_mut().for_each(|user| user.companies = vec![CompanyIx(0)]);
    for field in snapshot.fields.iter_mut().filter(|field| field.name == "company_id") {
        field.relation = Some("res.company".to_owned());
    }
}

fn linked() -> Shop {
    shop().with(|system| {
        system.field("sale.order", "company_id", &[]).adjust(companies);
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "company-rule-missing",
    fires: linked,
    silent: || {
        linked().with(|system| {
            system.rule("sale.company", "sale.order", &[], "[('company_id', 'in', company_ids)]");
        })
    },
};

#[test]
fn what_modules_ship_is_one_finding() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    low, confidence high: 1 shipped model links to a company, and no rule about one holds everybody
      population shipped resources -> shop []
      affects 4 ann bob cem eve
      expected people reach the records of the companies in which they work
      actual modules ship `sale.order` without a rule about companies
      path model:sale.order
      fix add a rule about the company where the companies must not know of each other
    ");
}

#[test]
fn a_resource_made_by_hand_is_a_finding_of_its_own() {
    let shop = linked().with(|system| {
        system.adjust(|snapshot| {
            snapshot.resources.iter_mut().filter(|one| one.key == "sale.order").for_each(|one| one.origin = by_hand());
        });
    });
    let report = shop.audit();
    let told = report.findings.iter().find(|found| found.check_name == PAIR.check).unwrap();
    assert_eq!((told.subject.id.as_str(), told.severity), ("sale.order", Severity::High));
}

#[test]
fn one_company_and_people_of_all_companies_need_no_rule() {
    let one = linked().with(|system| {
        system.adjust(|snapshot| snapshot.companies.truncate(1));
    });
    assert_eq!(one.told_by(PAIR.check), "");
    let all = linked().with(|system| {
        system.adjust(|snapshot| {
            snapshot.users.iter_mut().for_each(|user| user.companies = vec![CompanyIx(0), CompanyIx(1)]);
        });
    });
    assert_eq!(all.told_by(PAIR.check), "");
}

#[test]
fn companies_that_link_to_a_resource_own_none_of_its_records() {
    let shop = linked().with(|system| {
        system.adjust(|snapshot| {
            snapshot.fields.iter_mut().for_each(|field| field.field_type = "one2many".to_owned());
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}

#[test]
fn a_rule_of_one_group_holds_its_members_alone() {
    let shop = linked().with(|system| {
        system.rule("sale.company", "sale.order", &["sale.group_manager"], "[('company_id', 'in', company_ids)]");
    });
    assert!(shop.told_by(PAIR.check).contains("affects 3 ann bob eve"), "{}", shop.told_by(PAIR.check));
}

#[test]
fn a_rule_about_another_field_with_such_a_name_holds_nobody() {
    let shop = linked().with(|system| {
        system.rule("sale.named", "sale.order", &[], "[('commercial_company_name', '=', 'Acme')]");
    });
    assert!(shop.told_by(PAIR.check).contains("affects 4 ann bob cem eve"));
}

#[test]
fn a_rule_that_cannot_be_read_is_no_pass() {
    let shop = linked().with(|system| {
        system.rule("sale.odd", "sale.order", &[], "[('a', '='");
    });
    assert_eq!(shop.told_by(PAIR.check), "");
    let report = shop.audit();
    let open = report.not_assessed.iter().find(|entry| entry.what == PAIR.check).unwrap();
    assert!(open.reason.contains("`sale.order`"), "{}", open.reason);
}
