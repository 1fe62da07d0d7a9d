//! JSON-RPC of Tryton 8.2: a call to a request, an answer to a result (`trytond/protocols/jsonrpc.py`). Pure.

use std::borrow::Cow;
use std::fmt;
use std::io::Read as _;

use flate2::read::GzDecoder;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};

use super::fault::Fault;
use crate::connect::live::Login;
use crate::net::{Answer, Repeat, Request, percent};

/// HTTP pairs an answer with its request, so one number does; an answer without it is not Tryton's.
const ID: u64 = 1;

/// The longest that an answer may be once it is unpacked, in bytes: as long as one that comes unpacked.
const UNPACKED: u64 = 16 << 20;

/// What is asked in: texts of refusals tell what they are by their words alone, so the language is always the same.
pub(super) const LANGUAGE: &str = "en";

/// A call of a database: a method with its parameters, the context among them where it takes one.
#[derive(Clone)]
pub(super) struct Call<'a> {
    pub(super) method: Cow<'a, str>,
    pub(super) params: Vec<Value>,
    pub(super) repeat: Repeat,
}

/// Without the parameters: a sign-in has a password among them.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("method", &self.method).field("repeat", &self.repeat).finish_non_exhaustive()
    }
}

impl<'a> Call<'a> {
    /// A method of a model, with the context behind its arguments.
    pub(super) fn of_model<const N: usize>(model: &str, method: &str, args: [Value; N]) -> Self {
        Self::within(model, method, args, Map::new())
    }

    /// The same with more in the context than the language.
    pub(super) fn within<const N: usize>(
        model: &str,
        method: &str,
        args: [Value; N],
        mut context: Map<String, Value>,
    ) -> Self {
        context.insert("language".to_owned(), LANGUAGE.into());
        let params = Vec::from(args).into_iter().chain([context.into()]).collect();
        Self { method: format!("model.{model}.{method}").into(), params, repeat: Repeat::Safe }
    }

    /// A service of the database, which takes no context.
    pub(super) fn service(method: &'a str, params: Vec<Value>, repeat: Repeat) -> Self {
        Self { method: method.into(), params, repeat }
    }

    /// The request to a database. Answers are taken compressed: the server says of every answer over 1,400 bytes that it is,
    /// even where it is not because the caller takes none.
    pub(super) fn request(&self, database: &str) -> Request {
        self.to(&format!("/{}/rpc/", percent(database)))
    }

    /// The request to the server as a whole.
    pub(super) fn to_server(&self) -> Request {
        self.to("/rpc/")
    }

    fn to(&self, path: &str) -> Request {
        let body = json!({ "id": ID, "method": self.method, "params": self.params });
        Request::post(path, &body, self.repeat).header("accept", "application/json").header("accept-encoding", "gzip")
    }

    /// As a plan prints it and evidence keeps it, without the context, which is the same for all. Of a service, such as the
    /// sign-in, only its name.
    pub(super) fn words(&self) -> String {
        if !self.method.starts_with("model.") {
            return self.method.to_string();
        }
        let args = self.params.split_last().map_or(&[][..], |(_, args)| args);
        let args: Vec<String> = args.iter().map(Value::to_string).collect();
        format!("{} [{}]", self.method, args.join(", "))
    }
}

/// The same request in the session of a login.
pub(super) fn sent_as(request: Request, login: &Login) -> Request {
    match &login.session {
        Some(session) => request.header("authorization", &format!("Session {}", session.expose_secret())),
        None => request,
    }
}

/// The result in an answer. A method that returns nothing gives `Value::Null`.
pub(super) fn result(answer: &Answer) -> Result<Value, Fault> {
    if answer.status != 200 {
        return Err(Fault::of_status(answer.status, &answer.body));
    }
    let body = unpack(&answer.body)?;
    if body.first() == Some(&b'<') {
        return Err(Fault::alien("an HTML page (HTTP 200)"));
    }
    let body = serde_json::from_slice(&body).map_err(|_| Fault::alien("something else than a result (HTTP 200)"))?;
    let Value::Object(mut body) = body else { return Err(Fault::alien("JSON of another shape than a result's")) };
    if body.get("id").and_then(Value::as_u64) != Some(ID) {
        return Err(Fault::alien("an answer to another call"));
    }
    match (body.remove("result"), body.remove("error")) {
        (Some(result), None) => Ok(result),
        (None, Some(error)) => Err(Fault::of_error(&error)),
        (Some(_), Some(_)) => Err(Fault::alien("a result and an error at once")),
        (None, None) => Err(Fault::alien("an answer without a result")),
    }
}

/// A body as it was before it was compressed, which its first bytes tell and no header.
fn unpack(body: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(body.into());
    }
    let mut unpacked = Vec::new();
    // One byte beyond the limit tells that there is more.
    let read = GzDecoder::new(body).take(UNPACKED + 1).read_to_end(&mut unpacked);
    read.map_err(|_| Fault::alien("a compressed answer that cannot be unpacked"))?;
    if unpacked.len() as u64 > UNPACKED {
        return Err(Fault::alien("a compressed answer that is longer than any of its"));
    }
    Ok(unpacked.into())
}

/// A value without Tryton's own types (`JSONEncoder`): moments as `2026-11-29 05:27:31.789329`, numbers as numbers; bytes are
/// left out.
pub(super) fn plain(value: Value) -> Value {
    match value {
        Value::Array(values) => values.into_iter().map(plain).collect(),
        Value::Object(fields) => match fields.get("__class__").and_then(Value::as_str) {
            Some(class) => typed(class, &fields),
            None => fields.into_iter().map(|(name, value)| (name, plain(value))).collect::<Map<_, _>>().into(),
        },
        value => value,
    }
}

fn typed(class: &str, fields: &Map<String, Value>) -> Value {
    let number = |name: &str| fields.get(name).and_then(Value::as_u64).unwrap_or_default();
    let date = || format!("{:04}-{:02}-{:02}", number("year"), number("month"), number("day"));
    let time = || {
        let whole = format!("{:02}:{:02}:{:02}", number("hour"), number("minute"), number("second"));
        match number("microsecond") {
            0 => whole,
            micros => format!("{whole}.{micros:06}"),
        }
    };
    match class {
        "datetime" => format!("{} {}", date(), time()).into(),
        "date" => date().into(),
        "time" => time().into(),
        "timedelta" => fields.get("seconds").cloned().unwrap_or_default(),
        "Decimal" => {
            let text = fields.get("decimal").and_then(Value::as_str).unwrap_or_default();
            text.parse::<f64>().map_or(Value::Null, Value::from)
        }
        _ => Value::Null,
    }
}

/// Whether a text is the name of a model: words with dots, and a dash where it joins two (`res.user-res.group`).
pub(super) fn is_model(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    !text.is_empty() && text.len() <= 200 && text.split('.').all(|part| !part.is_empty() && part.chars().all(word))
}

/// Whether a text is the name of a field or a method.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_values_become_plain() {
        let moment = json!({"__class__": "datetime", "year": 2026, "month": 11, "day": 9, "hour": 5, "minute": 7, "second": 31, "microsecond": 78});
        assert_eq!(plain(moment), json!("2026-11-09 05:07:31.000078"));
        assert_eq!(plain(json!({"__class__": "date", "year": 2026, "month": 1, "day": 2})), json!("2026-01-02"));
        assert_eq!(
            plain(json!({"__class__": "time", "hour": 1, "minute": 2, "second": 3, "microsecond": 0})),
            json!("01:02:03")
        );
        assert_eq!(plain(json!([{"__class__": "Decimal", "decimal": "12.50"}])), json!([12.5]));
        assert_eq!(plain(json!({"__class__": "Decimal", "decimal": "x"})), Value::Null);
        assert_eq!(plain(json!({"__class__": "timedelta", "seconds": 90.5})), json!(90.5));
        assert_eq!(plain(json!({"__class__": "bytes", "base64": "c2VjcmV0"})), Value::Null);
        assert_eq!(plain(json!({"company.": {"party": 3}, "id": 1})), json!({"company.": {"party": 3}, "id": 1}));
    }

    #[test]
    fn names_are_tryton_s() {
        for model in ["party.party", "res.user-res.group", "a", "account.move.line"] {
            assert!(is_model(model), "{model}");
        }
        for none in ["", ".", "a..b", "a.", "a b", "a/b", "model.x\0", "é"] {
            assert!(!is_model(none), "{none:?}");
        }
        assert!(is_name("validate_") && !is_name("a.b") && !is_name(""));
    }

    #[test]
    fn words_have_no_context() {
        let call = Call::of_model("party.party", "write", [json!([]), json!({})]);
        assert_eq!(call.words(), "model.party.party.write [[], {}]");
    }

    #[test]
    fn nothing_that_is_printed_has_the_password_of_a_sign_in() {
        let call = Call::service(
            "common.db.login",
            vec![json!("ann"), json!({"password": "s3cret"}), json!("en")],
            Repeat::Once,
        );
        assert_eq!(call.words(), "common.db.login");
        assert!(!format!("{call:?} {:?}", call.request("acme")).contains("s3cret"));
    }
}
