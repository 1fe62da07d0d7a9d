//! The sample company on a server, and everything that a probe of it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use rolecall::access::{Access, scope::Scopes};
use rolecall::audit::{audit, probe_report};
use rolecall::compare::Design;
use rolecall::connect::live::{Login, SecretKind};
use rolecall::connect::odoo::api::{ATTEMPTS, ApiOptions, NEVER, OdooLive, Wire as Dialect, collect};
use rolecall::findings::{Finding, Report};
use rolecall::model::{CompanyIx, GroupIx, OpIx, Ops, Pattern, ResourceIx, Severity, UserIx};
use rolecall::net::{Base, Client, Options as Manners};
use rolecall::probe::{Limits, Logins, Plan, Probed, Sent, Watch, Wire, send};
use rolecall::rolemap::{RoleMap, load};
use rolecall::sample::{Flavour, Options, Running, Sample, SampleCompany};
use rolecall::snapshot::{Company, Grant, Grantee, Group, Membership, Snapshot, User};
use rolecall::synth;

const NOW: &str = "2026-01-01T00:00:00Z";

/// Who looks records up for all roles.
const AUDITOR: &str = "auditor@acme.example";

/// The company, its design, and its server.
pub(crate) struct Acme {
    pub(crate) running: Running,
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    /// What the secrets of the probe logins are.
    pub(crate) kind: SecretKind,
    client: Client,
    limits: Limits,
}

impl Acme {
    pub(crate) fn serve(flavour: Flavour, options: Options) -> Self {
        Self::with(flavour, options, SecretKind::Password, |_| {})
    }

    /// The company with a change. The snapshot is collected over the API, from an honest server with the same rows.
    pub(crate) fn with(
        flavour: Flavour,
        options: Options,
        kind: SecretKind,
        change: impl FnOnce(&mut Snapshot),
    ) -> Self {
        let mut company = synth::company(1, NOW);
        hire_auditor(&mut company.snapshot);
        change(&mut company.snapshot);
        let logins = company.snapshot.users.iter().map(|user| user.login().to_owned());
        let served = logins.fold(SampleCompany::new(&company.snapshot), |served, login| served.with_key(&login));
        let snapshot = collected(&Sample::serve(&served, flavour).unwrap());
        let running = Sample::serve_with(&served, flavour, options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("map.yaml"), company.role_map).unwrap();
        std::fs::write(folder.path().join("staff.csv"), &company.staff).unwrap();
        let map = load(&folder.path().join("map.yaml")).unwrap().map;
        let client = client(&running);
        Self { running, snapshot, map, kind, client, limits: limits() }
    }

    /// The whole probe; it is stopped when so many requests are answered.
    pub(crate) fn probe(&self, stop_after: Option<usize>) -> Probed {
        let (access, scopes) = (Access::compute(&self.snapshot), Scopes::new(&self.snapshot));
        let design = Design::of(&self.map, &access);
        let live = OdooLive::new(&self.snapshot, &self.running.database(), Dialect::Json2).unwrap();
        let plan = Plan::of(&design, &access, &scopes, &live, &self.limits, &|_| self.kind);
        let secret = |login: &str| match self.kind {
            SecretKind::Password => SampleCompany::password(login).into(),
            SecretKind::Key => SampleCompany::key(login, SampleCompany::KEY).into(),
        };
        let roles: BTreeMap<_, _> = plan.roles.iter().map(|role| (role.role, secret(&role.asker.login))).collect();
        let auditor = self.snapshot.users.iter().find(|user| user.login() == AUDITOR).unwrap();
        let (id, secret) = (auditor.id.clone(), secret(AUDITOR));
        let auditor = Login { name: AUDITOR.into(), id, secret, kind: self.kind };
        let logins = Logins { roles, auditor: Some(auditor) };
        let clock = || "2026-01-01T08:00:00.000Z".to_owned();
        let wire = Wire { live: &live, client: &self.client, logins: &logins, at_once: 4, now: &clock };
        let seen = AtomicUsize::new(0);
        let mut evidence = |_: Sent<'_>| {
            seen.fetch_add(1, Ordering::Relaxed);
        };
        let stop = std::future::poll_fn(|_| match stop_after {
            Some(most) if seen.load(Ordering::Relaxed) >= most => Poll::Ready(()),
            _ => Poll::Pending,
        });
        let watch = Watch { evidence: &mut evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
        now(send(&plan, &design, &access, &scopes, &wire, watch))
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

/// Adds somebody who reads every record of both companies, so that there is one beyond the reach of each role.
fn hire_auditor(snapshot: &mut Snapshot) {
    for name in ["Acme", "Acme Logistics"] {
        snapshot.companies.push(Company { id: String::new(), name: name.to_owned(), parent: None, active: true });
    }
    let (group, like) = (GroupIx::new(snapshot.groups.len()), snapshot.groups.first().unwrap().clone());
    let key = "audit.group_reader".to_owned();
    snapshot.groups.push(Group { full_name: key.clone(), key, makes: None, administers: false, ..like });
    let first = snapshot.grants.first().unwrap().clone();
    let reads = (0..snapshot.resources.len()).map(|at| Grant {
        resource: ResourceIx::new(at),
        key: format!("audit.access_{at}"),
        to: Grantee::Group(group),
        ops: Ops::one(OpIx::new(0)),
        active: true,
        ..first.clone()
    });
    snapshot.grants.extend(reads);
    let user = UserIx::new(snapshot.users.len());
    let like = snapshot.users.iter().find(|user| user.login() == "probe.employee@acme.example").unwrap().clone();
    let companies = vec![CompanyIx::new(0), CompanyIx::new(1)];
    snapshot.users.push(User { key: AUDITOR.into(), email: None, companies, ..like });
    let staff = snapshot.groups.iter().position(|group| group.key == "base.group_user").unwrap();
    snapshot.memberships.extend([Membership(user, group), Membership(user, GroupIx::new(staff))]);
}

fn client(running: &Running) -> Client {
    Client::new(Base::read(&running.base_url(), false).unwrap(), &manners()).unwrap()
}

fn collected(running: &Running) -> Snapshot {
    let options = ApiOptions {
        system: None,
        database: None,
        login: "admin".to_owned(),
        secret: SampleCompany::key("admin", SampleCompany::KEY).into(),
        probes: Vec::new(),
        now: NOW.to_owned(),
    };
    now(collect(client(running), &options, &|_| ())).unwrap()
}

/// Waits for it.
fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn limits() -> Limits {
    let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text).unwrap()).collect();
    Limits {
        per_role: 3_000,
        per_run: 100_000,
        attempts: patterns(ATTEMPTS),
        never: patterns(NEVER),
        sign_in: true,
        roles: BTreeSet::new(),
    }
}

/// A client that waits for nothing longer than a test may.
fn manners() -> Manners {
    Manners {
        timeout: Duration::from_millis(800),
        connect_timeout: Duration::from_millis(500),
        stall_timeout: Duration::from_millis(300),
        max_body: 1 << 20,
        retries: 0,
        ..Manners::default()
    }
}

/// The findings of the probe's own checks, as `check role model.field ops`.
pub(crate) fn told(report: &Report) -> Vec<String> {
    let line = |finding: &Finding| {
        let field = finding.resource.field.as_deref().map(|field| format!(".{field}")).unwrap_or_default();
        let key = finding.resource.model.as_deref().unwrap_or_default();
        format!("{} {} {key}{field} {:?}", finding.check_name, finding.subject.id, finding.resource.ops)
    };
    report.findings.iter().filter(|finding| finding.check_id.starts_with("PRB")).map(line).collect()
}
