use rolecall::snapshot::FileFact::{DefaultMaster, OpenFile, Secret};
use rolecall::snapshot::Snapshot;

use crate::Pair;
use crate::infra::has_file;
use crate::shop::{Shop, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "secret-in-open-file",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "644", &[("db_password", 5, Secret)]));
        })
    },
    // Others may read what holds no secret, and do not come as far as what does.
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| {
                has_file(snapshot, "odoo.conf", "644", &[("admin_passwd", 0, DefaultMaster)]);
                has_file(snapshot, ".env", "604", &[("API_KEY", 5, Secret)]);
                snapshot.server_files[1].sheltered = true;
                has_file(snapshot, "filestore", "750", &[]);
            });
        })
    },
};

fn told(change: fn(&mut Snapshot)) -> String {
    let shop: Shop = shop().with(|system| {
        system.adjust(change);
    });
    shop.told_by(PAIR.check)
}

#[test]
fn what_everybody_may_read_is_told_with_its_keys() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: everybody on the server may read the secrets in `odoo.conf`
      server-file odoo.conf -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 600)
      actual its mode is 644, so that everybody may read it; it holds `db_password`
      path file:odoo.conf > mode:644
      fix give `odoo.conf` to the account that the ERP runs as, with mode 600
    ");
}

#[test]
fn what_everybody_may_change_is_worse_and_what_a_group_may_read_is_less_bad() {
    insta::assert_snapshot!(told(|snapshot| {
        has_file(snapshot, "odoo.conf", "666", &[]);
        has_file(snapshot, ".env", "640", &[("API_KEY", 5, Secret), ("DB_PASSWORD", 6, Secret)]);
        snapshot.server_files[1].through_link = true;
    }), @"
    critical, confidence high: everybody on the server may change `odoo.conf`
      server-file odoo.conf -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 600)
      actual its mode is 666, so that everybody may write it
      path file:odoo.conf > mode:666
      fix give `odoo.conf` to the account that the ERP runs as, with mode 600

    low, confidence medium: a group of accounts may read the secrets in `.env`
      server-file .env -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 600)
      actual its mode is 640, so that its group may read or write it; it holds `API_KEY` and `DB_PASSWORD`
      path file:.env (through a link) > mode:640
      fix give `.env` to the account that the ERP runs as, with mode 600
    ");
}

#[test]
fn folders_are_told_by_what_is_open() {
    insta::assert_snapshot!(told(|snapshot| {
        has_file(snapshot, "filestore", "755", &[]);
        has_file(snapshot, "backups", "711", &[("acme.dump", 0, OpenFile), ("old.zip", 0, OpenFile)]);
        has_file(snapshot, "drop", "1777", &[]);
    }), @"
    critical, confidence high: everybody on the server may put files into `drop`
      server-file drop -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 700)
      actual its mode is 1777, so that everybody may write into it
      path file:drop > mode:1777
      fix give `drop` to the account that the ERP runs as, with mode 700

    high, confidence high: everybody on the server may read files in `backups`
      server-file backups -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 700)
      actual its mode is 711, so that everybody may enter it; everybody may read `acme.dump` and `old.zip`
      path file:backups > mode:711
      fix give `backups` to the account that the ERP runs as, with mode 700

    high, confidence high: everybody on the server may open `filestore`
      server-file filestore -> shop []
      affects 0
      expected only the account that the ERP runs as opens it (mode 700)
      actual its mode is 755, so that everybody may list what is in it
      path file:filestore > mode:755
      fix give `filestore` to the account that the ERP runs as, with mode 700
    ");
}
