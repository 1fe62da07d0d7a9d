use rolecall::model::Confidence;
use rolecall::snapshot::{Coverage, Domain, State};

use crate::Pair;
use crate::shop::{Shop, shop};

pub(crate) const PAIR: Pair = Pair {
    check: "implementer-account",
    fires: || visited().policy("accounts.yaml", "implementers: { domains: [partner.tld], company: [acme.tld] }\n"),
    silent: || {
        visited().with(|system| {
            system.user("ida@mail.acme.tld", "Ida Blum", &["base.group_user"]);
        })
    },
};

/// The shop with addresses, and with somebody of another company.
fn visited() -> Shop {
    shop().with(|system| {
        for login in ["ann", "bob", "cem", "dia"] {
            system.change(login, |user| user.email = Some(format!("{login}@acme.tld").into()));
        }
        system.user("hugo@partner.tld", "Hugo Weiss", &["base.group_user"]);
    })
}

#[test]
fn whom_the_policy_lists_needs_no_second_sign() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    medium, confidence medium: `hugo@partner.tld` looks like an account of an implementer or another outsider
      user hugo@partner.tld -> shop []
      affects 1 hugo@partner.tld
      expected internal accounts belong to the company's own people
      actual 2 points: an address of `partner.tld`, which the policy lists among implementers (2)
      path user:hugo@partner.tld > sign:an address of `partner.tld`, which the policy lists among implementers (2)
      fix deactivate `hugo@partner.tld`, and open it only while work is done, or list its domain as the company's in the policy
    ");
}

#[test]
fn somebody_from_elsewhere_who_does_not_come_any_more_is_reviewed() {
    let shop = visited().with(|system| {
        for login in ["ann", "bob", "cem", "dia"] {
            system.change(login, |user| user.last_login = Some("2026-06-29T08:00:00Z".into()));
        }
        system.taken_at("2026-06-30T08:00:00Z").adjust(|snapshot| {
            snapshot.coverage.retain(|known| known.domain != Domain::LastLogins);
            snapshot.coverage.push(Coverage { domain: Domain::LastLogins, state: State::Assessed, reason: None });
        });
    });
    let report = shop.audit();
    let told: Vec<_> = report.findings.iter().filter(|finding| finding.check_name == PAIR.check).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].confidence, &*told[0].subject.id), (Confidence::Low, "hugo@partner.tld"));
}
