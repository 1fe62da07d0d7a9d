//! The gate: criteria that are agreed beforehand, and who must sign.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, day, filled, invalid, position, read};
use super::part::Part;
use super::signer::{Signer, SignerEntry};
use crate::model::{Position, Severity};
use crate::snapshot::Domain;

/// When it is GO, and who must sign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatePolicy {
    /// Where it is written; `built in` for the one that comes with rolecall.
    pub file: String,
    /// The same as a place; none for the one that comes with rolecall.
    pub at: Option<Position>,
    /// Since when it holds and who agreed; none for a proposal.
    pub agreed: Option<Agreed>,
    /// The lowest severity that blocks.
    pub fail_on: Option<Severity>,
    /// Of a severity, the most findings that nobody accepted.
    pub at_most: BTreeMap<Severity, usize>,
    /// The greatest age of a snapshot, in days; none where age does not matter.
    pub snapshot_days: Option<u32>,
    /// The greatest age of a probe, in days.
    pub probe_days: Option<u32>,
    /// Domains that must be assessed.
    pub assess: Vec<Domain>,
    /// What the audit must have been given.
    pub require: BTreeSet<Required>,
    /// What waivers must be like.
    pub waivers: WaiverTerms,
    /// Who must sign.
    pub sign_offs: Vec<SignOffPolicy>,
    /// Nobody signs in two roles.
    pub different_people: bool,
    /// Who must act on findings of which checks; the first that fits counts.
    owners: Vec<OwnerOf>,
}

/// Since when the criteria hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The day.
    pub on: Date,
    /// Who agreed.
    pub by: Vec<String>,
}

/// What an audit can be required to have been given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Required {
    /// A design.
    RoleMap,
    /// A live probe.
    Probe,
    /// A list of who works in the company.
    Staff,
}

impl WaiverTerms {
    /// Whether somebody may approve, in any case of letters.
    pub fn may_approve(&self, who: &str) -> bool {
        let folded = |text: &str| text.trim().to_lowercase();
        self.approvers.is_empty() || self.approvers.iter().any(|one| folded(one) == folded(who))
    }
}

impl Required {
    /// The words in outputs, with how to give it.
    pub fn words(self) -> &'static str {
        match self {
            Self::RoleMap => "a role map (`--map`)",
            Self::Probe => "a live probe (`--probe`)",
            Self::Staff => "a list of the staff (`--staff`)",
        }
    }
}

/// What waivers must be like.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WaiverTerms {
    /// From approval to end, in days.
    pub longest_days: u32,
    /// The same for a critical finding.
    pub longest_days_critical: u32,
    /// A waiver that ends so soon is told.
    pub warn_days: u32,
    /// Who may approve; empty for anybody.
    pub approvers: Vec<String>,
}

impl Default for WaiverTerms {
    fn default() -> Self {
        Self { longest_days: 365, longest_days_critical: 30, warn_days: 14, approvers: Vec::new() }
    }
}

/// Somebody who must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOffPolicy {
    /// The role in which they sign.
    pub role: String,
    /// What they answer for.
    pub answers_for: String,
    /// Who may; any key where there is none.
    pub signers: Vec<Signer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnerOf {
    checks: Vec<String>,
    owner: String,
}

impl GatePolicy {
    /// The lowest severity that blocks: what somebody says for this run, else what the gate says, else high.
    pub fn threshold(&self, said: Option<Severity>) -> Severity {
        said.or(self.fail_on).unwrap_or(Severity::High)
    }

    /// Who must act on findings of a check.
    pub fn owner_of(&self, check_id: &str) -> Option<&str> {
        let fits = |named: &String| {
            check_id.strip_prefix(named.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.owners.iter().find(|entry| entry.checks.iter().any(fits)).map(|entry| entry.owner.as_str())
    }
}

impl Part for GatePolicy {
    const AT: &'static str = "gate.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("gate.yaml", include_str!("../../policies/gate.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(read) = read::<File>(text, file)? else { return Ok(()) };
        self.file = file.to_string();
        let mut roles = BTreeSet::new();
        for Spanned { value, referenced, .. } in read.sign_offs {
            filled("the sign-off", &[("role", &value.role), ("answers_for", &value.answers_for)], referenced, file)?;
            if !is_name(&value.role) {
                let message = format!("`{}` is no name of a role: small letters, digits and dashes", value.role);
                return Err(invalid(Some(referenced), file, &message));
            }
            if !roles.insert(value.role.clone()) {
                let message = format!("another entry says who signs as `{}`: keep one", value.role);
                return Err(invalid(Some(referenced), file, &message));
            }
            let signers = value.signers.into_iter().map(|signer| signer.read(file)).collect::<Result<_, _>>()?;
            self.sign_offs.push(SignOffPolicy { role: value.role, answers_for: value.answers_for, signers });
        }
        self.agreed = read.agreed.map(|agreed| agreed.read(file)).transpose()?;
        (self.at, self.assess) = (Some(position(None, file)), read.assess);
        (self.fail_on, self.at_most) = (read.fail_on, read.at_most);
        (self.snapshot_days, self.probe_days) = (read.freshness.snapshot, read.freshness.probe);
        (self.require, self.waivers) = (read.require, read.waivers);
        (self.different_people, self.owners) = (read.different_people, read.owners);
        Ok(())
    }

    fn forget_places(&mut self) {
        (self.file, self.at) = ("built in".to_owned(), None);
    }
}

/// Whether a role's name is fit for the name of a file, too.
fn is_name(role: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    role.len() <= 40 && role.starts_with(|c: char| c.is_ascii_lowercase()) && role.chars().all(letter)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agreed: Option<AgreedEntry>,
    fail_on: Option<Severity>,
    #[serde(default)]
    at_most: BTreeMap<Severity, usize>,
    #[serde(default)]
    freshness: Freshness,
    #[serde(default)]
    assess: Vec<Domain>,
    #[serde(default)]
    require: BTreeSet<Required>,
    #[serde(default)]
    waivers: WaiverTerms,
    #[serde(default)]
    sign_offs: Vec<Spanned<SignOffEntry>>,
    #[serde(default)]
    different_people: bool,
    #[serde(default)]
    owners: Vec<OwnerOf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignOffEntry {
    role: String,
    answers_for: String,
    #[serde(default)]
    signers: Vec<SignerEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgreedEntry {
    on: Spanned<String>,
    by: Vec<String>,
}

impl AgreedEntry {
    fn read(self, file: &Arc<str>) -> Result<Agreed, PolicyError> {
        let at = self.on.referenced;
        let on = day(&self.on, file)?;
        if self.by.iter().all(|name| name.trim().is_empty()) {
            return Err(invalid(Some(at), file, "`agreed` says on which day and not `by` whom"));
        }
        Ok(Agreed { on, by: self.by })
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Freshness {
    snapshot: Option<u32>,
    probe: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    #[test]
    fn the_built_in_gate_asks_for_five_signatures() {
        let gate = &super::super::Policies::built_in().gate;
        let roles: Vec<&str> = gate.sign_offs.iter().map(|sign_off| sign_off.role.as_str()).collect();
        assert_eq!(roles, ["technical", "product", "operations", "security", "business"]);
        assert_eq!((gate.fail_on, gate.file.as_str()), (Some(Severity::High), "built in"));
        assert_eq!(gate.owner_of("ACC-001"), Some("operations"));
        assert_eq!(gate.owner_of("ACCX-1"), None);
    }

    #[test]
    fn a_key_that_cannot_sign_is_told_with_its_place_and_not_repeated() {
        let good = "-----BEGIN PUBLIC KEY-----\n          MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n          -----END PUBLIC KEY-----";
        let rsa = "-----BEGIN PUBLIC KEY-----\n          MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf\n          -----END PUBLIC KEY-----";
        let private = "-----BEGIN PRIVATE KEY-----\n          hunter2hunter2\n          -----END PRIVATE KEY-----";
        let of = |key: &str, more: &str| {
            let text = format!(
                "sign_offs:\n  - role: security\n    answers_for: x\n    signers:\n      - name: Mara Ohm\n        key: |\n          {key}\n{more}"
            );
            of_text::<GatePolicy>(&text, "gate.yaml")
        };
        let gate = of(good, "        from: 2026-01-02\n        until: 2026-03-04\n").unwrap();
        let signs = |day: &str| gate.sign_offs[0].signers[0].signs_on(day.parse().unwrap());
        let days = ["2026-01-01", "2026-01-02", "2026-03-04", "2026-03-05"].map(signs);
        assert_eq!(days, [false, true, true, false]);
        let told = [
            of("hello", ""),
            of(rsa, ""),
            of(private, ""),
            of(good, "        until: soon\n"),
            of(good, "        from: 2026-03-04\n        until: 2026-01-02\n"),
        ]
        .map(Result::unwrap_err);
        insta::assert_snapshot!(told.join("\n"), @r"
        gate.yaml:7:11: signer `Mara Ohm`: no Ed25519 public key in PEM; get it with `openssl pkey -in key.pem -pubout`
        gate.yaml:7:11: signer `Mara Ohm`: no Ed25519 public key in PEM; get it with `openssl pkey -in key.pem -pubout`
        gate.yaml:7:11: signer `Mara Ohm`: a PRIVATE key stands here: take it out and make a new one, because whoever read this file can sign with it; the public half belongs here (`openssl pkey -in key.pem -pubout`)
        gate.yaml:10:16: `soon` is no day: write it as 2026-11-29
        gate.yaml:5:15: signer `Mara Ohm`: `until` is before `from`
        ");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            "sign_offs: [{ role: security, answers_for: x }, { role: security, answers_for: y }]",
            "sign_offs: [{ role: ../../etc, answers_for: x }]",
            "sign_offs: [{ role: security, answers_for: ' ' }]",
            "require: [map]",
            "fail_on: bad",
            "at_most: { mild: 1 }",
            "assess: [fields, record]",
            "agreed: { on: 2026-02-30, by: [board] }",
            "agreed: { on: 2026-02-28, by: [' '] }",
            "agreed: 2026-11-01",
            "agreed: { on: 2026-02-28, by: board }",
            "fail_on: [",
            "freshness:\n  7",
            "freshness: { snapshot: a week }",
            "require: probe",
            "different_people: sometimes",
            "owners: [{ checks: [ACC], owner: [a] }]",
        ]
        .map(|text| of_text::<GatePolicy>(text, "gate.yaml").unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        gate.yaml:1:49: another entry says who signs as `security`: keep one
        gate.yaml:1:13: `../../etc` is no name of a role: small letters, digits and dashes
        gate.yaml:1:13: the sign-off has nothing in `answers_for`
        gate.yaml:1:11: unknown variant `map`, expected one of role-map, probe, staff
        gate.yaml:1:10: unknown variant `bad`, expected one of info, low, medium, high, critical
        gate.yaml:1:12: unknown variant `mild`, expected one of info, low, medium, high, critical
        gate.yaml:1:18: unknown variant `record`, expected one of accounts, memberships, model-access, records, fields, tokens, passwords, second-factors, last-logins, settings, providers, surfaces, modules, companies, origins, people, sessions, new-users, default-passwords, credentials, database, server-files, jwts, views, trails
        gate.yaml:1:15: `2026-02-30` is no day: write it as 2026-11-29
        gate.yaml:1:15: `agreed` says on which day and not `by` whom
        gate.yaml:1:9: `agreed` takes keys of its own: write it as `agreed: { on: 2026-11-29, by: [Mara Muster, Paul Weiss] }`
        gate.yaml:1:31: `by` takes a list: write it as `by: [ … ]`
        gate.yaml:1:10: `fail_on` takes one word: write it as `fail_on: high`
        gate.yaml:2:3: `freshness` takes keys of its own: write it as `freshness: { … }`
        gate.yaml:1:24: `snapshot` takes a whole number from 0 on: write it as `snapshot: 7`
        gate.yaml:1:10: `require` takes a list: write it as `require: [role-map, probe, staff]`
        gate.yaml:1:19: `different_people` takes true or false: write it as `different_people: true`
        gate.yaml:1:34: `owner` takes a text: write it as `owner: …`
        ");
    }
}
