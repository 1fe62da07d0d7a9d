//! A small system with its design, a manifest for its API, and runs of a probe by it.

use std::collections::BTreeSet;
use std::pin::pin;

use jiff::Timestamp;
use rolecall::access::{Access, scope::Scopes};
use rolecall::compare::Design;
use rolecall::connect::live::Login;
use rolecall::connect::rest::{Manifest, RestLive};
use rolecall::model::{Pattern, ResourceIx};
use rolecall::probe::{Limits, Logins, Plan, Probed, Sent, Watch, Wire, evidence, send};
use rolecall::rolemap::{RoleMap, load};
use rolecall::snapshot::{Field, FieldGuard, Snapshot};
use rolecall::synth::Builder;

use crate::api::{Api, PEOPLE};

pub(crate) const MAP: &str = "\
scope: { resources: [\"sale.*\", hr.employee, stock.picking] }
roles:
  seller:
    groups: [sale.group_user]
    grants: { sale.order: crw }
    records: { sale.order: own }
    fields: { sale.order.margin: none, sale.order.note: r }
    must_not: [hr.employee]
    users: [ann]
    probe: { login: ann, secret: \"env:ANN\" }
  storekeeper:
    groups: [stock.group_user]
    grants: { stock.picking: all, sale.order: r }
    users: [dia]
    probe: { login: dia, secret: \"env:DIA\" }
";

/// The manifest of the small API, without its `login`.
const MANIFEST: &str = r#"
api: Shop
control: { get: /me, who: /login, equals: "{login}" }
path: "{resource|dash}"
answers:
  allowed: 2xx
  denied: { status: 403, at: /error, equals: forbidden }
operations:
  read:
    resource: { get: "/api/{path}" }
    record: { get: "/api/{path}/{id}", hidden: 404, missing: [] }
  write:
    resource: { patch: "/api/{path}", body: [], harmless: the list of changes is empty }
    record: { patch: "/api/{path}/{id}", body: {}, harmless: no value is given, hidden: 404, missing: [] }
  create:
    resource: { post: "/api/{path}", body: [], harmless: the list of new records is empty }
    attempt: { post: "/api/{path}", body: [], harmless: the list of new records is empty }
  unlink:
    resource: { delete: "/api/{path}", query: { ids: "" }, harmless: the list of records is empty }
fields:
  read:
    get: "/api/{path}/{id}"
    allowed: { status: 200, at: "/{field}", is: present }
    denied: { status: 200, at: "/{field}", is: absent }
records:
  list: { get: "/api/{path}", query: { most: "{most}", f: "{fields...}" }, rows: /rows }
  written: { get: "/api/{path}?written_by={account}", query: { id: "{ids...}" }, rows: /rows, by: /by }
  made: { get: "/api/{path}?made_by={account}", rows: /rows, by: /by }
attempts: ["*"]
"#;

/// A system, its design and a manifest.
pub(crate) struct World {
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    pub(crate) manifest: Manifest,
    /// The secrets of ann, dia and bob, who looks records up.
    pub(crate) secrets: [String; 3],
}

/// A world whose accounts sign in so.
pub(crate) fn world(login: &str) -> World {
    let mut system = Builder::new("world");
    system
        .grant("sale.group_user", "sale.order", "rwc")
        .grant("stock.group_user", "stock.picking", "rwcd")
        .grant("stock.group_user", "sale.order", "r")
        .grant("hr.group_user", "hr.employee", "rwcd")
        .rule("sale.own", "sale.order", &["sale.group_user"], "[('user_id', '=', user.id)]")
        .user("ann", "Ann Ode", &["sale.group_user"])
        .grant("audit.reader", "sale.order", "r")
        .grant("audit.reader", "stock.picking", "r")
        .grant("audit.reader", "hr.employee", "r")
        .user("bob", "Bob Ray", &["audit.reader"])
        .user("dia", "Dia Roy", &["stock.group_user"]);
    let mut snapshot = system.build();
    for (at, user) in snapshot.users.iter_mut().enumerate() {
        user.id = (at + 10).to_string().into();
    }
    let order = ResourceIx::new(snapshot.resources.iter().position(|resource| resource.key == "sale.order").unwrap());
    let field = |name: &str, guard| Field {
        resource: order,
        name: name.to_owned(),
        field_type: if name == "user_id" { "many2one" } else { "char" }.to_owned(),
        relation: None,
        custom: false,
        stored: true,
        limited: false,
        shipped: None,
        guard,
        unenforced_groups: Vec::new(),
    };
    snapshot.fields =
        vec![field("margin", None), field("note", Some(FieldGuard::Open)), field("user_id", Some(FieldGuard::Open))];
    let secrets = PEOPLE.map(|(_, secret)| secret.to_owned());
    World { snapshot, map: role_map(MAP), manifest: manifest(&format!("{MANIFEST}login: {login}\n")), secrets }
}

/// A manifest that must be good.
pub(crate) fn manifest(text: &str) -> Manifest {
    Manifest::parse(text, "rest.yaml").unwrap_or_else(|error| panic!("{error}"))
}

/// The text of the manifest, for those who change it.
pub(crate) fn manifest_text(login: &str) -> String {
    format!("{MANIFEST}login: {login}\n")
}

fn role_map(text: &str) -> RoleMap {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, text).unwrap();
    load(&path).unwrap().map
}

/// A probe and the lines of its evidence.
pub(crate) struct Run {
    pub(crate) probed: Probed,
    pub(crate) lines: Vec<String>,
    pub(crate) plan: Plan,
}

impl World {
    /// The dialect; tokens are signed at the moment of the test.
    pub(crate) fn live(&self) -> RestLive<'_> {
        RestLive::new(&self.snapshot, &self.manifest, "shop", &[], Timestamp::now).unwrap()
    }

    /// A whole probe.
    pub(crate) fn probe(&self, api: &Api) -> Run {
        let (access, scopes) = (Access::compute(&self.snapshot), Scopes::new(&self.snapshot));
        let design = Design::of(&self.map, &access);
        let live = self.live();
        let limits = Limits {
            per_role: 1_000,
            per_run: 10_000,
            attempts: vec![Pattern::parse("*").unwrap()],
            never: Vec::new(),
            sign_in: true,
            roles: BTreeSet::new(),
        };
        let plan = Plan::of(&design, &access, &scopes, &live, &limits, &|_| self.manifest.secret_kind());
        let at = |login: &str| PEOPLE.iter().position(|(known, _)| *known == login).unwrap();
        let secret = |login: &str| secrecy::SecretString::from(self.secrets[at(login)].as_str());
        let roles = plan.roles.iter().map(|role| (role.role, secret(&role.asker.login))).collect();
        let kind = self.manifest.secret_kind();
        let auditor = Login { name: "bob".into(), id: "11".into(), secret: secret("bob"), kind, session: None };
        let (logins, now) = (Logins { roles, auditor: Some(auditor) }, || "2026-01-01T08:00:00.000Z".to_owned());
        let wire = Wire { live: &live, client: &api.client, logins: &logins, at_once: 4, now: &now };
        let mut lines = Vec::new();
        let mut keep = |sent: Sent<'_>| lines.extend(evidence::line(&sent, &plan, &design, &self.snapshot));
        let watch = Watch { evidence: &mut keep, progress: &|_, _, _| {}, stop: pin!(std::future::pending()) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let probed = runtime.block_on(send(&plan, &design, &access, &scopes, &wire, watch));
        Run { probed, lines, plan }
    }
}
