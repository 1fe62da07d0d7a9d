//! The questions, in no ERP's words.

use std::fmt;
use std::sync::Arc;

use crate::model::{OpIx, ResourceIx, SurfaceIx};

/// One question. `R` names the record: [`Which`] in a plan, [`RecordId`] when it is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question<R> {
    /// Who am I? It must succeed, and as the right account, before any other answer counts.
    Control,
    /// May I do this on the resource at all?
    Resource {
        /// On what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
    },
    /// May I do this on one record?
    Record {
        /// Of what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
        /// Which one.
        record: R,
    },
    /// The operation itself, in a form that the ERP refuses after its access checks and before any effect.
    Attempt {
        /// Of what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
        /// Which one; none to create.
        record: Option<R>,
    },
    /// Is the field readable on one record? The value is never kept.
    ReadField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
        /// Which one.
        record: R,
    },
    /// Is the field writable on one record? Asked in a form that the ERP refuses in any case.
    WriteField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
        /// Which one.
        record: R,
    },
    /// Signing in with the role's own secret.
    SignIn,
    /// Signing in with a secret that is certainly wrong; once an account and never again.
    SignInWrong,
    /// Reading a resource without any login.
    Anonymous {
        /// What.
        resource: ResourceIx,
    },
    /// Does the ERP look for records by the values of a field? Where it does so for a field that the account may not read,
    /// the values can be guessed one by one.
    FilterField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
    },
    /// Is a page or a report of the interface open?
    Surface {
        /// Which.
        surface: SurfaceIx,
    },
}

impl<R> Question<R> {
    /// The resource that it is about.
    pub fn resource(&self) -> Option<ResourceIx> {
        match self {
            Self::Control | Self::SignIn | Self::SignInWrong | Self::Surface { .. } => None,
            Self::Resource { resource, .. }
            | Self::Record { resource, .. }
            | Self::Attempt { resource, .. }
            | Self::ReadField { resource, .. }
            | Self::WriteField { resource, .. }
            | Self::FilterField { resource, .. }
            | Self::Anonymous { resource } => Some(*resource),
        }
    }

    /// The operation that it is about, where it is about one.
    pub fn op(&self) -> Option<OpIx> {
        match self {
            Self::Resource { op, .. } | Self::Record { op, .. } | Self::Attempt { op, .. } => Some(*op),
            _ => None,
        }
    }

    /// The field that it is about.
    pub fn field(&self) -> Option<&Arc<str>> {
        match self {
            Self::ReadField { field, .. } | Self::WriteField { field, .. } | Self::FilterField { field, .. } => {
                Some(field)
            }
            _ => None,
        }
    }

    /// The record that it is about.
    pub fn record(&self) -> Option<&R> {
        match self {
            Self::Record { record, .. } | Self::ReadField { record, .. } | Self::WriteField { record, .. } => {
                Some(record)
            }
            Self::Attempt { record, .. } => record.as_ref(),
            _ => None,
        }
    }

    /// The same question about another name of the record; `None` where there is no such record.
    pub fn about<S>(&self, choose: impl FnOnce(&R) -> Option<S>) -> Option<Question<S>> {
        Some(match self {
            Self::Control => Question::Control,
            Self::SignIn => Question::SignIn,
            Self::SignInWrong => Question::SignInWrong,
            Self::Anonymous { resource } => Question::Anonymous { resource: *resource },
            Self::Surface { surface } => Question::Surface { surface: *surface },
            Self::FilterField { resource, field } => {
                Question::FilterField { resource: *resource, field: field.clone() }
            }
            Self::Resource { resource, op } => Question::Resource { resource: *resource, op: *op },
            Self::Record { resource, op, record } => {
                Question::Record { resource: *resource, op: *op, record: choose(record)? }
            }
            Self::Attempt { resource, op, record } => {
                let record = match record {
                    Some(record) => Some(choose(record)?),
                    None => None,
                };
                Question::Attempt { resource: *resource, op: *op, record }
            }
            Self::ReadField { resource, field, record } => {
                Question::ReadField { resource: *resource, field: field.clone(), record: choose(record)? }
            }
            Self::WriteField { resource, field, record } => {
                Question::WriteField { resource: *resource, field: field.clone(), record: choose(record)? }
            }
        })
    }
}

/// A record that is chosen when the system is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// One that the record rules let the account reach.
    Within,
    /// One that they keep from it.
    Beyond,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Within => "<a record within reach>",
            Self::Beyond => "<a record beyond reach>",
        })
    }
}

/// The ERP's own id of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Box<str>);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
