//! Archives that somebody prepared: nothing outside is read, nothing is followed, nothing is held that is large.

use std::path::Path;

use rolecall::archive::sha256;

use crate::support::{Signed, archive, gate, problems};

/// Changes the manifest of a run and makes the list of hashes fit.
fn rewritten(run: &Path, edit: impl FnOnce(String) -> String) {
    let path = run.join("manifest.json");
    let old = std::fs::read_to_string(&path).unwrap();
    let new = edit(old.clone());
    std::fs::write(&path, &new).unwrap();
    let list = std::fs::read_to_string(run.join("SHA256SUMS")).unwrap();
    std::fs::write(run.join("SHA256SUMS"), list.replace(&sha256(old.as_bytes()), &sha256(new.as_bytes()))).unwrap();
}

#[test]
fn a_name_that_leads_out_is_refused_and_not_read() {
    for name in ["../secret", "/etc/hostname", "inputs/../../secret", "a\\\\b", "manifest.json", "seals/x"] {
        let folder = tempfile::tempdir().unwrap();
        let run = archive(&folder.path().join("reports"), 8, None).folder;
        std::fs::write(folder.path().join("secret"), "s3cret").unwrap();
        rewritten(&run, |text| text.replace("\"README.txt\"", &format!("\"{name}\"")));
        let told = problems(&run, &gate(&[]));
        let wanted = "manifest.json: lists `";
        assert!(told.iter().any(|one| one.contains(wanted)), "{name}: {told:?}");
        assert!(!told.iter().any(|one| one.contains("SHA-256 is not the one that the manifest has")), "{told:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_pipes_and_devices_are_refused_wherever_they_are() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let signed = Signed::make();
    let name = signed.second.file_name().unwrap().to_str().unwrap().to_owned();
    for file in [
        "report.json",
        "manifest.json",
        "SHA256SUMS",
        "seals/0001-approval/approval.jws",
        "seals/0001-approval/seal.json",
    ] {
        let path = signed.second.join(file);
        let kept = outside.path().join("kept");
        std::fs::rename(&path, &kept).unwrap();
        // The very same bytes behind a link.
        symlink(&kept, &path).unwrap();
        let told = problems(&signed.second, &signed.gate);
        assert!(told.iter().any(|one| one.starts_with(&format!("{name}/{file}")) && one.contains("link")), "{told:?}");
        std::fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if made.is_ok_and(|made| made.success()) {
            // Whoever opened it would wait for ever.
            let told = problems(&signed.second, &signed.gate);
            assert!(
                told.iter().any(|one| one.contains(&format!("{name}/{file}")) && one.contains("no ordinary")),
                "{told:?}"
            );
            std::fs::remove_file(&path).unwrap();
        }
        std::fs::rename(&kept, &path).unwrap();
    }
    for folder in ["seals", "seals/0002-approval"] {
        let (path, kept) = (signed.second.join(folder), outside.path().join("kept"));
        std::fs::rename(&path, &kept).unwrap();
        symlink(&kept, &path).unwrap();
        let told = problems(&signed.second, &signed.gate);
        assert!(told.iter().any(|one| one.contains(&format!("{name}/{folder}")) && one.contains("link")), "{told:?}");
        std::fs::remove_file(&path).unwrap();
        std::fs::rename(&kept, &path).unwrap();
    }
    // A run that is a link.
    let kept = outside.path().join("kept");
    std::fs::rename(&signed.first, &kept).unwrap();
    symlink(&kept, &signed.first).unwrap();
    let told = problems(&signed.runs(), &signed.gate);
    let first = signed.first.file_name().unwrap().to_str().unwrap();
    assert!(told.iter().any(|one| one.starts_with(first) && one.contains("link")), "{told:?}");
}

#[test]
fn deep_huge_and_endless_content_is_told_in_little_time() {
    let folder = tempfile::tempdir().unwrap();
    let run = archive(&folder.path().join("reports"), 8, None).folder;
    let name = run.file_name().unwrap().to_str().unwrap().to_owned();
    let manifest = run.join("manifest.json");
    let kept = std::fs::read(&manifest).unwrap();
    for text in ["[".repeat(1 << 20), "{\"files\":".repeat(1 << 18), "\u{0}".repeat(64), "1e999999".to_owned()] {
        std::fs::write(&manifest, text).unwrap();
        let told = problems(&run, &gate(&[]));
        assert!(
            told.iter().any(|one| one.starts_with(&format!("{name}/manifest.json: is not a manifest"))),
            "{told:?}"
        );
    }
    // Many times larger than the memory that it may take, and without a block on the disk.
    std::fs::File::create(&manifest).unwrap().set_len(1 << 40).unwrap();
    let told = problems(&run, &gate(&[]));
    assert!(told.iter().any(|one| one.contains("manifest.json: cannot be read: it has more than")), "{told:?}");
    std::fs::write(&manifest, kept).unwrap();
    std::fs::File::create(run.join("report.json")).unwrap().set_len(1 << 40).unwrap();
    let told = problems(&run, &gate(&[]));
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("report.json: has 1099511627776 bytes"), "{told:?}");
}

#[test]
fn a_number_beyond_all_numbers_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("reports");
    let run = archive(&runs, 8, None).folder;
    rewritten(&run, |text| text.replace("\"number\": 1,", &format!("\"number\": {},", u64::MAX)));
    archive(&runs, 9, None);
    let told = problems(&runs, &gate(&[]));
    assert!(told.iter().any(|one| one.contains("is run 18446744073709551615 and follows none")), "{told:?}");
}

/// A verifier is told who follows whom by files that anybody may have written.
#[test]
fn runs_that_follow_each_other_in_a_circle_end() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("reports");
    let (one, two) = (archive(&runs, 8, None), archive(&runs, 9, None));
    rewritten(&one.folder, |text| {
        let link = format!(
            "\"number\": 7,\n  \"previous\": {{\"run\": \"{}\", \"manifest_sha256\": \"{}\"}},",
            two.run.run, two.run.manifest_sha256
        );
        text.replace("\"number\": 1,\n  \"previous\": null,", &link)
    });
    for target in [&runs, &one.folder, &two.folder] {
        assert!(!problems(target, &gate(&[])).is_empty());
    }
}
