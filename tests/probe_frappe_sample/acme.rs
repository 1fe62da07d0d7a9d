//! The sample company on a server, and everything that a probe of it needs.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use rolecall::access::{Access, scope::Scopes};
use rolecall::audit::{audit, probe_report};
use rolecall::compare::Design;
use rolecall::connect::api::{Account, Erp, Options as Collecting};
use rolecall::connect::live::{Live, Login, SecretKind};
use rolecall::findings::{Finding, Report};
use rolecall::model::{Pattern, Severity};
use rolecall::net::{Base, Client, Options as Manners};
use rolecall::probe::{Limits, Logins, Plan, Probed, Sent, Watch, Wire, send};
use rolecall::rolemap::{RoleMap, load};
use rolecall::sample::Running;
use rolecall::sample::frappe::{Faults, Flavour, LiveFault, Options, Sample, SampleCompany};
use rolecall::snapshot::Snapshot;
use secrecy::SecretString;

/// Looks records up for all roles.
const AUDITOR: &str = "Administrator";

const NOW: &str = "2026-01-01T00:00:00Z";

/// A company on a server, what was collected from it over its API, and its design.
pub(crate) struct Acme {
    pub(crate) running: Running,
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    pub(crate) limits: Limits,
    pub(crate) manners: Manners,
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
    once(&DONE, flavour, Faults::none)
}

/// A whole probe of a server with every fault planted, made once.
pub(crate) fn faulty(flavour: Flavour) -> &'static Done {
    static DONE: [OnceLock<Done>; 3] = [const { OnceLock::new() }; 3];
    once(&DONE, flavour, Faults::planted)
}

fn once(done: &'static [OnceLock<Done>; 3], flavour: Flavour, faults: fn() -> Faults) -> &'static Done {
    of(done, flavour).get_or_init(|| {
        let acme = Acme::serve(flavour, Options { faults: faults(), ..Options::default() });
        let before = acme.running.checksum();
        Done { probed: acme.probe(), acme, before }
    })
}

/// What belongs to a flavour.
fn of<T>(each: &[T; 3], flavour: Flavour) -> &T {
    each.get(Flavour::ALL.iter().position(|known| *known == flavour).unwrap()).unwrap()
}

/// The company as it was designed; every probe account has a key.
fn company(flavour: Flavour) -> SampleCompany {
    let company = SampleCompany::honest(flavour);
    let logins = SampleCompany::roles().map(SampleCompany::probe).chain([AUDITOR.to_owned()]);
    logins.fold(company, |company, login| company.with_key(&login))
}

impl Acme {
    /// The sample company. Its snapshot comes from an honest server with the same rows.
    pub(crate) fn serve(flavour: Flavour, options: Options) -> Self {
        static COLLECTED: [OnceLock<Snapshot>; 3] = [const { OnceLock::new() }; 3];
        let company = company(flavour);
        let snapshot = of(&COLLECTED, flavour).get_or_init(|| collected(&company)).clone();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("map.yaml"), company.role_map()).unwrap();
        std::fs::write(folder.path().join("staff.csv"), company.staff()).unwrap();
        Self {
            running: Sample::serve_with(&company, options).unwrap(),
            snapshot,
            map: load(&folder.path().join("map.yaml")).unwrap().map,
            limits: limits(),
            manners: Manners { retries: 0, ..Manners::default() },
            kind: SecretKind::Key,
        }
    }

    /// The whole probe.
    pub(crate) fn probe(&self) -> Probed {
        self.probe_with(&mut |_| {}, std::future::pending())
    }

    /// A probe that is stopped when so many requests are answered.
    pub(crate) fn probe_until(&self, most: usize) -> Probed {
        let seen = AtomicUsize::new(0);
        let mut count = |_: Sent<'_>| {
            seen.fetch_add(1, Ordering::Relaxed);
        };
        let enough = |_: &mut std::task::Context<'_>| match seen.load(Ordering::Relaxed) {
            seen if seen >= most => Poll::Ready(()),
            _ => Poll::Pending,
        };
        self.probe_with(&mut count, std::future::poll_fn(enough))
    }

    fn probe_with(&self, evidence: &mut dyn FnMut(Sent<'_>), stop: impl Future<Output = ()>) -> Probed {
        let live = Erp::Frappe.live(&self.snapshot, "").unwrap();
        self.probe_in(live.as_ref(), evidence, stop)
    }

    /// The same in another dialect.
    pub(crate) fn probe_in(
        &self,
        live: &dyn Live,
        evidence: &mut dyn FnMut(Sent<'_>),
        stop: impl Future<Output = ()>,
    ) -> Probed {
        let (access, scopes) = (Access::compute(&self.snapshot), Scopes::new(&self.snapshot));
        let design = Design::of(&self.map, &access);
        let plan = Plan::of(&design, &access, &scopes, live, &self.limits, &|_| self.kind);
        let roles = plan.roles.iter().map(|role| (role.role, self.secret(&role.asker.login))).collect();
        let logins = Logins { roles, auditor: Some(self.auditor()) };
        let client = self.client();
        let clock = || "2026-01-01T08:00:00.000Z".to_owned();
        let wire = Wire { live, client: &client, logins: &logins, at_once: 4, now: &clock };
        let watch = Watch { evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
        now(send(&plan, &design, &access, &scopes, &wire, watch))
    }

    fn auditor(&self) -> Login {
        let secret = self.secret(AUDITOR);
        Login { name: AUDITOR.into(), id: AUDITOR.into(), secret, kind: self.kind, session: None }
    }

    fn secret(&self, login: &str) -> SecretString {
        match self.kind {
            SecretKind::Password => SampleCompany::password(login).into(),
            SecretKind::Key | SecretKind::Bearer => SampleCompany::key(login).into(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(Base::read(&self.running.base_url(), false).unwrap(), &self.manners).unwrap()
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

fn collected(company: &SampleCompany) -> Snapshot {
    let running = Sample::serve(company).unwrap();
    let before = running.checksum();
    let client = Client::new(Base::read(&running.base_url(), false).unwrap(), &Manners::default()).unwrap();
    // In 17 a System Manager is told nothing of the accounts of guests and of the administrator, and the comparison ends there.
    let login = if company.flavour() == Flavour::V17 { AUDITOR } else { SampleCompany::ADMIN };
    let account = Account { login: login.to_owned(), secret: SampleCompany::key(login).into(), kind: SecretKind::Key };
    let options = Collecting { system: None, database: None, account, probes: Vec::new(), now: NOW.to_owned() };
    let snapshot = now(Erp::Frappe.collect(client, &options, &|_| ())).unwrap().snapshot;
    assert_eq!(running.checksum(), before, "collecting changes nothing");
    snapshot
}

/// Waits for it.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What the command line sets where nobody said otherwise.
fn limits() -> Limits {
    let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text).unwrap()).collect();
    let (attempts, never) = Erp::Frappe.touches();
    Limits {
        per_role: 3_000,
        per_run: 100_000,
        attempts: patterns(attempts),
        never: patterns(never),
        sign_in: true,
        roles: BTreeSet::new(),
    }
}

/// A client that waits for nothing longer than a test may.
pub(crate) fn impatient() -> Manners {
    Manners {
        timeout: Duration::from_millis(100),
        connect_timeout: Duration::from_millis(100),
        stall_timeout: Duration::from_millis(100),
        max_body: 1 << 20,
        retries: 0,
        ..Manners::default()
    }
}

/// The findings of the probe's own checks, as `check role doctype.field ops`.
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
