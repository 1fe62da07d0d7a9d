//! Reads how accounts are signed in.

use std::collections::BTreeMap;

use super::endpoint::Harm;
use super::rules::MEANINGS;
use super::templates::{self, ALWAYS, OF_SIGN_IN, SIGNED_IN};
use super::{Csrf, Minted, Opening, Rules, Shape, SignIn, Way};
use crate::connect::rest::variables::Variable;
use crate::jwt;
use crate::model::SecretKind;
use crate::yaml::{Reader, Tree};

const WAYS: [(&str, bool); 8] = [
    ("basic", false),
    ("bearer", false),
    ("api_key", false),
    ("form", false),
    ("endpoint", false),
    ("jwt", false),
    ("headers", false),
    ("failures", false),
];

const JWT: &[(&str, bool)] = &[
    ("algorithm", true),
    ("subject", true),
    ("audience", false),
    ("lifetime", false),
    ("claims", false),
    ("accounts", false),
];

const OPENING: &[(&str, bool)] = &[
    ("page", false),
    ("token", false),
    ("cookies", false),
    ("csrf", false),
    ("refused", false),
    ("locked_out", false),
    ("logout", false),
];

/// Sign-ins that a run may see fail, where nobody says how many: most APIs count failures by address as well.
const FAILURES: usize = 3;
/// How long a token is good for, in seconds.
const LIFETIME: i64 = 5 * 60;

impl Reader<'_> {
    /// How accounts are signed in.
    pub(super) fn sign_in(&mut self, tree: &Tree) -> Option<SignIn> {
        let object = self.known(tree, &WAYS, "login")?;
        let ways: Vec<_> = WAYS.iter().take(6).filter_map(|(name, _)| Some((*name, object.get(name)?))).collect();
        let [(name, way)] = ways.as_slice() else {
            let help = "one of basic, bearer, api_key, form, endpoint and jwt; write `bearer: {}` where nothing more is to be \
                        said"
                .to_owned();
            self.problems.error(&tree.at, format!("login has {} ways to sign in", ways.len()), help);
            return None;
        };
        let mut headers = Vec::new();
        let authorization = |value| ("authorization".into(), value);
        let way = match *name {
            "basic" | "bearer" => {
                self.known(way, &[], name)?;
                let (value, kind) = if *name == "basic" {
                    (templates::behind("Basic ", Variable::Basic), SecretKind::Password)
                } else {
                    (templates::behind("Bearer ", Variable::Secret), SecretKind::Bearer)
                };
                headers.push(authorization(value));
                Way::Secret(kind)
            }
            "api_key" => {
                let key = self.known(way, &[("header", true), ("value", false)], name)?;
                let header = self.name(key.get("header")?, "header")?;
                let value = match key.get("value") {
                    Some(tree) => self.template(tree, "value", OF_SIGN_IN)?,
                    None => templates::gap(Variable::Secret),
                };
                if !value.gaps().any(|gap| gap.variable.is_secret()) {
                    let help = "write `\"{secret}\"` where the account's own key belongs".to_owned();
                    self.problems.error(&way.at, "the header does not hold the account's key", help);
                }
                headers.push((header.value.to_lowercase().into(), value));
                Way::Secret(SecretKind::Key)
            }
            "jwt" => {
                headers.push(authorization(templates::behind("Bearer ", Variable::Token)));
                Way::Minted(self.minted(way)?)
            }
            _ => {
                let opening = self.opening(way, name)?;
                if opening.token.is_some() && object.get("headers").is_none() {
                    headers.push(authorization(templates::behind("Bearer ", Variable::Token)));
                }
                Way::Session(Box::new(opening))
            }
        };
        headers.extend(self.headers(object.get("headers"), SIGNED_IN, true));
        let failures = match object.get("failures") {
            Some(tree) => self.number(tree, "failures")?,
            None => FAILURES,
        };
        Some(SignIn { way, headers, failures })
    }

    fn opening(&mut self, tree: &Tree, name: &str) -> Option<Opening> {
        let nothing = Rules::default();
        let (endpoint, object) = self.endpoint(tree, name, OF_SIGN_IN, &nothing, Harm::Meant, OPENING)?;
        for meaning in MEANINGS {
            if let Some(tree) = object.get(meaning) {
                let help = "a sign-in has `refused` and `locked_out`".to_owned();
                self.problems.error(&tree.at, format!("`{meaning}` says nothing about a sign-in"), help);
            }
        }
        let of = |reader: &mut Self, name: &str| {
            let tree = object.get(name)?;
            reader.endpoint(tree, name, SIGNED_IN, &nothing, Harm::Meant, &[]).map(|(endpoint, _)| endpoint)
        };
        let (page, closes) = (of(self, "page"), of(self, "logout"));
        let token = object.get("token").and_then(|tree| self.pointer(tree, ALWAYS));
        let cookies: Vec<_> = self.names(object.get("cookies"), "cookie").into_iter().map(|name| name.value).collect();
        if object.get("token").is_none() && cookies.is_empty() {
            let help = "add `token: /place` for a token in the answer, or `cookies: [NAME]`".to_owned();
            self.problems.error(&tree.at, format!("{name} does not say what the session is known by"), help);
        }
        let csrf = object.get("csrf").and_then(|tree| self.csrf(tree));
        let at = &endpoint.at;
        let conditions = |reader: &mut Self, name: &str, usual: &[u16]| match object.get(name) {
            Some(tree) => reader.conditions(tree, name, ALWAYS),
            None => usual.iter().flat_map(|status| Rules::by_status(*status, *status, at)).collect(),
        };
        let (refused, locked_out) = (conditions(self, "refused", &[401, 403]), conditions(self, "locked_out", &[423]));
        Some(Opening { page, endpoint, token, cookies, csrf, refused, locked_out, closes })
    }

    fn csrf(&mut self, tree: &Tree) -> Option<Csrf> {
        let object = self.known(tree, &[("at", false), ("cookie", false)], "csrf")?;
        match (object.get("at"), object.get("cookie")) {
            (Some(at), None) => self.pointer(at, ALWAYS).map(Csrf::At),
            (None, Some(cookie)) => self.name(cookie, "cookie").map(|name| Csrf::Cookie(name.value)),
            _ => {
                let help = "`at: /place` of the answer to the sign-in, or `cookie: NAME`".to_owned();
                self.problems.error(&tree.at, "csrf says one of two", help);
                None
            }
        }
    }

    fn minted(&mut self, tree: &Tree) -> Option<Minted> {
        let object = self.known(tree, JWT, "jwt")?;
        let algorithm = self.name(object.get("algorithm")?, "algorithm")?;
        if let Err(error) = jwt::parse(&algorithm.value) {
            self.problems.error(&algorithm.at, error.to_string(), None);
        }
        let text = |reader: &mut Self, name: &str| reader.template(object.get(name)?, name, ALWAYS);
        let (subject, audience) = (text(self, "subject")?, text(self, "audience"));
        let lifetime = match object.get("lifetime") {
            Some(tree) => self.number(tree, "lifetime")?,
            None => LIFETIME,
        };
        let claims = self.claims(object.get("claims"));
        let mut accounts = BTreeMap::new();
        let by_login = object.get("accounts").and_then(|tree| self.entries(tree, "accounts"));
        for (login, claims) in by_login.unwrap_or_default() {
            let claims = self.claims(Some(claims));
            accounts.insert(login.value.to_lowercase(), claims);
        }
        Some(Minted { algorithm: algorithm.value, subject, audience, lifetime, claims, accounts })
    }

    fn claims(&mut self, tree: Option<&Tree>) -> Vec<(String, Shape)> {
        let Some(entries) = tree.and_then(|tree| self.entries(tree, "claims")) else { return Vec::new() };
        let mut claims = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            if jwt::TIMES.contains(&name.value.as_str()) {
                let help = "leave it out".to_owned();
                self.problems.error(&name.at, format!("the claim `{}` is made for each token", name.value), help);
            } else if let Some(value) = self.shape(value, ALWAYS) {
                claims.push((name.value.clone(), value));
            }
        }
        claims
    }

    /// A whole number.
    fn number<T: std::str::FromStr>(&mut self, tree: &Tree, what: &str) -> Option<T> {
        let text = self.name(tree, what)?;
        let number = text.value.parse().ok();
        if number.is_none() {
            self.problems.error(&text.at, format!("{what}: expected a whole number"), None);
        }
        number
    }
}
