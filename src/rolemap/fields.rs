//! Words that YAML and sheets share: field keys, what a field cell may say, record scopes.

use crate::model::{Located, RecordScope};

use super::{Access, FieldRule, OpSelection};
use crate::yaml::Problems;
use crate::yaml::words::{did_you_mean, quote};

/// The scopes that a design may ask for.
pub(super) const SCOPES: [RecordScope; 5] =
    [RecordScope::None, RecordScope::Own, RecordScope::Restricted, RecordScope::Company, RecordScope::All];

/// Reads a record scope; the error is a message and its help.
pub(super) fn scope(word: &str) -> Result<RecordScope, (String, Option<String>)> {
    let folded = word.trim().to_lowercase();
    SCOPES.into_iter().find(|scope| scope.word() == folded).ok_or_else(|| {
        let words = SCOPES.map(RecordScope::word);
        let help = did_you_mean(&folded, words).unwrap_or_else(|| format!("write one of {}", words.join(", ")));
        (format!("unknown record scope {}", quote(word)), Some(help))
    })
}

/// A field's rule from its key `resource.field`, split at the last dot.
pub(super) fn rule(key: Located<String>, access: Located<Access>, problems: &mut Problems) -> Option<FieldRule> {
    let odd = [&access.value.allow, &access.value.deny].into_iter().find_map(|selection| match selection {
        OpSelection::Named(names) => names.iter().find(|op| !matches!(op.0.as_str(), "read" | "write")),
        OpSelection::All => None,
    });
    if let Some(op) = odd {
        problems.error(&access.at, format!("a field is read or written, {} says nothing", quote(&op.0)), None);
        return None;
    }
    match key.value.rsplit_once('.') {
        Some((resource, field)) if !resource.is_empty() && !field.is_empty() && !key.value.contains('*') => {
            let resource = Located::new(resource.to_owned(), key.at);
            Some(FieldRule { resource, field: field.to_owned(), access })
        }
        _ => {
            let help = "write `resource.field`, such as `res.partner.bank_ids`".to_owned();
            problems.error(&key.at, format!("{} is no field", quote(&key.value)), help);
            None
        }
    }
}
