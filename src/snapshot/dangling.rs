//! What points at nothing, is written twice and not alike, or could not be read.

use serde::{Deserialize, Serialize};

/// What is wrong with a reference or with the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// Nothing defines the group that it names.
    Group,
    /// Nothing defines the model that it names.
    Resource,
    /// Nothing defines the module that it names.
    Module,
    /// It is written more than once and not alike, so that nobody can tell which counts.
    Twice,
    /// It says something under a name that its kind does not have.
    Attribute,
    /// It says something of a form that nobody can tell the meaning of.
    Value,
    /// It could not be read at all, so whatever it says is missing here.
    Unread,
}

/// A reference to what is not there, or a text that does not say what it means. What it would have said is in no other
/// table of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dangling {
    /// What is wrong.
    pub what: Broken,
    /// Who says it: the ERP's word for its kind and its stable name, such as `ModelAccess crm_lead_user`.
    pub from: String,
    /// What it names or says, as written.
    pub names: String,
    /// Where it stands: a file with line and column.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// It may be there, in a part of the system that was not collected.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub perhaps_elsewhere: bool,
}
