//! Runs, keys and gates to test with.

use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use jiff::Timestamp;
use rolecall::archive::{
    Approval, Archive, ArchiveError, Contents, Decision, Problem, Scope, Settings, SigningKey, Trust, Verification,
    Written, sign, verify,
};
use rolecall::checks::catalogue;
use rolecall::findings::{NotAssessed, Report, Summary};
use rolecall::model::{Sealed, Severity};
use rolecall::policy::{GatePolicy, Policies, SignOffPolicy, Signer, SignerKey};
use rolecall::snapshot::{Snapshot, System, content_hash};

/// A moment of a day.
pub(crate) fn at(hour: u32) -> Timestamp {
    format!("2026-11-29T{hour:02}:00:00Z").parse().unwrap()
}

/// A system of which little is known.
pub(crate) fn snapshot() -> Snapshot {
    let system = System {
        kind: "odoo".to_owned(),
        name: "prod".to_owned(),
        version: "18.0".to_owned(),
        database: "acme".to_owned(),
        source: "postgresql 15.18".to_owned(),
        collector: "rolecall_reader".to_owned(),
        taken_at: "2026-11-29T07:00:00Z".to_owned(),
        tool: "0.1.0".to_owned(),
    };
    Snapshot { system, ..Snapshot::default() }
}

/// A report without findings: GO, or NOT ASSESSED if something asked for was not looked at.
pub(crate) fn report(snapshot: &Snapshot, missing: Option<&str>) -> Report {
    let summary = Summary {
        system: "odoo 18.0 prod".to_owned(),
        taken_at: snapshot.system.taken_at.clone(),
        snapshot_sha256: content_hash(snapshot),
        map: None,
        users: 0,
        active_users: 0,
        groups: 0,
        resources: 0,
        decisions: 0,
        roles: 0,
    };
    let missing = missing.map(|what| NotAssessed { what: what.to_owned(), reason: "no".to_owned(), asked_for: true });
    Report::new(summary, Severity::High, Vec::new(), missing.into_iter().collect())
}

/// Archives a run that was judged at an hour.
pub(crate) fn archive(runs: &Path, hour: u32, missing: Option<&str>) -> Written {
    try_archive(runs, hour, missing).unwrap()
}

pub(crate) fn try_archive(runs: &Path, hour: u32, missing: Option<&str>) -> Result<Written, ArchiveError> {
    let snapshot = snapshot();
    let report = report(&snapshot, missing);
    let contents = Contents {
        report: &report,
        checks: &catalogue(),
        snapshot: &snapshot,
        given: Vec::new(),
        evidence: Some(b"{\"schema\":\"probe/1\"}\n".to_vec()),
        settings: Settings::new("audit", Severity::High, &[], true),
        address: Some("https://erp.acme.example".to_owned()),
        policies: Policies::built_in(),
        started: at(hour),
        finished: at(hour),
        judged_at: at(hour),
    };
    Archive::open(runs)?.prepare(&contents)?.publish(None)
}

/// A key, private and public, in PEM.
pub(crate) struct Keys {
    pub(crate) private: String,
    pub(crate) public: String,
}

/// A new key.
pub(crate) fn keys() -> Keys {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&aws_lc_rs::rand::SystemRandom::new()).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
    // The beginning of every Ed25519 SubjectPublicKeyInfo (RFC 8410).
    let mut public = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    public.extend(pair.public_key().as_ref());
    let text = |tag: &str, der: Vec<u8>| pem::encode(&pem::Pem::new(tag, der));
    Keys { private: text("PRIVATE KEY", pkcs8.as_ref().to_vec()), public: text("PUBLIC KEY", public) }
}

/// A gate with these roles, each with the people who may sign in it.
pub(crate) fn gate(roles: &[(&str, &[(&str, &Keys)])]) -> GatePolicy {
    let mut gate = GatePolicy::default();
    gate.different_people = true;
    gate.sign_offs = roles
        .iter()
        .map(|(role, signers)| SignOffPolicy {
            role: (*role).to_owned(),
            answers_for: "something".to_owned(),
            signers: signers
                .iter()
                .map(|(name, keys)| Signer {
                    name: (*name).to_owned(),
                    key: SignerKey::read(&keys.public).unwrap(),
                    from: None,
                    until: None,
                })
                .collect(),
        })
        .collect();
    gate
}

/// Signs.
pub(crate) fn approve(
    run: &Path,
    gate: &GatePolicy,
    who: (&str, &str, &Keys),
    decision: Decision,
) -> Result<Sealed, String> {
    approve_at(run, gate, who, decision, "2026-11-29T12:00:00Z")
}

/// Signs at a moment.
pub(crate) fn approve_at(
    run: &Path,
    gate: &GatePolicy,
    (role, name, keys): (&str, &str, &Keys),
    decision: Decision,
    moment: &str,
) -> Result<Sealed, String> {
    let approval = Approval {
        role: role.to_owned(),
        name: name.to_owned(),
        decision,
        comment: Some("seen".to_owned()),
        at: moment.parse().unwrap(),
    };
    let key = SigningKey::read(&keys.private.clone().into()).unwrap();
    let archive = Archive::of_run(run).unwrap();
    let trust = Trust::new(gate, approval.at);
    sign(&archive, run, &approval, &key, &trust, Scope::Chain(None)).map_err(|error| error.to_string())
}

/// Verifies all runs, or one.
pub(crate) fn look(target: &Path, gate: &GatePolicy) -> Verification {
    verify(target, &Trust::new(gate, at(18)), Scope::Chain(None)).unwrap()
}

/// The problems of all runs, as they are printed.
pub(crate) fn problems(target: &Path, gate: &GatePolicy) -> Vec<String> {
    look(target, gate).problems.iter().map(Problem::to_string).collect()
}

/// Every file below a folder, by its path there, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path.strip_prefix(folder).unwrap().to_owned()) }
        }
    }
    found.sort();
    found
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), &to).map(drop).unwrap();
        }
    }
}

/// Two runs, both approved in two roles; the second has a review, too.
pub(crate) struct Signed {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) gate: GatePolicy,
    pub(crate) first: PathBuf,
    pub(crate) second: PathBuf,
}

impl Signed {
    pub(crate) fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mara, ben) = (keys(), keys());
        let gate = gate(&[("security", &[("Mara Ohm", &mara)]), ("business", &[("Ben Ito", &ben)])]);
        let runs = folder.path().join("reports");
        let (first, second) = (archive(&runs, 8, None).folder, archive(&runs, 9, None).folder);
        for run in [&first, &second] {
            approve(run, &gate, ("security", "Mara Ohm", &mara), Decision::Approved).unwrap();
            approve(run, &gate, ("business", "Ben Ito", &ben), Decision::Approved).unwrap();
        }
        let review: &[(&str, &[u8])] = &[("decisions.csv", b"line,decision\n1,keep\n"), ("review.json", b"{}\n")];
        let sealing = rolecall::archive::Sealing { what: "review", at: at(13), files: review };
        assert_eq!(Archive::of_run(&second).unwrap().seal(&second, &sealing).unwrap().number, 3);
        Self { folder, gate, first, second }
    }

    pub(crate) fn runs(&self) -> PathBuf {
        self.folder.path().join("reports")
    }
}
