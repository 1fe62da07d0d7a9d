//! The workbook in a real office program: `LibreOffice` opens it without repair and reads the same values. CI must have it; elsewhere a
//! test that is skipped says so.

use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::Data;

use crate::workbook::{bytes, sheets};
use crate::{fixtures, tables};

/// `LibreOffice`, where it is installed.
pub(crate) fn soffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/lib/libreoffice/program")]);
    let found = folders.map(|folder| folder.join("soffice")).find(|program| program.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no LibreOffice (soffice), which CI must have");
        eprintln!("SKIPPED: no LibreOffice (soffice) on this machine, so no workbook was opened by it");
    }
    found
}

/// Opens a file and saves it in another format, beside it in a folder of its own, where it gets a name of `LibreOffice`'s; gives the
/// new file.
pub(crate) fn convert(soffice: &Path, file: &Path, to: &str, name: &str) -> PathBuf {
    convert_read(soffice, file, None, to, name)
}

/// The same, and it is told how to read the file.
pub(crate) fn convert_read(soffice: &Path, file: &Path, from: Option<&str>, to: &str, name: &str) -> PathBuf {
    let folder = file.parent().unwrap();
    // A profile of its own: two tests at once would wait for each other's.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let out = folder.join("converted");
    let said = Command::new(soffice)
        .args([&profile, "--headless", "--norestore", "--convert-to", to, "--outdir"])
        .arg(&out)
        .args(from.map(|from| format!("--infilter={from}")))
        .arg(file)
        .env("HOME", folder)
        .output()
        .unwrap();
    let made = out.join(name);
    assert!(
        said.status.success() && made.is_file(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    made
}

/// Cells as text; a number as people see it.
fn plain(rows: &[Vec<Data>]) -> Vec<Vec<String>> {
    let cell = |cell: &Data| cell.to_string();
    let mut rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    for row in &mut rows {
        while row.last().is_some_and(String::is_empty) {
            row.pop();
        }
    }
    while rows.last().is_some_and(Vec::is_empty) {
        rows.pop();
    }
    rows
}

#[test]
fn libreoffice_opens_it_without_repair_and_reads_the_same() {
    let Some(soffice) = soffice() else { return };
    for (name, report) in [("usual", tables::audited()), ("hostile", fixtures::hostile(fixtures::HOSTILE))] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("{name}.xlsx"));
        let written = bytes(&report);
        std::fs::write(&file, &written).unwrap();
        let saved =
            std::fs::read(convert(&soffice, &file, "xlsx:Calc MS Excel 2007 XML", &format!("{name}.xlsx"))).unwrap();
        assert_ne!(saved, written, "LibreOffice wrote a workbook of its own");
        let (ours, theirs) = (sheets(&written), sheets(&saved));
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        for (sheet, rows) in &ours {
            assert_eq!(plain(rows), plain(&theirs[sheet]), "{name}, sheet {sheet}");
        }
    }
}
