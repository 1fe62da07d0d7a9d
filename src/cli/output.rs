//! Where results and complaints go: stdout is the result, stderr everything else, files are written whole or not at all.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::Context;

use crate::report::{RenderOptions, escape};

/// Writes to a file atomically, or to stdout without one (or for `-`).
pub(super) fn deliver(bytes: &[u8], to: Option<&Path>) -> anyhow::Result<()> {
    match to.filter(|path| *path != Path::new("-")) {
        Some(path) => write_file(path, bytes),
        None => {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(bytes)?;
            stdout.flush()?;
            Ok(())
        }
    }
}

/// Writes a file that is there whole or not at all.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        std::io::Result::Ok(())
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

/// Says something to the user that is not the result.
pub(super) fn note(text: &str) {
    let mut stderr = anstream::stderr().lock();
    // Nobody is left to tell when stderr is gone.
    let _ = writeln!(stderr, "{text}");
}

/// Tells an error and its causes on one line.
pub(super) fn complain(error: &anyhow::Error) {
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    let red = anstyle::AnsiColor::Red.on_default().bold();
    note(&format!("{red}error:{red:#} {}", escape::terminal(&chain.join(": "), 2000)));
}

/// Whether the reader of our output went away, which is no failure.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(broken))
}

/// How to show tables: as wide as the terminal, in colour only on one.
pub(super) fn options(limit: Option<usize>) -> RenderOptions {
    let stdout = std::io::stdout();
    let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    RenderOptions { width, colour: stdout.is_terminal() && !plain, limit }
}
