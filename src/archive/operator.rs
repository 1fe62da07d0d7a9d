//! Who runs this program, where, and which program it is, as far as the machine tells.

use std::fs::File;
use std::io::Read;

use serde::Serialize;

use super::hash;

/// Who ran it; a claim of the machine, not a proof.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Who {
    /// The account.
    operator: Option<String>,
    /// The machine.
    host: Option<String>,
}

/// The program.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
    /// The SHA-256 of the running binary; none where it cannot be read.
    binary_sha256: Option<String>,
}

impl Who {
    /// Whoever runs this process.
    pub(super) fn here() -> Self {
        let said = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(said);
        let host =
            short("/proc/sys/kernel/hostname").or_else(|| ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(said));
        Self { operator: account().or(named), host }
    }
}

impl Tool {
    /// This program.
    pub(super) fn running() -> Self {
        // By the kernel's own link first: the file may have been replaced since it was started.
        let file = File::open("/proc/self/exe").or_else(|_| File::open(std::env::current_exe()?));
        let binary_sha256 = file.and_then(hash::of).ok().map(|(sha256, _)| sha256);
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), binary_sha256 }
    }
}

/// The name of the account that owns this process, as the machine's own list has it.
#[cfg(unix)]
fn account() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let uid = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let mut list = String::new();
    File::open("/etc/passwd").ok()?.take(1 << 20).read_to_string(&mut list).ok()?;
    let mut entries = list.lines().map(|line| line.split(':'));
    entries.find_map(|mut entry| {
        let (name, of) = (entry.next()?, entry.nth(1)?);
        (of == uid).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn account() -> Option<String> {
    None
}

/// The one line of a small file.
fn short(path: &str) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(256).read_to_string(&mut text).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
