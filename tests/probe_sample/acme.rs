//! The sample company on a server, and everything that a probe of it needs.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use rolecall::access::{Access, scope::Scopes};
use rolecall::audit::{audit, probe_report};
use rolecall::compare::Design;
use rolecall::connect::live::{Live, Login, SecretKind};
use rolecall::connect::odoo::api::{ATTEMPTS, ApiOptions, NEVER, OdooLive, Wire as Dialect, collect};
use rolecall::findings::{Finding, Report};
use rolecall::model::{CompanyIx, GroupIx, OpIx, Ops, Pattern, ResourceIx, Severity, UserIx};
use rolecall::net::{Base, Client, Options as Manners};
use rolecall::probe::{Limits, Logins, Plan, Probed, Sent, Watch, Wire, send};
use rolecall::rolemap::{RoleMap, load};
use rolecall::sample::{Faults, Flavour, LiveFault, Options, Running, Sample, SampleCompany};
use rolecall::snapshot::{Company, Grant, Grantee, Group, Membership, Snapshot, User};
use rolecall::synth;
use secrecy::SecretString;

const NOW: &str = "2026-01-01T00:00:00Z";

/// Who looks records up for all roles.
const AUDITOR: &str = "auditor@acme.example";

/// A company on a server, what was collected from it, and its design.
pub(crate) struct Acme {
    pub(crate) running: Running,
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
    pub(crate) limits: Limits,
    pub(crate) manners: Manners,
    /// Secrets of the roles that are none of the sample's own making.
    pub(crate) secrets: BTreeMap<u32, SecretString>,
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

impl Acme {
    /// The sample company. Its snapshot comes from an honest server with the same rows.
    pub(crate) fn serve(flavour: Flavour, options: Options) -> Self {
        static COLLECTED: [OnceLock<Snapshot>; 3] = [const { OnceLock::new() }; 3];
        let company = staffed();
        let snapshot = of(&COLLECTED, flavour).get_or_init(|| collected(&company.snapshot, flavour));
        Self::of(&company, snapshot.clone(), flavour, options)
    }

    /// The sample company with a change.
    pub(crate) fn changed(flavour: Flavour, options: Options, change: impl FnOnce(&mut Snapshot)) -> Self {
        let mut company = staffed();
        change(&mut company.snapshot);
        let snapshot = collected(&company.snapshot, flavour);
        Self::of(&company, snapshot, flavour, options)
    }

    fn of(company: &synth::Company, snapshot: Snapshot, flavour: Flavour, options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("map.yaml"), company.role_map).unwrap();
        std::fs::write(folder.path().join("staff.csv"), &company.staff).unwrap();
        Self {
            running: Sample::serve_with(&served(&company.snapshot), flavour, options).unwrap(),
            snapshot,
            map: load(&folder.path().join("map.yaml")).unwrap().map,
            limits: limits(),
            manners: Manners { retries: 0, ..Manners::default() },
            secrets: BTreeMap::new(),
            kind: SecretKind::Password,
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

    /// A probe that is stopped while the server is at its n-th request.
    pub(crate) fn probe_up_to(&self, nth: u64) -> Probed {
        self.probe_with(&mut |_| {}, async {
            while self.running.requests() < nth {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
    }

    fn probe_with(&self, evidence: &mut dyn FnMut(Sent<'_>), stop: impl Future<Output = ()>) -> Probed {
        let live = OdooLive::new(&self.snapshot, &self.running.database(), Dialect::Json2).unwrap();
        self.probe_in(&live, evidence, stop)
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
        let own = |role: &u32| self.secrets.get(role).cloned();
        let secret =
            |role: &rolecall::probe::RolePlan| own(&role.role).unwrap_or_else(|| self.secret(&role.asker.login));
        let roles = plan.roles.iter().map(|role| (role.role, secret(role))).collect();
        let logins = Logins { roles, auditor: Some(self.login(AUDITOR)) };
        let client = self.client();
        let clock = || "2026-01-01T08:00:00.000Z".to_owned();
        let wire = Wire { live, client: &client, logins: &logins, at_once: 4, now: &clock };
        let watch = Watch { evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
        now(send(&plan, &design, &access, &scopes, &wire, watch))
    }

    /// An account of the sample's own making, as it signs in.
    pub(crate) fn login(&self, name: &str) -> Login {
        let user = self.snapshot.users.iter().find(|user| user.login() == name).unwrap();
        Login { name: name.into(), id: user.id.clone(), secret: self.secret(name), kind: self.kind, session: None }
    }

    fn secret(&self, login: &str) -> SecretString {
        match self.kind {
            SecretKind::Password => SampleCompany::password(login).into(),
            SecretKind::Key | SecretKind::Bearer => SampleCompany::key(login, SampleCompany::KEY).into(),
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

/// The sample company and somebody who reads every record of both its companies: for each role there is one beyond its
/// reach.
fn staffed() -> synth::Company {
    let mut company = synth::company(1, NOW);
    let snapshot = &mut company.snapshot;
    for name in ["Acme", "Acme Logistics"] {
        snapshot.companies.push(Company { id: String::new(), name: name.to_owned(), parent: None, active: true });
    }
    let (group, key) = (GroupIx::new(snapshot.groups.len()), "audit.group_reader".to_owned());
    let like = snapshot.groups.first().unwrap().clone();
    snapshot.groups.push(Group { full_name: key.clone(), key, makes: None, administers: false, ..like });
    let like = snapshot.grants.first().unwrap().clone();
    let reads = (0..snapshot.resources.len()).map(|at| Grant {
        resource: ResourceIx::new(at),
        key: format!("audit.access_{at}"),
        to: Grantee::Group(group),
        ops: Ops::one(OpIx::new(0)),
        active: true,
        ..like.clone()
    });
    snapshot.grants.extend(reads);
    let user = UserIx::new(snapshot.users.len());
    let like = snapshot.users.iter().find(|user| user.login() == "probe.employee@acme.example").unwrap().clone();
    let companies = vec![CompanyIx::new(0), CompanyIx::new(1)];
    snapshot.users.push(User { key: AUDITOR.into(), email: None, companies, ..like });
    let staff = snapshot.groups.iter().position(|group| group.key == "base.group_user").unwrap();
    snapshot.memberships.extend([Membership(user, group), Membership(user, GroupIx::new(staff))]);
    // As Odoo ships it; without it the administrator removes no contacts.
    let admin = snapshot.users.iter().position(|user| user.login() == "admin").unwrap();
    let contacts = snapshot.groups.iter().position(|group| group.key == "base.group_partner_manager").unwrap();
    snapshot.memberships.push(Membership(UserIx::new(admin), GroupIx::new(contacts)));
    company
}

/// Everybody has a key.
/// Somebody to serve.
pub(crate) fn company() -> SampleCompany {
    served(&staffed().snapshot)
}

fn served(company: &Snapshot) -> SampleCompany {
    let logins = company.users.iter().map(|user| user.login().to_owned());
    logins.fold(SampleCompany::new(company), |served, login| served.with_key(&login))
}

fn collected(company: &Snapshot, flavour: Flavour) -> Snapshot {
    let running = Sample::serve(&served(company), flavour).unwrap();
    let client = Client::new(Base::read(&running.base_url(), false).unwrap(), &Manners::default()).unwrap();
    let options = ApiOptions {
        system: None,
        database: None,
        login: "admin".to_owned(),
        secret: SampleCompany::key("admin", SampleCompany::KEY).into(),
        probes: Vec::new(),
        now: NOW.to_owned(),
    };
    now(collect(client, &options, &|_| ())).unwrap().snapshot
}

/// Waits for it.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What the command line sets where nobody said otherwise.
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
