//! What the YAML library reads, with positions and before anybody's own meaning.
//!
//! The only place, beside the policies, that knows the library.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, Visitor};
pub(crate) use serde_saphyr::Spanned;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, RenderOptions, SnippetMode, UserMessageFormatter};

/// How much is read: aliases may not multiply a file into more.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most values; twice as many events.
    pub(crate) nodes: usize,
    /// The deepest nesting.
    pub(crate) depth: usize,
}

/// A value; a number or a flag may stand in the file in another form ([`written`]).
#[derive(Debug)]
pub(crate) enum Raw {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

/// Why a text is no tree.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Line and column, where they are known.
    pub(crate) place: Option<(u64, u64)>,
    /// The reason.
    pub(crate) why: Why,
}

/// The reason.
#[derive(Debug)]
pub(crate) enum Why {
    /// This key is written twice in one mapping.
    Twice(String),
    /// It is past the [`Limits`].
    TooLarge,
    /// In the library's words, on one line, without the position.
    NoYaml(String),
}

/// Which value a key has that is written twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twice {
    /// None: it is a fault.
    Fault,
    /// The last one.
    Last,
}

/// Reads one document; an empty text is nothing.
pub(crate) fn parse(text: &str, limits: Limits, twice: Twice) -> Result<Spanned<Raw>, Fault> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: limits.nodes,
            max_events: limits.nodes.saturating_mul(2),
            max_depth: limits.depth,
            flow_nesting_limit: limits.depth,
        },
        duplicate_keys: match twice {
            Twice::Fault => DuplicateKeyPolicy::Error,
            Twice::Last => DuplicateKeyPolicy::LastWins,
        },
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| Fault { place: error.location().and_then(place), why: why(&error) })
}

fn why(error: &serde_saphyr::Error) -> Why {
    if let serde_saphyr::Error::DuplicateMappingKey { key, .. } = error.without_snippet() {
        return Why::Twice(key.clone().unwrap_or_default());
    }
    let mut words = RenderOptions::new(&UserMessageFormatter);
    words.snippets = SnippetMode::Off;
    let told = error.render_with_options(words);
    if ["limits breached", "recursion limit"].iter().any(|limit| told.contains(limit)) {
        return Why::TooLarge;
    }
    let told = told.split(" at line ").next().unwrap_or(&told).lines().next().unwrap_or_default();
    Why::NoYaml(told.trim_end_matches([':', '.']).to_owned())
}

/// Line and column, from 1 on; nothing where the library does not know them.
pub(crate) fn place(at: Location) -> Option<(u64, u64)> {
    (at.line() > 0).then(|| (at.line(), at.column()))
}

/// A number or a flag as it stands in the file.
pub(crate) fn written(text: &str, at: Location) -> Option<&str> {
    let start = usize::try_from(at.span().byte_offset()?).ok()?;
    let length = usize::try_from(at.span().byte_len()?).ok()?;
    text.get(start..start.checked_add(length)?).map(str::trim).filter(|text| !text.is_empty())
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}
