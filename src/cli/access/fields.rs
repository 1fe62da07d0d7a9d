//! The fields of `rolecall access --fields`.

use serde::Serialize;

use crate::access::Access;
use crate::model::{ResourceIx, UserIx, Verb};
use crate::snapshot::{Domain, Field, User};

/// The fields of one resource, by what a user who may read the resource can do with them; each list by name.
#[derive(Default)]
pub(super) struct FieldReach<'s> {
    resource: &'s str,
    readable: Vec<&'s str>,
    writable: Vec<&'s str>,
    /// Those of `readable` whose value is replaced.
    masked: Vec<&'s str>,
    hidden: Vec<&'s str>,
    unknown: Vec<&'s str>,
}

/// One line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    user: &'a str,
    resource: &'a str,
    readable: &'a [&'a str],
    writable: &'a [&'a str],
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    masked: &'a [&'a str],
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    not_assessed_fields: &'a [&'a str],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inactive: bool,
}

impl<'s> FieldReach<'s> {
    /// The fields of every resource that a user may read and whose fields were collected; none where the snapshot does
    /// not know who sees a field.
    pub(super) fn of<'a>(
        access: &'a Access<'s>,
        user: UserIx,
        resources: &'a [ResourceIx],
    ) -> impl Iterator<Item = Self> + use<'a, 's> {
        let (snapshot, profile) = (access.snapshot(), access.of(user));
        let (read, write) = (snapshot.ops_of(Verb::Read), snapshot.ops_of(Verb::Write));
        let resources = if snapshot.has(Domain::Fields) { resources } else { &[] };
        resources.iter().filter_map(move |resource| {
            let ops = profile.cells.ops(*resource).with(profile.shared_ops(*resource));
            let fields = snapshot.fields_of(*resource);
            if ops.and(read).is_empty() || fields.is_empty() {
                return None;
            }
            let mut reach = Self { resource: &snapshot.resource(*resource).key, ..Self::default() };
            for field in fields {
                let writes = !ops.and(write).is_empty() && access.changes(user, field) == Some(true);
                if access.masks(user, field) {
                    reach.masked.push(&field.name);
                    reach.readable.push(&field.name);
                } else {
                    reach.add(field, access.sees(user, field), writes);
                }
            }
            Some(reach)
        })
    }

    fn add(&mut self, field: &'s Field, seen: Option<bool>, writes: bool) {
        let list = match seen {
            Some(true) => &mut self.readable,
            Some(false) => &mut self.hidden,
            None => &mut self.unknown,
        };
        list.push(&field.name);
        if writes {
            self.writable.push(&field.name);
        }
    }

    /// The resource's technical name.
    pub(super) fn resource(&self) -> &'s str {
        self.resource
    }

    /// Of how many fields nobody knows whether the user sees them.
    pub(super) fn open(&self) -> usize {
        self.unknown.len()
    }

    /// The line of JSON Lines.
    pub(super) fn json(&self, user: &User) -> serde_json::Result<String> {
        serde_json::to_string(&Line {
            user: &user.key,
            resource: self.resource,
            readable: &self.readable,
            writable: &self.writable,
            masked: &self.masked,
            not_assessed_fields: &self.unknown,
            inactive: !user.active,
        })
    }

    /// One row for each field: user, resource, field, operations, and no scope.
    pub(super) fn rows(&self, user: &User) -> Vec<Vec<String>> {
        let writes = |name| self.writable.binary_search(name).is_ok();
        let words = |name, seen| match (seen, writes(name)) {
            (true, _) if self.masked.contains(name) => "read, masked",
            (true, true) => "read, write",
            (true, false) => "read",
            (false, true) => "write",
            (false, false) => "hidden",
        };
        let mut fields: Vec<(&str, &str)> = self.readable.iter().map(|name| (*name, words(name, true))).collect();
        fields.extend(self.hidden.iter().map(|name| (*name, words(name, false))));
        fields.extend(self.unknown.iter().map(|name| (*name, "not assessed")));
        fields.sort_unstable();
        let cells = |(name, word)| [&user.key, self.resource, name, word, ""].map(str::to_owned).to_vec();
        fields.into_iter().map(cells).collect()
    }
}
