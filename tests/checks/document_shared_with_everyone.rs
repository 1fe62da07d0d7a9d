use rolecall::model::{Ops, UserIx};
use rolecall::snapshot::{Share, Snapshot};

use crate::Pair;
use crate::desk::{by_hand, desk, resource};

fn share(snapshot: &mut Snapshot, to: Option<UserIx>) {
    let on = resource(snapshot, "sale.order");
    snapshot.shares.push(Share { resource: on, record: "SO-7".into(), to, ops: Ops(0b11), origin: by_hand() });
}

pub(crate) const PAIR: Pair = Pair {
    check: "document-shared-with-everyone",
    fires: || {
        desk().with(|system| {
            system.adjust(|snapshot| share(snapshot, None));
        })
    },
    silent: || {
        desk().with(|system| {
            system.adjust(|snapshot| share(snapshot, Some(UserIx(0))));
        })
    },
};

#[test]
fn the_record_is_the_subject() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: sale.order `SO-7` is shared with everyone who signs in
      record SO-7 -> sale.order ["read", "write"]
      affects 5 ann bob cem dia eve
      expected records are reached through groups, or shared with named people
      actual it is shared for read, write (made by hand by admin on 2025-11-30)
      path everyone who signs in > share:sale.order SO-7
      fix stop sharing sale.order `SO-7` with everyone
    "#);
}
