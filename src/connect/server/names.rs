//! Short names for paths: no more of a path than tells it from the others, so that a report moves between machines.

use std::path::{Path, PathBuf};

/// Each path once, with its short name.
pub(crate) fn short<'p>(paths: impl Iterator<Item = &'p Path>) -> Vec<(&'p Path, String)> {
    let mut all: Vec<(&Path, PathBuf)> = Vec::new();
    for path in paths {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if all.iter().all(|(_, known)| *known != whole) {
            all.push((path, whole));
        }
    }
    let named = |(path, whole): &(&'p Path, PathBuf)| {
        let length = whole.components().count();
        let fits = |parts: &usize| {
            let name = end(whole, *parts);
            all.iter().filter(|(_, other)| end(other, *parts) == name).count() == 1
        };
        let parts = (1..=length).find(fits).unwrap_or(length);
        (*path, end(whole, parts).to_string_lossy().into_owned())
    };
    all.iter().map(named).collect()
}

/// The last parts of a path.
fn end(path: &Path, parts: usize) -> PathBuf {
    let length = path.components().count();
    path.components().skip(length.saturating_sub(parts)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_as_long_as_it_must_be() {
        let paths = ["/srv/a/site_config.json", "/srv/b/site_config.json", "/etc/odoo.conf", "/etc/odoo.conf"];
        let names: Vec<String> = short(paths.iter().map(Path::new)).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["a/site_config.json", "b/site_config.json", "odoo.conf"]);
    }
}
