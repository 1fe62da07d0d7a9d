use crate::Pair;
use crate::infra::{account, has_accounts};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "database-superuser",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                let mut intern = account("intern", &["res_users"], &["res_users"]);
                intern.superuser = true;
                has_accounts(snapshot, [intern]);
            });
        })
    },
    // The server's own administrator, one that cannot sign in, and the ERP's own account as it should be.
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                let mut accounts =
                    ["postgres", "old_boss", "odoo"].map(|name| account(name, &["res_users"], &["res_users"]));
                accounts[0].superuser = true;
                accounts[1].superuser = true;
                accounts[1].signs_in = false;
                accounts[2].owner = true;
                has_accounts(snapshot, accounts);
            });
        })
    },
};

#[test]
fn the_erps_own_and_the_collectors_are_told_in_their_own_words() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| {
            let mut accounts = ["postgres", "auditor"].map(|name| account(name, &[], &[]));
            accounts[0].superuser = true;
            accounts[0].owner = true;
            accounts[1].superuser = true;
            accounts[1].collector = true;
            has_accounts(snapshot, accounts);
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    high, confidence high: `intern` signs in to the ERP's database as a superuser
      database-role intern -> shop []
      affects 0
      expected only the server's own administrator bypasses its rights
      actual it bypasses every right of the server, and nobody expects it to
      path database-role:intern > superuser
      fix take the right from `intern`, or let it sign in no more; if it is meant, name it in `policies/database.yaml`

    high, confidence high: the ERP's own account of the database, `postgres`, is a superuser
      database-role postgres -> shop []
      affects 0
      expected only the server's own administrator bypasses its rights
      actual it owns the ERP's tables and bypasses every right of the server
      path database-role:postgres > superuser
      fix give the ERP an account that is no superuser and owns its tables, or take the right from `postgres`

    low, confidence high: the snapshot was collected as `auditor`, a superuser of the database
      database-role auditor -> shop []
      affects 0
      expected only the server's own administrator bypasses its rights
      actual it bypasses every right of the server, which reading needs not
      path database-role:auditor > superuser
      fix collect with a login made by the recipe for this system below docs/sql
    ");
}

#[test]
fn the_servers_administrator_is_expected_by_the_servers_own_name_too() {
    let told = |change: fn(&mut rolecall::snapshot::Snapshot)| {
        let shop = shop().with(|system| {
            system.adjust(change);
        });
        shop.told_by(PAIR.check)
    };
    let here = told(|snapshot| {
        let root = account("root@vm", &[], &[]);
        has_accounts(snapshot, [rolecall::snapshot::DatabaseRole { superuser: true, from_here: true, ..root }]);
    });
    let elsewhere = told(|snapshot| {
        let root = account("root@vm", &[], &[]);
        has_accounts(snapshot, [rolecall::snapshot::DatabaseRole { superuser: true, ..root }]);
    });
    assert_eq!(here, "");
    assert!(elsewhere.contains("`root@vm` signs in"), "of another machine: {elsewhere}");
}
