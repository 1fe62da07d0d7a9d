//! Reads requests.

use serde_json::{Number, Value};

use super::templates::Allowed;
use super::{Body, Endpoint, Header, Rules, Shape};
use crate::connect::rest::template::{Piece, Template};
use crate::net::Method;
use crate::yaml::words::quote;
use crate::yaml::{Node, Object, Reader, Tree};

const METHODS: [(&str, Method); 5] = [
    ("get", Method::Get),
    ("post", Method::Post),
    ("put", Method::Put),
    ("patch", Method::Patch),
    ("delete", Method::Delete),
];

/// The keys of every request.
const KEYS: [(&str, bool); 16] = [
    ("get", false),
    ("post", false),
    ("put", false),
    ("patch", false),
    ("delete", false),
    ("query", false),
    ("headers", false),
    ("body", false),
    ("form", false),
    ("harmless", false),
    ("reads", false),
    ("allowed", false),
    ("denied", false),
    ("hidden", false),
    ("missing", false),
    ("signed_out", false),
];

/// Headers that are made for each request.
const OURS: [&str; 6] = ["connection", "content-length", "content-type", "cookie", "host", "transfer-encoding"];

/// Whether a request must say why it changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Harm {
    /// Everything but `get` must.
    Told,
    /// It signs in or out, which is what it is for.
    Meant,
}

/// As evidence and plans write it.
pub(in crate::connect::rest) fn name_of(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

impl Reader<'_> {
    /// A request with the keys that only requests of its kind have.
    pub(super) fn endpoint<'t>(
        &mut self,
        tree: &'t Tree,
        what: &str,
        allowed: Allowed,
        usual: &Rules,
        harm: Harm,
        more: &[(&'static str, bool)],
    ) -> Option<(Endpoint, Object<'t>)> {
        let keys: Vec<_> = KEYS.iter().chain(more).copied().collect();
        let object = self.known(tree, &keys, what)?;
        let mut found = METHODS.iter().filter_map(|(name, method)| Some((*method, object.get(name)?)));
        let Some((method, address)) = found.next() else {
            let help = "write `get: /path`, `post:`, `put:`, `patch:` or `delete:`".to_owned();
            self.problems.error(&tree.at, format!("{what} has no address"), help);
            return None;
        };
        if let Some((_, second)) = found.next() {
            self.problems.error(&second.at, format!("{what} has two addresses"), None);
        }
        let body = self.body(&object, method, what, allowed);
        let (harmless, reads) =
            (self.note(object.get("harmless"), "harmless"), self.note(object.get("reads"), "reads"));
        if method != Method::Get && harm == Harm::Told && harmless.is_none() && reads.is_none() {
            let help =
                "add `harmless: why this changes nothing`, such as an empty list of records, or `reads: why this only \
                        reads`; without a reason it is not sent"
                    .to_owned();
            let message = format!("{what} is sent by {} and does not say why it is harmless", name_of(method));
            self.problems.error(&tree.at, message, help);
        }
        let (path, query) = self.address(address, allowed)?;
        let endpoint = Endpoint {
            at: tree.at.clone(),
            method,
            path,
            query,
            parameters: self.parameters(object.get("query"), allowed),
            headers: self.headers(object.get("headers"), allowed, harm == Harm::Meant),
            body,
            harmless,
            reads: reads.is_some(),
            rules: self.rules(&object, usual, allowed),
        };
        self.check_overlaps(&endpoint.rules, what);
        Some((endpoint, object))
    }

    /// A path, and what is behind its question mark.
    fn address(&mut self, tree: &Tree, allowed: Allowed) -> Option<(Template, Option<Template>)> {
        let Node::Text(text) = &tree.node else { return self.wrong(tree, "address", "a path") };
        if !text.starts_with('/') || text.starts_with("//") || text.contains('#') {
            let help = "write the path below the system's address, such as `/api/orders`".to_owned();
            self.problems.error(&tree.at, format!("{} is no path", quote(text)), help);
            return None;
        }
        let (path, query) = text.split_once('?').map_or((text.as_str(), None), |(path, query)| (path, Some(query)));
        let path = self.parse_template(path, &tree.at, allowed)?;
        let spread = |template: &Template| template.gaps().any(|gap| gap.spread);
        if spread(&path) {
            self.problems.error(&tree.at, "a path has no list to spread over", None);
        }
        let query = query.map(|query| self.parse_template(query, &tree.at, allowed));
        Some((path, query.flatten()))
    }

    fn body(&mut self, object: &Object<'_>, method: Method, what: &str, allowed: Allowed) -> Option<Body> {
        let (json, form) = (object.get("body"), object.get("form"));
        if let Some(tree) = json.or(form).filter(|_| method == Method::Get) {
            self.problems.error(&tree.at, format!("{what} is sent by GET, which has no body"), None);
            return None;
        }
        if let (Some(_), Some(form)) = (json, form) {
            self.problems.error(&form.at, format!("{what} has a `body` and a `form`"), None);
        }
        match (json, form) {
            (Some(tree), _) => self.shape(tree, allowed).map(Body::Json),
            (None, Some(tree)) => {
                let entries = self.entries(tree, "form")?;
                let mut fields = Vec::with_capacity(entries.len());
                for (name, value) in entries {
                    let name = self.parse_template(&name.value, &name.at, allowed);
                    fields.extend(name.zip(self.template(value, "a field of the form", allowed)));
                }
                Some(Body::Form(fields))
            }
            (None, None) => None,
        }
    }

    /// What is sent behind the question mark: a list or a mapping becomes JSON.
    fn parameters(&mut self, tree: Option<&Tree>, allowed: Allowed) -> Vec<(Template, Shape)> {
        let Some(entries) = tree.and_then(|tree| self.entries(tree, "query")) else { return Vec::new() };
        let mut parameters = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let name = self.parse_template(&name.value, &name.at, allowed);
            parameters.extend(name.zip(self.shape(value, allowed)));
        }
        parameters
    }

    /// Headers. One that proves who asks belongs to `login`, where a secret is never written out.
    pub(super) fn headers(&mut self, tree: Option<&Tree>, allowed: Allowed, proves: bool) -> Vec<Header> {
        let Some(entries) = tree.and_then(|tree| self.entries(tree, "headers")) else { return Vec::new() };
        let mut headers = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let lower = name.value.to_lowercase();
            let is_name =
                !lower.is_empty() && lower.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_');
            let Some(template) = self.template(value, "header", allowed) else { continue };
            let has_secret = template.gaps().any(|gap| gap.variable.is_secret());
            if !is_name {
                self.problems.error(&name.at, format!("{} is no name of a header", quote(&name.value)), None);
            } else if OURS.contains(&lower.as_str()) {
                let help = "leave it out".to_owned();
                self.problems.error(&name.at, format!("the header `{lower}` is made for each request"), help);
            } else if lower.contains("authorization") && !(proves && has_secret) {
                let help = "say under `login` how accounts prove who they are; no secret is written out".to_owned();
                self.problems.error(&name.at, format!("the header `{lower}` belongs to `login`"), help);
            } else {
                headers.push((lower.into(), template));
            }
        }
        headers
    }

    /// JSON with gaps.
    pub(super) fn shape(&mut self, tree: &Tree, allowed: Allowed) -> Option<Shape> {
        Some(match &tree.node {
            Node::Null => Shape::Plain(Value::Null),
            Node::Text(text) if tree.plain => Shape::Plain(plain(text)),
            Node::Text(text) => match self.parse_template(text, &tree.at, allowed)? {
                Template(pieces) if pieces.is_empty() => Shape::Plain(Value::from("")),
                Template(pieces) => match pieces.as_slice() {
                    [Piece::Literal(text)] => Shape::Plain(Value::from(text.as_str())),
                    _ => Shape::Text(Template(pieces)),
                },
            },
            Node::List(items) => {
                Shape::List(items.iter().map(|item| self.shape(item, allowed)).collect::<Option<Vec<_>>>()?)
            }
            Node::Map(entries) => {
                let mut fields = Vec::with_capacity(entries.len());
                for (name, value) in entries {
                    fields.push((self.parse_template(&name.value, &name.at, allowed)?, self.shape(value, allowed)?));
                }
                Shape::Map(fields)
            }
        })
    }
}

/// A number or a yes-or-no as JSON; what JSON cannot say stays text.
fn plain(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => text
            .parse::<i64>()
            .map(Value::from)
            .ok()
            .or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number))
            .unwrap_or_else(|| Value::from(text)),
    }
}
