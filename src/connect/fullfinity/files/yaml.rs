//! YAML as a tree. The only place of the connector that knows the YAML library.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, RenderOptions, SnippetMode, Spanned, UserMessageFormatter};

use super::tree::{DEPTH, Node, Tree, Unread};

/// Reads one document; an empty file is nothing.
pub(super) fn read(text: &str) -> Result<Tree, Unread> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: 1_000_000,
            max_events: 2_000_000,
            max_depth: DEPTH,
            flow_nesting_limit: DEPTH,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    };
    let raw: Spanned<Raw> = serde_saphyr::from_str_with_options(text, options).map_err(|error| unread(&error))?;
    tree(raw, text)
}

fn unread(error: &serde_saphyr::Error) -> Unread {
    let (line, column) = error.location().map_or((1, 1), place);
    if let serde_saphyr::Error::DuplicateMappingKey { key, .. } = error.without_snippet() {
        let key = key.as_deref().unwrap_or_default();
        return Unread { line, column, why: format!("`{key}` is written twice in one record; keep one") };
    }
    let mut words = RenderOptions::new(&UserMessageFormatter);
    words.snippets = SnippetMode::Off;
    let told = error.render_with_options(words);
    if ["limits breached", "recursion limit"].iter().any(|limit| told.contains(limit)) {
        return Unread { line, column, why: "too large, too deep or too many aliases".to_owned() };
    }
    let told = told.split(" at line ").next().unwrap_or(&told).lines().next().unwrap_or_default();
    Unread { line, column, why: format!("no YAML that can be read: {}", told.trim_end_matches([':', '.'])) }
}

fn place(at: Location) -> (u64, u64) {
    (at.line().max(1), at.column().max(1))
}

fn tree(raw: Spanned<Raw>, text: &str) -> Result<Tree, Unread> {
    let (line, column) = place(raw.referenced);
    let node = match raw.value {
        Raw::Null => Node::Null,
        // `yes` and `no` are flags in YAML 1.1 and texts in 1.2; which of them loads these files is not documented.
        Raw::Bool(flag) => match written(text, raw.defined) {
            Some(word) if !["true", "false"].contains(&word.to_lowercase().as_str()) => Node::Text(word.to_owned()),
            _ => Node::Bool(flag),
        },
        Raw::Number(number) => Node::Number(written(text, raw.defined).map_or(number, str::to_owned)),
        Raw::Text(text) => Node::Text(text),
        Raw::List(items) => Node::List(items.into_iter().map(|item| tree(item, text)).collect::<Result<_, _>>()?),
        Raw::Map(entries) => {
            let mut seen = BTreeSet::new();
            let mut list = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                if !seen.insert(key.value.clone()) {
                    let (line, column) = place(key.referenced);
                    let why = format!("`{}` is written twice in one record; keep one", key.value);
                    return Err(Unread { line, column, why });
                }
                list.push((key.value, tree(value, text)?));
            }
            Node::Map(list)
        }
    };
    Ok(Tree { node, line, column })
}

/// A number as it stands in the file.
fn written(text: &str, at: Location) -> Option<&str> {
    let start = usize::try_from(at.span().byte_offset()?).ok()?;
    let length = usize::try_from(at.span().byte_len()?).ok()?;
    text.get(start..start.checked_add(length)?).map(str::trim).filter(|text| !text.is_empty())
}

#[derive(Debug)]
enum Raw {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
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
