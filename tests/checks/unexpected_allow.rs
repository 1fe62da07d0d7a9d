use rolecall::connect::live::Observed;
use rolecall::model::Confidence;
use rolecall::probe::Designed::{Allow, Deny, Silent};

use crate::Pair;
use crate::probe::{NO, Probe, YES};
use crate::shop::{Shop, in_words, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "unexpected-allow",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(false)), YES);
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(false)), NO);
            probe.may("read", "sale.order", (Allow, Some(true)), YES);
            probe.may("read", "stock.picking", (Silent, Some(true)), YES);
        })
    },
};

#[test]
fn a_denied_operation_that_the_system_lets_through_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence proven: the running system gives role `seller` unlink on sale.order, beyond the design
      role seller -> sale.order ["unlink"]
      affects 2 ann bob
      expected denied: the design of `seller` does not give unlink on sale.order (map.yaml:10:19)
      actual allowed in 1 request
      path probe as ann (role seller) > has_access([], 'unlink') on sale.order: allowed > designed: denied > computed from the configuration: denied
      fix the configuration does not give it: look for custom code, elevated rights or a stale cache behind sale.order
    "#);
}

#[test]
fn operations_on_one_model_are_one_finding_and_a_model_tells_for_its_records() {
    let shop = shop().probed(|probe| {
        let no = (Deny, Some(false));
        probe.role("seller", "ann").may("write", "stock.picking", no, YES).may("unlink", "stock.picking", no, YES);
        probe.attempt("7", "write", "stock.picking", no, YES);
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence proven: the running system gives role `seller` write, unlink on stock.picking, beyond the design
      role seller -> stock.picking ["write", "unlink"]
      affects 2 ann bob
      expected denied: the design of `seller` does not give write, unlink on stock.picking (map.yaml:6:3)
      actual allowed in 3 requests
      path probe as ann (role seller) > has_access([], 'write') on stock.picking: allowed > has_access([], 'unlink') on stock.picking: allowed > write([7], {'zz': 1}) on stock.picking: allowed > designed: denied > computed from the configuration: denied
      fix the configuration does not give it: look for custom code, elevated rights or a stale cache behind stock.picking
    "#);
}

#[test]
fn a_record_beyond_reach_and_a_hidden_field_are_told_apart_from_their_model() {
    let shop = shop()
        .design(
            "      sale.order: crw\n",
            "      sale.order: crw\n    records: { sale.order: own }\n    fields: { sale.order.margin: none }\n",
        )
        .probed(|probe| {
            probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
            probe.may_on("7", "read", "sale.order", (Deny, Some(false)), YES);
            probe.reads("margin", "sale.order", (Deny, None), YES);
        });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence proven: the running system gives role `seller` read on a record of sale.order beyond its reach
      role seller -> sale.order ["read"]
      affects 2 ann bob
      expected denied: the design of `seller` does not give read on a record of sale.order beyond its reach (map.yaml:11:28)
      actual allowed in 1 request
      path probe as ann (role seller) > has_access([7], 'read') on sale.order: allowed > designed: denied > computed from the configuration: denied
      fix the configuration does not give it: look for custom code, elevated rights or a stale cache behind sale.order

    high, confidence proven: the running system gives role `seller` read on sale.order.margin, beyond the design
      role seller -> sale.order ["read"]
      affects 2 ann bob
      expected denied: the design of `seller` does not give read on sale.order.margin (map.yaml:12:34)
      actual allowed in 1 request
      path probe as ann (role seller) > read([7], ['margin']) on sale.order: allowed > designed: denied > computed from the configuration: unknown
      fix find what gives `seller` read on sale.order.margin, or add it to the design
    "#);
}

/// A row made by hand, which explains what the system does.
fn explained(observed: fn(&mut Probe<'_>)) -> Shop {
    shop()
        .with(|system| {
            system.hand_made("export helper", Some("base.group_user"), "res.partner", "rd");
        })
        .probed(observed)
}

#[test]
fn what_a_row_explains_is_told_once_by_its_cause_which_is_proven() {
    let shop = explained(|probe| {
        probe.role("seller", "ann").may("unlink", "res.partner", (Deny, Some(true)), YES);
        probe.attempt("7", "unlink", "res.partner", (Deny, Some(true)), YES);
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().map(|found| (found.check_name, found.confidence)).collect();
    assert_eq!(told, [("excess-access", Confidence::Proven)]);

    let alone = shop.probe_alone();
    let told: Vec<_> = alone.findings.iter().map(|found| (found.check_name, found.confidence)).collect();
    assert_eq!(told, [(PAIR.check, Confidence::Proven)], "nothing else tells it there");
    assert!(in_words(&alone.findings[0]).contains("`rolecall explain ann res.partner unlink`"), "{alone:#?}");
}

#[test]
fn a_deviation_of_which_no_check_names_the_cause_is_told_although_it_was_computed() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("unlink", "stock.picking", (Deny, Some(true)), YES);
    });
    assert_eq!(shop.told_by(PAIR.check).matches("confidence proven").count(), 1);
}

#[test]
fn a_cause_that_the_system_does_not_bear_out_is_not_proven() {
    for observe in [
        |probe: &mut Probe<'_>| {
            probe.role("seller", "ann").may("unlink", "res.partner", (Deny, Some(true)), NO);
        },
        |probe: &mut Probe<'_>| {
            let open = Observed::inconclusive("the answer is HTML");
            probe.role("seller", "ann").may("unlink", "res.partner", (Deny, Some(true)), open);
        },
        |probe: &mut Probe<'_>| {
            probe.role("storekeeper", "dia").may("read", "res.partner", (Deny, Some(true)), YES);
        },
    ] {
        let report = explained(observe).audit();
        let excess = report.findings.iter().find(|found| found.check_name == "excess-access").unwrap();
        assert_eq!(excess.confidence, Confidence::High);
    }
}

#[test]
fn a_method_that_is_known_to_err_proves_nothing_alone() {
    let alone = shop().probed(|probe| {
        let weak = YES.with_caveat("it ignores the rows");
        probe.role("seller", "ann").may_on("7", "read", "stock.picking", (Deny, Some(false)), weak);
    });
    assert_eq!(alone.told_by(PAIR.check), "");
    let gap = alone.audit().not_assessed.into_iter().find(|gap| gap.reason.contains("it ignores the rows")).unwrap();
    assert!(gap.asked_for && gap.what.contains("has_access([7], 'read')"), "{gap:?}");

    let backed = shop().probed(|probe| {
        let weak = YES.with_caveat("it ignores the rows");
        probe.role("seller", "ann").may_on("7", "read", "sale.order", (Deny, Some(false)), weak);
        probe.may("read", "sale.order", (Allow, Some(true)), YES);
    });
    assert!(backed.told_by(PAIR.check).contains("(it ignores the rows)"), "{}", backed.told_by(PAIR.check));
}

#[test]
fn an_operation_that_goes_through_although_the_system_says_that_it_may_not_is_no_less_told() {
    let shop = shop().probed(|probe| {
        let no = (Deny, Some(false));
        probe.role("seller", "ann").may("write", "stock.picking", no, NO).attempt(
            "7",
            "write",
            "stock.picking",
            no,
            YES,
        );
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.starts_with("high, confidence medium"), "{told}");
    assert!(told.contains("but has_access([], 'write') on stock.picking: denied"), "{told}");
}

#[test]
fn a_field_that_its_groups_leave_open_is_told_by_the_check_of_fields() {
    let shop = shop()
        .design("      sale.order: crw\n", "      sale.order: crw\n    fields: { sale.order.amount: none }\n")
        .with(|system| {
            system.field("sale.order", "amount", &[]);
        })
        .probed(|probe| {
            probe.role("seller", "ann").reads("amount", "sale.order", (Deny, Some(true)), YES);
        });
    let names =
        |report: rolecall::findings::Report| report.findings.iter().map(|found| found.check_name).collect::<Vec<_>>();
    assert_eq!(names(shop.audit()), ["field-exceeds-design"; 2], "of the role and of the one that extends it");
    assert_eq!(names(shop.probe_alone()), [PAIR.check]);
}

#[test]
fn two_methods_that_disagree_are_both_shown_and_prove_less() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may_on("7", "write", "stock.picking", (Deny, Some(false)), NO);
        probe.attempt("7", "write", "stock.picking", (Deny, Some(false)), YES);
    });
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("confidence medium"), "{told}");
    assert!(told.contains("but has_access([7], 'write') on stock.picking: denied"), "{told}");
}
