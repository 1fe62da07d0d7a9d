use rolecall::model::Severity;

use crate::Pair;
use crate::infra::{account, has_accounts};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "database-role-past-the-erp",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_accounts(snapshot, [account("intern", &["res_users"], &["res_users"])]));
        })
    },
    // The ERP, the collector, somebody who does not sign in, somebody without a right there.
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                let mut accounts =
                    ["odoo", "rolecall", "developers"].map(|name| account(name, &["res_users"], &["res_users"]));
                accounts[0].owner = true;
                accounts[1].collector = true;
                accounts[2].signs_in = false;
                has_accounts(snapshot, accounts);
                has_accounts(snapshot, [account("website", &[], &[])]);
            });
        })
    },
};

#[test]
fn whoever_writes_is_worse_than_whoever_reads() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| {
            let mut helpdesk = account("helpdesk@%", &[], &[]);
            helpdesk.makes_roles = true;
            has_accounts(snapshot, [account("analyst", &["ir_rule", "res_users"], &[]), helpdesk]);
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    high, confidence high: `helpdesk@%` may give itself the ERP's rights on its database
      database-role helpdesk@% -> shop []
      affects 0
      expected only the ERP's own account and the collector's come to these tables
      actual it signs in and may give itself the rights of others
      path database-role:helpdesk@% > may give itself the rights of others
      fix take the rights from `helpdesk@%` or from the role that gives them, or name it in `policies/database.yaml` if it is meant

    high, confidence high: `intern` writes a security table of the ERP past it
      database-role intern -> shop []
      affects 0
      expected only the ERP's own account and the collector's come to these tables
      actual it signs in and may write `res_users`, and read `res_users`
      path database-role:intern > may write `res_users`, and read `res_users`
      fix take the rights from `intern` or from the role that gives them, or name it in `policies/database.yaml` if it is meant

    medium, confidence high: `analyst` reads 2 security tables of the ERP past it
      database-role analyst -> shop []
      affects 0
      expected only the ERP's own account and the collector's come to these tables
      actual it signs in and may read `ir_rule` and `res_users`
      path database-role:analyst > may read `ir_rule` and `res_users`
      fix take the rights from `analyst` or from the role that gives them, or name it in `policies/database.yaml` if it is meant
    ");
}

#[test]
fn what_the_policy_expects_is_a_note_and_what_is_beyond_it_is_told() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            has_accounts(
                snapshot,
                [account("backup_nightly", &["res_users"], &[]), account("backup_old", &["res_users"], &["res_users"])],
            );
        });
    });
    let report = shop.audit();
    let told: Vec<(&str, Severity)> =
        report.findings.iter().map(|finding| (finding.subject.id.as_str(), finding.severity)).collect();
    assert!(told.contains(&("backup_old", Severity::High)), "{told:?}");
    assert!(!told.iter().any(|(id, severity)| *id == "backup_nightly" && *severity > Severity::Info), "{told:?}");
}

#[test]
fn the_organisation_says_what_it_expects() {
    let shop = (PAIR.fires)().policy(
        "database.yaml",
        "unexpected: { writes: critical }\nexpected:\n  - { id: clerk, accounts: [clerk], may: write, why: w }\n",
    );
    let report = shop.audit();
    assert_eq!(report.findings.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Critical]);
    let shop = (PAIR.fires)()
        .policy("database.yaml", "expected:\n  - { id: intern, accounts: [intern], may: write, why: w }\n");
    assert!(shop.audit().findings.iter().all(|finding| finding.severity == Severity::Info));
}

#[test]
fn many_with_the_same_rights_are_one_cause() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            has_accounts(snapshot, (0..25).map(|at| account(&format!("clerk{at:02}"), &["res_users"], &[])));
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    medium, confidence high: 25 accounts of the database may read `res_users`
      population accounts of the database that may read `res_users` -> shop []
      affects 0
      expected only the ERP's own account and the collector's come to these tables
      actual 25 accounts may, among them `clerk00`, `clerk01`, `clerk02`, `clerk03`, `clerk04` and 20 more
      path database-role:clerk00 > database-role:clerk01 > database-role:clerk02 > database-role:clerk03 > database-role:clerk04 > may read `res_users`
      fix take the rights from the role, or from `public`, that gives them to all of these
    ");
}
