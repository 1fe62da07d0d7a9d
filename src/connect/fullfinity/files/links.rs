//! Relations, in every form that the documentation shows: one name, a list of names, a list of commands `["L", name]`.

use super::tree::{Node, Tree};

/// The command that links by identifier (`security/groups-users`); no other is documented.
const LINK: &str = "L";

/// The names of a relation, or what nobody can tell the meaning of.
pub(super) fn names(tree: &Tree) -> Result<Vec<String>, String> {
    match &tree.node {
        Node::Null => Ok(Vec::new()),
        Node::Text(_) | Node::Number(_) => Ok(name(tree).into_iter().collect()),
        // One command without the list around it.
        Node::List(items) if is_command(items) => command(items),
        Node::List(items) => {
            let mut found = Vec::new();
            for item in items {
                match &item.node {
                    Node::List(parts) => found.extend(command(parts)?),
                    _ => found.push(name(item).ok_or_else(|| format!("{} among names", item.kind()))?),
                }
            }
            Ok(found)
        }
        _ => Err(tree.kind().to_owned()),
    }
}

fn is_command(items: &[Tree]) -> bool {
    matches!(items, [first, _] if first.text() == Some(LINK))
}

fn command(parts: &[Tree]) -> Result<Vec<String>, String> {
    match parts {
        [first, target] if first.text() == Some(LINK) => names(target),
        [first, ..] => Err(format!("the command `{}`", first.text().unwrap_or(first.kind()))),
        [] => Err("an empty command".to_owned()),
    }
}

fn name(tree: &Tree) -> Option<String> {
    tree.text().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::{json, yaml};
    use super::names;

    #[test]
    fn every_form_that_is_documented_is_read_and_no_other() {
        let told = |text: &str| match names(&yaml::read(text).unwrap()) {
            Ok(names) => names.join(" "),
            Err(why) => format!("! {why}"),
        };
        for text in ["a", "[a]", "[[L, a]]", "- - L\n  - a", "[L, a]", "[[\"L\", [\"a\"]]]"] {
            assert_eq!(told(text), "a", "{text}");
        }
        assert_eq!(told("[[L, a], b, [L, 7]]"), "a b 7");
        assert_eq!((told("~").as_str(), told("[]").as_str()), ("", ""));
        assert_eq!(told("[[U, a]]"), "! the command `U`");
        assert_eq!(told("[[]]"), "! an empty command");
        assert_eq!(told("{a: b}"), "! a mapping");
        assert_eq!(told("[true]"), "! yes or no among names");
        assert_eq!(names(&json::read("[[\"L\", \"a\"], [\"L\", \"b\"]]").unwrap()).unwrap(), ["a", "b"]);
        let deep = format!("{}1{}", "[\"L\",".repeat(40), "]".repeat(40));
        assert_eq!(names(&json::read(&deep).unwrap()).unwrap(), ["1"]);
    }
}
