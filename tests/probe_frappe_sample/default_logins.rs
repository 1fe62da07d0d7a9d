//! Public default passwords: one sign-in for each account, whose session is closed at once.

use rolecall::connect::api::Erp;
use rolecall::model::Confidence;
use rolecall::probe::Probed;
use rolecall::sample::frappe::{Flavour, Options, SampleCompany};

use crate::acme::{Acme, now};
use crate::support::{WRONG, findings, outcomes, policies, reasons, report, tried};

fn try_on(acme: &Acme, defaults: &[(&str, &str)]) -> Probed {
    let live = Erp::Frappe.live(&acme.snapshot, "").unwrap();
    let policies = policies("frappe", defaults);
    now(tried(&acme.snapshot, live.as_ref(), &acme.client(), &policies, &[], std::future::pending()))
}

/// Paths in the order in which they were asked for.
fn paths(acme: &Acme) -> Vec<String> {
    acme.running.log().into_iter().map(|seen| seen.path).collect()
}

#[test]
fn a_session_that_a_default_password_opens_is_closed_at_once() {
    for flavour in Flavour::ALL {
        let acme = Acme::serve(flavour, Options::default());
        let before = acme.running.checksum();
        let (first, right) = (SampleCompany::probe("sales-rep"), SampleCompany::password("Administrator"));
        let defaults = [(first.as_str(), WRONG), ("administrator", right.as_str()), ("Administrator", WRONG)];
        let probed = try_on(&acme, &defaults);
        assert_eq!(outcomes(&acme.snapshot, &probed), [format!("{first} denied"), "Administrator allowed".to_owned()]);
        assert_eq!(paths(&acme), ["/api/method/login", "/api/method/login", "/api/method/logout"], "{flavour:?}");
        assert_eq!((acme.running.requests(), probed.requests), (3, 3));
        assert_eq!(acme.running.checksum(), before, "{flavour:?}");
        assert!(probed.unprobed.is_empty(), "{:?}", reasons(&probed));

        let report = report(&acme.snapshot, &probed, &policies("frappe", &defaults), &[WRONG, &right]);
        let found = findings(&report);
        let [finding] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((finding.subject.id.as_str(), finding.confidence), ("Administrator", Confidence::Proven));
    }
}

#[test]
fn an_address_is_not_shut_out_by_failures() {
    let acme = Acme::serve(Flavour::V15, Options::default());
    let roles: Vec<String> = SampleCompany::roles().map(SampleCompany::probe).collect();
    let defaults: Vec<(&str, &str)> = roles.iter().map(|login| (login.as_str(), WRONG)).collect();
    assert!(defaults.len() > 5);
    let probed = try_on(&acme, &defaults);
    assert_eq!((probed.default_logins.len(), acme.running.requests()), (3, 3));
    assert!(reasons(&probed).iter().all(|reason| reason.contains("counts them by address")), "{:?}", reasons(&probed));
}
