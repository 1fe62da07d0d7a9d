//! `rolecall approve`: a signature under an archived run, in one role of the gate.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::clock::ClockArgs;
use super::lint::PoliciesArgs;
use super::output::note;
use super::remembering;
use super::store::HistoryArgs;
use crate::archive::{Approval, Archive, Decision, Scope, SigningKey, Trust, sign};
use crate::findings::Exit;
use crate::report::escape::terminal;
use crate::secret;

/// Sign an archived report in one of the roles that the gate asks for
#[derive(Debug, Args)]
#[command(after_help = "\
A key of your own, once:
  openssl genpkey -algorithm ed25519 -out my-key.pem && chmod 600 my-key.pem
  openssl pkey -in my-key.pem -pubout        # goes into `signers` of policies/gate.yaml

Examples:
  rolecall approve reports/20261129T080000Z-prod-1f2e3d4c --role security --name 'Mara Ohm' --key file:my-key.pem
  rolecall approve REPORT --role business --name 'Ben Ito' --key env:MY_KEY --decision conditional --comment 'until the audit in May'

The report is verified first; nothing is signed that was changed. A run that is NO-GO or NOT ASSESSED can only be rejected, and
GO WITH CONDITIONS only be approved as `conditional`. Whoever decides anew in the same role replaces the former decision, and
both stay on record.")]
pub(super) struct Approve {
    /// The folder of the run
    report: PathBuf,
    /// The role in which you sign, one of `sign_offs` in the gate
    #[arg(long)]
    role: String,
    /// Who you are; as the gate lists you, where it lists keys
    #[arg(long)]
    name: String,
    /// Your private key (Ed25519, PEM): `env:NAME`, `file:PATH` or `stdin`
    #[arg(long, value_name = "REF", allow_hyphen_values = true)]
    key: String,
    /// What you decide
    #[arg(long, default_value = "approved", value_parser = decision())]
    decision: Decision,
    /// Why, or on what condition; signed, too
    #[arg(long)]
    comment: Option<String>,
    #[command(flatten)]
    policies: PoliciesArgs,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    clock: ClockArgs,
}

fn decision() -> impl TypedValueParser<Value = Decision> {
    PossibleValuesParser::new(Decision::ALL.map(Decision::word))
        .try_map(|word| Decision::ALL.into_iter().find(|known| known.word() == word).ok_or("unknown decision"))
}

impl Approve {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let gate = self.policies.load()?.gate;
        warn_of_readers(&self.key);
        let key =
            SigningKey::read(&secret::resolve(&self.key)?).with_context(|| format!("the key in `{}`", self.key))?;
        let approval = Approval {
            role: self.role,
            name: self.name,
            decision: self.decision,
            comment: self.comment,
            at: self.clock.now(),
        };
        let archive = Archive::of_run(&self.report)?;
        let expected = remembering::expected(&self.history, archive.folder())?;
        let scope = Scope::Chain(expected.as_ref());
        if let Some(newer) = archive.newer(&self.report)? {
            let (run, verdict) = (terminal(&newer.run, 200), terminal(&newer.verdict, 60));
            note(&format!("warning: there is a newer run of the same system, {run}: {verdict}"));
        }
        let trust = Trust::new(&gate, approval.at);
        let sealed = sign(&archive, &self.report, &approval, &key, &trust, scope)?;
        note(&format!(
            "{} by {} for {}: seal {} of {}",
            sealed_as(approval.decision),
            terminal(&approval.name, 200),
            approval.role,
            sealed.number,
            terminal(&sealed.run, 200)
        ));
        let told = remembering::seal(&self.history, &archive, &sealed);
        told.context("it is signed, and the history does not know")?;
        Ok(Exit::Clean)
    }
}

/// A key that others can read signs for them, too.
#[cfg(unix)]
fn warn_of_readers(key: &str) {
    use std::os::unix::fs::MetadataExt;
    let Some(path) = key.strip_prefix("file:") else { return };
    if std::fs::metadata(path).is_ok_and(|there| there.is_file() && there.mode() & 0o077 != 0) {
        let path = terminal(path, 1000);
        note(&format!("warning: others than you can read the key in `{path}`; `chmod 600` it, or make a new one"));
    }
}

#[cfg(not(unix))]
fn warn_of_readers(_: &str) {}

fn sealed_as(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "approved",
        Decision::Conditional => "approved on conditions",
        Decision::Rejected => "rejected",
    }
}
