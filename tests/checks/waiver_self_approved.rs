use crate::Pair;
use crate::waived::waived_but;

pub(crate) const PAIR: Pair = Pair {
    check: "waiver-self-approved",
    fires: || waived_but(&[("approved_by: ciso", "approved_by: DIA")]),
    silent: || waived_but(&[("approved_by: ciso", "approved_by: cem")]),
};

#[test]
fn what_it_says() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: waiver `W-1` was approved by `DIA`, who should not have
      waiver W-1 -> shop []
      affects 0
      expected somebody decides who neither asked nor gains by it (waivers.yaml:2:5)
      actual `DIA` approved it, and account `dia` is among those whom it reaches
      path waiver:W-1 > RM-004 v1:26887ad645a098bc0e19bf1088de0b7b: `dia` in role `storekeeper` holds `sale.group_user`
      fix Have somebody else decide who neither asked nor gains by it.
    ");
}

#[test]
fn people_are_known_by_login_mail_and_name_in_any_case() {
    let told = |approver: &str, asker: &str| {
        let by = format!("approved_by: \"{approver}\"");
        let asked = format!("requested_by: \"{asker}\"");
        let shop = waived_but(&[("approved_by: ciso", &by), ("requested_by: ann", &asked)]).with(|system| {
            system.change("dia", |user| user.email = Some("d.roy@shop.example".into()));
            system.change("cem", |user| user.login = Some("cem.ak".into()));
        });
        !shop.told_by(PAIR.check).is_empty()
    };
    for dia in ["dia", " Dia Roy ", "D.Roy@Shop.example", "d.roy", "The boss <d.roy@shop.example>", "Roy, Dia (CFO)"] {
        assert!(told(dia, "ann"), "{dia}");
    }
    for (approver, asker) in [("cem", "CEM.AK"), ("Cem Ak", "cem"), ("ciso", "CISO "), ("Ciso <c@x>", "c@x")] {
        assert!(told(approver, asker), "{approver} {asker}");
    }
    for (approver, asker) in [("ciso", "dia"), ("cem", "ann"), ("roy", "ann"), ("bob", "Ann Ode")] {
        assert!(!told(approver, asker), "{approver} {asker}");
    }
}

#[test]
fn of_many_accounts_that_are_not_all_listed_an_approver_with_an_account_may_be_one() {
    let shop = |approver: &str| {
        let by = format!("approved_by: {approver}");
        let match_all = "match: { check: grant-to-everyone, subject: \"everyone:*\" }";
        let shop = waived_but(&[
            ("approved_by: ciso", &by),
            ("match: { check: membership-beyond-role, subject: \"user:dia\" }", match_all),
            ("users: 1", "users: 2000"),
        ]);
        shop.with(|system| {
            for at in 0..1500 {
                system.user(&format!("u{at:04}"), "Somebody", &["stock.group_user"]);
            }
            system.hand_made("open to all", None, "sale.order", "d");
        })
    };
    let told = shop("u1499").told_by(PAIR.check);
    assert!(told.contains("only 1000 of them are listed"), "{told}");
    assert_eq!(shop("ciso").told_by(PAIR.check), "");
}
