//! Approvals: who may sign what, and that a signature holds for one run, one role and one place.

use std::path::Path;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rolecall::archive::{Archive, Decision, Sealing, sha256};
use serde_json::{Value, json};

use crate::support::{Keys, Signed, approve, approve_at, archive, at, copy, gate, keys, look, problems};

fn part(jws: &str, at: usize) -> Vec<u8> {
    BASE64.decode(jws.split('.').nth(at).unwrap()).unwrap()
}

fn jws(run: &Path, seal: &str) -> String {
    std::fs::read_to_string(run.join("seals").join(seal).join("approval.jws")).unwrap()
}

/// By the primitives alone, as a reader without rolecall would do it.
#[test]
fn a_signature_can_be_checked_without_rolecall() {
    let signed = Signed::make();
    let jws = jws(&signed.second, "0001-approval");
    let header: Value = serde_json::from_slice(&part(&jws, 0)).unwrap();
    let key = BASE64.decode(header["jwk"]["x"].as_str().unwrap()).unwrap();
    let (message, _) = jws.rsplit_once('.').unwrap();
    UnparsedPublicKey::new(&ED25519, &key).verify(message.as_bytes(), &part(&jws, 2)).unwrap();
    assert!(UnparsedPublicKey::new(&ED25519, &key).verify(b"x", &part(&jws, 2)).is_err());
    let claims: Value = serde_json::from_slice(&part(&jws, 1)).unwrap();
    let manifest = std::fs::read(signed.second.join("manifest.json")).unwrap();
    assert_eq!(
        claims,
        json!({
            "role": "security", "name": "Mara Ohm", "decision": "approved", "comment": "seen",
            "run": signed.second.file_name().unwrap().to_str().unwrap(),
            "manifest_sha256": sha256(&manifest), "verdict": "GO", "iat": at(12).as_second(),
        })
    );
    assert_eq!((&header["alg"], &header["typ"]), (&"EdDSA".into(), &"rolecall-approval+jwt".into()));
    let thumbprint = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, header["jwk"]["x"].as_str().unwrap());
    let thumbprint = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, thumbprint.as_bytes());
    assert_eq!(header["kid"], Value::from(BASE64.encode(thumbprint)));
}

/// The bundle's own words, typed as they stand there.
#[test]
fn openssl_checks_a_signature_as_the_bundle_says() {
    let signed = Signed::make();
    let readme = std::fs::read_to_string(signed.second.join("README.txt")).unwrap();
    let (_, script) = readme.split_once("With openssl 3").unwrap();
    let (script, _) = script.split_once("It must say").unwrap();
    let script = script.lines().skip(1).collect::<Vec<_>>().join("\n");
    let runs = |program: &str| std::process::Command::new(program).arg("--version").output().is_ok();
    let version = std::process::Command::new("openssl").arg("version").output();
    let is_3 = version.is_ok_and(|version| version.stdout.starts_with(b"OpenSSL 3"));
    if !(is_3 && runs("jq") && runs("bash")) {
        return;
    }
    let shell = |file: &str| {
        let mut bash = std::process::Command::new("bash");
        bash.args(["-e", "-c", &script]).env("FILE", file).current_dir(&signed.second).output().unwrap()
    };
    let output = shell("seals/0001-approval/approval.jws");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("Signature Verified Successfully"), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let manifest = sha256(&std::fs::read(signed.second.join("manifest.json")).unwrap());
    assert_eq!(told.matches(&manifest).count(), 2, "{told}");
    assert_eq!(problems(&signed.second, &signed.gate), Vec::<String>::new());
    let forged = signed.folder.path().join("forged");
    let jws = jws(&signed.second, "0001-approval");
    let (head, rest) = jws.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    std::fs::write(&forged, format!("{head}.{}.{signature}", BASE64.encode("{}"))).unwrap();
    assert!(!shell(forged.to_str().unwrap()).status.success());
}

#[test]
fn who_may_sign_what() {
    let folder = tempfile::tempdir().unwrap();
    let (mara, ben) = (keys(), keys());
    let gate = gate(&[("security", &[("Mara Ohm", &mara)]), ("business", &[])]);
    let go = archive(folder.path(), 8, None).folder;
    let open = archive(folder.path(), 9, Some("fields")).folder;
    let refused = |run: &Path, who: (&str, &str, &Keys), decision| approve(run, &gate, who, decision).unwrap_err();
    let told = [
        refused(&go, ("securty", "Mara Ohm", &mara), Decision::Approved),
        refused(&go, ("cleaning", "Mara Ohm", &mara), Decision::Approved),
        refused(&go, ("security", "Ben Ito", &ben), Decision::Approved),
        refused(&go, ("security", "Ben Ito", &mara), Decision::Approved),
        refused(&go, ("business", " ", &ben), Decision::Approved),
        refused(&open, ("business", "Ben Ito", &ben), Decision::Approved),
        refused(&open, ("business", "Ben Ito", &ben), Decision::Conditional),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    the gate names no role `securty` that signs; did you mean `security`?
    the gate names no role `cleaning` that signs; it names business, security
    the key is not one that the gate lists for `security`; ask whoever keeps `gate.yaml`
    the gate lists this key as that of `Mara Ohm`, not of `Ben Ito`
    nobody is named: give `--name`
    the verdict is NOT ASSESSED: it can only be rejected
    the verdict is NOT ASSESSED: it can only be rejected
    ");
    approve(&open, &gate, ("business", "Ben Ito", &ben), Decision::Rejected).unwrap();
    approve(&go, &gate, ("security", "Mara Ohm", &mara), Decision::Approved).unwrap();
    let twice = refused(&go, ("business", "Mara Ohm", &ben), Decision::Approved);
    assert_eq!(twice, "`Mara Ohm` signed as `security` already, and the gate wants different people");
    let twice = refused(&go, ("business", "Ben Ito", &mara), Decision::Approved);
    assert_eq!(twice, "`Mara Ohm` signed as `security` already, and the gate wants different people");
    approve(&go, &gate, ("business", "Ben Ito", &ben), Decision::Conditional).unwrap();
    let found = look(folder.path(), &gate);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.runs[0].missing, Vec::<String>::new());
    assert_eq!(found.runs[1].missing, ["security", "business"]);
}

#[test]
fn a_later_decision_of_a_role_replaces_the_former() {
    let folder = tempfile::tempdir().unwrap();
    let mara = keys();
    let gate = gate(&[("security", &[])]);
    let run = archive(folder.path(), 8, None).folder;
    for decision in [Decision::Approved, Decision::Rejected] {
        approve(&run, &gate, ("security", "Mara Ohm", &mara), decision).unwrap();
    }
    let found = look(&run, &gate);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.runs[0].missing, ["security"]);
    let superseded: Vec<bool> = found.runs[0].signatures.iter().map(|one| one.superseded).collect();
    assert_eq!(superseded, [true, false]);
}

#[test]
fn nothing_is_signed_that_was_changed() {
    let signed = Signed::make();
    let report = signed.first.join("report.json");
    std::fs::write(&report, "{}").unwrap();
    let refused =
        approve(&signed.second, &signed.gate, ("security", "Mara Ohm", &keys()), Decision::Approved).unwrap_err();
    assert!(refused.contains("the key is not one"), "{refused}");
    let gate = gate(&[("security", &[])]);
    let refused = approve(&signed.first, &gate, ("security", "Eve", &keys()), Decision::Approved).unwrap_err();
    assert!(refused.contains("report.json: has 2 bytes"), "{refused}");
}

/// Seals a signature as if it were made for this place.
fn plant(run: &Path, hour: u32, jws: &str) {
    let sealing = Sealing { what: "approval", at: at(hour), files: &[("approval.jws", jws.as_bytes())] };
    Archive::of_run(run).unwrap().seal(run, &sealing).unwrap();
}

/// What is told of a run without seals once a signature was put into it.
fn told_of(signed: &Signed, run: &Path, jws: &str) -> Vec<String> {
    let copied = tempfile::tempdir().unwrap();
    let runs = copied.path().join("reports");
    copy(&signed.runs(), &runs);
    let run = runs.join(run.file_name().unwrap());
    std::fs::remove_dir_all(run.join("seals")).unwrap();
    plant(&run, 12, jws);
    problems(&run, &signed.gate)
}

#[test]
fn a_signature_holds_for_one_run_and_one_place() {
    let signed = Signed::make();
    // From one run to the other.
    let other = jws(&signed.first, "0001-approval");
    let told = told_of(&signed, &signed.second, &other);
    assert!(told.iter().any(|one| one.ends_with("0001-approval/approval.jws: was signed for another run")), "{told:?}");
    // The same approval once more, behind what was decided since.
    plant(&signed.second, 13, &jws(&signed.second, "0001-approval"));
    let told = problems(&signed.second, &signed.gate);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].ends_with("0004-approval/approval.jws: was signed for another seal before it"), "{told:?}");
}

#[test]
fn signatures_swapped_between_roles_are_told() {
    let signed = Signed::make();
    let (one, two) = (jws(&signed.first, "0001-approval"), jws(&signed.first, "0002-approval"));
    for (seal, text) in [("0001-approval", &two), ("0002-approval", &one)] {
        std::fs::write(signed.first.join("seals").join(seal).join("approval.jws"), text).unwrap();
    }
    let told = problems(&signed.first, &signed.gate);
    for seal in ["0001-approval", "0002-approval"] {
        assert!(told.iter().any(|one| one.contains(&format!("{seal}/approval.jws: was"))), "{told:?}");
    }
}

/// A signature with a header and claims of one's own choosing.
fn forged(keys: &Keys, run: &Path, header: impl FnOnce(&mut Header), claims: impl FnOnce(&mut Value)) -> String {
    let manifest = sha256(&std::fs::read(run.join("manifest.json")).unwrap());
    let public = pem::parse(&keys.public).unwrap().into_contents()[12..].to_vec();
    let x = BASE64.encode(public);
    let thumbprint = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    let mut head = Header::new(Algorithm::EdDSA);
    head.typ = Some("rolecall-approval+jwt".to_owned());
    head.jwk = Some(serde_json::from_value(json!({"kty": "OKP", "crv": "Ed25519", "x": x})).unwrap());
    head.kid =
        Some(BASE64.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, thumbprint.as_bytes()).as_ref()));
    header(&mut head);
    let mut said = json!({
        "role": "security", "name": "Eve", "decision": "approved",
        "run": run.file_name().unwrap().to_str().unwrap(),
        "manifest_sha256": manifest, "verdict": "GO", "iat": at(12).as_second(),
    });
    claims(&mut said);
    match head.alg {
        Algorithm::HS256 => encode(&head, &said, &EncodingKey::from_secret(keys.public.as_bytes())).unwrap(),
        _ => encode(&head, &said, &EncodingKey::from_ed_pem(keys.private.as_bytes()).unwrap()).unwrap(),
    }
}

#[test]
fn a_key_that_the_gate_does_not_list_is_none_and_what_the_bundle_says_is_not_asked() {
    let signed = Signed::make();
    // A signature of somebody else behind the real one: it decides nothing, not even that the real one is over.
    let eve = keys();
    let seal = std::fs::read(signed.first.join("seals/0002-approval/seal.json")).unwrap();
    for decision in ["approved", "rejected"] {
        let jws = forged(
            &eve,
            &signed.first,
            |_| (),
            |claims| {
                claims["previous_seal"] = sha256(&seal).into();
                claims["decision"] = decision.into();
                claims["name"] = "Ben Ito".into();
            },
        );
        let copied = tempfile::tempdir().unwrap();
        let runs = copied.path().join("reports");
        copy(&signed.runs(), &runs);
        let run = runs.join(signed.first.file_name().unwrap());
        plant(&run, 12, &jws);
        let found = look(&run, &signed.gate);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let about: Vec<&String> = found.notes.iter().filter(|note| note.contains("approval.jws")).collect();
        assert_eq!(about.len(), 1, "{:?}", found.notes);
        assert!(about[0].contains("0003-approval/approval.jws: signed for `security` with a key that is not"));
        let state = &found.runs[0];
        assert_eq!(state.missing, Vec::<String>::new());
        let known: Vec<_> = state.signatures.iter().map(|one| (one.superseded, one.counts())).collect();
        assert_eq!(known, [(false, true), (false, true), (false, false)]);
        // Without the real ones nobody signed.
        std::fs::remove_dir_all(run.join("seals")).unwrap();
        plant(&run, 12, &forged(&eve, &signed.first, |_| (), |_| ()));
        let found = look(&run, &signed.gate);
        assert_eq!((found.problems.len(), found.runs[0].missing.len()), (0, 2), "{:?}", found.problems);
    }
}

/// Who leaves stays listed until then: what was signed before holds, and nothing after it.
#[test]
fn a_key_counts_on_its_days() {
    let signed = Signed::make();
    let mut gate = signed.gate.clone();
    let missing = |gate: &rolecall::policy::GatePolicy| {
        let found = look(&signed.first, gate);
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        found.runs[0].missing.join(" ")
    };
    let day = |text: &str| Some(text.parse().unwrap());
    gate.sign_offs[0].signers[0].until = day("2026-11-29");
    assert_eq!(missing(&gate), "");
    gate.sign_offs[0].signers[0].until = day("2026-11-28");
    assert_eq!(missing(&gate), "security");
    (gate.sign_offs[0].signers[0].from, gate.sign_offs[0].signers[0].until) = (day("2026-11-30"), None);
    assert_eq!(missing(&gate), "security");
    let mara = keys();
    let (key, name) = (rolecall::policy::SignerKey::read(&mara.public).unwrap(), "Mara Ohm".to_owned());
    // A new key beside the old one, for the days after it.
    gate.sign_offs[0].signers.push(rolecall::policy::Signer { name, key, from: None, until: day("2026-11-28") });
    let refused = approve(&signed.first, &gate, ("security", "Mara Ohm", &mara), Decision::Approved).unwrap_err();
    assert!(refused.contains("lists the key of `Mara Ohm` for other days"), "{refused}");
    gate.sign_offs[0].signers[1].until = None;
    approve(&signed.first, &gate, ("security", "Mara Ohm", &mara), Decision::Approved).unwrap();
    assert_eq!(missing(&gate), "");
    // Replaced at once: the old signature is as it was written, and counts for nothing.
    gate.sign_offs[0].signers.remove(0);
    let found = look(&signed.second, &gate);
    assert_eq!((found.problems.len(), found.runs[0].missing.join(" ").as_str()), (0, "security"));
}

/// Nobody decides about a run before there is one, nor before what was decided before.
#[test]
fn a_moment_before_the_run_or_still_to_come_is_refused() {
    let signed = Signed::make();
    let sealed = |hour: u32| {
        let sealing = Sealing { what: "review", at: at(hour), files: &[("review.json", b"{}")] };
        Archive::of_run(&signed.first).unwrap().seal(&signed.first, &sealing).map_err(|error| error.to_string())
    };
    let early = sealed(11).unwrap_err();
    assert!(early.contains("2026-11-29T11:00:00Z is no moment for this") && early.contains("T12:00:00Z"), "{early}");
    let run = archive(&signed.runs(), 14, None).folder;
    let gate = gate(&[("security", &[])]);
    let early = approve(&run, &gate, ("security", "Eve", &keys()), Decision::Approved).unwrap_err();
    assert!(early.contains("at 2026-11-29T14:00:00Z"), "{early}");
    sealed(23).unwrap();
    let told = problems(&signed.first, &signed.gate);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("0003-review/seal.json: is of a moment that is still to come"), "{told:?}");
    // Written by hand, as no rolecall does: the seals fit each other and lie in the wrong order of time.
    for (hour, wanted) in [(7, "before the run was judged"), (11, "before the last seal")] {
        let run = &signed.second;
        let path = run.join("seals/0003-review/seal.json");
        let old = std::fs::read_to_string(&path).unwrap();
        let mut seal: Value = serde_json::from_str(&old).unwrap();
        seal["at"] = at(hour).to_string().into();
        std::fs::write(&path, seal.to_string()).unwrap();
        let told = problems(run, &signed.gate);
        assert!(told.iter().any(|one| one.contains("0003-review/seal.json: is of a moment") && one.contains(wanted)));
        std::fs::write(&path, old).unwrap();
    }
}

#[test]
fn what_was_looked_at_too_long_ago_is_not_approved() {
    let folder = tempfile::tempdir().unwrap();
    let mut gate = gate(&[("security", &[])]);
    let run = archive(folder.path(), 8, None).folder;
    let eve = keys();
    let decide =
        |gate: &_, decision| approve_at(&run, gate, ("security", "Eve", &eve), decision, "2026-12-07T12:00:00Z");
    gate.snapshot_days = Some(7);
    let stale = decide(&gate, Decision::Approved).unwrap_err();
    assert!(stale.contains("taken 8 days before this signature, and the gate takes 7 at most: audit again"), "{stale}");
    decide(&gate, Decision::Rejected).unwrap();
    gate.snapshot_days = Some(8);
    decide(&gate, Decision::Approved).unwrap();
}

/// What is wrong with a header.
type Change = Box<dyn FnOnce(&mut Header)>;

#[test]
fn other_algorithms_types_and_claims_are_no_approval() {
    let folder = tempfile::tempdir().unwrap();
    let run = archive(&folder.path().join("reports"), 8, None).folder;
    let gate = gate(&[("security", &[])]);
    let eve = keys();
    let signed = Signed { folder, gate, first: run.clone(), second: run.clone() };
    let told = |jws: &str| told_of(&signed, &run, jws);
    assert_eq!(told(&forged(&eve, &run, |_| (), |_| ())), Vec::<String>::new());

    let other = BASE64.encode([7; 32]);
    let headers: [(&str, Change); 6] = [
        ("algorithm", Box::new(|header| header.alg = Algorithm::HS256)),
        ("type", Box::new(|header| header.typ = Some("JWT".to_owned()))),
        ("no type", Box::new(|header| header.typ = None)),
        ("thumbprint", Box::new(|header| header.kid = Some("mine".to_owned()))),
        ("critical", Box::new(|header| header.crit = Some(vec!["b64".to_owned()]))),
        (
            "key",
            Box::new(move |header| {
                header.jwk = Some(serde_json::from_value(json!({"kty": "OKP", "crv": "Ed25519", "x": other})).unwrap());
            }),
        ),
    ];
    for (what, header) in headers {
        let told = told(&forged(&eve, &run, header, |_| ()));
        assert!(told.iter().any(|one| one.contains("approval.jws: its header")), "{what}: {told:?}");
    }
    let claims: [(&str, Value, &str); 8] = [
        ("run", "20261129T080000Z-prod-00000000".into(), "another run"),
        ("manifest_sha256", "0".repeat(64).into(), "another manifest"),
        ("verdict", "NO-GO".into(), "another verdict"),
        ("previous_seal", "0".repeat(64).into(), "another seal before it"),
        ("iat", (at(12).as_second() + 1).into(), "another moment"),
        ("iat", i64::MAX.into(), "no moment"),
        ("decision", "maybe".into(), "does not hold"),
        ("more", "claims".into(), "does not hold"),
    ];
    for (claim, value, wanted) in claims {
        let told = told(&forged(&eve, &run, |_| (), |claims| claims[claim] = value));
        assert!(told.iter().any(|one| one.contains("approval.jws") && one.contains(wanted)), "{claim}: {told:?}");
    }
    // Nobody signed it, or somebody else did.
    let good = forged(&eve, &run, |_| (), |_| ());
    let (message, _) = good.rsplit_once('.').unwrap();
    let (head, said) = message.split_once('.').unwrap();
    let none = BASE64.encode(r#"{"typ":"rolecall-approval+jwt","alg":"none"}"#);
    let texts = [
        format!("{message}."),
        format!("{none}.{said}."),
        format!("{head}.{}.{}", BASE64.encode("{}"), BASE64.encode([0; 64])),
        String::new(),
        "a.b.c".to_owned(),
        "\u{1b}[2J".to_owned(),
    ];
    for text in texts {
        let told = told(&text);
        assert!(told.iter().any(|one| one.contains("0001-approval/approval.jws: ")), "{text}: {told:?}");
    }
}

#[test]
fn a_role_that_the_gate_no_longer_has_is_said_and_counts_for_nothing() {
    let signed = Signed::make();
    let found = look(&signed.first, &gate(&[("product", &[])]));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    assert_eq!(found.runs[0].missing, ["product"]);
    assert!(found.runs[0].signatures.iter().all(|one| !one.counts()));
}
