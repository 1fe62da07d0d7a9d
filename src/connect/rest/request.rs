//! Requests from the manifest, filled for one question.

use secrecy::SecretSlice;
use serde_json::{Map, Value};

use super::manifest::{Body, Endpoint, Header, Shape, name_of};
use super::template::{Place, Template};
use super::variables::Values;
use crate::connect::error::one_line;
use crate::net::{Method, Repeat, Request, percent};

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

impl Shape {
    /// As JSON; `shown` is for the words of a plan, where no secret is.
    pub(super) fn fill(&self, values: &Values<'_>, shown: bool) -> Result<Value, String> {
        match self {
            Self::Plain(value) => Ok(value.clone()),
            Self::Text(template) => template.json(values, shown),
            Self::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    match (item.fill(values, shown)?, item.is_spread()) {
                        (Value::Array(items), true) => list.extend(items),
                        (item, _) => list.push(item),
                    }
                }
                Ok(Value::Array(list))
            }
            Self::Map(fields) => {
                let mut map = Map::new();
                for (name, value) in fields {
                    let place = if shown { Place::Words } else { Place::Text };
                    map.insert(name.fill(values, place)?, value.fill(values, shown)?);
                }
                Ok(Value::Object(map))
            }
        }
    }

    fn is_spread(&self) -> bool {
        matches!(self, Self::Text(template) if template.only().is_some_and(|gap| gap.spread))
    }

    /// What stands behind a question mark: several values where a list is spread.
    fn parameters(&self, values: &Values<'_>, shown: bool) -> Result<Vec<String>, String> {
        let escaped = |text: &str| if shown { text.to_owned() } else { percent(text) };
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Ok(match self.fill(values, shown)? {
            Value::Array(items) if self.is_spread() => items.iter().map(|item| escaped(&plain(item))).collect(),
            value => vec![escaped(&plain(&value))],
        })
    }
}

impl Endpoint {
    /// The request; the error is why it cannot be made.
    pub(super) fn request(&self, values: &Values<'_>, headers: &[&[Header]]) -> Result<Request, String> {
        let mut path = self.path.fill(values, Place::Path)?;
        let query = self.behind(values, false)?;
        if !query.is_empty() {
            path.push('?');
            path.push_str(&query);
        }
        let (body, media) = match &self.body {
            None => (None, None),
            Some(Body::Json(shape)) => (Some(shape.fill(values, false)?.to_string()), None),
            Some(Body::Form(fields)) => (Some(form(fields, values, Place::Query)?), Some(FORM)),
        };
        let repeat = if self.method == Method::Get || self.reads || self.harmless.is_some() {
            Repeat::Safe
        } else {
            Repeat::Never
        };
        let mut request = Request { method: self.method, repeat, ..Request::get(&path) };
        request.media = media.unwrap_or(request.media);
        request.body = body.map(|body| SecretSlice::from(body.into_bytes()));
        let mut has_accept = false;
        for (name, value) in headers.iter().copied().flatten().chain(&self.headers) {
            has_accept |= name.as_ref() == "accept";
            request.configured.push((name.clone(), value.fill(values, Place::Header)?.into()));
        }
        Ok(if has_accept { request } else { request.header("accept", "application/json") })
    }

    /// The request in words, without any secret.
    pub(super) fn words(&self, values: &Values<'_>) -> Result<String, String> {
        let query = self.behind(values, true)?;
        let mark = if query.is_empty() { "" } else { "?" };
        let body = match &self.body {
            None => String::new(),
            Some(Body::Json(shape)) => format!(" {}", shape.fill(values, true)?),
            Some(Body::Form(fields)) => format!(" {}", form(fields, values, Place::Words)?),
        };
        let path = self.path.fill(values, Place::Words)?;
        Ok(one_line(&format!("{} {path}{mark}{query}{body}", name_of(self.method))))
    }

    /// What stands behind the question mark.
    fn behind(&self, values: &Values<'_>, shown: bool) -> Result<String, String> {
        let place = if shown { Place::Words } else { Place::Query };
        let mut parts: Vec<String> = Vec::new();
        if let Some(query) = &self.query {
            parts.push(query.fill(values, place)?);
        }
        for (name, shape) in &self.parameters {
            let name = match place {
                Place::Words => name.fill(values, place)?,
                _ => percent(&name.fill(values, Place::Text)?),
            };
            parts.extend(shape.parameters(values, shown)?.into_iter().map(|value| format!("{name}={value}")));
        }
        Ok(parts.join("&"))
    }
}

fn form(fields: &[(Template, Template)], values: &Values<'_>, place: Place) -> Result<String, String> {
    let text = |template: &Template| match place {
        Place::Words => template.fill(values, Place::Words),
        _ => template.fill(values, Place::Text).map(|text| percent(&text)),
    };
    let pairs: Result<Vec<_>, String> =
        fields.iter().map(|(name, value)| Ok(format!("{}={}", text(name)?, text(value)?))).collect();
    Ok(pairs?.join("&"))
}
