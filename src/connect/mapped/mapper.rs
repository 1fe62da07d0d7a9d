//! From rows to a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::Definition;
use super::entities::{ENTITIES, Id, Kind};
use super::index::Index;
use super::plural_rows;
use super::row::Row;
use super::table::{Slot, Table};
use crate::connect::questions::Ledger;
use crate::model::{GroupIx, Origin, ResourceIx, UserIx};
use crate::snapshot::{Audience, Count, Domain, Grantee, Snapshot, State, System};
use crate::yaml::Problems;
use crate::yaml::words::quote;

/// What is mapped.
pub(super) struct Input {
    pub(super) definition: Definition,
    /// What a manifest or a folder is called in problems about what it does not have.
    pub(super) at: crate::model::Position,
    pub(super) tables: BTreeMap<Id, Table>,
    pub(super) counts: Vec<Counted>,
    pub(super) system: System,
}

/// An entity counted by a second path.
pub(super) struct Counted {
    pub(super) id: Id,
    pub(super) rows: u64,
    pub(super) method: String,
}

/// Rows that name something that is not there, by entity and column.
type Unknown = BTreeMap<(Id, &'static str), (usize, BTreeSet<String>)>;

/// Fills a snapshot.
pub(super) struct Mapper<'p> {
    pub(super) input: Input,
    pub(super) problems: &'p mut Problems,
    pub(super) ledger: Ledger,
    pub(super) snapshot: Snapshot,
    pub(super) companies: Index,
    pub(super) users: Index,
    pub(super) groups: Index,
    pub(super) resources: Index,
    /// Groups that stand for one user each.
    pub(super) alone: BTreeMap<UserIx, GroupIx>,
    /// Groups that stand for an audience each.
    pub(super) audiences: BTreeMap<Audience, GroupIx>,
    unknown: Unknown,
    /// Rows by the name that no other may have.
    pub(super) seen: BTreeMap<(Id, String), usize>,
    /// Entities that rows name and that are not given at all, each told once.
    absent: BTreeSet<Id>,
}

/// Maps; where a problem is an error, what comes back is not to be used.
pub(super) fn map(input: Input, problems: &mut Problems) -> Snapshot {
    let by_id = |id: Id| input.tables.get(&id).is_some_and(|table| table.has("id"));
    let index = |id: Id| Index::new(id, by_id(id));
    let snapshot = Snapshot {
        system: input.system.clone(),
        semantics: input.definition.semantics(),
        operations: input.definition.operations.clone(),
        ..Snapshot::default()
    };
    let mut mapper = Mapper {
        companies: index(Id::Companies),
        users: index(Id::Users),
        groups: index(Id::Groups),
        resources: index(Id::Resources),
        input,
        problems,
        ledger: Ledger::default(),
        snapshot,
        alone: BTreeMap::new(),
        audiences: BTreeMap::new(),
        unknown: Unknown::new(),
        seen: BTreeMap::new(),
        absent: BTreeSet::new(),
    };
    mapper.presence();
    // Rows that hang on a column that is not there would only repeat it.
    if mapper.problems.has_errors() {
        return mapper.snapshot;
    }
    mapper.companies();
    mapper.users();
    mapper.resources();
    mapper.groups();
    mapper.memberships();
    mapper.grants();
    mapper.record_rules();
    mapper.fields();
    mapper.tokens();
    mapper.settings();
    mapper.account();
    mapper.snapshot
}

impl Mapper<'_> {
    /// Says what was not given. What nobody can do without is an error.
    fn presence(&mut self) {
        let given = |id: Id| self.input.tables.contains_key(&id);
        for entity in ENTITIES.iter().filter(|entity| !given(entity.id)) {
            let none = self.input.definition.none.contains(&entity.id);
            let name = entity.name;
            if entity.indispensable {
                let help = entity.meaning.to_owned();
                self.problems.error(&self.input.at, format!("`{name}` is not given"), help);
            } else if !none && !matches!(entity.id, Id::Implications | Id::UserCompanies | Id::Fields) {
                let why = format!("`{name}` is not given: add it, or say `{name}: none` if the application has none");
                self.ledger.note(entity.domain, State::NotAssessed, why);
            }
        }
        for table in self.input.tables.values().filter(|table| table.entity.indispensable && table.rows.is_empty()) {
            let message = format!("`{}` has no row", table.entity.name);
            let help = "check the source, and whether the login may see the rows".to_owned();
            self.problems.error(&table.at, message, help);
        }
        for domain in [Domain::Surfaces, Domain::Modules, Domain::Providers] {
            let why = "rolecall has no way to be told of them by a mapping".to_owned();
            self.ledger.note(domain, State::NotAssessed, why);
        }
    }

    /// Hands every row of an entity to `take`.
    pub(super) fn each(&mut self, id: Id, mut take: impl FnMut(&mut Self, usize)) {
        let rows = self.input.tables.get(&id).map_or(0, |table| table.rows.len());
        for at in 0..rows {
            take(self, at);
        }
    }

    /// One row of an entity.
    pub(super) fn row(&mut self, id: Id, at: usize) -> Option<Row<'_, '_>> {
        let table = self.input.tables.get(&id)?;
        let cells = table.rows.get(at)?;
        Some(Row { table, cells, definition: &self.input.definition, problems: self.problems })
    }

    /// Whether an entity has a column.
    pub(super) fn has(&self, id: Id, column: &'static str) -> bool {
        self.input.tables.get(&id).is_some_and(|table| table.has(column))
    }

    /// The row of another entity that a cell names; nothing where the cell is empty. What is unknown is noted.
    pub(super) fn named(&mut self, id: Id, at: usize, column: &'static str) -> Result<Option<u32>, Unnamed> {
        let Some(Kind::Of(target)) = id.entity().column(column).map(|column| column.kind) else { return Ok(None) };
        let required = id.entity().column(column).is_some_and(|column| column.required);
        let Some(mut row) = self.row(id, at) else { return Ok(None) };
        let name = if required { row.needed(column) } else { row.text(column) };
        let Some(name) = name.map(str::to_owned) else { return if required { Err(Unnamed) } else { Ok(None) } };
        let index = match target {
            Id::Users => &self.users,
            Id::Groups => &self.groups,
            Id::Resources => &self.resources,
            _ => &self.companies,
        };
        if let Some(found) = index.get(&name) {
            return Ok(Some(found));
        }
        if !self.input.tables.contains_key(&target) && !self.input.definition.tolerant {
            if self.absent.insert(target) {
                let message =
                    format!("`{}` is not given, and `{}` names a {}", target.name(), id.name(), target.word());
                let help = "give it; rows that name one are not told one by one".to_owned();
                self.problems.error(&self.input.at, message, help);
            }
            return Err(Unnamed);
        }
        let help = if self.problems.is_full() { String::new() } else { index.help(&name) };
        if self.input.definition.tolerant {
            let (count, names) = self.unknown.entry((id, column)).or_default();
            *count += 1;
            if names.len() < 3 {
                names.insert(quote(&name));
            }
        } else if let Some(mut row) = self.row(id, at) {
            row.problem(Slot::Named(column), &format!("unknown {} {}", target.word(), quote(&name)), Some(help));
        }
        Err(Unnamed)
    }

    /// The same where it must be there.
    pub(super) fn needed(&mut self, id: Id, at: usize, column: &'static str) -> Option<u32> {
        self.named(id, at, column).ok().flatten()
    }

    /// To whom a row speaks; `None` where it names nobody.
    pub(super) fn to(&mut self, id: Id, at: usize) -> Result<Option<Grantee>, Unnamed> {
        let group = self.named(id, at, "group")?;
        let user = self.named(id, at, "user")?;
        let Some(mut row) = self.row(id, at) else { return Err(Unnamed) };
        let audience = row.word("audience");
        if usize::from(group.is_some()) + usize::from(user.is_some()) + usize::from(audience.is_some()) > 1 {
            let help = "write a row for each".to_owned();
            row.problem(
                Slot::Named("audience"),
                "it speaks to more than one of `group`, `user` and `audience`",
                Some(help),
            );
            return Err(Unnamed);
        }
        let alone = user.and_then(|user| self.alone.get(&UserIx(user)).copied());
        Ok(match (group, alone, audience.and_then(audience_of)) {
            (Some(group), ..) => Some(Grantee::Group(GroupIx(group))),
            (None, Some(alone), _) => Some(Grantee::Group(alone)),
            (None, None, Some(Audience::Everyone)) => Some(Grantee::Everyone),
            (None, None, Some(other)) => self.audiences.get(&other).copied().map(Grantee::Group),
            (None, None, None) => None,
        })
    }

    /// The same where somebody must be named.
    pub(super) fn somebody(&mut self, id: Id, at: usize) -> Option<Grantee> {
        let to = self.to(id, at).ok()?;
        if to.is_none()
            && let Some(mut row) = self.row(id, at)
        {
            let help = "fill one of `group`, `user` and `audience`".to_owned();
            row.problem(Slot::Named("group"), "it speaks to nobody", Some(help));
        }
        to
    }

    /// The resource of a row.
    pub(super) fn resource(&mut self, id: Id, at: usize) -> Option<ResourceIx> {
        self.needed(id, at, "resource").map(ResourceIx)
    }

    /// Who made a row.
    pub(super) fn origin(&mut self, id: Id, at: usize) -> Origin {
        let Some(mut row) = self.row(id, at) else { return Origin::Unknown };
        let Some(text) = row.text("origin").map(str::trim) else { return Origin::Unknown };
        match text.split_once(':') {
            _ if text == "vendor" => Origin::Vendor { module: row.definition.application.clone() },
            _ if text == "custom" => Origin::Custom { by: None, at: None },
            Some(("vendor", module)) => Origin::Vendor { module: module.trim().to_owned() },
            _ => {
                let help = "write `vendor`, `vendor:MODULE` or `custom`, or leave it empty".to_owned();
                row.problem(Slot::Named("origin"), &format!("unknown `origin` {}", quote(text)), Some(help));
                Origin::Unknown
            }
        }
    }

    /// What is known of every domain, and the counts.
    fn account(&mut self) {
        for ((id, column), (count, names)) in std::mem::take(&mut self.unknown) {
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let (rows, name) = (plural_rows(count), id.name());
            let why = format!("{rows} of `{name}` left out, whose `{column}` is unknown, such as {names}");
            self.ledger.note(id.entity().domain, State::Incomplete, why);
        }
        for id in [Id::Groups, Id::Grants] {
            if self.input.tables.contains_key(&id) && !self.has(id, "origin") {
                let why = format!(
                    "`{}` has no column `origin`: add it to tell what is shipped from what is made by hand",
                    id.name()
                );
                self.ledger.note(Domain::Origins, State::NotAssessed, why);
            }
        }
        for Counted { id, rows: counted, method } in std::mem::take(&mut self.input.counts) {
            let (entity, domain) = (id.name().to_owned(), id.entity().domain);
            let collected = self.input.tables.get(&id).map_or(0, |table| table.rows.len()) as u64;
            if collected != counted {
                let rows = plural_rows(usize::try_from(collected).unwrap_or(usize::MAX));
                let why = format!("{rows} of `{entity}`, {counted} by the count: correct the query or the count");
                self.ledger.note(domain, State::Incomplete, why);
            }
            self.snapshot.population.push(Count { entity, domain, collected, counted, method });
        }
        self.snapshot.coverage = self.ledger.coverage();
    }
}

/// A cell names nobody where somebody must be named; it is noted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unnamed;

/// The audience of a word.
pub(super) fn audience_of(word: &str) -> Option<Audience> {
    Some(match word {
        "everyone" => Audience::Everyone,
        "signed-in" => Audience::SignedIn,
        "internal" => Audience::Internal,
        _ => return None,
    })
}
