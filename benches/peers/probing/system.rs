//! A wide company for a probe: many models, one login a role, and nothing to ask but who may do what on which model.

use std::fmt::Write as _;

use rolecall::access::Access;
use rolecall::access::scope::Scopes;
use rolecall::compare::Design;
use rolecall::connect::live::{Live as _, Login, Question, SecretKind};
use rolecall::connect::odoo::api::{OdooLive, Wire};
use rolecall::net::Request;
use rolecall::probe::{Limits, Plan};
use rolecall::rolemap::{self, RoleMap};
use rolecall::sample::{Flavour, Running, Sample, SampleCompany};
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;
use secrecy::SecretString;

/// Models, with four operations each; a role is asked about every one.
pub(crate) const MODELS: usize = 1000;
/// Rows of access that a role has.
pub(crate) const ROWS: usize = 4;

/// What is asked, and as whom.
pub(crate) struct Wide {
    pub(crate) snapshot: Snapshot,
    pub(crate) map: RoleMap,
}

/// Everything that a plan is made of, and the plan.
pub(crate) struct Planned<'a> {
    pub(crate) plan: Plan,
    pub(crate) design: Design<'a>,
    pub(crate) access: &'a Access<'a>,
    pub(crate) scopes: &'a Scopes<'a>,
    pub(crate) live: OdooLive<'a>,
}

fn login(role: usize) -> String {
    format!("probe.{role:03}@acme.example")
}

impl Wide {
    /// A company with so many roles. `others` are the rows of access that each model has besides, for a group of nobody's: the
    /// sample looks through all rows for each answer, so they decide how quick it is.
    pub(crate) fn new(flavour: Flavour, roles: usize, others: usize) -> Self {
        let mut system = Builder::new("wide");
        if flavour == Flavour::V19 {
            system = system.closure();
        }
        let model = |at: usize| format!("app.model_{at:04}");
        let mut text = String::from("system: odoo\nscope: { resources: [\"app.*\"] }\nroles:\n");
        // The account 1 is the ERP's own.
        system.user("own", "Own", &[]);
        for at in 0..MODELS {
            system.resource(&model(at));
            for other in 0..others {
                system.grant(&format!("app.group_other_{other}"), &model(at), "rwcd");
            }
        }
        for role in 0..roles {
            let (group, login) = (format!("app.group_{role:03}"), login(role));
            for row in 0..ROWS {
                system.grant(&group, &model((role * 7 + row * 31) % MODELS), "rw");
            }
            system.user(&login, &login, &[&group]);
            writeln!(
                text,
                "  role-{role:03}:\n    groups: [{group}]\n    includes: [{group}]\n    probe: {{ login: {login}, secret: \"env:NONE\" }}"
            )
            .unwrap();
        }
        let mut snapshot = system.build();
        for (user, id) in snapshot.users.iter_mut().zip(1u32..) {
            user.id = id.to_string().into();
        }
        if flavour == Flavour::V16 {
            snapshot.system.version = "16.0".to_owned();
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("role-map.yaml");
        std::fs::write(&file, text).unwrap();
        let loaded = rolemap::load(&file).unwrap();
        Self { snapshot, map: loaded.map }
    }

    /// Serves it; every login has a key.
    pub(crate) fn serve(&self, flavour: Flavour) -> Running {
        let logins = self.snapshot.users.iter().map(|user| user.login().to_owned());
        let company = logins.fold(SampleCompany::new(&self.snapshot), |company, login| company.with_key(&login));
        Sample::serve(&company, flavour).unwrap()
    }

    /// Makes the plan and hands it over.
    pub(crate) fn planned<T>(&self, then: impl FnOnce(&Planned<'_>) -> T) -> T {
        let access = Access::compute(&self.snapshot);
        let scopes = Scopes::new(&self.snapshot);
        let design = Design::of(&self.map, &access);
        let live = OdooLive::new(&self.snapshot, &self.snapshot.system.database, Wire::Json2).unwrap();
        let limits = Limits {
            per_role: usize::MAX,
            per_run: usize::MAX,
            attempts: Vec::new(),
            never: Vec::new(),
            sign_in: false,
            roles: std::collections::BTreeSet::new(),
        };
        let plan = Plan::of(&design, &access, &scopes, &live, &limits, &|_| SecretKind::Key);
        then(&Planned { plan, design, access: &access, scopes: &scopes, live })
    }
}

impl Planned<'_> {
    /// The secret of a login.
    pub(crate) fn secret(login: &str) -> SecretString {
        SampleCompany::key(login, SampleCompany::KEY).into()
    }

    /// Every request of the plan, as the probe sends it.
    pub(crate) fn requests(&self) -> impl Iterator<Item = Request> {
        self.plan.roles.iter().flat_map(move |role| {
            let id = self.access.snapshot().user(role.asker.user).id.clone();
            let name = role.asker.login.clone();
            let login = Login { id, secret: Self::secret(&name), name, kind: SecretKind::Key, session: None };
            let request = move |question: &Question<_>| {
                let question = question.about(|_| None).unwrap();
                self.live.request(&question, &login).unwrap().request
            };
            role.steps.iter().map(move |step| request(&step.question))
        })
    }
}
