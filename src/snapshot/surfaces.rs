//! Parts of the interface, and programs that are kept in the database.

use serde::{Deserialize, Serialize};

use crate::model::{GroupIx, Origin, ResourceIx};

/// A part of the interface that groups show or hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurfaceKind {
    /// A menu entry; hiding it protects nothing.
    Menu,
    /// A window; hiding it protects nothing.
    Window,
    /// A report entry; hiding it protects nothing.
    Report,
    /// Code or an update that runs on the server; its groups are enforced.
    ServerAction,
    /// A page of the interface that the server gives to its groups alone. Frappe: `Page`.
    Page,
    /// A report that the server works out for its groups alone. Frappe: `Report`.
    DataReport,
    /// A step that people set off on records of its resource, which they must be able to read. Without groups it is for those
    /// who may write the resource, with groups for their members and nobody else. Tryton 8.2: `ir_model_button`
    /// (`model/modelview.py`, `ModelView.button`).
    Button,
}

impl SurfaceKind {
    /// Whether the server refuses it to whoever is in none of its groups; hiding the others protects nothing.
    pub fn is_enforced(self) -> bool {
        matches!(self, Self::ServerAction | Self::Page | Self::DataReport | Self::Button)
    }

    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Window => "window",
            Self::Report | Self::DataReport => "report",
            Self::ServerAction => "server action",
            Self::Page => "page",
            Self::Button => "button",
        }
    }
}

/// A menu, action or report that names groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// What it is.
    pub kind: SurfaceKind,
    /// Stable name: the technical name, else the label.
    pub key: String,
    /// The resource it shows or runs on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub resource: Option<ResourceIx>,
    /// For whom; nobody named means everyone, but for a [`SurfaceKind::Button`].
    pub groups: Vec<GroupIx>,
    /// Who made it.
    pub origin: Origin,
}

/// A program that is kept in the database and that callers run by its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The ERP's word for it, such as `Server Script`.
    pub kind: String,
    /// Its stable name.
    pub name: String,
    /// The address or event that runs it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub runs_at: Option<String>,
    /// Callers without a login run it.
    pub anonymous: bool,
    /// Its text says that it passes over the rights of whoever runs it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub elevated: bool,
    /// It runs at all; nothing where the system does not say, such as when a setting outside the database decides.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub active: Option<bool>,
    /// Who made it.
    pub origin: Origin,
}
