use rolecall::connect::live::Observed;
use rolecall::probe::Designed::{Allow, Deny, Silent};

use crate::Pair;
use crate::probe::{NO, YES};
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "anonymous-access",
    fires: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").anonymous("stock.picking", (Deny, Some(false)), YES);
        })
    },
    silent: || {
        shop().probed(|probe| {
            probe.role("seller", "ann").anonymous("stock.picking", (Deny, Some(false)), NO);
            probe.anonymous("res.partner", (Allow, None), YES).anonymous("sale.order", (Silent, Some(true)), YES);
            probe.anonymous("sale.order", (Deny, Some(false)), Observed::inconclusive("404 Not Found"));
        })
    },
};

#[test]
fn a_model_that_answers_without_a_login_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    critical, confidence proven: anyone reads stock.picking without a login
      anonymous anonymous -> stock.picking ["read"]
      affects 0
      expected a caller without a login is refused
      actual answered
      path probe without a login > search_count on stock.picking without a login: allowed
      fix close the route that answers for stock.picking, or take the row away that gives it to visitors
    "#);
}
