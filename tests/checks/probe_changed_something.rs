use crate::Pair;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "probe-changed-something",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").changed("sale.order", "7", "written at 2026-01-01 00:00:01");
            probe.changed("sale.order", "9", "written at 2026-01-01 00:00:02");
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann");
        })
    },
};

#[test]
fn changed_records_of_a_model_are_one_finding() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    critical, confidence proven: sale.order changed while role `seller` was probed
      role seller -> sale.order []
      affects 1 ann
      expected a probe changes nothing
      actual 2 records of sale.order changed by `ann`
      path probe as ann (role seller) > sale.order 7: written at 2026-01-01 00:00:01 > sale.order 9: written at 2026-01-01 00:00:02
      fix look at what changed, put it back, and add `sale.order` to `never` under `[probe]` in `rolecall.toml`
    ");
}
