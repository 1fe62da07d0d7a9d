//! A scripted server that answers as Tryton 8.2 does: what it holds, and what it says.

use serde_json::{Map, Value, json};

use crate::serve::{Asked, Reply, reply};

/// What a server holds: records by model, and what it does out of the ordinary.
#[derive(Clone)]
pub(crate) struct Company {
    pub(crate) records: Map<String, Value>,
    /// Models that refuse to be read.
    pub(crate) denied: Vec<&'static str>,
    /// Models that nobody may call.
    pub(crate) closed: Vec<&'static str>,
    pub(crate) administrator: Value,
    pub(crate) series: &'static str,
}

impl Company {
    pub(crate) fn new() -> Self {
        let stamp = |record: Value| {
            with(record, json!({ "create_uid": 0, "create_date": moment(), "write_uid": null, "write_date": null }))
        };
        let records = json!({
            "ir.module": [
                { "id": 1, "name": "party", "state": "activated" },
                { "id": 2, "name": "sale", "state": "not activated" },
                { "id": 3, "name": "acme", "state": "activated" },
            ],
            "res.user": [
                { "id": 0, "login": "root", "name": "Root", "active": 0, "administrator": 1, "email": null, "create_date": moment(), "groups": [], "xml_id": null },
                { "id": 1, "login": "admin", "name": "Admin", "active": 1, "administrator": 1, "email": "a@acme.example", "create_date": moment(), "groups": [], "xml_id": null },
                { "id": 7, "login": "ann", "name": "Ann", "active": true, "administrator": false, "email": null, "create_date": moment(), "groups": [1, 2], "xml_id": null },
            ],
            "res.group": [
                stamp(json!({ "id": 1, "name": "Sales", "active": 1, "parent": null, "xml_id": "sale.group_sale" })),
                stamp(json!({ "id": 2, "name": "Off", "active": 0, "parent": 1, "xml_id": null })),
            ],
            "ir.model": [
                { "id": 1, "name": "party.party", "string": "Party", "module": "party" },
                { "id": 2, "name": "acme.settings", "string": "Settings", "module": "acme" },
                { "id": 3, "name": "acme.report", "string": "Report", "module": "acme" },
                { "id": 4, "name": "acme.gone", "string": "Gone", "module": "acme" },
                { "id": 5, "name": "acme.thing", "string": "Thing", "module": "acme" },
                { "id": 6, "name": "acme.part", "string": "Part", "module": "acme" },
            ],
            "ir.model.field": [
                { "id": 1, "model": "party.party", "name": "name", "ttype": "char", "relation": null, "module": "party", "access": 0 },
                { "id": 2, "model": "acme.part", "name": "thing", "ttype": "many2one", "relation": "acme.thing", "module": "acme", "access": 1 },
            ],
            "ir.model.access": [
                stamp(json!({ "id": 1, "model": "acme.thing", "group": 1, "perm_read": 1, "perm_write": 0, "perm_create": 0, "perm_delete": 0, "active": 1, "xml_id": "acme.access_thing" })),
                stamp(json!({ "id": 2, "model": "acme.thing", "group": null, "perm_read": 0, "perm_write": 0, "perm_create": 0, "perm_delete": 0, "active": 1, "xml_id": null })),
            ],
            "ir.model.field.access": [
                stamp(json!({ "id": 1, "model": "party.party", "field": "name", "group": 1, "perm_read": 1, "perm_write": 0, "active": 1, "xml_id": null })),
            ],
            "ir.rule.group": [
                stamp(json!({ "id": 1, "name": "Own", "model": "acme.thing", "global_p": 1, "default_p": 0, "perm_read": 1, "perm_write": 1, "perm_create": 1, "perm_delete": 1, "xml_id": null, "groups": [] })),
            ],
            "ir.rule": [stamp(json!({ "id": 1, "rule_group": 1, "domain": "[[\"id\", \">\", 0]]", "xml_id": null }))],
            "ir.model.button": [{ "id": 1, "model": "acme.thing", "name": "do_it", "active": 1, "groups": [1] }],
            "ir.ui.menu": [{ "id": 1, "name": "Parties", "groups": [1], "xml_id": "party.menu_party" }],
            "ir.action": [{ "id": 1, "name": "Parties", "type": "ir.action.act_window", "groups": [1] }],
            "ir.action.act_window": [{ "id": 1, "action": 1, "res_model": "party.party", "xml_id": "party.act_party" }],
            "ir.action.wizard": [],
            "ir.action.report": [],
            "ir.action.url": [],
            "res.user.application": [
                { "id": 1, "user": 7, "application": "rest", "state": "validated", "create_date": moment() },
            ],
        });
        let Value::Object(records) = records else { unreachable!() };
        Self { records, denied: vec![], closed: vec![], administrator: json!(1), series: "8.2" }
    }

    /// What it answers.
    pub(crate) fn answer(&self, asked: &Asked) -> Reply {
        let params = asked.body["params"].as_array().cloned().unwrap_or_default();
        let method = asked.body["method"].as_str().unwrap_or_default();
        if asked.path == "/rpc/" {
            return match method {
                "common.server.version" => told(json!(self.series)),
                _ => told(json!(["lab"])),
            };
        }
        match method {
            "common.db.login" if params[1] == json!({ "password": "secret" }) => told(json!([1, "c0ffee", null])),
            "common.db.login" => Reply::page(401, "<!doctype html>\n<html lang=en>\n<title>401 Unauthorized</title>\n"),
            _ if asked.authorization != "Session YWRtaW46MTpjMGZmZWU=" => Reply::page(401, ""),
            "common.db.logout" => told(json!(null)),
            "model.res.user.get_preferences" => told(json!({ "administrator": self.administrator })),
            "model.ir.model.access.get_access" => self.access(&params),
            _ => self.records(method, &params),
        }
    }

    pub(crate) fn access(&self, params: &[Value]) -> Reply {
        let mut access = Map::new();
        for model in params[0].as_array().unwrap() {
            let (read, write, rest) = match model.as_str().unwrap() {
                "acme.gone" => return fails(json!(["'acme.gone'", ""])),
                "acme.settings" => (true, true, false),
                "acme.report" => (true, false, false),
                "acme.thing" | "acme.part" if self.administrator != json!(1) => (false, false, false),
                _ => (true, true, true),
            };
            let ops = json!({ "read": read, "write": write, "create": rest, "delete": rest });
            access.insert(model.as_str().unwrap().to_owned(), ops);
        }
        told(access)
    }

    pub(crate) fn records(&self, method: &str, params: &[Value]) -> Reply {
        let (model, method) = method.strip_prefix("model.").unwrap().rsplit_once('.').unwrap();
        if self.closed.contains(&model) {
            return Reply::page(403, "<!doctype html>\n<html lang=en>\n<title>403 Forbidden</title>\n");
        }
        if self.denied.contains(&model) {
            return fails(json!(["UserError", [format!("You are not allowed to access \"{model}\"."), "", null]]));
        }
        let Some(records) = self.records.get(model).and_then(Value::as_array) else {
            return fails(json!([format!("'{model}'"), ""]));
        };
        let domain = params[0].as_array().unwrap();
        let fits = |record: &&Value| {
            domain.iter().all(|part| {
                let value = &record[part[0].as_str().unwrap()];
                match part[1].as_str().unwrap() {
                    ">" => value.as_i64() > part[2].as_i64(),
                    _ => *value == json!(1) || *value == part[2],
                }
            })
        };
        let found: Vec<&Value> = records.iter().filter(fits).collect();
        if method == "search_count" {
            return told(json!(found.len()));
        }
        let most = usize::try_from(params[2].as_u64().unwrap()).unwrap();
        let mut rows = Vec::new();
        for record in found.into_iter().take(most) {
            let mut row = Map::from_iter([("id".to_owned(), record["id"].clone())]);
            for field in params[4].as_array().unwrap() {
                let field = field.as_str().unwrap();
                let Some(value) = record.get(field) else { return fails(json!([format!("'{field}'"), ""])) };
                row.insert(field.to_owned(), value.clone());
            }
            rows.push(Value::Object(row));
        }
        told(rows)
    }
}

pub(crate) fn with(mut record: Value, more: Value) -> Value {
    let Value::Object(more) = more else { unreachable!() };
    record.as_object_mut().unwrap().extend(more);
    record
}

pub(crate) fn moment() -> Value {
    json!({ "__class__": "datetime", "year": 2026, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5, "microsecond": 6 })
}

pub(crate) fn told(result: impl Into<Value>) -> Reply {
    let result: Value = result.into();
    reply(200, json!({ "id": 1, "result": result }))
}

pub(crate) fn fails(error: impl Into<Value>) -> Reply {
    let error: Value = error.into();
    reply(200, json!({ "id": 1, "error": error }))
}
