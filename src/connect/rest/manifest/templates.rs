//! Reads templates.

use crate::connect::rest::template::{Filter, Gap, Piece, Template};
use crate::connect::rest::variables::Variable;
use crate::model::{Position, nearest};
use crate::yaml::words::quote;
use crate::yaml::{Node, Reader, Tree};

/// What may stand in the gaps of a place.
pub(super) type Allowed = &'static [Variable];

/// What is known whatever is asked.
pub(super) const ALWAYS: Allowed = &[Variable::Database, Variable::Login, Variable::Account];
/// What is known of a resource.
pub(super) const OF_RESOURCE: Allowed =
    &[Variable::Resource, Variable::Path, Variable::Op, Variable::Database, Variable::Login, Variable::Account];
/// What is known of a record.
pub(super) const OF_RECORD: Allowed = &[
    Variable::Resource,
    Variable::Path,
    Variable::Op,
    Variable::Id,
    Variable::Database,
    Variable::Login,
    Variable::Account,
];
/// What is known of a field.
pub(super) const OF_FIELD: Allowed = &[
    Variable::Resource,
    Variable::Path,
    Variable::Id,
    Variable::Field,
    Variable::Database,
    Variable::Login,
    Variable::Account,
];
/// What is known where records are looked up.
pub(super) const OF_LIST: Allowed = &[
    Variable::Resource,
    Variable::Path,
    Variable::Ids,
    Variable::Field,
    Variable::Fields,
    Variable::Most,
    Variable::Database,
    Variable::Login,
    Variable::Account,
];
/// What is known when an account signs in.
pub(super) const OF_SIGN_IN: Allowed =
    &[Variable::Database, Variable::Login, Variable::Account, Variable::Secret, Variable::Basic, Variable::Csrf];
/// What is known once it has.
pub(super) const SIGNED_IN: Allowed = &[
    Variable::Database,
    Variable::Login,
    Variable::Account,
    Variable::Secret,
    Variable::Basic,
    Variable::Token,
    Variable::Csrf,
];

/// A template that is a gap and nothing else.
pub(super) fn gap(variable: Variable) -> Template {
    Template(vec![Piece::Gap(Gap { variable, filters: Vec::new(), spread: false })])
}

/// A template without gaps.
pub(super) fn literal(text: &str) -> Template {
    if text.is_empty() { Template::default() } else { Template(vec![Piece::Literal(text.to_owned())]) }
}

/// A template with a text before a gap.
pub(super) fn behind(text: &str, variable: Variable) -> Template {
    let mut template = literal(text);
    template.0.extend(gap(variable).0);
    template
}

impl Reader<'_> {
    /// A template in a value.
    pub(in crate::connect::rest) fn template(&mut self, tree: &Tree, what: &str, allowed: Allowed) -> Option<Template> {
        match &tree.node {
            Node::Text(text) => self.parse_template(text, &tree.at, allowed),
            _ => self.wrong(tree, what, "text"),
        }
    }

    /// A template in a text.
    pub(in crate::connect::rest) fn parse_template(
        &mut self,
        text: &str,
        at: &Position,
        allowed: Allowed,
    ) -> Option<Template> {
        match parse(text, allowed) {
            Ok(template) => Some(template),
            Err((message, help)) => {
                self.problems.error(at, message, help);
                None
            }
        }
    }
}

type Problem = (String, Option<String>);

/// `{{` is a brace.
fn parse(text: &str, allowed: Allowed) -> Result<Template, Problem> {
    let (mut pieces, mut literal, mut rest) = (Vec::new(), String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        literal.push_str(before);
        if let Some(after) = after.strip_prefix('{') {
            literal.push('{');
            rest = after;
            continue;
        }
        let Some((inside, after)) = after.split_once('}') else {
            let help = "write `{{` for a brace that is meant".to_owned();
            return Err((format!("{} has a `{{` without its `}}`", quote(text)), Some(help)));
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(Piece::Gap(gap_of(inside, allowed)?));
        rest = after;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    Ok(Template(pieces))
}

fn gap_of(inside: &str, allowed: Allowed) -> Result<Gap, Problem> {
    let mut parts = inside.split('|').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let (name, spread) = name.strip_suffix("...").map_or((name, false), |name| (name, true));
    let names = || allowed.iter().map(|variable| variable.name());
    let here =
        || format!("here there are {}", names().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", "));
    let Some((_, variable)) = Variable::ALL.into_iter().find(|(known, _)| *known == name) else {
        let help = nearest(name, names()).map_or_else(here, |near| format!("did you mean `{{{near}}}`?"));
        return Err((format!("{} is no variable", quote(&format!("{{{name}}}"))), Some(help)));
    };
    if !allowed.contains(&variable) {
        return Err((format!("`{{{name}}}` is not known here"), Some(here())));
    }
    if spread && !matches!(variable, Variable::Ids | Variable::Fields) {
        return Err((format!("`{{{name}...}}` is one value and cannot be spread"), None));
    }
    let filters = parts.map(filter).collect::<Result<Vec<_>, _>>()?;
    Ok(Gap { variable, filters, spread })
}

fn filter(name: &str) -> Result<Filter, Problem> {
    let names = || Filter::ALL.into_iter().map(|(name, _)| name);
    Filter::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, filter)| filter).ok_or_else(|| {
        let all = || format!("there are {}", names().collect::<Vec<_>>().join(", "));
        let help = nearest(name, names()).map_or_else(all, |near| format!("did you mean `{near}`?"));
        (format!("{} is no filter", quote(name)), Some(help))
    })
}
