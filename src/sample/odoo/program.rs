//! Where requests go.

use super::Flavour;
use super::bearer::BearerApi;
use super::erp::Erp;
use super::reply::Reply;
use super::{json2, rpc, web};
use crate::sample::server::{Head, Program, Seen};

/// An Odoo server with one database of our own.
#[derive(Debug)]
pub(super) struct Odoo {
    pub(super) erp: Erp,
    /// Databases beside our own.
    pub(super) others: Vec<String>,
    pub(super) bearer: Option<BearerApi>,
}

impl Program for Odoo {
    fn answer(&mut self, head: &Head, body: &[u8], seen: &mut Seen) -> Reply {
        let erp = &mut self.erp;
        if let Some(target) = head.path.strip_prefix("/json/2/").filter(|_| erp.flavour == Flavour::V19) {
            return json2::answer(erp, head, target, body, self.others.is_empty(), seen);
        }
        if let (Some(target), Some(api)) = (head.path.strip_prefix("/api/v1/"), &self.bearer) {
            return api.answer(erp, head, target, body, seen);
        }
        match (head.method.as_str(), head.path.as_str()) {
            ("POST", "/jsonrpc") => rpc::answer(erp, body, seen),
            ("POST", path) => web::answer(erp, path, body, &self.others, seen),
            _ => Reply::not_found(erp.flavour),
        }
    }

    fn shut(&mut self) {
        self.erp.shut = true;
    }

    fn database(&self) -> String {
        self.erp.database.clone()
    }

    fn checksum(&self) -> String {
        self.erp.store.checksum()
    }

    fn login_traces(&self) -> u64 {
        self.erp.login_traces()
    }

    fn drawn(&self) -> u64 {
        self.erp.drawn()
    }
}

/// The token of an `Authorization: Bearer` header.
pub(super) fn bearer(head: &Head) -> Option<&str> {
    let (scheme, token) = head.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
