//! Permission rows, levels, shares and user permissions, with what Frappe makes of each.

use rolecall::model::{Origin, RecordScope};
use rolecall::snapshot::{FieldGuard, Grant, Grantee, Shape, Snapshot};

use super::by_hand;
use super::site::{own_sites, sites};

fn grants<'a>(snapshot: &'a Snapshot, doctype: &str) -> Vec<&'a Grant> {
    snapshot.grants.iter().filter(|grant| snapshot.resource(grant.resource).key == doctype).collect()
}

/// Role, what it allows, whether it counts.
fn rows<'a>(snapshot: &'a Snapshot, doctype: &str) -> Vec<(&'a str, String, bool)> {
    let row = |grant: &'a Grant| match grant.to {
        Grantee::Everyone => None,
        Grantee::Group(group) => {
            Some((&*snapshot.group(group).key, snapshot.op_names(grant.ops).join(" "), grant.active))
        }
    };
    grants(snapshot, doctype).into_iter().filter_map(row).collect()
}

#[test]
fn one_custom_row_replaces_all_that_an_app_ships() {
    for site in sites(15) {
        let snapshot = site.collected();
        let row = |role, ops: &str, active| (role, ops.to_owned(), active);
        assert_eq!(
            rows(&snapshot, "Note"),
            [
                row("All", "read", false),
                row("All", "read", true),
                row("All", "read write create delete", false),
                row("Guest", "read export", true),
            ]
        );
        let note = grants(&snapshot, "Note");
        assert!(note[0].superseded && !note[1].superseded && note[2].superseded && note[2].own);
        assert_eq!(note[1].origin, Origin::Vendor { module: "frappe".to_owned() }, "as shipped");
        assert_eq!(note[3].origin, by_hand("2024-05-05T10:05:00Z"));
        assert_eq!((&*note[2].key, &*note[3].key), ("Note: All, own", "Note: Guest"));
    }
}

#[test]
fn custom_rows_of_the_frameworks_own_doctypes_and_of_child_tables_have_no_effect() {
    for site in sites(15) {
        let snapshot = site.collected();
        let row = |role, ops: &str, active| (role, ops.to_owned(), active);
        assert_eq!(
            rows(&snapshot, "DocType"),
            [row("All", "read write", false), row("System Manager", "read write create", true)]
        );
        assert_eq!(rows(&snapshot, "Custom DocPerm"), [row("All", "read write", false)]);
        assert_eq!(rows(&snapshot, "Sales Order Item"), [row("All", "read", false)]);
    }
}

#[test]
fn a_row_of_a_level_speaks_about_fields_alone() {
    for version in [15, 17] {
        for site in sites(version) {
            let snapshot = site.collected();
            let user = grants(&snapshot, "User");
            assert_eq!(user.iter().map(|grant| grant.level).collect::<Vec<_>>(), [0, 1]);
            assert_eq!(snapshot.op_names(user[1].ops), ["read", "write"], "create and submit mean nothing there");
            assert_eq!(user[1].key, "User: System Manager, level 1");
        }
    }
}

#[test]
fn rights_differ_by_version() {
    let expected = [
        (14, "select read write create submit report import set_user_permissions"),
        (15, "select read write create submit report import"),
        (17, "select read write create submit report import mask"),
    ];
    for (version, ops) in expected {
        for site in sites(version) {
            let snapshot = site.collected();
            assert_eq!(rows(&snapshot, "Customer")[1], ("Sales User", ops.to_owned(), true), "{version}");
            let order = &rows(&snapshot, "Sales Order")[2].1;
            let (selects, approves) = (order.contains("select"), order.contains("approve"));
            assert_eq!((selects, approves), (version > 15, version > 15), "{version}: reading brings selecting");
            let territory = &rows(&snapshot, "Territory")[0].1;
            assert!(!territory.contains("approve"), "{version}: an added right is of one doctype");
        }
    }
}

#[test]
fn a_row_for_own_documents_gives_nothing_on_a_single_from_16_on() {
    for (version, ops) in [(15, "read create"), (16, "create")] {
        for site in sites(version) {
            let snapshot = site.collected();
            assert_eq!(rows(&snapshot, "System Settings")[0], ("All", ops.to_owned(), true), "{version}");
            let unsaved = grants(&snapshot, "Bulk Tool")[0];
            assert_eq!(snapshot.op_names(unsaved.ops).len(), if version == 15 { 2 } else { 3 });
            assert_eq!(unsaved.own, version == 15, "nobody saved it, so it belongs to whoever asks");
        }
    }
}

#[test]
fn what_a_doctype_does_not_let_through_is_closed() {
    for site in own_sites(15) {
        let closed = |snapshot: &Snapshot, doctype: &str| {
            let resource = snapshot.resources.iter().find(|resource| resource.key == doctype).unwrap();
            snapshot.op_names(resource.closed).join(" ")
        };
        let snapshot = site.collected();
        assert_eq!(closed(&snapshot, "Sales Order"), "import");
        assert_eq!(closed(&snapshot, "User"), "submit");
        assert_eq!(closed(&snapshot, "Customer"), "submit import", "a Property Setter takes it");
        assert_eq!(closed(&snapshot, "Note"), "submit", "a Property Setter gives it");
        assert_eq!(closed(&snapshot, "DocType"), "submit import", "the framework's own doctypes stay as they are");
        site.sql(r#"update "tabSingles" set "value" = '1' where "field" = 'disable_document_sharing'"#);
        assert_eq!(closed(&site.collected(), "Sales Order"), "import share");
    }
}

#[test]
fn doctypes_have_shapes_and_parts() {
    for site in sites(15) {
        let snapshot = site.collected();
        let shape = |key: &str| snapshot.resources.iter().find(|resource| resource.key == key).unwrap().shape;
        assert_eq!(
            (shape("System Settings"), shape("Has Role"), shape("Note")),
            (Shape::Single, Shape::Parts, Shape::Records)
        );
        let parts: Vec<(&str, &str, &str)> = snapshot
            .delegations
            .iter()
            .map(|part| (&*snapshot.resource(part.resource).key, &*snapshot.resource(part.parent).key, &*part.field))
            .collect();
        assert_eq!(parts, [("Has Role", "User", "roles"), ("Sales Order Item", "Sales Order", "items")]);
        let bike = snapshot.resources.iter().find(|resource| resource.key == "Bike").unwrap();
        assert_eq!(bike.origin, by_hand("2024-05-05T10:05:00Z"));
        assert_eq!(grants(&snapshot, "Bike")[0].origin, by_hand("2024-05-05T10:05:00Z"));
    }
}

#[test]
fn a_field_has_the_level_that_the_last_word_gives_it() {
    for version in [15, 17] {
        for site in sites(version) {
            let snapshot = site.collected();
            let field = |doctype: &str, name: &str| {
                let resource = snapshot.resources.iter().position(|resource| resource.key == doctype).unwrap();
                let found = snapshot.fields.iter().find(|f| f.resource.index() == resource && f.name == name);
                found.unwrap().clone()
            };
            let level = |level, masked| Some(FieldGuard::Level { level, masked });
            assert_eq!(field("Customer", "credit_limit").guard, level(1, false));
            let discount = field("Sales Order", "discount");
            assert_eq!(discount.guard, Some(FieldGuard::Open), "lowered by a Property Setter");
            let shipped = discount.shipped.unwrap();
            assert_eq!((Some(shipped.guard), shipped.changed), (level(1, false), by_hand("2024-06-01T12:00:00Z")));
            let note = field("Customer", "secret_note");
            assert_eq!((note.guard, note.custom, note.shipped), (level(2, false), true, None));
            assert_eq!(field("DocType", "module").guard, Some(FieldGuard::Open), "no Property Setter counts there");
            assert!(!snapshot.fields.iter().any(|field| field.name == "extra" || field.name.is_empty()));
            assert_eq!(field("User", "roles_section").guard, level(1, false), "what lays out a form hides with it");
            let masked = if version == 17 { level(0, true) } else { Some(FieldGuard::Open) };
            assert_eq!(field("Customer", "customer_name").guard, masked);
            let (rate, items) = (field("Live Rate", "rate"), field("Sales Order", "items"));
            assert!(field("Customer", "territory").stored && !rate.stored && !items.stored);
        }
    }
}

#[test]
fn shares_name_what_and_with_whom() {
    for (version, extra) in [(15, ["", ""]), (17, ["select ", " approve"])] {
        for site in sites(version) {
            let snapshot = site.collected();
            let shares: Vec<(&str, &str, Option<&str>, String)> = snapshot
                .shares
                .iter()
                .map(|share| {
                    let to = share.to.map(|user| &*snapshot.user(user).key);
                    (
                        &*snapshot.resource(share.resource).key,
                        &*share.record,
                        to,
                        snapshot.op_names(share.ops).join(" "),
                    )
                })
                .collect();
            let [select, approve] = extra;
            assert_eq!(
                shares,
                [
                    ("Sales Order", "SO-0001", None, format!("{select}read print email")),
                    (
                        "Sales Order",
                        "SO-0002",
                        Some("egger@kunde.example"),
                        format!("{select}read write submit print email{approve}")
                    ),
                    (
                        "User",
                        "rosa@nordlicht.example",
                        Some("rosa@nordlicht.example"),
                        format!("{select}read write print email share")
                    ),
                ],
                "who may read may print and mail"
            );
        }
    }
}

/// Who, by what, which, with what lies below it, on what alone, and what that leaves.
type Told<'s> = (&'s str, &'s str, &'s str, bool, Option<&'s str>, RecordScope);

#[test]
fn user_permissions_limit_and_reach_by_links() {
    for version in [14, 15] {
        for site in sites(version) {
            let snapshot = site.collected();
            let limits: Vec<Told<'_>> = snapshot
                .limits
                .iter()
                .map(|limit| {
                    let only_on = limit.only_on.map(|resource| &*snapshot.resource(resource).key);
                    let (user, by) = (&*snapshot.user(limit.user).key, &*snapshot.resource(limit.by).key);
                    (user, by, &*limit.value, limit.tree, only_on, limit.leaves)
                })
                .collect();
            let (rosa, till) = ("rosa@nordlicht.example", "till@nordlicht.example");
            assert_eq!(
                limits,
                [
                    (rosa, "Company", "Nordlicht GmbH", false, None, RecordScope::Company),
                    (rosa, "Territory", "Nord", true, None, RecordScope::Restricted),
                    (till, "Customer", "Egger AG", false, Some("Sales Order"), RecordScope::Restricted),
                    (till, "Territory", "Nord", false, None, RecordScope::Restricted),
                ],
                "nothing limits Administrator, and nothing is limited on a doctype that is not there"
            );
            let reach: Vec<(&str, &str)> = snapshot
                .limited_by
                .iter()
                .map(|reach| (&*snapshot.resource(reach.0).key, &*snapshot.resource(reach.1).key))
                .collect();
            assert_eq!(
                reach,
                [
                    ("Company", "Company"),
                    ("Customer", "Company"),
                    ("Customer", "Customer"),
                    ("Customer", "Territory"),
                    ("Sales Order", "Company"),
                    ("Sales Order", "Customer"),
                    ("Sales Order", "Territory"),
                    ("Sales Order Item", "Territory"),
                    ("Territory", "Territory"),
                ],
                "by links of its own, which a Property Setter may free, and by those of its parts"
            );
            let lifted = snapshot.semantics.limits_lifted_by;
            let lifted =
                lifted.map(|(resource, op)| (&*snapshot.resource(resource).key, &*snapshot.operation(op).name));
            assert_eq!(lifted, (version == 14).then_some(("User Permission", "write")));
        }
    }
}
