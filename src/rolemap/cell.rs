//! The words of a cell: `create read write`, `crw`, `CRU-`, `R/W`, `all`, `none`, `deny delete`.

use std::collections::BTreeSet;

use super::{Access, OpName, OpSelection};
use crate::model::nearest;
use crate::yaml::words::quote;

/// Operations that every map may name in full: what every ERP has, and Frappe's own (columns of `tabDocPerm`: those of 15, then
/// what only 14 has and what 16 adds). Whether other names are an application's own, only its snapshot can tell.
pub(super) const OPERATIONS: &[&str] = &[
    "read",
    "write",
    "create",
    "delete",
    "submit",
    "cancel",
    "amend",
    "print",
    "email",
    "report",
    "import",
    "export",
    "share",
    "select",
    "set_user_permissions",
    "mask",
];

/// Marks that people put into sheets without saying which operations they mean.
const YES: &[&str] = &["x", "✓", "✔", "☑", "✅", "yes", "y", "true", "1", "ja", "oui", "si", "sì"];
const NO: &[&str] = &["✗", "✘", "❌", "no", "n", "false", "0", "nein", "non"];

/// Why a text is no cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellError {
    /// What is wrong.
    pub(super) message: String,
    /// The next step.
    pub(super) help: Option<String>,
}

/// Reads the words of a cell.
pub(super) fn parse(text: &str) -> Result<Access, CellError> {
    let lower = text.trim().to_lowercase();
    let mut access = Access::default();
    if !lower.is_empty() && lower.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        access.deny = OpSelection::All;
        return Ok(access);
    }
    let mut denying = false;
    let mut said = false;
    for word in lower.split(|c: char| c.is_whitespace() || ",;/+&|".contains(c)).filter(|word| !word.is_empty()) {
        match word {
            "deny" => {
                denying = true;
                said = false;
                continue;
            }
            "all" | "*" => *side(&mut access, denying) = OpSelection::All,
            "none" if !denying => access.deny = OpSelection::All,
            _ => {
                for op in operations(word)? {
                    add(side(&mut access, denying), op);
                }
            }
        }
        said = true;
    }
    if !said {
        let message = if denying { "`deny` names no operation" } else { "empty cell" };
        return Err(CellError {
            message: message.to_owned(),
            help: Some("write `none` to deny everything".to_owned()),
        });
    }
    consistent(access)
}

/// Reads a cell of a sheet, where people also write marks; the text is a warning for that cell.
pub(super) fn parse_sheet(text: &str) -> Result<(Access, Option<String>), CellError> {
    let mark = text.trim().to_lowercase();
    if YES.contains(&mark.as_str()) {
        let access = Access { allow: OpSelection::All, deny: OpSelection::default() };
        return Ok((access, Some(format!("{} is read as `all`; write `CRUD` or `R`", quote(text.trim())))));
    }
    if NO.contains(&mark.as_str()) {
        let access = Access { allow: OpSelection::default(), deny: OpSelection::All };
        return Ok((access, Some(format!("{} is read as `none`; write `-` or `none`", quote(text.trim())))));
    }
    parse(text).map(|access| (access, None))
}

/// One more reading of the same cell, such as the next item of a list.
pub(super) fn join(one: Access, other: &Access) -> Result<Access, CellError> {
    let mut joined = one;
    joined.allow.add(&other.allow);
    joined.deny.add(&other.deny);
    consistent(joined)
}

fn side(access: &mut Access, denying: bool) -> &mut OpSelection {
    if denying { &mut access.deny } else { &mut access.allow }
}

fn add(selection: &mut OpSelection, op: OpName) {
    if let OpSelection::Named(names) = selection {
        names.insert(op);
    }
}

/// The operation that a full name in lower case means.
fn named(word: &str) -> Option<OpName> {
    let full = match word {
        "unlink" => "delete",
        "update" => "write",
        other => other,
    };
    OPERATIONS.contains(&full).then(|| OpName(full.to_owned()))
}

/// Whether a word can be the name of an application's own operation. Marks mean nothing here, and one letter is a letter.
fn is_name(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    let begins = word.chars().next().is_some_and(char::is_alphabetic) && word.chars().nth(1).is_some();
    begins && word.chars().all(fits) && !YES.contains(&word) && !NO.contains(&word)
}

/// Reads the operation of a policy's row: one name or `*`; letters would mean nothing to casbin. A guardrail must not come to
/// nothing, so a word that is nearly one of ours is a mistake.
pub(super) fn operation(word: &str) -> Result<OpSelection, CellError> {
    let lower = word.to_lowercase();
    if lower == "*" {
        return Ok(OpSelection::All);
    }
    let near = nearest(&lower, OPERATIONS.iter().copied());
    let own = || (near.is_none() && is_name(&lower)).then(|| OpName(lower.clone()));
    named(&lower).or_else(own).map(|op| OpSelection::Named(BTreeSet::from([op]))).ok_or_else(|| {
        let help = match near {
            Some(name) => format!("did you mean {}?", quote(name)),
            None => format!("write `*` or one of {}", OPERATIONS.join(", ")),
        };
        CellError { message: format!("unknown operation {}", quote(word)), help: Some(help) }
    })
}

/// The operations that one word means: a full name, letters, or else a name that may be an application's own.
fn operations(word: &str) -> Result<BTreeSet<OpName>, CellError> {
    if let Some(op) = named(word) {
        return Ok(BTreeSet::from([op]));
    }
    let letters: Option<BTreeSet<OpName>> = word
        .chars()
        .filter(|letter| *letter != '-')
        .map(|letter| match letter {
            'c' => Some(OpName("create".to_owned())),
            'r' => Some(OpName("read".to_owned())),
            'u' | 'w' => Some(OpName("write".to_owned())),
            'd' => Some(OpName("delete".to_owned())),
            _ => None,
        })
        .collect();
    let own = || is_name(word).then(|| BTreeSet::from([OpName(word.to_owned())]));
    letters
        .filter(|ops| !ops.is_empty())
        .or_else(own)
        .ok_or_else(|| CellError { message: format!("unknown operation {}", quote(word)), help: Some(help_for(word)) })
}

/// The next step for a word that is no operation.
pub(super) fn help_for(word: &str) -> String {
    let known = OPERATIONS.iter().copied().chain(["all", "none", "deny", "unlink", "update"]);
    nearest(word, known).map_or_else(
        || "write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`".to_owned(),
        |name| format!("did you mean {}?", quote(name)),
    )
}

/// Refuses what a cell both allows and denies; `all deny delete` is fine, `none read` is not.
fn consistent(access: Access) -> Result<Access, CellError> {
    let both = match (&access.allow, &access.deny) {
        (OpSelection::All, OpSelection::All) => Some("everything".to_owned()),
        (OpSelection::Named(allow), OpSelection::All) => allow.first().map(|op| quote(&op.0)),
        (OpSelection::All, OpSelection::Named(_)) => None,
        (OpSelection::Named(allow), OpSelection::Named(deny)) => allow.intersection(deny).next().map(|op| quote(&op.0)),
    };
    match both {
        None => Ok(access),
        Some(op) => Err(CellError { message: format!("the cell both allows and denies {op}"), help: None }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let show = |selection: &OpSelection| match selection {
            OpSelection::All => "all".to_owned(),
            OpSelection::Named(names) => names.iter().map(|name| name.0.as_str()).collect::<Vec<_>>().join(" "),
        };
        match parse(text) {
            Ok(access) => format!("+{} -{}", show(&access.allow), show(&access.deny)),
            Err(error) => format!("{} / {}", error.message, error.help.unwrap_or_default()),
        }
    }

    #[test]
    fn every_spelling_of_the_design_is_read() {
        for same in ["create read write", "crw", "CRU-", "C R U", "c/r/w", "Create, Read & Update", "wrcc"] {
            assert_eq!(words(same), "+create read write -", "{same}");
        }
        assert_eq!(words("R/W"), "+read write -");
        assert_eq!(words("all"), "+all -");
        assert_eq!(words("crud"), "+create delete read write -");
        assert_eq!(words("none"), "+ -all");
        assert_eq!(words(" -- "), "+ -all");
        assert_eq!(words("deny delete"), "+ -delete");
        assert_eq!(words("r deny write unlink"), "+read -delete write");
        assert_eq!(words("all deny delete"), "+all -delete");
        assert_eq!(words("read submit cancel"), "+cancel read submit -");
    }

    #[test]
    fn an_application_s_own_operations_are_named() {
        assert_eq!(words("View edit"), "+edit view -");
        assert_eq!(words("view, deny sign-off shop.approve"), "+view -shop.approve sign-off");
        assert_eq!(words("draw cu"), "+create draw write -");
        let casbin =
            |word| operation(word).map(|ops| format!("{ops:?}")).map_err(|error| error.help.unwrap_or_default());
        assert!(casbin("view").unwrap().contains("view"));
        assert_eq!(casbin("raed"), Err("did you mean `read`?".to_owned()));
    }

    #[test]
    fn what_means_nothing_is_refused_with_a_next_step() {
        insta::assert_snapshot!(
            ["42", "x", "yes", "read deny", "", "none read", "read deny read", "/"].map(words).join("\n"),
            @r"
        unknown operation `42` / write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`
        unknown operation `x` / write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`
        unknown operation `yes` / write operations (`create read write delete`), letters (`CRUD`), `all`, `none` or `deny delete`
        `deny` names no operation / write `none` to deny everything
        empty cell / write `none` to deny everything
        the cell both allows and denies `read` / 
        the cell both allows and denies `read` / 
        empty cell / write `none` to deny everything
        "
        );
    }

    #[test]
    fn a_mark_in_a_sheet_is_read_with_a_warning() {
        let (access, warning) = parse_sheet(" ✓ ").unwrap();
        assert_eq!(access.allow, OpSelection::All);
        assert_eq!(warning.unwrap(), "`✓` is read as `all`; write `CRUD` or `R`");
        let (access, warning) = parse_sheet("No").unwrap();
        assert_eq!(access.deny, OpSelection::All);
        assert!(warning.is_some());
        assert_eq!(parse_sheet("-").unwrap().1, None);
        assert!(parse("x").is_err(), "in YAML a mark says nothing");
    }
}
