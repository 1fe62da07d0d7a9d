//! Reading a policy file: the first thing that is wrong ends it, with its place.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_saphyr::{RenderOptions, SnippetMode, UserMessageFormatter};

pub(super) use serde_saphyr::{Location, Spanned};

use super::{PolicyError, Versions};
use crate::model::Position;

/// What a file says; nothing where it is empty.
pub(super) fn read<T: DeserializeOwned>(text: &str, file: &Arc<str>) -> Result<Option<T>, PolicyError> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 16, flow_nesting_limit: 16 },
        with_snippet: false,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let mut words = RenderOptions::new(&UserMessageFormatter);
        words.snippets = SnippetMode::Off;
        let message = error.render_with_options(words);
        let message = message.split(" at line ").next().unwrap_or(&message).lines().next().unwrap_or_default();
        invalid(error.location(), file, message.trim_end_matches([':', '.']))
    })
}

/// What is wrong, and where.
pub(super) fn invalid(at: Option<Location>, file: &Arc<str>, message: &str) -> PolicyError {
    PolicyError::Invalid { at: position(at, file), message: message.to_owned() }
}

/// The place of something that was read.
pub(super) fn position(location: Option<Location>, file: &Arc<str>) -> Position {
    match location {
        Some(at) if at.line() > 0 => Position::line(file, at.line(), at.column()),
        _ => Position::file(file),
    }
}

/// The versions that an entry is for; all where it names none.
pub(super) fn versions(read: Option<Spanned<String>>, file: &Arc<str>) -> Result<Versions, PolicyError> {
    let Some(text) = read else { return Ok(Versions::default()) };
    text.value.parse().map_err(|message: String| invalid(Some(text.referenced), file, &message))
}

/// Refuses an entry in which one of its texts, each named by its key, says nothing. Errors call it `who`, such as *the rule*.
pub(super) fn filled(who: &str, texts: &[(&str, &str)], at: Location, file: &Arc<str>) -> Result<(), PolicyError> {
    match texts.iter().find(|(_, text)| text.trim().is_empty()) {
        Some((key, _)) => Err(invalid(Some(at), file, &format!("{who} has nothing in `{key}`"))),
        None => Ok(()),
    }
}
