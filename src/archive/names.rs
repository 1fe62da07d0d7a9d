//! Names of runs, of seals and of files in them: what is a name, and what leads somewhere else.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Longest path inside a run.
const LONGEST: usize = 512;

/// The name of a run: when, which system, and the beginning of a hash over what is in it.
pub(super) fn run(at: Timestamp, system: &str, sha256: &str) -> String {
    let at = at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    format!("{at}-{}-{}", slug(system), sha256.get(..8).unwrap_or_default())
}

/// Whether a folder is called as a run is.
pub(super) fn is_run(name: &str) -> bool {
    let fits = |(at, c): (usize, u8)| match at {
        8 => c == b'T',
        15 => c == b'Z',
        16 => c == b'-',
        at if at < 15 => c.is_ascii_digit(),
        _ => c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-',
    };
    name.len() > 17 && name.len() <= 100 && name.bytes().enumerate().all(fits)
}

/// A system's name in small letters, digits and dashes: it was chosen by somebody, and becomes the name of a folder.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "system".to_owned() } else { slug.to_owned() }
}

/// Whether a path stays inside the folder that it is joined to, whatever the platform.
pub(super) fn stays_inside(path: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..");
    path.len() <= LONGEST
        && path.split('/').all(plain)
        && !path.contains(|c: char| c == '\\' || c == ':' || c.is_control())
}

/// The name of a seal's folder.
pub(super) fn seal(number: u64, what: &str) -> String {
    format!("{number:04}-{what}")
}

/// Whether a text is fit for what a seal is about, or for a file in it.
pub(super) fn is_plain(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    name.len() <= 60 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_called_by_moment_system_and_content() {
        let at: Timestamp = "2026-11-29T08:01:02.9Z".parse().unwrap();
        let name = run(at, "../Prod ÄRP\u{202e}", &"1f2e3d4c".repeat(8));
        assert_eq!(name, "20261129T080102Z-prod-rp-1f2e3d4c");
        assert!(is_run(&name));
        assert_eq!(run(at, "…", "0123456789"), "20261129T080102Z-system-01234567");
        for wrong in ["", "sample", "demo", "20261129T080102Z-", "20261129T080102Z-a/b", "2026-11-29T080102Z-prod-1f2e"]
        {
            assert!(!is_run(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_none() {
        for good in ["report.json", "inputs/role-maps/sales team.yaml", "inputs/..a"] {
            assert!(stays_inside(good), "{good}");
        }
        for wrong in ["", "/etc/passwd", "../x", "a/../b", "a//b", "./a", "a/", "a\\b", "C:x", "a\nb"] {
            assert!(!stays_inside(wrong), "{wrong}");
        }
    }
}
