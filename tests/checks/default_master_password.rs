use rolecall::snapshot::FileFact::{DatabaseList, DefaultMaster, DefaultSecret, Secret};

use crate::Pair;
use crate::infra::has_file;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "default-master-password",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                has_file(
                    snapshot,
                    "odoo.conf",
                    "600",
                    &[("admin_passwd", 0, DefaultMaster), ("list_db", 0, DatabaseList)],
                );
            });
        })
    },
    // A master password of one's own.
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[("admin_passwd", 2, Secret)]));
        })
    },
};

#[test]
fn with_the_list_of_databases_it_opens_them_to_everybody() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    critical, confidence high: the master password of `odoo.conf` is the well-known one
      server-file odoo.conf:admin_passwd -> shop []
      affects 0
      expected a master password that nobody can guess, or none that fits
      actual `admin_passwd` is not there, and the server takes the well-known one then
      path file:odoo.conf > key:admin_passwd
      fix set `admin_passwd` in `odoo.conf` to a long random password, and restart
    ");
}

#[test]
fn without_the_list_and_for_other_passwords_it_is_less_bad() {
    let shop = shop().with(|system| {
        system.adjust(|snapshot| {
            has_file(snapshot, "odoo.conf", "600", &[("admin_passwd", 2, DefaultMaster)]);
            has_file(snapshot, ".env", "600", &[("POSTGRES_PASSWORD", 4, DefaultSecret)]);
        });
    });
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    high, confidence high: `POSTGRES_PASSWORD` in `.env` is a password that everybody knows
      server-file .env:POSTGRES_PASSWORD -> shop []
      affects 0
      expected a password that nobody can guess
      actual .env:4 has one that stands in documentation and images
      path file:.env:4 > key:POSTGRES_PASSWORD
      fix give `POSTGRES_PASSWORD` a long random value, there and where it is asked for

    high, confidence high: the master password of `odoo.conf` is the well-known one
      server-file odoo.conf:admin_passwd -> shop []
      affects 0
      expected a master password that nobody can guess, or none that fits
      actual `admin_passwd` is the well-known one (line 2); the pages that ask for it are switched off for now
      path file:odoo.conf:2 > key:admin_passwd
      fix set `admin_passwd` in `odoo.conf` to a long random password, and restart
    ");
}
