use rolecall::connect::live::Observed;
use rolecall::findings::{CellResult, Exit};
use rolecall::probe::Designed::Allow;
use rolecall::probe::bearer::Attempt;

use crate::Pair;
use crate::probe::{NO, YES};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "token-not-refused",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").shown(YES, Attempt::Expired, YES);
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").shown(YES, Attempt::Expired, NO);
        })
    },
};

#[test]
fn an_expired_token_that_opens_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    critical, confidence proven: `/api/v1/me` opens to a caller with a token that expired an hour ago
      api /api/v1/me -> shop ["expired"]
      affects 0
      expected 401 or 403
      actual opened
      path GET /api/v1/me with a good token: allowed > GET /api/v1/me with a token that expired an hour ago: allowed
      fix verify the end (`exp`) of every token
    "#);
}

#[test]
fn each_kind_of_token_that_opens_is_a_finding_of_its_own() {
    let report = shop()
        .probed(|probe| {
            probe.role("seller", "ann").shown(YES, Attempt::AlgNone, YES).shown(YES, Attempt::NoToken, YES);
        })
        .audit();
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(found.len(), 2);
    assert_ne!(found[0].fingerprint, found[1].fingerprint);
}

#[test]
fn a_good_token_that_is_refused_and_an_answer_that_proves_nothing_are_no_pass_and_no_finding() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("read", "sale.order", (Allow, Some(true)), YES);
        probe.shown(NO, Attempt::Expired, Observed::inconclusive("HTTP 500 neither opens nor refuses"));
    });
    let report = shop.probe_alone();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.exit(), Exit::Incomplete);
    let open: Vec<String> =
        report.not_assessed.iter().map(|entry| format!("{}: {}", entry.what, entry.reason)).collect();
    insta::assert_snapshot!(open.join("\n"), @r"
    GET /api/v1/me with a good token and 1 more: a good token was refused: look at the key and the claims in `rolecall.toml`
    GET /api/v1/me with a token that expired an hour ago: inconclusive: HTTP 500 neither opens nor refuses
    ");
    let results: Vec<CellResult> = report.probe.unwrap().bearer.iter().map(|token| token.result).collect();
    assert_eq!(results, [CellResult::Inconclusive; 3]);
}

#[test]
fn a_careful_api_leaves_nothing_open() {
    let report = (PAIR.silent)().audit();
    let what = report.not_assessed.iter().find(|entry| entry.what.contains("/api/v1/me"));
    assert_eq!(what, None);
    let tokens = report.probe.unwrap().bearer;
    assert!(tokens.iter().all(|token| token.result == CellResult::AsExpected && token.latency_ms == Some(12)));
}
