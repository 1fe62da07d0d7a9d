use rolecall::snapshot::FileFact::DeveloperMode;
use rolecall::snapshot::Setting;

use crate::Pair;
use crate::infra::has_file;
use crate::shop::shop;

pub(crate) const PAIR: Pair = Pair {
    check: "developer-mode",
    fires: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[("dev_mode", 9, DeveloperMode)]));
        })
    },
    silent: || {
        shop().with(|system| {
            system.adjust(|snapshot| has_file(snapshot, "odoo.conf", "600", &[]));
        })
    },
};

#[test]
fn the_line_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    medium, confidence high: `dev_mode` is switched on in `odoo.conf`
      server-file odoo.conf:dev_mode -> shop []
      affects 0
      expected nothing is switched on that only developers need
      actual `dev_mode` is switched on (line 9)
      path file:odoo.conf:9 > key:dev_mode
      fix take `dev_mode` out of `odoo.conf`, and restart
    ");
}

#[test]
fn what_a_setting_tells_is_told_once() {
    let desk = |known: fn() -> Option<String>| {
        shop().with(|system| {
            system.adjust(|snapshot| {
                snapshot.system.kind = "frappe".to_owned();
                snapshot.system.version = "15.0".to_owned();
                let notes = [("allow_tests", 3, DeveloperMode), ("developer_mode", 2, DeveloperMode)];
                has_file(snapshot, "site_config.json", "600", &notes);
            });
            if known().is_some() {
                system.adjust(|snapshot| {
                    let key = "site_config.developer_mode".to_owned();
                    snapshot.settings.push(Setting { key, value: Some("1".to_owned()) });
                });
            }
        })
    };
    let subjects = |shop: crate::shop::Shop| {
        let told = shop.audit().findings.into_iter().filter(|finding| finding.check_name == PAIR.check);
        told.map(|finding| finding.subject.id).collect::<Vec<_>>()
    };
    assert_eq!(subjects(desk(|| None)), ["site_config.json:allow_tests", "site_config.json:developer_mode"]);
    assert_eq!(subjects(desk(|| Some(String::new()))), ["site_config.json:allow_tests"]);
}
