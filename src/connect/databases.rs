//! Which database of a server that may have several is meant where nobody named one.

use serde_json::Value;

use super::error::one_line;

/// Names that are shown.
const SHOWN: usize = 10;

/// What the list of a server's databases leaves to choose.
pub(in crate::connect) enum Choice {
    /// There is none.
    Empty,
    /// There is one.
    Only(String),
    /// There are several: their names, for a message.
    Several(String),
}

/// Looks at a list of names; nothing where it is none.
pub(in crate::connect) fn choose(told: &Value) -> Option<Choice> {
    let names: Vec<&str> = told.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    Some(match names.as_slice() {
        [] => Choice::Empty,
        [only] => Choice::Only((*only).to_owned()),
        several => {
            let mut shown: Vec<String> =
                several.iter().take(SHOWN).map(|name| format!("`{}`", one_line(name))).collect();
            if several.len() > SHOWN {
                shown.push(format!("{} more", several.len() - SHOWN));
            }
            Choice::Several(shown.join(", "))
        }
    })
}
