//! The sample company on ERPNext, and everything that a probe of it needs.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::OnceLock;

use rolecall::access::{Access, scope::Scopes};
use rolecall::audit::{audit, probe_report};
use rolecall::compare::Design;
use rolecall::connect::api::{Account, Erp, Options as ApiOptions};
use rolecall::connect::live::{Login, SecretKind};
use rolecall::findings::{Finding, Report};
use rolecall::model::{Pattern, Severity};
use rolecall::net::{Base, Client, Options as Manners};
use rolecall::probe::{Limits, Logins, Plan, Probed, RolePlan, Watch, Wire, send};
use rolecall::rolemap::{RoleMap, load};
use rolecall::sample::Running;
use rolecall::sample::frappe::{Faults, Flavour, LiveFault, Options, Sample, SampleCompany};
use rolecall::snapshot::Snapshot;
use secrecy::SecretString;

const NOW: &str = "2026-01-01T00:00:00Z";

/// Roles that faults touch, and an outsider.
const SOME: [&str; 5] = ["sales-rep", "purchaser", "warehouse", "support-agent", "customer"];

/// Who looks records up for all roles: a System Manager reads no business documents.
const AUDITOR: &str = "Administrator";

/// A company on a server, what was collected from it, and its design.
pub(crate) struct Acme {
    pub(crate) running: Running,
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    pub(crate) limits: Limits,
    /// What the secrets of the probe logins are.
    pub(crate) kind: SecretKind,
}

/// A company that was probed as all roles.
pub(crate) struct Done {
    pub(crate) acme: Acme,
    pub(crate) probed: Probed,
    /// The checksum before.
    pub(crate) before: String,
}

/// A whole probe of an honest server, made once.
pub(crate) fn honest(flavour: Flavour) -> &'static Done {
    static DONE: [OnceLock<Done>; 3] = [const { OnceLock::new() }; 3];
    of(&DONE, flavour).get_or_init(|| Acme::serve(flavour, Faults::none()).done())
}

/// A whole probe of a server with every fault planted, made once.
pub(crate) fn faulty(flavour: Flavour) -> &'static Done {
    static DONE: [OnceLock<Done>; 3] = [const { OnceLock::new() }; 3];
    of(&DONE, flavour).get_or_init(|| Acme::serve(flavour, Faults::planted()).done())
}

/// What belongs to a flavour.
fn of<T>(each: &[T; 3], flavour: Flavour) -> &T {
    each.get(Flavour::ALL.iter().position(|known| *known == flavour).unwrap()).unwrap()
}

impl Acme {
    /// The company with the faults of its configuration. Its snapshot is collected from the server itself.
    pub(crate) fn serve(flavour: Flavour, faults: Faults) -> Self {
        let company = SampleCompany::roles()
            .map(SampleCompany::probe)
            .fold(SampleCompany::acme(flavour), |company, login| company.with_key(&login));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("map.yaml"), company.role_map()).unwrap();
        std::fs::write(folder.path().join("staff.csv"), company.staff()).unwrap();
        let running = Sample::serve_with(&company, Options { faults, ..Options::default() }).unwrap();
        let (snapshot, map) = (collected(&running, flavour), load(&folder.path().join("map.yaml")).unwrap().map);
        let mut limits = limits();
        // All roles are asked on 15; on the others those that faults and versions touch.
        if flavour != Flavour::V15 {
            limits.roles = SOME.map(str::to_owned).into();
        }
        Self { running, snapshot, map, limits, kind: SecretKind::Password }
    }

    fn done(self) -> Done {
        let before = self.running.checksum();
        Done { probed: self.probe(), acme: self, before }
    }

    /// The whole probe.
    pub(crate) fn probe(&self) -> Probed {
        let (access, scopes) = (Access::compute(&self.snapshot), Scopes::new(&self.snapshot));
        let design = Design::of(&self.map, &access);
        let live = Erp::Frappe.live(&self.snapshot, "").unwrap();
        let plan = Plan::of(&design, &access, &scopes, live.as_ref(), &self.limits, &|_| self.kind);
        let secret = |role: &RolePlan| (role.role, self.secret(&role.asker.login));
        let auditor = Login {
            name: AUDITOR.into(),
            id: AUDITOR.into(),
            secret: SampleCompany::key(AUDITOR).into(),
            kind: SecretKind::Key,
            session: None,
        };
        let logins = Logins { roles: plan.roles.iter().map(secret).collect(), auditor: Some(auditor) };
        let client = client(&self.running);
        let clock = || "2026-01-01T08:00:00.000Z".to_owned();
        let wire = Wire { live: live.as_ref(), client: &client, logins: &logins, at_once: 4, now: &clock };
        let watch = Watch { evidence: &mut |_| {}, progress: &|_, _, _| {}, stop: pin!(std::future::pending()) };
        now(send(&plan, &design, &access, &scopes, &wire, watch))
    }

    fn secret(&self, login: &str) -> SecretString {
        match self.kind {
            SecretKind::Password => SampleCompany::password(login).into(),
            SecretKind::Key | SecretKind::Bearer => SampleCompany::key(login).into(),
        }
    }

    /// The report of an audit with a probe.
    pub(crate) fn audited(&self, probed: &Probed) -> Report {
        audit(&self.snapshot, Some((&self.map, "map.yaml")), Severity::High, Some(probed))
    }

    /// The report of a probe alone.
    pub(crate) fn reported(&self, probed: &Probed) -> Report {
        probe_report(&self.snapshot, (&self.map, "map.yaml"), Severity::High, probed)
    }
}

fn client(running: &Running) -> Client {
    let manners = Manners { retries: 0, ..Manners::default() };
    Client::new(Base::read(&running.base_url(), false).unwrap(), &manners).unwrap()
}

/// What a System Manager sees; in 17 that is nothing at all of the account of guests, so the administrator looks.
fn collected(running: &Running, flavour: Flavour) -> Snapshot {
    let login = if flavour == Flavour::V17 { AUDITOR } else { SampleCompany::ADMIN };
    let account = Account { login: login.to_owned(), secret: SampleCompany::key(login).into(), kind: SecretKind::Key };
    let options = ApiOptions { system: None, database: None, account, probes: Vec::new(), now: NOW.to_owned() };
    now(Erp::Frappe.collect(client(running), &options, &|_| ())).unwrap().snapshot
}

/// Waits for it.
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What the command line sets where nobody said otherwise.
fn limits() -> Limits {
    let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text).unwrap()).collect();
    let (attempts, never) = Erp::Frappe.touches();
    Limits {
        per_role: 10_000,
        per_run: 200_000,
        attempts: patterns(attempts),
        never: patterns(never),
        sign_in: true,
        roles: BTreeSet::new(),
    }
}

/// The findings of the probe's own checks, as `check role model.field ops`.
pub(crate) fn told(report: &Report) -> BTreeSet<String> {
    let line = |finding: &Finding| {
        let (model, field) = (finding.resource.model.as_deref(), finding.resource.field.as_deref());
        as_told(finding.check_name, &finding.subject.id, model.unwrap_or_default(), field, &finding.resource.ops)
    };
    report.findings.iter().filter(|finding| finding.check_id.starts_with("PRB")).map(line).collect()
}

/// The words of [`told`].
fn as_told(check: &str, role: &str, model: &str, field: Option<&str>, ops: &[impl AsRef<str>]) -> String {
    let field = field.map(|field| format!(".{field}")).unwrap_or_default();
    let ops: Vec<&str> = ops.iter().map(AsRef::as_ref).collect();
    format!("{check} {role} {model}{field} {}", ops.join(" "))
}

/// The planted faults as the findings that they must become.
pub(crate) fn planted() -> BTreeSet<String> {
    let faults = Faults::planted().live;
    let told = |fault: &LiveFault| as_told(fault.check, fault.role, fault.resource, fault.field, fault.operations);
    faults.iter().map(told).collect()
}
