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
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"");
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
