//! The pages and reports of `rolecall access --extra`.

use serde_json::{Map, Value};

use crate::access::Access;
use crate::model::UserIx;
use crate::snapshot::{Surface, SurfaceKind, User};

/// Which pages and reports the server gives to one user, and which it refuses; those of all users where no resource was
/// asked for.
pub(super) struct Extra<'s> {
    found: Vec<(&'s Surface, bool)>,
}

impl<'s> Extra<'s> {
    pub(super) fn of(access: &Access<'s>, user: UserIx, all: bool) -> Self {
        let surfaces = access.snapshot().surfaces.iter().filter(|_| all);
        let shown = surfaces.filter(|surface| matches!(surface.kind, SurfaceKind::Page | SurfaceKind::DataReport));
        Self { found: shown.filter_map(|surface| Some((surface, access.opens(user, surface)?))).collect() }
    }

    /// One line of JSON Lines for each: `{"user":…,"page":…,"allowed":…}`.
    pub(super) fn json<'a>(&'a self, user: &'a User) -> impl Iterator<Item = serde_json::Result<String>> + 'a {
        self.found.iter().map(|(surface, allowed)| {
            let mut line = Map::new();
            line.insert("user".to_owned(), Value::from(&*user.key));
            line.insert(surface.kind.word().to_owned(), Value::from(surface.key.as_str()));
            line.insert("allowed".to_owned(), Value::from(*allowed));
            if !user.active {
                line.insert("inactive".to_owned(), Value::from(true));
            }
            serde_json::to_string(&line)
        })
    }

    /// One row for each: user, `page NAME`, whether it is opened, and nothing in the other columns.
    pub(super) fn rows(&self, user: &User, width: usize) -> Vec<Vec<String>> {
        let row = |(surface, allowed): &(&Surface, bool)| {
            let mut row = vec![String::new(); width];
            let cells = [
                (0, user.key.to_string()),
                (1, format!("{} {}", surface.kind.word(), surface.key)),
                (width - 2, if *allowed { "open" } else { "refused" }.to_owned()),
            ];
            for (at, text) in cells {
                if let Some(cell) = row.get_mut(at) {
                    *cell = text;
                }
            }
            row
        };
        self.found.iter().map(row).collect()
    }
}
