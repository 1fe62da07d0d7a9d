//! Reading a policy file: the first thing that is wrong ends it, with its place.

use std::sync::Arc;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_saphyr::{RenderOptions, SnippetMode, UserMessageFormatter};

pub(super) use serde_saphyr::{Location, Spanned};

use super::{Policies, PolicyError, Versions};
use crate::model::{Position, date};

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
        let message = message.trim_end_matches([':', '.']);
        let instead = error.location().and_then(|at| instead(message, key_before(text, at)?, file));
        invalid(error.location(), file, instead.as_deref().unwrap_or(message))
    })
}

/// What a key takes, in words for people, where its value is of another kind.
fn instead(message: &str, key: &str, file: &str) -> Option<String> {
    let (what, form) = match message {
        "expected mapping start" => ("keys of its own", "{ … }"),
        "expected sequence start" => ("a list", "[ … ]"),
        "externally tagged enum expected scalar or mapping" => ("one word", "…"),
        _ if message.starts_with("expected string") => ("a text", "…"),
        _ if message.starts_with("invalid bool") => ("true or false", "true"),
        _ if message.starts_with("invalid u") => ("a whole number from 0 on", "7"),
        _ => return None,
    };
    let example = example(key, file).map_or_else(|| format!("{key}: {form}"), str::to_owned);
    Some(format!("`{key}` takes {what}: write it as `{example}`"))
}

/// The key whose value stands at a place.
fn key_before(text: &str, at: Location) -> Option<&str> {
    let [line, column] = [at.line(), at.column()].map(|number| usize::try_from(number).unwrap_or_default());
    let (above, rest) = text.split_at(text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum());
    let end = rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at);
    let before = text.get(..above.len() + end)?.trim_end().strip_suffix(':')?;
    let key = before.rsplit(|c: char| c.is_whitespace() || "{[,".contains(c)).next()?.trim_matches(['"', '\'']);
    (!key.is_empty()).then_some(key)
}

/// How the file that comes with rolecall writes a key, in its rules or in its explanation.
fn example(key: &str, file: &str) -> Option<&'static str> {
    let (_, text) = Policies::files().find(|(name, _)| file.ends_with(name))?;
    let mut lines = text.lines().map(|line| line.trim_start_matches(['#', ' ', '-']));
    lines.find(|line| line.strip_prefix(key).is_some_and(|value| value.starts_with(": ")))
}

/// A day, written in full.
pub(super) fn day(text: &Spanned<String>, file: &Arc<str>) -> Result<Date, PolicyError> {
    date(&text.value).ok_or_else(|| {
        invalid(Some(text.referenced), file, &format!("`{}` is no day: write it as 2026-11-29", text.value))
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
