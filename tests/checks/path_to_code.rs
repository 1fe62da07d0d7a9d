use rolecall::audit::audit_by;
use rolecall::model::Severity;
use rolecall::policy::Policies;
use rolecall::snapshot::{Domain, Module, Setting, State};

use crate::Pair;
use crate::shop::{Shop, in_words, role_map, shop};

fn writes(model: &'static str) -> Shop {
    shop().with(move |system| {
        system.hand_made("code", Some("stock.group_user"), model, "rwc");
    })
}

pub(crate) const PAIR: Pair =
    Pair { check: "path-to-code", fires: || writes("ir.actions.server"), silent: || writes("ir.actions.act_window") };

#[test]
fn the_group_that_brings_it_is_told() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @"
    high, confidence high: members of `stock.group_user` can run programs on the server
      group stock.group_user -> shop []
      affects 1 dia
      expected nobody but administrators can
      actual server actions, automations and scheduled jobs hold Python that the server runs
      path user:dia > group:stock.group_user > row:code allows read, create, write on ir.actions.server (made by admin on 2025-11-30) > server actions, automations and scheduled jobs hold Python that the server runs
      fix take from `stock.group_user` what lets its members run programs, or keep the group for those who are meant to
    ");
}

#[test]
fn several_ways_of_one_group_are_one_finding() {
    let shop = writes("ir.actions.server").with(|system| {
        system.hand_made("module", Some("stock.group_user"), "ir.module.module", "w");
    });
    let told = shop.told_by(PAIR.check);
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
    assert!(told.contains("hold Python that the server runs; whoever may install modules"), "{told}");
}

const EDGES: &str = "\
system: odoo
edges:
  - id: scripts
    needs: [{ on: [x.script], ops: [write] }]
    module: scripts
    setting: { key: scripts.on, expect: { set: true }, absent: 0 }
    gives: code
    how: scripts run on the server
    source: 18
";

/// What an audit of a shop with scripts says by a policy of its own.
fn by_own_policy(change: impl FnOnce(&mut rolecall::snapshot::Snapshot)) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("escalation")).unwrap();
    std::fs::write(folder.path().join("escalation/own.yaml"), EDGES).unwrap();
    let policies = Policies::load(folder.path()).unwrap();
    let shop = writes("x.script");
    let mut snapshot = shop.system.build();
    snapshot.modules = vec![Module { name: "scripts".to_owned(), version: String::new() }];
    for coverage in &mut snapshot.coverage {
        if [Domain::Modules, Domain::Settings].contains(&coverage.domain) {
            (coverage.state, coverage.reason) = (State::Assessed, None);
        }
    }
    change(&mut snapshot);
    let map = role_map(&shop.map, &[]);
    let report = audit_by(&policies, &snapshot, Some((&map, "map.yaml")), Severity::High, None);
    report.findings.iter().filter(|found| found.check_name == PAIR.check).map(in_words).collect()
}

#[test]
fn a_setting_decides_and_one_that_is_not_known_lowers_confidence() {
    let setting = |value: Option<&str>| vec![Setting { key: "scripts.on".to_owned(), value: value.map(str::to_owned) }];
    assert!(by_own_policy(|snapshot| snapshot.settings = setting(Some("1"))).contains("confidence high"));
    assert_eq!(by_own_policy(|snapshot| snapshot.settings = setting(Some("0"))), "");
    assert_eq!(by_own_policy(|_| ()), "", "absent means 0");
    let hidden = by_own_policy(|snapshot| snapshot.settings = setting(None));
    assert!(hidden.contains("confidence medium"), "{hidden}");
    assert!(hidden.contains("(not known for sure: the value of the setting `scripts.on` is not known)"), "{hidden}");
}

#[test]
fn without_its_module_there_is_no_way() {
    let on = vec![Setting { key: "scripts.on".to_owned(), value: Some("1".to_owned()) }];
    let without = by_own_policy(|snapshot| (snapshot.modules, snapshot.settings) = (Vec::new(), on));
    assert_eq!(without, "");
}
