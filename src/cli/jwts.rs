//! JSON Web Tokens in files that somebody names at collection.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::output::note;
use super::source::SystemArgs;
use crate::connect::server::short_names;
use crate::jwt::seen::{MOST, seen_in};
use crate::report::count;
use crate::report::escape::terminal;
use crate::sheets::{FileError, bytes_up_to};
use crate::snapshot::{Domain, JwtSeen, Snapshot};

/// The longest file that is looked into.
const LONGEST: u64 = 16 << 20;

/// Where tokens may lie about.
#[derive(Debug, Args)]
pub(super) struct JwtArgs {
    /// A file with JSON Web Tokens, such as `.env` or a configuration of an integration: what they say of themselves comes into the
    /// snapshot, never a token; may be given several times, beside those that rolecall.toml names
    #[arg(long, value_name = "FILE")]
    jwt_file: Vec<PathBuf>,
}

impl JwtArgs {
    /// Whether the command line names any.
    pub(super) fn is_given(&self) -> bool {
        !self.jwt_file.is_empty()
    }
}

impl SystemArgs {
    /// Looks into the files that the command line and the configuration name; the snapshot gets what their tokens say of
    /// themselves.
    pub(super) fn add_jwts(&self, snapshot: &mut Snapshot) -> anyhow::Result<()> {
        let files = self.paths(&self.jwts.jwt_file, |system| system.jwt_files)?;
        if files.is_empty() {
            return Ok(());
        }
        for (file, name) in short_names(files.iter().map(PathBuf::as_path)) {
            let seen = look_into(file, &name)?;
            let what = shown(file);
            if seen.len() >= MOST {
                note(&format!("{what}: only the first {MOST} JSON Web Tokens are looked at"));
            }
            note(&format!("{what}: {}", count(seen.len(), "JSON Web Token")));
            snapshot.jwts.extend(seen);
        }
        snapshot.jwts.sort_by(|a, b| a.at.cmp(&b.at));
        snapshot.looked_at(Domain::Jwts);
        Ok(())
    }
}

/// The tokens of a file, by the name that outputs call it.
fn look_into(path: &Path, name: &str) -> anyhow::Result<Vec<JwtSeen>> {
    let shown = || format!("`{}`", shown(path));
    let bytes = match bytes_up_to(path, LONGEST) {
        Ok(bytes) => bytes,
        Err(FileError::Read(why)) => return Err(why).with_context(|| format!("cannot read {}", shown())),
        Err(FileError::TooLarge) => {
            bail!("{} is longer than {} MiB; name the file that holds the tokens", shown(), LONGEST >> 20)
        }
        Err(_) => bail!("cannot read {}: it is no file", shown()),
    };
    // Windows writes UTF-16, told by its first two bytes.
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    Ok(seen_in(name, &text))
}

/// A path as a terminal may show it.
fn shown(path: &Path) -> String {
    terminal(&path.display().to_string(), 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header `{"alg":"none"}` and the body `{"sub":"till"}`, without a signature.
    const UNSIGNED: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0aWxsIn0.";

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn a_file_of_any_text_is_looked_into() {
        let utf16: Vec<u8> = std::iter::once(0xfeff)
            .chain(format!("TOKEN={UNSIGNED}").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [format!("TOKEN={UNSIGNED}").into_bytes(), utf16, [b"\xff\xfa\n", UNSIGNED.as_bytes()].concat()] {
            let seen = look_into(file(&bytes).path(), "f").unwrap();
            assert_eq!((seen.len(), seen[0].subject.as_deref()), (1, Some("till")));
        }
    }

    #[test]
    fn a_file_that_is_too_long_or_not_there_is_an_error_that_repeats_nothing_of_it() {
        let long = file(&vec![b'x'; 17 << 20]);
        let told = format!("{:#}", look_into(long.path(), "f").unwrap_err());
        assert!(told.ends_with("is longer than 16 MiB; name the file that holds the tokens"), "{told}");
        assert!(look_into(Path::new("/nowhere/at/all"), "f").is_err());
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let told = format!("{:#}", look_into(Path::new("/"), "f").unwrap_err());
        assert_eq!(told, "cannot read `/`: it is no file");
    }
}
