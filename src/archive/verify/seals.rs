//! The seals of a run: numbered without a gap, each with the hash of the one before it; and the signatures in them.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use super::walk::walk;
use super::{RunState, Verification, files, reviews};
use crate::archive::approval::{self, JWS, WHAT};
use crate::archive::hash::sha256;
use crate::archive::read::{self, JWS_LIMIT, Manifest, SEAL_LIMIT};
use crate::archive::seal::{SCHEMA, SEAL, Seal};
use crate::archive::trust::{Known, Signature, Trust};
use crate::archive::{SEALS, SUMS, names};
use crate::model::Sealed;
use crate::review::SEALED_AS;

/// Looks at every seal of a run.
pub(super) fn check(
    folder: &Path,
    name: &str,
    manifest: &Manifest,
    trust: &Trust<'_>,
    state: &mut RunState,
    into: &mut Verification,
) {
    let seals = folder.join(SEALS);
    let Ok(there) = seals.symlink_metadata() else { return };
    if !there.is_dir() {
        return into.problem(format!("{name}/{SEALS}"), "is no folder; links are not followed");
    }
    let mut folders = match read::seal_folders(folder) {
        Ok(folders) => folders,
        Err(error) => return into.problem(format!("{name}/{SEALS}"), error.to_string()),
    };
    folders.sort();
    let mut before: Option<String> = None;
    let mut since = manifest.judged_at;
    for (at, seal) in folders.iter().enumerate() {
        let number = at as u64 + 1;
        let shown = format!("{name}/{SEALS}/{seal}");
        let path = seals.join(seal);
        if path.symlink_metadata().is_ok_and(|there| !there.is_dir()) {
            into.problem(shown, "is not a seal; links are not followed");
            continue;
        }
        let Some((sealed, hash)) = one(&path, &shown, into) else {
            before = None;
            continue;
        };
        if names::seal(sealed.number, &sealed.what) != *seal {
            into.problem(format!("{shown}/{SEAL}"), format!("is seal {} and lies in another folder", sealed.number));
        }
        if sealed.number != number {
            into.problem(&shown, format!("stands where seal {number} should be: one is missing or was moved"));
        }
        if sealed.run != manifest.run || sealed.manifest_sha256 != manifest.sha256 {
            into.problem(format!("{shown}/{SEAL}"), "was made for another run, or for this one before it was changed");
        }
        if sealed.previous != before {
            into.problem(
                format!("{shown}/{SEAL}"),
                "does not follow the seal before it: one was changed, moved or removed",
            );
        }
        match sealed.at.parse::<Timestamp>() {
            Ok(at) if at < since => {
                into.problem(
                    format!("{shown}/{SEAL}"),
                    "is of a moment before the run was judged, or before the last seal",
                );
            }
            Ok(at) if trust.is_to_come(at) => {
                into.problem(format!("{shown}/{SEAL}"), format!("is of a moment that is still to come: {at}"));
            }
            Ok(at) => since = at,
            Err(_) => into.problem(format!("{shown}/{SEAL}"), "is of no moment"),
        }
        if sealed.what == WHAT {
            match signature(&path, &shown, &sealed, manifest, trust) {
                Ok(signature) => person(signature, trust, state, into),
                Err(what) => into.problem(format!("{shown}/{JWS}"), what),
            }
        }
        if sealed.what == SEALED_AS {
            reviews::add(&path, &shown, &sealed, state, into);
        }
        before = Some(hash.clone());
        let Seal { run, number, what, at, .. } = sealed;
        state.seals.insert(number, Sealed { run, number, what, sha256: hash, at });
    }
}

/// A seal's own files: what it says, and its hash.
fn one(path: &Path, shown: &str, into: &mut Verification) -> Option<(Seal, String)> {
    let at = |file: &str| format!("{shown}/{file}");
    let found = walk(path, None);
    let (seal, hash) = match said(path) {
        Ok(said) => said,
        Err(what) => {
            into.problem(at(SEAL), what);
            files::by_list(path, shown, SEAL, &found, into);
            return None;
        }
    };
    let mut listed = BTreeMap::from([(SEAL.to_owned(), hash.clone())]);
    for (file, why) in &found.refused {
        into.problem(at(file), why);
    }
    for file in &seal.files {
        if !names::is_plain(&file.name) || listed.insert(file.name.clone(), file.sha256.clone()).is_some() {
            into.problem(at(SEAL), format!("lists `{}`, which is no name of a file of a seal, or twice", file.name));
            continue;
        }
        if found.refused.contains_key(&file.name) {
            continue;
        }
        match read::open(&path.join(&file.name)).and_then(crate::archive::hash::of) {
            Ok((there, _)) if there == file.sha256 => {}
            Ok(_) => into.problem(at(&file.name), "was changed: its SHA-256 is not the one that was sealed"),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => into.problem(at(&file.name), "is missing"),
            Err(error) => into.problem(at(&file.name), format!("cannot be read: {error}")),
        }
    }
    for file in found.files.keys().chain(&found.folders) {
        if !listed.contains_key(file) && file != SUMS {
            into.problem(at(file), "is not in the seal");
        }
    }
    files::list(path, shown, SEAL, &listed, into);
    Some((seal, hash))
}

/// What a seal says and its hash, or what is wrong with it.
fn said(path: &Path) -> Result<(Seal, String), String> {
    let bytes = read::whole(&path.join(SEAL), SEAL_LIMIT).map_err(|error| format!("cannot be read: {error}"))?;
    let seal: Seal = serde_json::from_slice(&bytes).map_err(|error| format!("is not what was sealed: {error}"))?;
    if seal.schema != SCHEMA {
        return Err(format!("is of the schema `{}`, this rolecall reads {SCHEMA}", seal.schema));
    }
    Ok((seal, sha256(&bytes)))
}

/// The signature of an approval.
fn signature(
    path: &Path,
    shown: &str,
    seal: &Seal,
    manifest: &Manifest,
    trust: &Trust<'_>,
) -> Result<Signature, String> {
    let jws = read::whole(&path.join(JWS), JWS_LIMIT).map_err(|error| format!("cannot be read: {error}"))?;
    let (claims, key) = approval::read(&jws, manifest, seal.previous.as_deref())?;
    let at = Timestamp::from_second(claims.iat).map_err(|_| "was signed at no moment".to_owned())?;
    if seal.at.parse::<Timestamp>().ok().map(Timestamp::as_second) != Some(claims.iat) {
        return Err("was signed at another moment than it was sealed".to_owned());
    }
    if let Some(why) = claims.decision.against(&manifest.verdict) {
        return Err(format!("says {}, and the verdict is {}: {why}", claims.decision.word(), manifest.verdict));
    }
    let known = trust.of(&claims.role, &key, at);
    if let Known::Listed(name) | Known::OtherDays(name) = &known
        && *name != claims.name
    {
        return Err(format!("says `{}`, and the gate lists its key as that of `{name}`", claims.name));
    }
    Ok(Signature {
        role: claims.role,
        name: claims.name,
        decision: claims.decision,
        comment: claims.comment,
        at: at.to_string(),
        key: key.thumbprint(),
        known,
        superseded: false,
        file: format!("{shown}/{JWS}"),
    })
}

/// Adds a signature: a later one of the same role takes its place, and one of the same person in another role may be one too many.
/// One that the gate does not trust does neither: the bytes are as they were signed, and whose they are is the gate's to say.
fn person(signature: Signature, trust: &Trust<'_>, state: &mut RunState, into: &mut Verification) {
    let why = match &signature.known {
        Known::Foreign => Some("with a key that is not listed in the gate"),
        Known::OtherDays(_) => Some("on a day for which the gate does not list the key"),
        Known::Listed(_) | Known::Anybody | Known::NoSuchRole => None,
    };
    if let Some(why) = why {
        into.notes.push(format!("{}: signed for `{}` {why}, so it does not count", signature.file, signature.role));
    }
    if !signature.known.is_trusted() {
        return state.signatures.push(signature);
    }
    for other in state.signatures.iter_mut().filter(|other| other.known.is_trusted()) {
        if other.role == signature.role {
            other.superseded = true;
        } else if !other.superseded && trust.one_person(other, &signature.name, &signature.key) {
            let what = format!(
                "is by `{}`, who signed as `{}` too, and the gate wants different people",
                signature.name, other.role
            );
            into.problem(&signature.file, what);
        }
    }
    state.signatures.push(signature);
}
