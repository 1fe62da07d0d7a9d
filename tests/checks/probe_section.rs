//! The probe's part of a report: evidence of every request, counted by role.

use rolecall::connect::live::Observed;
use rolecall::findings::{Answer, CellResult, RoleEnd};
use rolecall::probe::Designed::{Allow, Deny, Silent};
use rolecall::probe::RoleOutcome;

use crate::probe::{NO, YES};
use crate::shop::{Shop, shop};

fn probed() -> Shop {
    shop().probed(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
        probe.may("unlink", "sale.order", (Deny, Some(false)), YES);
        probe.may_on("7", "write", "sale.order", (Silent, None), NO.with_caveat("weak"));
        probe.may("write", "sale.order", (Allow, Some(true)), Observed::inconclusive("HTML"));
        probe.reads("margin", "sale.order", (Silent, Some(false)), NO);
        probe.anonymous("res.partner", (Deny, Some(false)), NO);
        probe.leaves_out("create on sale.order", "no way without side effects is known", false);
        probe.role("storekeeper", "dia").ends(RoleOutcome::ControlFailed("the secret is not taken".to_owned()));
    })
}

#[test]
fn every_answer_is_counted_once() {
    let probe = probed().audit().probe.unwrap();
    assert_eq!(probe.requests, 8);
    assert_eq!(probe.cells.len(), 8);
    let seller = &probe.roles[0];
    assert_eq!((seller.asked, seller.as_expected, seller.unexpected, seller.inconclusive), (7, 5, 1, 1));
    assert_eq!((seller.outcome, seller.not_asked), (RoleEnd::Done, 1));
    let keeper = &probe.roles[1];
    assert_eq!((keeper.outcome, keeper.asked), (RoleEnd::ControlFailed, 1));
    assert_eq!(keeper.reason.as_deref(), Some("the secret is not taken"));
    assert_eq!(probe.traces, ["one line in the sign-in log for each sign-in"]);
}

#[test]
fn the_three_answers_stand_side_by_side() {
    let probe = probed().audit().probe.unwrap();
    let unlink = &probe.cells[2];
    assert_eq!((unlink.designed, unlink.predicted, unlink.observed), (Answer::Denied, Answer::Denied, Answer::Allowed));
    assert_eq!(unlink.result, CellResult::Unexpected);
    assert_eq!((unlink.op.as_deref(), unlink.resource.as_deref()), (Some("unlink"), Some("sale.order")));
    assert_eq!((unlink.role.as_str(), unlink.login.as_deref()), ("seller", Some("ann")));
    let record = &probe.cells[3];
    assert_eq!((record.record.as_deref(), record.caveat), (Some("7"), Some("weak")));
    assert_eq!((record.designed, record.predicted), (Answer::Silent, Answer::Unknown));
    let html = &probe.cells[4];
    assert_eq!((html.observed, html.reason.as_deref()), (Answer::Inconclusive, Some("HTML")));
    assert_eq!(probe.cells[5].field.as_deref(), Some("margin"));
    assert_eq!(probe.cells[6].login, None, "nobody asked");
}

#[test]
fn when_an_answer_came_and_how_fast_changes_no_fingerprint() {
    let later = shop().probed(|probe| {
        probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(false)), YES);
        for cell in &mut probe.done.cells {
            (cell.at, cell.latency) = ("2027-05-05T05:05:05.000Z".into(), 9_000);
        }
    });
    let sooner = shop().probed(|probe| {
        probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(false)), YES);
    });
    let print = |shop: &Shop| shop.audit().findings[0].fingerprint.clone();
    assert_eq!(print(&later), print(&sooner));
    assert_ne!(later.audit().probe, sooner.audit().probe);
}
