//! YAML as a data file's tree.

use std::collections::BTreeSet;

use super::tree::{DEPTH, Node, Tree, Unread};
use crate::yaml::raw::{self, Fault, Limits, Raw, Spanned, Twice, Why};

const LIMITS: Limits = Limits { nodes: 1_000_000, depth: DEPTH };

/// Reads one document; an empty file is nothing.
pub(super) fn read(text: &str) -> Result<Tree, Unread> {
    tree(raw::parse(text, LIMITS, Twice::Fault).map_err(unread)?, text)
}

fn unread(Fault { place, why }: Fault) -> Unread {
    let (line, column) = known(place);
    let why = match why {
        Why::Twice(key) => twice(&key),
        Why::TooLarge => "too large, too deep or too many aliases".to_owned(),
        Why::NoYaml(told) => format!("no YAML that can be read: {told}"),
    };
    Unread { line, column, why }
}

fn twice(key: &str) -> String {
    format!("`{key}` is written twice in one record; keep one")
}

fn known(place: Option<(u64, u64)>) -> (u64, u64) {
    place.map_or((1, 1), |(line, column)| (line, column.max(1)))
}

fn tree(raw: Spanned<Raw>, text: &str) -> Result<Tree, Unread> {
    let (line, column) = known(raw::place(raw.referenced));
    let written = |at| raw::written(text, at);
    let node = match raw.value {
        Raw::Null => Node::Null,
        // `yes` and `no` are flags in YAML 1.1 and texts in 1.2; which of them loads these files is not documented.
        Raw::Bool(flag) => match written(raw.defined) {
            Some(word) if !["true", "false"].contains(&word.to_lowercase().as_str()) => Node::Text(word.to_owned()),
            _ => Node::Bool(flag),
        },
        Raw::Number(number) => Node::Number(written(raw.defined).map_or(number, str::to_owned)),
        Raw::Text(text) => Node::Text(text),
        Raw::List(items) => Node::List(items.into_iter().map(|item| tree(item, text)).collect::<Result<_, _>>()?),
        Raw::Map(entries) => {
            let mut seen = BTreeSet::new();
            let mut list = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                if !seen.insert(key.value.clone()) {
                    let (line, column) = known(raw::place(key.referenced));
                    return Err(Unread { line, column, why: twice(&key.value) });
                }
                list.push((key.value, tree(value, text)?));
            }
            Node::Map(list)
        }
    };
    Ok(Tree { node, line, column })
}
