//! A small REST API that takes JWTs: `/api/v1/me` and `/api/v1/<model>`, for the same accounts and rights.

use std::fmt;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, dangerous, decode, decode_header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::erp::Erp;
use super::exception::{Exception, Outcome};
use super::faults::BearerFault;
use super::methods::Arguments;
use super::program::bearer;
use super::reply::Reply;
use crate::sample::server::{Head, Seen};

/// Which tokens an API takes: HS256, signed with `secret`, for `audience`, begun and not past their end, of an active login.
#[derive(Clone)]
pub struct BearerApi {
    /// The secret that signs.
    pub secret: String,
    /// Whom a token must be for.
    pub audience: String,
}

impl fmt::Debug for BearerApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BearerApi").field("audience", &self.audience).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// The header of a token that names an algorithm: `{"alg":"HS256"}`.
const SOME_HEADER: &str = "eyJhbGciOiJIUzI1NiJ9";

impl BearerApi {
    /// The login of a token that is taken.
    fn login(&self, token: &str, fault: Option<BearerFault>) -> Option<String> {
        if fault == Some(BearerFault::AcceptsAlgNone) && decode_header(token).is_err() {
            let (_, rest) = token.split_once('.')?;
            let claims = dangerous::insecure_decode::<Claims>(format!("{SOME_HEADER}.{rest}")).ok()?;
            return Some(claims.claims.sub);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        validation.validate_exp = fault != Some(BearerFault::AcceptsExpired);
        let key = DecodingKey::from_secret(self.secret.as_bytes());
        Some(decode::<Claims>(token, &key, &validation).ok()?.claims.sub)
    }

    /// Answers a request for what stands behind `/api/v1/`: GET reads, POST creates.
    pub(super) fn answer(&self, erp: &mut Erp, head: &Head, target: &str, body: &[u8], seen: &mut Seen) -> Reply {
        let login = bearer(head).and_then(|token| self.login(token, erp.faults.bearer));
        let Some(uid) = login.as_deref().and_then(|login| erp.account(login)) else {
            return Reply::odoo(401, &json!({"error": "unauthorized"}));
        };
        seen.login.clone_from(&login);
        if target == "me" {
            return Reply::odoo(200, &json!({"uid": uid, "login": login}));
        }
        seen.model = Some(target.to_owned());
        let (method, named) = match head.method.as_str() {
            "GET" => ("search_read", json!({"fields": ["display_name"], "limit": 10})),
            "POST" => match serde_json::from_slice::<Value>(body) {
                Ok(values) => ("create", json!({"vals_list": values})),
                Err(_) => return Reply::odoo(400, &json!({"error": "bad request"})),
            },
            _ => return Reply::odoo(405, &json!({"error": "method not allowed"})),
        };
        seen.call = Some(method.to_owned());
        let named = named.as_object().cloned().unwrap_or_default();
        answer(erp.call(uid, target, method, Arguments::Named(named)))
    }
}

fn answer(outcome: Outcome) -> Reply {
    match outcome {
        Ok(result) => Reply::odoo(200, &json!({"data": result})),
        Err(exception) => {
            let status = Exception::status(&exception);
            Reply::odoo(status, &json!({"error": exception.message}))
        }
    }
}
