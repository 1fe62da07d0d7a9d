//! The list of checks: nothing vanishes, nothing changes unseen, nothing is untested.

use std::collections::BTreeSet;

use rolecall::checks::{all, catalogue};
use rolecall::policy::Policies;

use crate::PAIRS;
use crate::shop::shop;

/// Ids that were in use once and are not any more; they never return.
const RETIRED: &[&str] = &[];

#[test]
#[expect(clippy::too_many_lines, reason = "a list")]
fn ids_and_names_are_for_ever() {
    let list: Vec<String> = catalogue().iter().map(|info| format!("{} {}", info.id, info.name)).collect();
    insta::assert_snapshot!(list.join("\n"), @"
    ACC-001 default-password
    ACC-002 vendor-default-account
    ACC-003 test-account
    ACC-004 shared-account
    ACC-005 dormant-account
    ACC-006 account-never-used
    ACC-007 too-many-admins
    ACC-008 admin-without-second-factor
    ACC-009 implementer-account
    ACC-010 leaver-still-active
    ACC-011 inactive-account-with-rights
    ACC-012 external-user-with-internal-right
    ACC-013 break-glass-not-kept
    ACC-015 admin-not-in-design
    ACC-016 several-accounts-of-one-person
    ACC-017 user-copied-from-another
    ACC-019 system-account-usable
    ESC-001 path-to-admin
    ESC-002 code-open-to-anonymous
    ESC-003 admin-key-readable
    ESC-004 path-to-code
    ESC-005 path-to-another-account
    ESC-006 code-runs-elevated
    FLD-001 sensitive-field-readable
    FLD-002 sensitive-field-writable
    FLD-003 field-hidden-in-view-only
    FLD-004 sibling-field-open
    FLD-005 field-rule-not-enforced
    FLD-006 credential-field-readable
    FLD-007 field-protection-removed
    FLD-011 field-exceeds-design
    FLD-012 field-below-design
    GOV-001 gate-not-agreed
    GOV-002 waiver-expired
    GOV-003 waiver-self-approved
    GOV-007 waiver-unused
    GOV-008 policy-matches-nothing
    GOV-009 waiver-invalid
    GOV-010 waiver-ends-soon
    GOV-011 baseline-ended
    GOV-012 waiver-outgrown
    INF-001 database-list-exposed
    INF-002 default-master-password
    INF-003 database-role-past-the-erp
    INF-004 database-open-without-password
    INF-005 database-superuser
    INF-006 developer-mode
    INF-007 setting-weaker-than-policy
    INF-008 memberships-readable
    INF-009 reference-dangling
    INF-010 secret-in-open-file
    LOG-001 audit-trail-off
    LOG-002 audit-trail-deletable
    PRB-001 unexpected-allow
    PRB-002 unexpected-deny
    PRB-003 probe-changed-something
    PRB-004 prediction-differs
    PRB-005 sign-in-not-refused
    PRB-006 anonymous-access
    PRB-007 token-not-refused
    REC-001 record-scope-wider
    REC-002 record-scope-narrower
    REC-003 user-permission-missing
    REC-004 record-rule-always-true
    REC-005 stock-rule-inactive
    REC-006 document-shared-with-everyone
    REC-007 stock-rule-changed
    REC-008 company-rule-missing
    REC-009 rows-widened-by-group
    REC-010 operation-without-rule
    RM-001 excess-access
    RM-002 missing-access
    RM-003 group-not-in-design
    RM-004 membership-beyond-role
    RM-005 grant-to-everyone
    RM-006 group-implies-more
    RM-007 membership-missing
    RM-008 new-user-template-over-privileged
    RM-009 stale-implied-membership
    RM-010 missing-implied-membership
    RM-011 user-without-role
    RM-012 role-without-users
    RM-013 user-not-in-system
    RM-014 design-names-nothing
    RM-015 roles-contradict
    RM-016 grant-to-anonymous
    RM-017 stock-permissions-replaced
    RM-018 access-open-by-default
    RM-019 roles-nearly-alike
    SOD-001 duty-conflict
    SOD-002 duty-conflict-in-group
    SOD-003 sensitive-function-held
    SOD-005 duty-conflict-of-token
    TOK-001 token-exceeds-design
    TOK-002 token-without-expiry
    TOK-003 read-only-token-can-write
    TOK-004 token-of-admin
    TOK-005 token-of-inactive-owner
    TOK-006 token-not-in-design
    TOK-008 token-expired
    TOK-009 token-lives-too-long
    TOK-010 token-too-old
    TOK-011 token-missing
    TOK-012 token-scope-unchecked
    TOK-014 jwt-unsafe
    TOK-015 third-party-credential
    TOK-016 jwt-exceeds-design
    ");
    assert!(!all().iter().any(|check| RETIRED.contains(&check.info.id)));
}

#[test]
fn the_list_is_in_the_order_of_ids_and_says_each_thing_once() {
    assert!(all().windows(2).all(|pair| pair[0].info.id < pair[1].info.id), "ids rise and none is there twice");
    let names: BTreeSet<&str> = all().iter().map(|check| check.info.name).collect();
    assert_eq!(names.len(), all().len());
}

#[test]
fn every_check_is_documented() {
    for info in catalogue() {
        for line in [info.title, info.what, info.why, info.fix] {
            assert!(!line.is_empty() && line.lines().count() == 1 && line.trim() == line, "{}: {line}", info.id);
        }
        assert!(info.title.len() < 80 && info.title.starts_with(|c: char| !c.is_uppercase()), "{}", info.title);
        assert!(!info.controls.is_empty(), "{} gives evidence for no control", info.id);
        assert!(info.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", info.name);
    }
}

#[test]
fn the_shop_is_as_designed() {
    let report = shop().audit();
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.title.as_str()).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_check_has_a_system_that_it_speaks_of_and_one_that_comes_close() {
    let listed: BTreeSet<&str> = all().iter().map(|check| check.info.name).collect();
    let tested: BTreeSet<&str> = PAIRS.iter().map(|pair| pair.check).collect();
    assert_eq!(listed, tested);
    for pair in PAIRS {
        let count = |report: &rolecall::findings::Report| {
            report.findings.iter().filter(|finding| finding.check_name == pair.check).count()
        };
        assert_eq!(count(&(pair.fires)().audit()), 1, "{} speaks once", pair.check);
        assert_eq!(count(&(pair.silent)().audit()), 0, "{} is silent", pair.check);
    }
}

#[test]
fn no_finding_is_worse_than_its_check_says() {
    for pair in PAIRS {
        for finding in (pair.fires)().audit().findings {
            let info = catalogue().into_iter().find(|info| info.id == finding.check_id).unwrap();
            assert!(finding.severity <= info.severity, "{}", finding.title);
            assert!(!finding.path.is_empty() && !finding.fix.summary.is_empty(), "{}", finding.title);
        }
    }
}

#[test]
fn a_check_of_duties_is_as_bad_as_the_worst_risk_of_the_policy() {
    let worst = Policies::built_in().duties.risks.iter().map(|risk| risk.severity).max().unwrap();
    for info in catalogue().iter().filter(|info| info.id.starts_with("SOD-")) {
        assert_eq!(info.severity, worst, "{}", info.id);
    }
}
