use rolecall::model::ResourceIx;
use rolecall::snapshot::{Domain, Snapshot, State};

use crate::Pair;
use crate::shop::{Shop, shop};

fn keep(snapshot: &mut Snapshot, kept: &[&str]) {
    let resources = snapshot.resources.iter().enumerate();
    let kept = resources.filter(|(_, resource)| kept.contains(&resource.key.as_str()));
    snapshot.trails = Some(kept.map(|(at, _)| ResourceIx::new(at)).collect());
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Trails) {
        (coverage.state, coverage.reason) = (State::Assessed, None);
    }
}

fn bank() -> Shop {
    shop().with(|system| {
        system.resource("res.partner.bank").resource("account.move");
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "audit-trail-off",
    fires: || {
        bank().with(|system| {
            system.adjust(|snapshot| keep(snapshot, &["res.partner", "sale.order", "account.move"]));
        })
    },
    silent: || {
        bank().with(|system| {
            system
                .adjust(|snapshot| keep(snapshot, &["res.partner", "sale.order", "account.move", "res.partner.bank"]));
        })
    },
};

#[test]
fn what_leaves_no_trail_is_one_finding() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: changes of 1 resource leave no trail: bank accounts
      setting audit trail -> shop []
      affects 0
      expected the system keeps who changed it and when
      actual it keeps nothing of `res.partner.bank`
      path resource:res.partner.bank
      fix keep who changes `res.partner.bank` by rules of the OCA module auditlog, or by triggers of the database; Odoo itself has no switch for it
    ");
}

#[test]
fn what_the_vendor_ships_without_a_trail_is_a_finding_of_its_own() {
    let shop = (PAIR.silent)().with(|system| {
        system.resource("res.users").resource("ir.rule");
    });
    let report = shop.audit();
    let found: Vec<_> = report.findings.iter().filter(|found| found.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 1);
    assert!(found[0].vendor_default, "{}", found[0].title);
    assert_eq!(found[0].title, "the vendor ships 2 resources without a trail: accounts, access rows and record rules");
}

#[test]
fn what_nobody_looked_at_is_not_assessed() {
    let report = bank().audit();
    assert!(!report.findings.iter().any(|found| found.check_name == PAIR.check));
    assert!(report.not_assessed.iter().any(|not| not.what == PAIR.check), "{:?}", report.not_assessed);
}
