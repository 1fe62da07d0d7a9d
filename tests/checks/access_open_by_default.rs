use rolecall::model::{Ops, Origin};
use rolecall::snapshot::{Grant, Grantee, Snapshot};

use crate::Pair;
use crate::desk::resource;
use crate::shop::{Shop, shop};

/// The shop on an ERP that allows what no row speaks about, with notes about which none does.
fn open() -> Shop {
    shop()
        .with(|system| {
            system.resource("crm.note").adjust(|snapshot| {
                snapshot.semantics.open_by_default = true;
                let note = resource(snapshot, "crm.note");
                snapshot.resources[note.index()].unguarded = Ops(0b1111);
            });
        })
        .design("sale.order: crw", "sale.order: crw\n      crm.note: deny all")
}

/// A row that names no group and allows nothing.
fn close(snapshot: &mut Snapshot) {
    let like = snapshot.grants[0].clone();
    let (resource, key) = (resource(snapshot, "crm.note"), "nobody".to_owned());
    let origin = Origin::Vendor { module: "crm".to_owned() };
    snapshot.grants.push(Grant { resource, to: Grantee::Everyone, ops: Ops::NONE, key, origin, ..like });
}

pub(crate) const PAIR: Pair = Pair {
    check: "access-open-by-default",
    fires: open,
    silent: || {
        open().with(|system| {
            system.adjust(close);
        })
    },
};

#[test]
fn what_a_role_must_not_have_is_told_by_itself_and_the_rest_together() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: no row keeps roles `seller` and `manager` from read, write, create, unlink on crm.note
      everyone crm.note -> crm.note ["read", "write", "create", "unlink"]
      affects 3 ann bob cem
      expected the design of `seller` and `manager` denies it (map.yaml:11:17)
      actual no access row speaks to them about crm.note
      path everyone to whom no row speaks > no row about crm.note
      fix add an access row on crm.note that names no group and allows nothing, and one for each group that needs it
    "#);
}

#[test]
fn what_is_by_design_everywhere_is_told_low() {
    let shop = open().design("crm.note: deny all", "res.partner: r").design(
        "    includes: [base.group_portal]",
        "    includes: [base.group_portal]\n    grants:\n      crm.note: all",
    );
    insta::assert_snapshot!(shop.told_by(PAIR.check), @"
    low, confidence high: whoever signs in has what no row keeps from them: 1 model
      everyone open by default -> shop []
      affects 5 ann bob cem dia eve
      expected nothing
      actual 4 operations on 1 model, among them crm.note (read, write, create, unlink)
      path everyone to whom no row speaks > no row about 1 model
      fix Add an access row without a group that allows nothing, and a row for each group that needs the resource.
    ");
    insta::assert_snapshot!(shop.audit_alone().findings.iter().map(|found| found.severity.word()).collect::<Vec<_>>().join(" "), @"low");
}
