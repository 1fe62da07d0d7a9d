//! Whatever is changed in a signed, reviewed archive of two runs, `verify` names the file.

use std::path::Path;

use crate::support::{Signed, copy, files, look, problems};

/// Files of up to so many bytes are changed at every byte.
const EXHAUSTIVE: usize = 1000;
/// Larger ones at so many places.
const SAMPLED: usize = 24;

fn names(told: &[String], file: &str) -> bool {
    told.iter().any(|problem| problem.contains(file))
}

#[test]
fn one_byte_anywhere() {
    let signed = Signed::make();
    let runs = signed.runs();
    assert_eq!(problems(&runs, &signed.gate), Vec::<String>::new());
    let mut changed = 0;
    for file in files(&runs) {
        if file.ends_with(".lock") {
            continue;
        }
        let (path, shown) = (runs.join(&file), file.to_str().unwrap());
        let bytes = std::fs::read(&path).unwrap();
        let step = if bytes.len() <= EXHAUSTIVE { 1 } else { bytes.len() / SAMPLED };
        for (at, bit) in (0..bytes.len()).step_by(step.max(1)).zip([0_u8, 3, 5, 7].into_iter().cycle()) {
            let mut other = bytes.clone();
            other[at] ^= 1 << bit;
            std::fs::write(&path, &other).unwrap();
            let told = problems(&runs, &signed.gate);
            assert!(names(&told, shown), "byte {at} of {shown}: {told:?}");
            changed += 1;
        }
        std::fs::write(&path, &bytes).unwrap();
    }
    assert!(changed > 4000, "{changed}");
    assert_eq!(problems(&runs, &signed.gate), Vec::<String>::new());
}

/// Does something to a copy and gives what is told.
fn after(signed: &Signed, act: impl FnOnce(&Path)) -> Vec<String> {
    let copied = tempfile::tempdir().unwrap();
    let runs = copied.path().join("reports");
    copy(&signed.runs(), &runs);
    act(&runs);
    problems(&runs, &signed.gate)
}

#[test]
fn a_file_removed_renamed_cut_or_grown() {
    let signed = Signed::make();
    for file in files(&signed.runs()) {
        if file.ends_with(".lock") {
            continue;
        }
        let shown = file.to_str().unwrap();
        let removed = after(&signed, |runs| std::fs::remove_file(runs.join(&file)).unwrap());
        assert!(names(&removed, shown), "{shown}: {removed:?}");
        let renamed = after(&signed, |runs| {
            let path = runs.join(&file);
            std::fs::rename(&path, path.with_file_name("zzz")).unwrap();
        });
        assert!(names(&renamed, shown) && names(&renamed, "zzz"), "{shown}: {renamed:?}");
        for (what, bytes) in [("grown", 1_i64), ("cut", -1)] {
            let told = after(&signed, |runs| {
                let path = runs.join(&file);
                let mut text = std::fs::read(&path).unwrap();
                if bytes > 0 {
                    text.push(b'\n');
                } else {
                    text.truncate(text.len() - 1);
                }
                std::fs::write(path, text).unwrap();
            });
            assert!(names(&told, shown), "{what} {shown}: {told:?}");
        }
    }
}

#[test]
fn a_file_or_a_folder_added() {
    let signed = Signed::make();
    let run = signed.first.file_name().unwrap().to_str().unwrap().to_owned();
    for place in ["extra.txt", "inputs/extra.txt", "seals/0001-approval/extra.txt", "seals/extra.txt", ".hidden"] {
        let told = after(&signed, |runs| {
            let path = runs.join(&run).join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        });
        assert!(names(&told, &format!("{run}/{place}")), "{place}: {told:?}");
    }
    for place in ["extra", "seals/0001-approval/extra", "seals/0003-review"] {
        let told = after(&signed, |runs| std::fs::create_dir(runs.join(&run).join(place)).unwrap());
        assert!(names(&told, &format!("{run}/{place}")), "{place}: {told:?}");
    }
}

/// A file system takes any bytes for a name; no rolecall wrote one that is no text.
#[cfg(unix)]
#[test]
fn a_name_that_is_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let signed = Signed::make();
    let run = signed.first.file_name().unwrap().to_str().unwrap().to_owned();
    let odd = std::ffi::OsStr::from_bytes(b"0003-\xffreview");
    for place in ["", "inputs", "seals", "seals/0001-approval"] {
        for folder in [true, false] {
            let told = after(&signed, |runs| {
                let there = runs.join(&run).join(place);
                std::fs::create_dir_all(&there).unwrap();
                let path = there.join(odd);
                if folder { std::fs::create_dir(path).unwrap() } else { std::fs::write(path, "x").unwrap() }
            });
            assert!(names(&told, "0003-\u{fffd}review"), "{place}: {told:?}");
        }
    }
}

#[test]
fn lines_reordered_doubled_removed() {
    let signed = Signed::make();
    let run = signed.first.file_name().unwrap().to_str().unwrap().to_owned();
    for list in [format!("{run}/SHA256SUMS"), format!("{run}/seals/0001-approval/SHA256SUMS")] {
        let edits: [fn(&mut Vec<&str>); 4] = [
            |lines| lines.swap(0, 1),
            |lines| lines.insert(0, lines[0]),
            |lines| lines.truncate(lines.len() - 1),
            |lines| lines.push(""),
        ];
        for edit in edits {
            let told = after(&signed, |runs| {
                let path = runs.join(&list);
                let text = std::fs::read_to_string(&path).unwrap();
                let mut lines: Vec<&str> = text.lines().collect();
                edit(&mut lines);
                std::fs::write(path, lines.join("\n") + "\n").unwrap();
            });
            assert!(names(&told, &list), "{list}: {told:?}");
        }
        let told = after(&signed, |runs| {
            let path = runs.join(&list);
            let text = std::fs::read_to_string(&path).unwrap().replace('\n', "\r\n");
            std::fs::write(path, text).unwrap();
        });
        assert!(names(&told, &list), "{told:?}");
    }
}

#[test]
fn a_run_removed_renamed_or_doubled() {
    let signed = Signed::make();
    crate::support::archive(&signed.runs(), 10, None);
    let (first, second) = (
        signed.first.file_name().unwrap().to_str().unwrap().to_owned(),
        signed.second.file_name().unwrap().to_str().unwrap().to_owned(),
    );
    for run in [&first, &second] {
        let told = after(&signed, |runs| std::fs::remove_dir_all(runs.join(run)).unwrap());
        assert!(names(&told, run), "{told:?}");
    }
    let other = "20261129T080000Z-prod-00000000";
    let renamed = after(&signed, |runs| std::fs::rename(runs.join(&second), runs.join(other)).unwrap());
    assert!(names(&renamed, other) && names(&renamed, &second), "{renamed:?}");
    let doubled = after(&signed, |runs| copy(&runs.join(&second), &runs.join(other)));
    assert!(names(&doubled, other), "{doubled:?}");
    let swapped = after(&signed, |runs| {
        std::fs::rename(runs.join(&first), runs.join("x")).unwrap();
        std::fs::rename(runs.join(&second), runs.join(&first)).unwrap();
        std::fs::rename(runs.join("x"), runs.join(&second)).unwrap();
    });
    assert!(names(&swapped, &first) && names(&swapped, &second), "{swapped:?}");
}

/// Somebody who makes every hash fit again is found by the run that follows, and by the seals.
#[test]
fn a_run_made_up_anew_does_not_fit_the_chain_nor_its_seals() {
    let signed = Signed::make();
    let first = signed.first.file_name().unwrap().to_str().unwrap().to_owned();
    let told = after(&signed, |runs| {
        let run = runs.join(&first);
        let manifest = std::fs::read_to_string(run.join("manifest.json")).unwrap().replace("rolecall_reader", "root");
        let list = std::fs::read_to_string(run.join("SHA256SUMS")).unwrap();
        let old = rolecall::archive::sha256(&std::fs::read(run.join("manifest.json")).unwrap());
        std::fs::write(run.join("SHA256SUMS"), list.replace(&old, &rolecall::archive::sha256(manifest.as_bytes())))
            .unwrap();
        std::fs::write(run.join("manifest.json"), manifest).unwrap();
    });
    assert!(names(&told, &format!("{first}/manifest.json: is not the one that")), "{told:?}");
    assert!(names(&told, &format!("{first}/seals/0001-approval/seal.json")), "{told:?}");
    assert!(names(&told, &format!("{first}/seals/0001-approval/approval.jws")), "{told:?}");
}

#[test]
fn a_seal_removed_or_moved() {
    let signed = Signed::make();
    let second = signed.second.file_name().unwrap().to_str().unwrap().to_owned();
    let seals = format!("{second}/seals");
    for number in ["0001-approval", "0002-approval"] {
        let told = after(&signed, |runs| std::fs::remove_dir_all(runs.join(&seals).join(number)).unwrap());
        assert!(names(&told, &seals), "{told:?}");
    }
    let told = after(&signed, |runs| {
        let folder = runs.join(&seals);
        std::fs::rename(folder.join("0001-approval"), folder.join("x")).unwrap();
        std::fs::rename(folder.join("0002-approval"), folder.join("0001-approval")).unwrap();
        std::fs::rename(folder.join("x"), folder.join("0002-approval")).unwrap();
    });
    assert!(names(&told, "0001-approval") && names(&told, "0002-approval"), "{told:?}");
    // The newest one leaves no trace in the folder; that is what the history is for.
    let told = after(&signed, |runs| std::fs::remove_dir_all(runs.join(&seals).join("0003-review")).unwrap());
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(look(&signed.second, &signed.gate).runs[0].seals.len(), 3);
}
