use crate::Pair;
use crate::infra::{account, has_accounts, has_door};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "database-open-without-password",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                has_door(snapshot, "pg_hba.conf:3", "all", "local", "trust");
                has_door(snapshot, "pg_hba.conf:7", "all", "127.0.0.1", "trust");
            });
        })
    },
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_accounts(snapshot, [account("website", &[], &[])]));
        })
    },
};

#[test]
fn lines_for_the_same_are_one_finding() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: any account of the database, superusers included, connects from the server itself without a password
      database-role all from this machine by trust -> shop []
      affects 0
      expected every way into the database asks for a password or a certificate
      actual `trust` from `local` and `127.0.0.1`; behind it everything can be changed
      path pg_hba.conf:3 all from local by trust > pg_hba.conf:7 all from 127.0.0.1 by trust
      fix write `scram-sha-256`, or `peer` for local lines, instead of `trust`, and reload
    ");
}

#[test]
fn how_bad_it_is_depends_on_from_where_and_on_what_lies_behind() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            has_accounts(
                snapshot,
                [
                    account("erp@%", &["tabUser"], &["tabUser"]),
                    account("@localhost", &[], &[]),
                    account("report@10.0.0.%", &["tabUser"], &[]),
                ],
            );
            has_door(snapshot, "mysql.global_priv", "erp", "%", "no password");
            has_door(snapshot, "mysql.global_priv", "", "localhost", "no password");
            has_door(snapshot, "mysql.global_priv", "report", "10.0.0.%", "no password");
        });
    });
    let report = shop.audit();
    let mut told: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.check_name == PAIR.check)
        .map(|finding| {
            format!("{} {}; {}", finding.severity.word(), finding.title, finding.severity_by.clone().unwrap())
        })
        .collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"), @"
    critical `erp` enters the ERP's database from other machines without a password; money, credentials or administration x whoever reaches the port
    critical `report` enters the ERP's database from other machines without a password; pay, bank, personal data or credentials x whoever reaches the port
    low `anybody` enters the ERP's database from the server itself without a password; hygiene x whoever has an account on the server
    ");
}

#[test]
fn the_servers_own_name_is_the_server_itself_and_one_finding_with_it() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            has_accounts(snapshot, [account("root@localhost", &["tabUser"], &["tabUser"])]);
            has_door(snapshot, "mysql.global_priv", "root", "localhost", "no password");
            has_door(snapshot, "mysql.global_priv", "root", "vm", "no password");
            for door in &mut snapshot.open_doors {
                door.from_here = door.from == "vm";
            }
        });
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
    assert!(told.contains("high, ") && told.contains("from the server itself"), "{told}");
}
