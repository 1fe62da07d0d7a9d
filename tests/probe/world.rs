//! A small system, its design, and everything that a plan needs of them.

use std::collections::BTreeSet;

use rolecall::access::{Access, scope::Scopes};
use rolecall::compare::Design;
use rolecall::connect::live::{Question, SecretKind};
use rolecall::model::{Pattern, ResourceIx};
use rolecall::probe::{Limits, Plan, RolePlan};
use rolecall::rolemap::{RoleMap, load};
use rolecall::snapshot::{Field, FieldGuard, Snapshot, UserKind};
use rolecall::synth::Builder;

use crate::erp::Dialect;

const MAP: &str = "\
system: odoo
scope: { resources: [\"sale.*\", hr.employee, stock.picking] }
roles:
  seller:
    groups: [sale.group_user]
    grants:
      sale.order: crw
    records:
      sale.order: own
    fields:
      sale.order.margin: none
      sale.order.note: rw
    must_not: [hr.employee]
    users: [ann, bob]
    probe: { login: ann, secret: \"env:ANN\" }
  storekeeper:
    groups: [stock.group_user]
    grants:
      stock.picking: all
      sale.order: r
    users: [dia]
    probe: { login: dia, secret: \"env:DIA\" }
  customer:
    groups: [base.group_portal]
    users: [eve]
";

/// A system and its design.
pub(crate) struct World {
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    pub(crate) limits: Limits,
    pub(crate) kind: SecretKind,
}

/// The world as it should be: ann and bob sell, dia keeps the store, cem looks at everything.
pub(crate) fn world() -> World {
    of(MAP, |_| {})
}

/// The same with another design, or another system.
pub(crate) fn of(map: &str, change: impl FnOnce(&mut Builder)) -> World {
    let mut system = Builder::new("world");
    system
        .makes("base.group_portal", UserKind::External)
        .makes("base.group_public", UserKind::Anonymous)
        .grant("sale.group_user", "sale.order", "rwc")
        .grant("stock.group_user", "stock.picking", "rwcd")
        .grant("stock.group_user", "sale.order", "r")
        .grant("hr.group_user", "hr.employee", "rwcd")
        .grant("base.group_portal", "sale.order", "r")
        .rule("sale.own", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]")
        .user("ann", "Ann Ode", &["sale.group_user"])
        .user("bob", "Bob Ray", &["sale.group_user"])
        .user("dia", "Dia Roy", &["stock.group_user"])
        .user("eve", "Eve Kunz", &["base.group_portal"])
        .user("public", "Public user", &["base.group_public"])
        .change("public", |user| user.active = false);
    change(&mut system);
    let mut snapshot = system.build();
    for (at, user) in snapshot.users.iter_mut().enumerate() {
        user.id = (at + 10).to_string().into();
    }
    let order = resource(&snapshot, "sale.order");
    snapshot.fields = vec![
        field(order, "margin", "float", None),
        field(order, "note", "char", Some(FieldGuard::Open)),
        field(order, "user_id", "many2one", Some(FieldGuard::Open)),
    ];
    World { snapshot, map: role_map(map), limits: limits(), kind: SecretKind::Key }
}

/// The design of [`world`] with a change.
pub(crate) fn design(from: &str, to: &str) -> String {
    assert!(MAP.contains(from), "the design does not say {from}");
    MAP.replacen(from, to, 1)
}

fn field(resource: ResourceIx, name: &str, field_type: &str, guard: Option<FieldGuard>) -> Field {
    Field {
        resource,
        name: name.to_owned(),
        field_type: field_type.to_owned(),
        relation: None,
        custom: false,
        stored: true,
        limited: false,
        shipped: None,
        guard,
        unenforced_groups: Vec::new(),
    }
}

/// Limits that keep nothing away.
pub(crate) fn limits() -> Limits {
    Limits {
        per_role: 1_000,
        per_run: 10_000,
        attempts: vec![Pattern::parse("*").unwrap()],
        never: Vec::new(),
        sign_in: true,
        roles: BTreeSet::new(),
    }
}

/// A role map as `rolecall` reads it.
pub(crate) fn role_map(text: &str) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, text).unwrap();
    load(&path).unwrap().map
}

/// The position of a resource.
pub(crate) fn resource(snapshot: &Snapshot, key: &str) -> ResourceIx {
    ResourceIx::new(snapshot.resources.iter().position(|resource| resource.key == key).unwrap())
}

impl World {
    /// Does something with the plan and what it was made of.
    pub(crate) fn planned<T>(
        &self,
        use_it: impl FnOnce(&Plan, &Design<'_>, &Access<'_>, &Scopes<'_>, &Dialect<'_>) -> T,
    ) -> T {
        let access = Access::compute(&self.snapshot);
        let scopes = Scopes::new(&self.snapshot);
        let design = Design::of(&self.map, &access);
        let dialect = Dialect { snapshot: &self.snapshot };
        let plan = Plan::of(&design, &access, &scopes, &dialect, &self.limits, &|_| self.kind);
        use_it(&plan, &design, &access, &scopes, &dialect)
    }

    /// The plan.
    pub(crate) fn plan(&self) -> Plan {
        self.planned(|plan, _, _, _, _| plan.clone())
    }

    /// The steps of a role in words: the request, the design, the prediction.
    pub(crate) fn told(&self, role: &str) -> String {
        self.planned(|plan, design, access, scopes, dialect| {
            let rows = plan.rows(design, access, scopes, dialect, None).filter(|row| row.role == role);
            let answer = |answer| match answer {
                Some(true) => "allow",
                Some(false) => "deny",
                None => "-",
            };
            let line = |row: rolecall::probe::Row<'_>| {
                format!("{}: {}, {}\n", row.words, answer(row.designed.allowed()), answer(row.predicted))
            };
            rows.map(line).collect()
        })
    }

    /// What is not asked, in words.
    pub(crate) fn unasked(&self) -> String {
        let line = |entry: &rolecall::probe::Unprobed| {
            let role = entry.role.map_or("run", |role| self.map.roles[role as usize].name.value.as_str());
            let folder = entry.reason.split_whitespace().map(|word| match word.rsplit_once('/') {
                Some((_, file)) if word.contains("map.yaml") => format!("({file}"),
                _ => word.to_owned(),
            });
            let asked = if entry.asked_for { "!" } else { "" };
            format!("{role}{asked} {}: {}\n", entry.what, folder.collect::<Vec<_>>().join(" "))
        };
        self.plan().unprobed.iter().map(line).collect()
    }
}

/// Whether a plan asks a role something.
pub(crate) fn asks(role: &RolePlan, is_it: impl Fn(&Question<rolecall::connect::live::Which>) -> bool) -> usize {
    role.steps.iter().filter(|step| is_it(&step.question)).count()
}
