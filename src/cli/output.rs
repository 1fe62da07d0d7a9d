//! Where results and complaints go: stdout is the result, stderr everything else, files are written whole or not at all.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::report::{RenderOptions, escape};

/// The file that `-o` names; `-` is stdout.
pub(super) fn file(to: Option<&Path>) -> Option<&Path> {
    to.filter(|path| *path != Path::new("-"))
}

/// Fails if a file cannot come to stand there, so that nobody is asked for minutes first.
pub(super) fn has_room(to: Option<&Path>) -> anyhow::Result<()> {
    let Some(path) = file(to) else { return Ok(()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() && !path.is_dir() => Ok(()),
        Ok(found) if found.is_dir() => bail!("cannot write `{}`: it is a folder", path.display()),
        _ => bail!("cannot write `{}`: there is no folder `{}`", path.display(), folder.display()),
    }
}

/// Writes what is no text to a file, or to stdout unless that is a terminal.
pub(super) fn deliver_binary(bytes: &[u8], to: Option<&Path>) -> anyhow::Result<()> {
    if file(to).is_none() && io::stdout().is_terminal() {
        bail!("a workbook is nothing for a terminal: give `-o FILE`");
    }
    deliver(bytes, to)
}

/// Writes to a file, or to stdout without one.
pub(super) fn deliver(bytes: &[u8], to: Option<&Path>) -> anyhow::Result<()> {
    stream(to, |out| Ok(out.write_all(bytes)?))
}

/// Writes piece by piece to a file, which is there whole or not at all, or to stdout without one.
///
/// A reader of stdout that goes away has had enough: writing ends, the command does not fail and keeps its exit code.
pub(super) fn stream(
    to: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if let Some(path) = file(to) {
        return whole(path, write);
    }
    let mut stdout = BufWriter::new(io::stdout().lock());
    match write(&mut stdout).and_then(|()| Ok(stdout.flush()?)) {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        done => done,
    }
}

/// Writes a file that is there whole or not at all.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    whole(path, |out| Ok(out.write_all(bytes)?))
}

fn whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let write = || {
        // A link is followed, so that the file behind it is replaced and the link stays.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let there = std::fs::metadata(&target).ok();
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            // A device or a pipe is written to; replacing it would break whoever else uses it.
            let mut device = BufWriter::new(std::fs::OpenOptions::new().write(true).open(&target)?);
            write(&mut device)?;
            return Ok(device.flush()?);
        }
        let folder = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut file = BufWriter::new(tempfile::NamedTempFile::new_in(folder)?);
        write(&mut file)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        if let Some(there) = there {
            file.as_file().set_permissions(there.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        anyhow::Ok(())
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &io::Error| cause.kind() == ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
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

/// How to show tables that go there: on a terminal as wide as it is and in colour, in a file neither.
pub(super) fn options(limit: Option<usize>, to: Option<&Path>) -> RenderOptions {
    let stdout = io::stdout();
    let terminal = Terminal {
        width: terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0)),
        colour: stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    fitting(limit, to, terminal)
}

/// What stdout is.
#[derive(Clone, Copy)]
struct Terminal {
    width: Option<usize>,
    colour: bool,
}

fn fitting(limit: Option<usize>, to: Option<&Path>, terminal: Terminal) -> RenderOptions {
    match file(to) {
        Some(_) => RenderOptions { limit, ..RenderOptions::default() },
        None => RenderOptions { width: terminal.width, colour: terminal.colour, limit },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_without_the_terminals_width_and_colour() {
        let terminal = Terminal { width: Some(60), colour: true };
        let shown = fitting(Some(7), Some(Path::new("report.txt")), terminal);
        assert_eq!(shown, RenderOptions { width: None, colour: false, limit: Some(7) });
        for stdout in [None, Some(Path::new("-"))] {
            assert_eq!(fitting(None, stdout, terminal), RenderOptions { width: Some(60), colour: true, limit: None });
        }
    }

    // /dev/full is Linux alone.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_stays_a_link_a_mode_stays_and_a_device_is_written_to() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::write(&real, "old").unwrap();
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_file(&link, b"new").unwrap();
        assert_eq!(std::fs::read(&real).unwrap(), b"new");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        let full = write_file(Path::new("/dev/full"), b"x").unwrap_err();
        assert!(format!("{full:#}").starts_with("cannot write `/dev/full`: No space left"), "{full:#}");
        assert!(!std::fs::metadata("/dev/full").unwrap().is_file());
    }

    #[test]
    fn a_file_that_cannot_be_finished_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let broken = stream(Some(&path), |out| {
            out.write_all(b"half")?;
            anyhow::bail!("no more")
        });
        assert_eq!(format!("{:#}", broken.unwrap_err()), format!("cannot write `{}`: no more", path.display()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
