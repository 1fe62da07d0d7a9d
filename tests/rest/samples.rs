//! The sample companies through their REST interfaces, by the manifests of the documentation, beside their own dialects.

use std::collections::BTreeSet;

use rolecall::connect::live::Question;
use rolecall::connect::rest::{Manifest, RestLive};
use rolecall::probe::{Cell, Probed, RoleOutcome};
use rolecall::sample;

use crate::{frappe, odoo};

fn manifest(text: &str) -> Manifest {
    Manifest::parse(text, "rest.yaml").unwrap()
}

fn frappe_manifest() -> Manifest {
    manifest(include_str!("../../docs/examples/frappe-rest.yaml"))
}

fn odoo_manifest() -> Manifest {
    manifest(include_str!("../../docs/examples/odoo-json2.yaml"))
}

/// A probe of a Frappe by the manifest; what `attempts` covers is that of its own dialect.
fn by_manifest(acme: &frappe::Acme) -> Probed {
    let manifest = frappe_manifest();
    let live = RestLive::new(&acme.snapshot, &manifest, "", &acme.limits.never, jiff::Timestamp::now).unwrap();
    acme.probe_in(&live, &mut |_| {}, std::future::pending())
}

fn odoo_by_manifest(acme: &odoo::Acme) -> Probed {
    let manifest = odoo_manifest();
    let database = acme.running.database();
    let live = RestLive::new(&acme.snapshot, &manifest, &database, &acme.limits.never, jiff::Timestamp::now).unwrap();
    acme.probe_in(&live, &mut |_| {}, std::future::pending())
}

/// Questions that both asked, and those to which both gave a clear answer that differs.
fn beside<'a>(by_manifest: &'a Probed, by_dialect: &'a Probed) -> (usize, Vec<(&'a Cell, &'a Cell)>) {
    let mut both = 0;
    let mut differ = Vec::new();
    for cell in &by_manifest.cells {
        let same = |other: &&Cell| other.run == cell.run && other.question == cell.question;
        let Some(other) = by_dialect.cells.iter().find(same) else { continue };
        if cell.observed.allowed().is_some() && other.observed.allowed().is_some() {
            both += 1;
            if cell.observed.allowed() != other.observed.allowed() {
                differ.push((cell, other));
            }
        }
    }
    (both, differ)
}

#[test]
fn a_frappe_answers_a_manifest_as_it_answers_its_own_dialect() {
    for (flavour, roles) in [
        (sample::frappe::Flavour::V15, &["sales-rep", "warehouse", "customer", "accountant"][..]),
        (sample::frappe::Flavour::V17, &["purchaser"][..]),
    ] {
        let mut acme = frappe::Acme::serve(flavour, sample::frappe::Options::default());
        acme.limits.roles = roles.iter().map(ToString::to_string).collect();
        let before = acme.running.checksum();
        let (by_dialect, probed) = (acme.probe(), by_manifest(&acme));
        assert_eq!(acme.running.checksum(), before, "{flavour:?}: a full probe changes nothing");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}: {:#?}", probed.roles);
        let (both, differ) = beside(&probed, &by_dialect);
        assert!(differ.is_empty(), "{flavour:?}: {:#?}", differ.first());
        assert!(both > 400 * roles.len(), "{flavour:?}: {both}");
        let open: Vec<_> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
        assert!(open.len() * 50 < probed.cells.len(), "{flavour:?}: {} {:#?}", open.len(), open.first());
        assert_eq!(frappe::told(&acme.audited(&probed)), BTreeSet::new(), "{flavour:?}: an honest site is silent");
    }
}

#[test]
fn an_odoo_answers_a_manifest_as_it_answers_its_own_dialect() {
    let flavour = *sample::Flavour::ALL.last().unwrap();
    let serve = |faults| {
        let mut acme = odoo::Acme::serve(flavour, sample::Options { faults, ..sample::Options::default() });
        acme.kind = rolecall::connect::live::SecretKind::Key;
        acme
    };
    let acme = serve(sample::Faults::none());
    let before = acme.running.checksum();
    let (by_dialect, probed) = (acme.probe(), odoo_by_manifest(&acme));
    assert_eq!(acme.running.checksum(), before, "full probes change nothing");
    assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{:#?}", probed.roles);
    let (both, differ) = beside(&probed, &by_dialect);
    assert!(differ.is_empty(), "{:#?}", differ.first());
    assert!(both > 1_000, "{both}");
    assert_eq!(odoo::told(&acme.audited(&probed)), BTreeSet::new(), "an honest server is silent");
}

#[test]
fn planted_faults_are_found_by_a_manifest() {
    let flavour = sample::frappe::Flavour::V15;
    let options = sample::frappe::Options { faults: sample::frappe::Faults::planted(), ..Default::default() };
    let acme = frappe::Acme::serve(flavour, options);
    let found = frappe::told(&acme.audited(&by_manifest(&acme)));
    assert_eq!(found, frappe::planted());
    let flavour = *sample::Flavour::ALL.last().unwrap();
    let options = sample::Options { faults: sample::Faults::planted(), ..sample::Options::default() };
    let mut acme = odoo::Acme::serve(flavour, options);
    acme.kind = rolecall::connect::live::SecretKind::Key;
    let found = odoo::told(&acme.audited(&odoo_by_manifest(&acme)));
    assert_eq!(found, odoo::planted());
}

#[test]
fn a_question_without_a_request_is_not_asked_and_says_why() {
    let mut acme = frappe::Acme::serve(sample::frappe::Flavour::V15, sample::frappe::Options::default());
    acme.limits.roles = ["customer".to_owned()].into();
    let manifest = manifest(&include_str!("../../docs/examples/frappe-rest.yaml").replace("  delete: *asked\n", ""));
    let live = RestLive::new(&acme.snapshot, &manifest, "", &[], jiff::Timestamp::now).unwrap();
    let probed = acme.probe_in(&live, &mut |_| {}, std::future::pending());
    let delete = acme.snapshot.operations.iter().position(|operation| operation.name == "delete").unwrap();
    let asked = |cell: &&Cell| matches!(cell.question, Question::Resource { op, .. } if op.index() == delete);
    assert_eq!(probed.cells.iter().filter(asked).count(), 0);
    let told = |entry: &&rolecall::probe::Unprobed| {
        entry.reason == "the manifest has no request `resource` for the operation `delete`"
    };
    let told: Vec<_> = probed.unprobed.iter().filter(told).collect();
    assert!(!told.is_empty(), "{:#?}", probed.unprobed);
}
