//! Where a row of an ERP's configuration came from.

use serde::{Deserialize, Serialize};

/// The day of a moment in ISO 8601; any other text as it is.
pub fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// Who put a row there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Origin {
    /// Shipped by a module and as shipped, as far as the database can tell.
    Vendor {
        /// The module.
        module: String,
    },
    /// Shipped by a module; a person wrote to the row afterwards.
    VendorChanged {
        /// The module.
        module: String,
        /// Who wrote last, if known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
        /// When, as ISO 8601 UTC, if known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        at: Option<String>,
    },
    /// Made by hand, or by an import or a customisation.
    Custom {
        /// Who made it, if known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
        /// When, as ISO 8601 UTC, if known.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        at: Option<String>,
    },
    /// The system does not say, or the collector could not read it.
    Unknown,
}

impl Origin {
    /// Shipped, and not touched since.
    pub fn is_vendor(&self) -> bool {
        matches!(self, Self::Vendor { .. })
    }

    /// In words, for a path or a table.
    pub fn words(&self) -> String {
        let signed = |what: &str, by: &Option<String>, at: &Option<String>| {
            let mut text = what.to_owned();
            if let Some(by) = by {
                text.push_str(" by ");
                text.push_str(by);
            }
            if let Some(at) = at {
                text.push_str(" on ");
                text.push_str(day(at));
            }
            text
        };
        match self {
            Self::Vendor { module } => format!("shipped by module {module}"),
            Self::VendorChanged { module, by, at } => signed(&format!("shipped by module {module}, changed"), by, at),
            Self::Custom { by, at } => signed("made by hand", by, at),
            Self::Unknown => "origin unknown".to_owned(),
        }
    }
}
