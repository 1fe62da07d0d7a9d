//! Secrets by reference: `env:NAME`, `file:PATH`, `stdin`. A value written out where a reference belongs is refused, and
//! no message repeats it.

use std::env::VarError;
use std::io::Read;

use secrecy::SecretString;

/// Longest secret, in bytes.
const LIMIT: u64 = 64 * 1024;

/// Why a reference gives no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Not one of the three forms.
    #[error("a secret is written out where a reference belongs; write `env:NAME`, `file:PATH` or `stdin`")]
    NotAReference,
    /// No text at all, as a variable of a shell leaves that is not set.
    #[error("a reference to a secret is empty; write `env:NAME`, `file:PATH` or `stdin`")]
    NoReference,
    /// The variable is not set.
    #[error("environment variable `{0}` is not set")]
    NoVariable(String),
    /// The file cannot be read.
    #[error("cannot read the secret in file `{path}`")]
    File {
        /// Which file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Nothing there.
    #[error("the secret in `{0}` is empty")]
    Empty(String),
    /// Bytes that are not UTF-8.
    #[error("the secret in `{0}` is not UTF-8 text")]
    NotText(String),
    /// Longer than any secret.
    #[error("the secret in `{0}` is longer than {limit} KiB, which no secret is", limit = LIMIT >> 10)]
    TooLong(String),
}

/// Reads the secret that a reference names. One line end behind it is not part of it.
pub fn resolve(reference: &str) -> Result<SecretString, SecretError> {
    let bytes = match reference.split_once(':') {
        Some(("env", name)) => match std::env::var(name) {
            Ok(text) => text.into_bytes(),
            Err(VarError::NotPresent) => return Err(SecretError::NoVariable(name.to_owned())),
            Err(VarError::NotUnicode(_)) => return Err(SecretError::NotText(reference.to_owned())),
        },
        Some(("file", path)) => {
            let file = std::fs::File::open(path);
            file.and_then(read).map_err(|source| SecretError::File { path: path.to_owned(), source })?
        }
        None if reference == "stdin" => {
            read(std::io::stdin()).map_err(|source| SecretError::File { path: "stdin".to_owned(), source })?
        }
        None if reference.is_empty() => return Err(SecretError::NoReference),
        _ => return Err(SecretError::NotAReference),
    };
    if bytes.len() as u64 > LIMIT {
        return Err(SecretError::TooLong(reference.to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|_| SecretError::NotText(reference.to_owned()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(SecretError::Empty(reference.to_owned())) } else { Ok(SecretString::from(text)) }
}

/// One byte more than a secret may have, so that a longer one shows.
fn read(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_secret_written_out_is_refused_and_not_repeated() {
        for text in ["hunter2", "postgres://joe:hunter2@db/erp", "plain:hunter2"] {
            let message = resolve(text).unwrap_err().to_string();
            assert!(!message.contains("hunter2"), "{message}");
        }
    }

    #[test]
    fn a_file_gives_its_secret_without_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "s3cret\r\n").unwrap();
        let found = resolve(&format!("file:{}", path.display())).unwrap();
        assert_eq!(found.expose_secret(), "s3cret");
        std::fs::write(&path, "\n").unwrap();
        assert!(matches!(resolve(&format!("file:{}", path.display())), Err(SecretError::Empty(_))));
    }

    #[test]
    fn a_secret_is_never_cut_and_never_guessed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let reference = format!("file:{}", path.display());
        std::fs::write(&path, "x".repeat(64 * 1024)).unwrap();
        assert_eq!(resolve(&reference).unwrap().expose_secret().len(), 64 * 1024);
        std::fs::write(&path, "x".repeat(64 * 1024 + 1)).unwrap();
        assert!(matches!(resolve(&reference), Err(SecretError::TooLong(_))));
        std::fs::write(&path, b"caf\xe9").unwrap();
        assert!(matches!(resolve(&reference), Err(SecretError::NotText(_))));
    }
}
