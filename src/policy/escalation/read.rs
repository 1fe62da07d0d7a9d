//! Edges as they are written.

use std::sync::Arc;

use serde::Deserialize;

use super::super::file::{Spanned, filled, invalid, position, versions};
use super::super::{Expect, PolicyError};
use super::{Doing, EscalationEdge, FileSays, Gives, SettingIs};
use crate::findings::Impact;
use crate::model::nearest;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) system: String,
    #[serde(default)]
    pub(super) edges: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: Spanned<String>,
    versions: Option<Spanned<String>>,
    #[serde(default)]
    needs: Vec<Spanned<Doing>>,
    #[serde(default)]
    groups: Vec<String>,
    module: Option<String>,
    setting: Option<Spanned<SettingEntry>>,
    #[serde(default)]
    files: Vec<FileSays>,
    gives: Spanned<String>,
    becomes: Option<Spanned<String>>,
    depends: Option<String>,
    impact: Option<Impact>,
    how: String,
    can: Option<String>,
    remedy: Option<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingEntry {
    key: String,
    expect: ExpectEntry,
    absent: Option<String>,
}

/// Of what settings.yaml can expect, what decides whether something is possible.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectEntry {
    #[serde(default)]
    one_of: Vec<String>,
    set: Option<bool>,
}

pub(super) fn edge(system: &str, read: Spanned<Entry>, file: &Arc<str>) -> Result<EscalationEdge, PolicyError> {
    let at = position(Some(read.referenced), file);
    let Entry {
        id,
        versions,
        needs,
        groups,
        module,
        setting,
        files,
        gives,
        becomes,
        depends,
        impact,
        how,
        can,
        remedy,
        source,
    } = read.value;
    let versions = self::versions(versions, file)?;
    let place = id.referenced;
    filled("the edge", &[("id", &id.value), ("how", &how), ("source", &source)], place, file)?;
    if needs.is_empty() && groups.is_empty() && files.is_empty() {
        return Err(invalid(Some(place), file, "it asks for nothing: say `needs`, `groups` or `files`"));
    }
    if let Some(need) = needs.iter().find(|need| need.value.on.is_empty() || need.value.ops.is_empty()) {
        return Err(invalid(Some(need.referenced), file, "a need names resources in `on` and operations in `ops`"));
    }
    let given = Gives::ALL.into_iter().find(|given| given.word() == gives.value);
    let Some(given) = given else {
        let hint = match nearest(&gives.value, Gives::ALL.map(Gives::word)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", Gives::ALL.map(Gives::word).join(", ")),
        };
        return Err(invalid(Some(gives.referenced), file, &format!("nothing is called `{}`; {hint}", gives.value)));
    };
    if let (Some(becomes), true) = (&becomes, given != Gives::Administrator) {
        let message = "`becomes` names the group of administrators, and this gives something else";
        return Err(invalid(Some(becomes.referenced), file, message));
    }
    Ok(EscalationEdge {
        id: id.value,
        system: system.to_owned(),
        versions,
        needs: needs.into_iter().map(|need| need.value).collect(),
        groups,
        module,
        setting: setting.map(|setting| self::setting(setting, file)).transpose()?,
        files,
        gives: given,
        becomes: becomes.map(|becomes| becomes.value),
        depends,
        impact,
        how,
        can,
        remedy,
        source,
        at: Some(at),
    })
}

fn setting(read: Spanned<SettingEntry>, file: &Arc<str>) -> Result<SettingIs, PolicyError> {
    let SettingEntry { key, expect: ExpectEntry { one_of, set }, absent } = read.value;
    if one_of.is_empty() && set.is_none() {
        return Err(invalid(Some(read.referenced), file, "it expects nothing of the setting: say `one_of` or `set`"));
    }
    Ok(SettingIs { key, expect: Expect { one_of, set, ..Expect::default() }, absent })
}
