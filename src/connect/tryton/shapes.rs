//! What a model allows where no access row speaks to somebody. The database does not say it: whether a model is a singleton or
//! a query is in its program. `shapes.tsv` says it of the official modules, and of the others it is not known.

use std::collections::{HashMap, HashSet};

use super::series::{ALL, OPERATIONS, Series};
use crate::model::{OpIx, Ops};

/// Generated from the classes of every official module by tests/tryton/shapes.py.
const TABLE: &str = include_str!("shapes.tsv");

/// What is allowed on models where no row speaks.
pub(super) struct Shapes {
    /// Of models that allow less than everything.
    narrower: HashMap<String, Ops>,
    /// Modules whose models were all looked at.
    known: HashSet<String>,
    /// What the running server said of a model, which goes before everything else.
    told: HashMap<String, Ops>,
}

impl Shapes {
    /// Those of a series.
    pub(super) fn of(series: Series) -> Self {
        let mut shapes = Self { narrower: HashMap::new(), known: HashSet::new(), told: HashMap::new() };
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            match cells.as_slice() {
                ["module", name, holds] if is_in(holds, series) => {
                    shapes.known.insert((*name).to_owned());
                }
                [model, _, _, ops, holds] if is_in(holds, series) => {
                    shapes.narrower.insert((*model).to_owned(), named(ops));
                }
                _ => {}
            }
        }
        shapes
    }

    /// Notes what the running server allows on a model where no row speaks.
    pub(super) fn tell(&mut self, model: &str, open: Ops) {
        self.told.insert(model.to_owned(), open);
    }

    /// What is open on a model, and of what that is not known.
    pub(super) fn get(&self, model: &str, module: &str) -> (Ops, Ops) {
        let known = self.told.get(model).or_else(|| self.narrower.get(model).filter(|_| self.known.contains(module)));
        match known {
            Some(open) => (*open, Ops::NONE),
            None if self.known.contains(module) => (ALL, Ops::NONE),
            // Reading is open in any case; a singleton leaves writing too.
            None => (ALL, ALL.without(Ops::one(OpIx(0)))),
        }
    }
}

fn named(ops: &str) -> Ops {
    let bit = |name: &str| OPERATIONS.iter().position(|(known, _)| *known == name);
    ops.split(',').filter_map(bit).fold(Ops::NONE, |ops, at| ops.with(Ops::one(OpIx::new(at))))
}

/// Whether a range of series such as `7.0-8.2` has a series in it.
fn is_in(range: &str, series: Series) -> bool {
    let number = |name: &str| -> Option<(u32, u32)> {
        let (major, minor) = name.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    };
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (Some(first), Some(last), Some(here)) = (number(first), number(last), number(series.name())) else {
        return false;
    };
    (first..=last).contains(&here)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Ops = Ops(0b0001);
    const WRITE: Ops = Ops(0b0010);

    #[test]
    fn the_table_is_read_to_its_last_line() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert!(matches!(cells.len(), 3 | 5), "{line}");
            let last = cells.last().unwrap().split('-').next_back().unwrap();
            assert!(last.contains('.'), "{line}");
        }
    }

    #[test]
    fn singletons_and_queries_are_told_apart_from_plain_models_and_unknown_ones() {
        let shapes = Shapes::of(Series::V8_2);
        assert_eq!(shapes.get("party.configuration", "party"), (READ.with(WRITE), Ops::NONE));
        assert_eq!(shapes.get("account.aged_balance", "account"), (READ, Ops::NONE));
        assert_eq!(shapes.get("party.party", "party"), (ALL, Ops::NONE));
        assert_eq!(shapes.get("acme.thing", "acme"), (ALL, ALL.without(READ)));
        let older = Shapes::of(Series::V7_0);
        assert_eq!(older.get("party.configuration", "party"), (READ.with(WRITE), Ops::NONE));
        assert!(is_in("7.0-8.2", Series::V8_2) && is_in("8.2", Series::V8_2) && !is_in("7.0-7.8", Series::V8_2));
    }
}
