//! The sample companies, each served as its ERP.

use secrecy::SecretString;

use crate::connect::api::Erp;
use crate::findings::Finding;
use crate::sample::frappe;
use crate::sample::{self, Faults, Flavour, Running, Sample, SampleCompany};
use crate::synth;

/// A sample company, served, and everything that a whole run needs to know about it.
pub(super) struct Company {
    pub(super) served: Running,
    pub(super) erp: Erp,
    /// In words: the ERP and its version.
    pub(super) speaks_as: String,
    /// The account that collects, and its secret.
    pub(super) admin: (&'static str, SecretString),
    pub(super) role_map: String,
    pub(super) staff: String,
    /// The password of a login.
    pub(super) password: fn(&str) -> String,
    /// Faults of the configuration.
    pub(super) configured: Vec<Planted>,
    /// Faults that only the running system has.
    pub(super) running: Vec<Planted>,
    /// Something worth explaining: who, what on, and what.
    pub(super) to_explain: &'static str,
}

/// A fault planted on purpose.
pub(super) struct Planted {
    check: &'static str,
    /// Whom or what the finding is about, or whom its path names.
    subject: String,
    resource: Option<&'static str>,
    pub(super) what: &'static str,
}

impl Planted {
    /// Whether a finding tells of it.
    pub(super) fn is_told_by(&self, finding: &Finding) -> bool {
        let named = |step: &String| step.split_once(':').is_some_and(|(_, name)| name == self.subject);
        finding.check_name == self.check
            && (finding.subject.id == self.subject || finding.path.iter().any(named))
            && self.resource.is_none_or(|resource| finding.resource.model.as_deref() == Some(resource))
    }

    /// Where to look for it.
    pub(super) fn place(&self) -> String {
        let on = self.resource.map(|resource| format!(" on {resource}")).unwrap_or_default();
        format!("{}: {}{on}", self.check, self.subject)
    }
}

impl Company {
    /// The company of a seed on Odoo.
    pub(super) fn odoo(flavour: Flavour, seed: u64, taken_at: &str) -> std::io::Result<Self> {
        let company = synth::company(seed, taken_at);
        let faults = Faults::planted();
        let closure = flavour == Flavour::V19;
        let configured = company.faults.into_iter().filter(|fault| !(closure && fault.of_stored_memberships));
        let configured = configured.map(|fault| Planted {
            check: fault.check,
            subject: fault.subject,
            resource: None,
            what: fault.what,
        });
        let running = faults.live.iter().map(|fault| Planted {
            check: fault.check,
            subject: fault.role.to_owned(),
            resource: Some(fault.resource),
            what: fault.what,
        });
        let (configured, running) = (configured.collect(), running.collect());
        let serving = sample::Options { faults, ..sample::Options::default() };
        Ok(Self {
            served: Sample::serve_with(&SampleCompany::new(&company.snapshot), flavour, serving)?,
            erp: Erp::Odoo,
            speaks_as: format!("Odoo {}", flavour.major()),
            admin: ("admin", SampleCompany::password("admin").into()),
            role_map: company.role_map.to_owned(),
            staff: company.staff,
            password: SampleCompany::password,
            configured,
            running,
            to_explain: "public product.pricelist.item write",
        })
    }

    /// The company on ERPNext.
    pub(super) fn frappe(flavour: frappe::Flavour) -> std::io::Result<Self> {
        use frappe::{Faults, Options, Sample, SampleCompany};

        let company = SampleCompany::acme(flavour);
        let faults = Faults::planted();
        let configured = company.faults().iter().map(|fault| Planted {
            check: fault.check,
            subject: fault.subject.clone(),
            resource: fault.resource,
            what: fault.what,
        });
        let running = faults.live.iter().map(|fault| Planted {
            check: fault.check,
            subject: fault.role.to_owned(),
            resource: Some(fault.resource),
            what: fault.what,
        });
        let (configured, running) = (configured.collect(), running.collect());
        Ok(Self {
            served: Sample::serve_with(&company, Options { faults, ..Options::default() })?,
            erp: Erp::Frappe,
            speaks_as: format!("Frappe {}", flavour.major()),
            admin: ("Administrator", SampleCompany::password("Administrator").into()),
            role_map: company.role_map(),
            staff: company.staff().to_owned(),
            password: SampleCompany::password,
            configured,
            running,
            to_explain: "Guest Contact read",
        })
    }
}
