//! What is asked for, under which names. That these models can be read at all, and how their fields are called, is not
//! documented but taken from the attributes of data files; whoever knows an instance can give other names.

use std::collections::BTreeMap;

use crate::connect::fullfinity::names::{PERMS, is_name};
use crate::connect::{ConnectError, Extra};
use crate::model::nearest;
use crate::snapshot::Domain;

/// A model that is listed.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) model: &'static str,
    pub(super) domain: Domain,
    pub(super) fields: &'static [&'static str],
}

pub(super) const GROUPS: Table = Table {
    model: "Group",
    domain: Domain::Memberships,
    fields: &["identifier", "name", "category", "implied_groups"],
};
pub(super) const ACCESS: Table = Table {
    model: "ModelAccess",
    domain: Domain::ModelAccess,
    fields: &["identifier", "name", "model", "group", PERMS[0].0, PERMS[1].0, PERMS[2].0, PERMS[3].0],
};
pub(super) const RULES: Table = Table {
    model: "RecordRule",
    domain: Domain::Records,
    fields: &["identifier", "name", "model", "groups", "rule", PERMS[0].0, PERMS[1].0, PERMS[2].0, PERMS[3].0],
};
pub(super) const USERS: Table = Table {
    model: "User",
    domain: Domain::Accounts,
    fields: &["email", "name", "active", "groups", "default_company", "allowed_companies"],
};
pub(super) const COMPANIES: Table = Table { model: "Company", domain: Domain::Companies, fields: &["name"] };
pub(super) const MENUS: Table =
    Table { model: "UiMenu", domain: Domain::Surfaces, fields: &["identifier", "name", "groups"] };

const ALL: [&Table; 6] = [&GROUPS, &ACCESS, &RULES, &USERS, &COMPANIES, &MENUS];

/// What an instance calls what is asked for, where that is not the built-in name: `User.groups` → `group_ids`,
/// `Group` → `UserGroup`. An empty name is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names(BTreeMap<String, String>);

/// A name that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum NameError {
    /// Nothing of that name is asked for.
    #[error("`{key}` is nothing that is asked for; {known}")]
    Unknown {
        /// As written.
        key: String,
        /// What there is, or what was probably meant.
        known: String,
    },
    /// No name of a model or a field.
    #[error("`{name}`, given for `{key}`, is no name of a model or a field")]
    NoName {
        /// As written.
        key: String,
        /// As written.
        name: String,
    },
}

/// Whether everything can be used that somebody says about an instance.
pub(in crate::connect) fn check(extra: &Extra) -> Result<(), ConnectError> {
    Names::of(extra).map(drop)
}

impl Names {
    /// Reads names as they are configured.
    pub(super) fn of(extra: &Extra) -> Result<Self, ConnectError> {
        Self::read(&extra.names).map_err(|error| ConnectError::Names { reason: error.to_string() })
    }

    fn read(configured: &BTreeMap<String, String>) -> Result<Self, NameError> {
        let known: Vec<String> = ALL
            .iter()
            .flat_map(|table| {
                let fields = table.fields.iter().map(|field| format!("{}.{field}", table.model));
                fields.chain([table.model.to_owned()])
            })
            .collect();
        for (key, name) in configured {
            if !known.contains(key) {
                let known = match nearest(key, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "docs/fullfinity.md has the list".to_owned(),
                };
                return Err(NameError::Unknown { key: key.clone(), known });
            }
            if !name.is_empty() && !is_name(name) {
                return Err(NameError::NoName { key: key.clone(), name: name.clone() });
            }
        }
        Ok(Self(configured.clone()))
    }

    /// What a model is called.
    pub(super) fn model(&self, table: &Table) -> &str {
        self.0.get(table.model).map_or(table.model, String::as_str)
    }

    /// The fields that are asked for: ours and the instance's names.
    pub(super) fn fields(&self, table: &Table) -> Vec<(&'static str, &str)> {
        let named = |field: &'static str| {
            let own = self.0.get(&format!("{}.{field}", table.model)).map_or(field, String::as_str);
            (field, own)
        };
        table.fields.iter().map(|field| named(field)).filter(|(_, own)| !own.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_may_call_things_otherwise() {
        let configured = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned()));
            Names::read(&pairs.collect())
        };
        let names = configured(&[("User.groups", "group_ids"), ("Group", "UserGroup"), ("User.active", "")]).unwrap();
        assert_eq!(names.model(&GROUPS), "UserGroup");
        assert_eq!(
            names.fields(&USERS),
            [
                ("email", "email"),
                ("name", "name"),
                ("groups", "group_ids"),
                ("default_company", "default_company"),
                ("allowed_companies", "allowed_companies")
            ]
        );
        let told = configured(&[("User.group", "x")]).unwrap_err().to_string();
        assert!(told.contains("did you mean `User.groups`?"), "{told}");
        assert!(configured(&[("User.groups", "a/../b")]).is_err());
    }
}
