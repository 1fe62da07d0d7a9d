//! The Frappe starter against the rows that Frappe, ERPNext and HRMS ship: a site staffed as the example list says, on which
//! nobody has changed a thing, has nothing to tell.
//!
//! `fixtures/frappe/stock-rows-15.csv` and `stock-levels-15.csv`: `tabDocPerm` and `tabDocField.permlevel` of Frappe 15.101,
//! ERPNext 15.99 and HRMS 15.58, for the roles, doctypes and fields that the starter names.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rolecall::audit::audit;
use rolecall::checks::{Need, all};
use rolecall::findings::Finding;
use rolecall::model::{GroupIx, OpIx, Operation, Ops, Origin, ResourceIx, Severity, UserIx, Verb};
use rolecall::rolemap::{RoleMap, Roles, load};
use rolecall::snapshot::{
    Audience, Coverage, Domain, Field, FieldGuard, Grant, Grantee, Group, Membership, Presence, Resource, RuleLanguage,
    Shape, Snapshot, State, User, UserKind,
};
use serde::Deserialize;

const STARTER: &str = "role-maps/frappe/erpnext.yaml";
const OPERATIONS: [(&str, Verb); 14] = [
    ("select", Verb::Look),
    ("read", Verb::Read),
    ("write", Verb::Write),
    ("create", Verb::Create),
    ("delete", Verb::Delete),
    ("submit", Verb::Other),
    ("cancel", Verb::Other),
    ("amend", Verb::Other),
    ("print", Verb::Look),
    ("email", Verb::Look),
    ("report", Verb::Look),
    ("import", Verb::Other),
    ("export", Verb::Look),
    ("share", Verb::Other),
];

#[derive(Deserialize)]
struct Row {
    doctype: String,
    role: String,
    level: u32,
    own: u8,
    operations: String,
}

fn rows<T: for<'r> Deserialize<'r>>(name: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_path(format!("tests/fixtures/frappe/{name}-15.csv")).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn shipped() -> Origin {
    Origin::Vendor { module: "erpnext".to_owned() }
}

/// The operations of these names.
fn ops(words: &str) -> Ops {
    let named = |word: &str| OPERATIONS.iter().position(|(name, _)| *name == word).unwrap();
    words
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| Ops::one(OpIx::new(named(word))))
        .fold(Ops::NONE, Ops::with)
}

/// A site with the shipped rows, where everybody of the starter's list has the Frappe roles of their roles.
fn site(map: &RoleMap) -> Snapshot {
    let mut site = Snapshot::default();
    (site.system.kind, site.system.version) = ("frappe".to_owned(), "15.101.1".to_owned());
    site.semantics.rule_language = RuleLanguage::None;
    (site.semantics.own_asked, site.semantics.own_free) = (ops("select read"), ops("create"));
    site.operations =
        OPERATIONS.iter().map(|(name, verb)| Operation { name: (*name).to_owned(), verb: *verb }).collect();
    // All but the settings, which are no matter of a role map.
    let asked = Domain::core().filter(|domain| *domain != Domain::Settings);
    site.coverage = asked.map(|domain| Coverage { domain, state: State::Assessed, reason: None }).collect();

    let rows: Vec<Row> = rows("stock-rows");
    let levels: Vec<(String, u32)> = self::rows("stock-levels");
    let names = |pick: fn(&Row) -> &str| rows.iter().map(pick).map(str::to_owned).collect::<BTreeSet<_>>();
    let (doctypes, mut roles) = (names(|row| &row.doctype), names(|row| &row.role));
    // Some of the named roles, Supplier for one, have no row at all.
    roles.extend(map.roles.iter().flat_map(|role| &role.groups).map(|name| name.value.clone()));
    site.resources = doctypes.iter().map(|name| doctype(name)).collect();
    site.groups = roles.iter().map(|name| role(name)).collect();
    let resource = |name: &str| ResourceIx::new(doctypes.iter().position(|known| known == name).unwrap());
    let group = |name: &str| GroupIx::new(roles.iter().position(|known| known == name).unwrap());
    site.grants = rows
        .iter()
        .map(|row| Grant {
            resource: resource(&row.doctype),
            to: Grantee::Group(group(&row.role)),
            ops: ops(&row.operations),
            active: true,
            own: row.own == 1,
            level: row.level,
            superseded: false,
            unsure: Ops::NONE,
            key: format!("{}: {}", row.doctype, row.role),
            origin: shipped(),
        })
        .collect();
    for (name, level) in &levels {
        let (doctype, field) = name.rsplit_once('.').unwrap();
        site.fields.push(field_at(resource(doctype), field, *level));
    }
    site.fields.sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
    staff(&mut site, map, group);
    site
}

fn doctype(name: &str) -> Resource {
    Resource {
        key: name.to_owned(),
        name: name.to_owned(),
        transient: false,
        narrowed_by_code: false,
        closed: Ops::NONE,
        unguarded: Ops::NONE,
        unsure: Ops::NONE,
        shape: Shape::Records,
        origin: shipped(),
    }
}

fn role(name: &str) -> Group {
    Group {
        key: name.to_owned(),
        full_name: name.to_owned(),
        id: name.to_owned(),
        makes: ["Customer", "Supplier"].contains(&name).then_some(UserKind::External),
        given_to: match name {
            "Guest" => Some(Audience::Everyone),
            "All" => Some(Audience::SignedIn),
            "Desk User" => Some(Audience::Internal),
            _ => None,
        },
        administers: name == "System Manager",
        inactive: false,
        origin: shipped(),
        changed: None,
    }
}

fn field_at(resource: ResourceIx, name: &str, level: u32) -> Field {
    let guard = if level == 0 { FieldGuard::Open } else { FieldGuard::Level { level, masked: false } };
    Field {
        resource,
        name: name.to_owned(),
        field_type: "Data".to_owned(),
        relation: None,
        custom: false,
        stored: true,
        unenforced_groups: Vec::new(),
        limited: false,
        guard: Some(guard),
        shipped: None,
    }
}

/// One account a line of the list, those of customers and suppliers by one example each, and everyone with an employee
/// record has the role Employee, which comes by itself.
fn staff(site: &mut Snapshot, map: &RoleMap, group: impl Fn(&str) -> GroupIx) {
    let mut held: BTreeMap<String, BTreeSet<GroupIx>> = BTreeMap::new();
    for one in &map.assignments {
        let login = one.who.value.as_str().replace('*', "somebody");
        let lineage = Roles::of(map).lineage(&one.role.value);
        let internal = lineage.iter().any(|role| role.name.value == "staff");
        let names = lineage.iter().flat_map(|role| &role.groups).map(|name| name.value.as_str());
        let names = names.filter(|name| *name != "Guest").chain(internal.then_some("Employee"));
        held.entry(login).or_default().extend(names.map(&group));
    }
    // Every site has it.
    held.insert("Administrator".to_owned(), BTreeSet::new());
    for (login, groups) in held {
        let kind = match login.as_str() {
            "Guest" => UserKind::Anonymous,
            "Administrator" => UserKind::System,
            outside if outside.starts_with("somebody@") => UserKind::External,
            _ => UserKind::Internal,
        };
        let user = UserIx::new(site.users.len());
        site.memberships.extend(groups.into_iter().map(|group| Membership(user, group)));
        site.users.push(account(&login, kind));
    }
}

fn account(login: &str, kind: UserKind) -> User {
    User {
        key: login.into(),
        login: None,
        id: login.into(),
        name: login.into(),
        email: None,
        kind,
        active: true,
        superuser: kind == UserKind::System,
        company: None,
        companies: Vec::new(),
        created: None,
        last_login: None,
        password: Presence::Present,
        second_factor: Presence::Absent,
        provider: None,
    }
}

/// Where the site differs from its design; what the vendor's own roles bring together is told whatever the design says.
fn findings(site: &Snapshot, map: &RoleMap) -> Vec<Finding> {
    let compares = |finding: &Finding| {
        all().iter().any(|check| check.info.id == finding.check_id && check.needs.contains(&Need::Design))
    };
    audit(site, Some((map, STARTER)), Severity::High, None).findings.into_iter().filter(compares).collect()
}

#[test]
fn a_site_as_it_ships_staffed_as_the_list_says_is_as_designed() {
    let map = load(Path::new(STARTER)).unwrap().map;
    let found = findings(&site(&map), &map);
    assert!(found.is_empty(), "{:#?}", found.iter().map(|finding| &finding.title).collect::<Vec<_>>());
}

#[test]
fn a_row_that_somebody_moves_to_another_role_is_told_on_both_sides() {
    let map = load(Path::new(STARTER)).unwrap().map;
    let mut site = site(&map);
    let row = site.grants.iter_mut().find(|row| row.key == "Payment Entry: Accounts User").unwrap();
    row.to = Grantee::Group(GroupIx::new(site.groups.iter().position(|group| group.key == "Sales User").unwrap()));
    row.origin = Origin::Custom { by: None, at: None };
    let found = findings(&site, &map);
    let told: Vec<_> = found.iter().map(|finding| format!("{}: {}", finding.check_name, finding.title)).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    excess-access: `Sales User` gives read, write, create, delete, submit, cancel, amend, print, email, report, import, export, share on Payment Entry, beyond the design
    missing-access: role `accountant` should have read, write, create, delete, submit, cancel, amend on Payment Entry and has not
    ");
}
