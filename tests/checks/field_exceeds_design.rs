use rolecall::model::{GroupIx, UserIx};
use rolecall::snapshot::{Domain, FieldGuard, Snapshot, State};

use crate::Pair;
use crate::shop::{Shop, audit_snapshot, shop};

/// Managers alone see the margin, and sellers may not change the discount.
pub(crate) fn margins() -> Shop {
    shop()
        .with(|system| {
            system.field("sale.order", "margin", &["sale.group_manager"]).field("sale.order", "name", &[]).field(
                "stock.picking",
                "note",
                &[],
            );
        })
        .design("      sale.order: crw\n", "      sale.order: crw\n    fields: { sale.order.margin: none }\n")
        .design("      sale.order: all\n", "      sale.order: all\n    fields: { sale.order.margin: rw }\n")
}

pub(crate) const PAIR: Pair = Pair {
    check: "field-exceeds-design",
    fires: || {
        margins().with(|system| {
            system.field("sale.order", "margin", &[]);
        })
    },
    silent: margins,
};

#[test]
fn a_field_without_its_groups_is_named_with_who_sees_it() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r#"
    high, confidence high: role `seller` can read or write sale.order.margin, designed is no read or write
      role seller -> sale.order ["read", "write"]
      affects 2 ann bob
      expected no read or write on sale.order.margin (map.yaml:11:34)
      actual the role's groups read or write sale.order, and everyone sees the field
      path role:seller > field:sale.order.margin: everyone sees the field
      fix put groups on sale.order.margin that the role has not, or take read or write on sale.order away
    "#);
}

#[test]
fn a_field_that_is_designed_to_be_read_only_and_is_not_is_told() {
    let shop = margins().design("sale.order.margin: none", "sale.order.name: r, sale.order.margin: none");
    insta::assert_snapshot!(shop.told_by(PAIR.check), @r#"
    high, confidence high: role `seller` can write sale.order.name, designed is read
      role seller -> sale.order ["write"]
      affects 2 ann bob
      expected read on sale.order.name (map.yaml:11:32)
      actual the role's groups write sale.order, and everyone sees the field
      path role:seller > field:sale.order.name: everyone sees the field
      fix take write on sale.order away, or let the program refuse it on sale.order.name

    high, confidence high: role `manager` can write sale.order.name, designed is read
      role manager -> sale.order ["write"]
      affects 1 cem
      expected read on sale.order.name (map.yaml:11:32)
      actual the role's groups write sale.order, and everyone sees the field
      path role:manager > field:sale.order.name: everyone sees the field
      fix take write on sale.order away, or let the program refuse it on sale.order.name
    "#);
}

#[test]
fn a_design_that_denies_writing_alone_says_nothing_of_reading() {
    let shop = margins().design("sale.order.margin: none", "sale.order.name: deny write, sale.order.margin: none");
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("role `seller` can write sale.order.name, designed is no write\n"), "{told}");
    assert_eq!(shop.told_by("field-below-design"), "");
}

#[test]
fn the_nearest_design_of_a_field_counts() {
    let shop = margins().design("sale.order.margin: rw", "sale.order.margin: r");
    let told = shop.told_by(PAIR.check);
    assert!(told.starts_with("high, confidence high: role `manager` can write sale.order.margin"), "{told}");
    assert_eq!(told.matches("confidence").count(), 1, "{told}");
}

#[test]
fn an_ambient_group_that_sees_the_field_is_seen_at_those_who_hold_it() {
    let shop = margins()
        .with(|system| {
            system.field("sale.order", "margin", &["sale.group_manager", "base.group_multi"]);
            system.join("bob", "base.group_multi");
        })
        .design("roles:", "ambient: [base.group_multi]\nroles:");
    let told = shop.told_by(PAIR.check);
    assert!(told.contains("affects 1 bob\n"), "{told}");
}

/// The audit's open entries about single fields, when the guard of the margin is this.
fn with_guard(shop: &Shop, guard: impl FnOnce(&Snapshot) -> Option<FieldGuard>) -> (Vec<String>, Vec<String>) {
    let mut snapshot = shop.system.build();
    let guard = guard(&snapshot);
    snapshot.fields.iter_mut().filter(|field| field.name == "margin").for_each(|field| field.guard = guard.clone());
    let report = audit_snapshot(&snapshot, &shop.map);
    let open = report.not_assessed.into_iter().filter(|entry| entry.asked_for).map(|entry| entry.what);
    // What the policies say of the field is not about the design.
    let told = report.findings.into_iter().filter(|finding| finding.check_name.ends_with("-design"));
    (open.collect(), told.map(|finding| finding.title).collect())
}

fn user(snapshot: &Snapshot, login: &str) -> UserIx {
    UserIx::new(snapshot.users.iter().position(|user| &*user.key == login).unwrap())
}

#[test]
fn a_field_of_which_nobody_knows_who_sees_it_is_not_assessed_and_not_passed() {
    let (open, told) = with_guard(&margins(), |_| None);
    assert_eq!(open, ["field sale.order.margin of role `manager`", "field sale.order.margin of role `seller`"]);
    assert_eq!(told, [""; 0]);
}

#[test]
fn what_an_account_with_the_roles_groups_sees_holds_for_the_role() {
    let seen = |ann: bool| {
        move |snapshot: &Snapshot| {
            let (ann_ix, cem) = (user(snapshot, "ann"), user(snapshot, "cem"));
            let (mut seen_by, mut hidden_from) = (vec![cem], vec![]);
            if ann {
                seen_by.insert(0, ann_ix);
            } else {
                hidden_from.push(ann_ix);
            }
            Some(FieldGuard::Observed { seen_by, hidden_from })
        }
    };
    assert_eq!(with_guard(&margins(), seen(false)), (vec![], vec![]));
    let (open, told) = with_guard(&margins(), seen(true));
    assert_eq!((open.len(), told.len()), (0, 1), "{told:?}");
    let of_dia = |snapshot: &Snapshot| {
        Some(FieldGuard::Observed { seen_by: vec![user(snapshot, "dia")], hidden_from: Vec::new() })
    };
    assert_eq!(with_guard(&margins(), of_dia).0.len(), 2, "a storekeeper tells nothing of sellers");
}

#[test]
fn a_group_that_hides_the_field_hides_it_from_its_members() {
    let not_sellers = |snapshot: &Snapshot| {
        let sellers = snapshot.groups.iter().position(|group| group.key == "sale.group_user").unwrap();
        Some(FieldGuard::Groups { any: Vec::new(), none: vec![GroupIx::new(sellers)] })
    };
    let (open, told) = with_guard(&margins(), not_sellers);
    assert!(open.is_empty());
    assert_eq!(told, ["role `manager` cannot read or write sale.order.margin, designed is read, write"]);
}

#[test]
fn a_resource_whose_fields_were_not_collected_is_not_assessed() {
    let shop = margins();
    let mut snapshot = shop.system.build();
    let order = snapshot.resources.iter().position(|resource| resource.key == "sale.order").unwrap();
    snapshot.fields.retain(|field| field.resource.index() != order);
    let report = audit_snapshot(&snapshot, &shop.map);
    assert_eq!(report.findings, []);
    assert_eq!(report.not_assessed.iter().filter(|entry| entry.what.starts_with("field ")).count(), 2);
}

#[test]
fn without_any_knowledge_of_fields_the_domain_alone_is_not_assessed() {
    let shop = margins();
    let mut snapshot = shop.system.build();
    for coverage in snapshot.coverage.iter_mut().filter(|coverage| coverage.domain == Domain::Fields) {
        (coverage.state, coverage.reason) = (State::NotAssessed, Some("never asked".to_owned()));
    }
    let report = audit_snapshot(&snapshot, &shop.map);
    let open: Vec<_> = report.not_assessed.iter().filter(|entry| entry.asked_for).map(|entry| &*entry.what).collect();
    assert_eq!(open, ["fields"]);
}
