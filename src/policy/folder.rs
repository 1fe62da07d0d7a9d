//! What a policies folder has beside its parts: a rule that nobody reads would be missed by nobody.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::PolicyError;
use crate::model::{Position, nearest};

/// Read with role maps, and by the audit itself.
const OTHERS: [&str; 3] = ["guardrails.csv", "model.conf", "baseline.json"];

/// Fails where a file looks like rules and is none of the parts, or a part's file is a folder. `parts` are as they are called.
pub(super) fn check(folder: &Path, parts: &[&'static str]) -> Result<(), PolicyError> {
    let io = |source| PolicyError::Io { file: folder.to_owned(), source };
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io(error)),
    };
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(io)?;
    paths.sort();
    for path in paths {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        let (known, is_folder) = (parts.contains(&&*name), path.is_dir());
        let is_rules = || !OTHERS.contains(&&*name) && ["yaml", "yml", "csv", "conf"].contains(&ending);
        let what = if known && is_folder && ending == "yaml" {
            "is a folder, and rules of that name are one file".to_owned()
        } else if known || !(is_folder || is_rules()) {
            continue;
        } else if let Some(meant) = nearest(&name, parts.iter().chain(&OTHERS).copied()) {
            format!("is read by nothing; should it be called `{meant}`?")
        } else if is_folder {
            continue;
        } else {
            format!("is read by nothing; move it elsewhere. Rules are called {}", parts.join(", "))
        };
        let file = Arc::from(path.display().to_string());
        return Err(PolicyError::Invalid { at: Position::file(&file), message: what });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(entries: &[&str]) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        for entry in entries {
            match entry.strip_suffix('/') {
                Some(name) => std::fs::create_dir(folder.path().join(name)).unwrap(),
                None => std::fs::write(folder.path().join(entry), "").unwrap(),
            }
        }
        check(folder.path(), &["gate.yaml", "waivers.yaml", "sod"])
            .map_err(|error| error.to_string().replace(&folder.path().display().to_string(), "policies"))
    }

    #[test]
    fn rules_that_nobody_would_read_are_refused() {
        for (entry, said) in [
            ("gate.yml", "policies/gate.yml: is read by nothing; should it be called `gate.yaml`?"),
            ("waiver.yaml", "policies/waiver.yaml: is read by nothing; should it be called `waivers.yaml`?"),
            ("guardrail.csv", "policies/guardrail.csv: is read by nothing; should it be called `guardrails.csv`?"),
            ("sods/", "policies/sods: is read by nothing; should it be called `sod`?"),
            ("gate.yaml/", "policies/gate.yaml: is a folder, and rules of that name are one file"),
            (
                "kubernetes.yaml",
                "policies/kubernetes.yaml: is read by nothing; move it elsewhere. Rules are called gate.yaml, waivers.yaml, sod",
            ),
        ] {
            assert_eq!(told(&[entry]).unwrap_err(), said);
        }
    }

    #[test]
    fn what_is_read_and_what_is_no_rule_may_lie_there() {
        let entries = [
            "gate.yaml",
            "waivers.yaml",
            "sod/",
            "guardrails.csv",
            "model.conf",
            "baseline.json",
            "README.md",
            ".git/",
            "keys/",
        ];
        assert_eq!(told(&entries), Ok(()));
        assert!(check(Path::new("/nonexistent/policies"), &[]).is_ok());
    }
}
