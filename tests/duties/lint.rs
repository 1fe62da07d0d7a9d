//! Risks in a design.

use rolecall::duties::lint;
use rolecall::policy::Policies;
use rolecall::rolemap::{RoleMap, load};
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;

fn map(text: &str) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, text).unwrap();
    load(&path).unwrap().map
}

fn told(text: &str, snapshot: Option<&Snapshot>) -> Vec<String> {
    let problems = lint(&Policies::built_in().duties, &map(text), snapshot);
    let line = |problem: &rolecall::rolemap::Problem| {
        let text = problem.to_string();
        let text = text.split(" (help:").next().unwrap_or(&text);
        text.split_once("map.yaml:").map_or(text, |(_, rest)| rest).to_owned()
    };
    problems.iter().map(line).collect()
}

const MAP: &str = "\
system: odoo
roles:
  buyer:
    groups: [purchase.buyer]
    grants: { purchase.order: crud, res.partner: r }
  payer:
    groups: [account.payer]
    grants: { account.payment: crw }
  both:
    extends: [buyer]
    groups: [shop.both]
    grants: { account.payment: c }
  child:
    extends: [both]
    groups: [shop.child]
  reader:
    groups: [shop.reader]
    grants: { purchase.order: r, account.payment: r }
  denied:
    extends: [both]
    groups: [shop.denied]
    must_not: [account.payment]
users: people.csv
";

#[test]
fn a_role_is_told_where_it_begins_and_what_extends_it_is_not() {
    let alone = MAP.replace("users: people.csv\n", "");
    assert_eq!(told(&alone, None), ["9:3: warning: role `both` can order and pay (SOD-P2P-10)"]);
    assert_eq!(told(&alone.replace("odoo", "frappe"), None), Vec::<String>::new(), "other models");
}

#[test]
fn roles_of_one_person_are_told_together() {
    let alone = MAP.replace("users: people.csv\n", "").replace(
        "  both:\n    extends: [buyer]\n    groups: [shop.both]\n    grants: { account.payment: c }\n  child:\n    extends: [both]\n",
        "  child:\n",
    );
    let alone = alone.replace("    extends: [both]\n", "").replace(
        "    grants: { account.payment: crw }\n",
        "    grants: { account.payment: crw }\n    users: [ann, bob]\n",
    );
    let alone = alone.replace(
        "    grants: { purchase.order: crud, res.partner: r }\n",
        "    grants: { purchase.order: crud, res.partner: r }\n    users: [ann]\n",
    );
    assert_eq!(told(&alone, None), ["10:13: warning: `ann` with roles buyer, payer can order and pay (SOD-P2P-10)"]);
}

#[test]
fn with_a_system_what_groups_bring_is_told_too() {
    let text =
        "system: odoo\nroles:\n  seller: { groups: [sale.group_user] }\n  keeper: { groups: [stock.group_user] }\n";
    let mut system = Builder::new("shop");
    system.grant("sale.group_user", "sale.order", "rwc").grant("stock.group_user", "stock.picking", "rw");
    assert_eq!(told(text, Some(&system.build())), Vec::<String>::new());
    system.implies("sale.group_user", "stock.group_user");
    assert_eq!(
        told(text, Some(&system.build())),
        ["3:3: warning: role `seller` can sell and ship by its groups (SOD-O2C-04)"]
    );
    assert_eq!(told(text, None), Vec::<String>::new());
}
