use rolecall::snapshot::FileFact;

use crate::Pair;
use crate::infra::has_file;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "database-list-exposed",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[("list_db", 0, FileFact::DatabaseList)]));
        })
    },
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[("db_password", 3, FileFact::Secret)]));
        })
    },
};

#[test]
fn what_is_not_said_is_the_vendors_default() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: `odoo.conf` shows the list of databases to whoever asks
      server-file odoo.conf:list_db -> shop []
      affects 0
      expected the list is switched off
      actual `list_db` is not there, and the server shows the list then
      path file:odoo.conf > key:list_db
      fix set `list_db` to `False` in `odoo.conf`, and restart
    ");
    assert!((PAIR.fires)().audit().findings[0].vendor_default);
    let written = shop().with(|system| {
        system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[("list_db", 7, FileFact::DatabaseList)]));
    });
    let finding = &written.audit().findings[0];
    assert!(!finding.vendor_default && finding.actual.contains("(line 7)"), "{}", finding.actual);
}
