//! The pages, reports and buttons of `rolecall access --extra`.

use serde_json::{Map, Value};

use crate::access::Access;
use crate::model::UserIx;
use crate::snapshot::{Surface, SurfaceKind, User};

/// Which pages, reports and buttons the server gives to one user, and which it refuses; those of all users where no resource was
/// asked for.
pub(super) struct Extra<'s> {
    found: Vec<(&'s Surface, Option<bool>)>,
}

impl<'s> Extra<'s> {
    pub(super) fn of(access: &Access<'s>, user: UserIx, all: bool) -> Self {
        let surfaces = access.snapshot().surfaces.iter().filter(|_| all);
        let is_told = |kind| matches!(kind, SurfaceKind::Page | SurfaceKind::DataReport | SurfaceKind::Button);
        let shown = surfaces.filter(|surface| is_told(surface.kind));
        Self { found: shown.map(|surface| (surface, access.opens(user, surface))).collect() }
    }

    /// Of how many nobody knows whether they are open.
    pub(super) fn open(&self) -> usize {
        self.found.iter().filter(|(_, allowed)| allowed.is_none()).count()
    }

    /// One line of JSON Lines for each: `{"user":…,"page":…,"allowed":…}`.
    pub(super) fn json<'a>(&'a self, user: &'a User) -> impl Iterator<Item = serde_json::Result<String>> + 'a {
        self.found.iter().map(|(surface, allowed)| {
            let mut line = Map::new();
            line.insert("user".to_owned(), Value::from(&*user.key));
            match allowed {
                Some(allowed) => {
                    line.insert(surface.kind.word().to_owned(), Value::from(surface.key.as_str()));
                    line.insert("allowed".to_owned(), Value::from(*allowed));
                }
                None => {
                    let what = format!("{} {}", surface.kind.word(), surface.key);
                    line.insert("not_assessed".to_owned(), Value::from(vec![what]));
                }
            }
            if !user.active {
                line.insert("inactive".to_owned(), Value::from(true));
            }
            serde_json::to_string(&line)
        })
    }

    /// One row for each: user, `page NAME`, whether it is opened, and nothing in the other columns.
    pub(super) fn rows(&self, user: &User, width: usize) -> Vec<Vec<String>> {
        let row = |(surface, allowed): &(&Surface, Option<bool>)| {
            let mut row = vec![String::new(); width];
            let cells = [
                (0, user.key.to_string()),
                (1, format!("{} {}", surface.kind.word(), surface.key)),
                (
                    width - 2,
                    match allowed {
                        Some(true) => "open",
                        Some(false) => "refused",
                        None => "not assessed",
                    }
                    .to_owned(),
                ),
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
