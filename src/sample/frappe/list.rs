//! Lists of documents: who sees which rows, and what of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Flavour;
use super::document::Document;
use super::exception::{Exception, Outcome, PERMISSION};
use super::filter::{Condition, compare, conditions, order};
use super::hooks;
use super::levels::masked;
use super::limits::allowed;
use super::meta::{Meta, text};
use super::request::Ask;
use super::rights::Env;
use super::site::Site;
use super::table::{OF_CHILDREN, Row, STANDARD};

/// What a list is asked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) fields: Vec<String>,
    filters: Vec<Condition>,
    /// One of these must hold.
    any: Vec<Condition>,
    order: Option<String>,
    start: usize,
    /// Zero is no limit.
    length: usize,
    parent: Option<String>,
}

impl Wanted {
    /// From the parameters of a request. `usual` is the length without one.
    pub(super) fn read(ask: &Ask, usual: usize) -> Outcome<Self> {
        let fields = match ask.json("fields") {
            Some(Value::Array(fields)) => fields.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(fields)) => fields.split(',').map(|field| field.trim().to_owned()).collect(),
            _ => vec!["name".to_owned()],
        };
        Ok(Self {
            fields,
            filters: conditions(ask.json("filters").as_ref())?,
            any: conditions(ask.json("or_filters").as_ref())?,
            order: ask.text("order_by"),
            start: ask.count("limit_start").or_else(|| ask.count("start")).unwrap_or_default(),
            length: ask.count("limit_page_length").or_else(|| ask.count("limit")).unwrap_or(usual),
            parent: ask.text("parent").or_else(|| ask.text("parent_doctype")).filter(|parent| !parent.is_empty()),
        })
    }
}

impl Site {
    /// The rows of a list, as the account sees them.
    pub(super) fn list(&self, env: &Env, doctype: &str, wanted: &Wanted) -> Outcome<Vec<Value>> {
        let meta = self.doctype_or_refuse(env, doctype)?;
        let parent = self.parent_of(env, &meta, wanted)?;
        let levels_of = parent.as_ref().unwrap_or(&meta);
        if meta.single {
            let table = format!("(1146, \"Table '_acme.tab{doctype}' doesn't exist\")");
            return Err(Exception::raise_with("ProgrammingError", table));
        }
        let columns = self.permitted(env, &meta, levels_of);
        self.check_columns(env, &meta, &columns, wanted)?;
        let mut rows: Vec<&Row> = match &parent {
            Some(parent) => self.rows_of_parent(env, &meta, parent),
            None => self.visible(env, &meta),
        };
        rows.retain(|row| {
            wanted.filters.iter().all(|condition| condition.holds(row))
                && (wanted.any.is_empty() || wanted.any.iter().any(|condition| condition.holds(row)))
        });
        let usual = if self.flavour() >= Flavour::V17 { "creation desc" } else { "modified desc" };
        let order = order(wanted.order.as_deref(), usual);
        rows.sort_by(|left, right| {
            let nothing = Value::Null;
            let by = order.iter().map(|(column, falls)| {
                let of = |row: &Row| row.get(column).unwrap_or(&nothing).clone();
                let way = compare(&of(left), &of(right));
                if *falls { way.reverse() } else { way }
            });
            by.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        let length = if wanted.length == 0 { usize::MAX } else { wanted.length };
        let page = rows.into_iter().skip(wanted.start).take(length);
        Ok(page.map(|row| listed(env, levels_of, &meta, &columns, &wanted.fields, row)).collect())
    }

    /// A doctype that is there; the others are told by version.
    pub(super) fn doctype_or_refuse(&self, env: &Env, doctype: &str) -> Outcome<Meta> {
        self.store.meta(doctype).ok_or_else(|| self.not_there(env, "DocType", doctype))
    }

    /// A document is not there: up to 14 everybody is told, later only who reads the doctype by a role.
    pub(super) fn not_there(&self, env: &Env, doctype: &str, name: &str) -> Exception {
        let reads = || {
            let meta = self.store.meta(doctype);
            env.is_administrator() || meta.is_some_and(|meta| self.role_perms(env, &meta, false).has("read"))
        };
        if self.flavour().tells_what_is_missing() || reads() {
            Exception::missing(doctype, name)
        } else {
            Exception::no_right(&env.user, doctype).quietly()
        }
    }

    /// Fails unless the list may be seen; gives the doctype that rows of documents belong to.
    fn parent_of(&self, env: &Env, meta: &Meta, wanted: &Wanted) -> Outcome<Option<Meta>> {
        let refused = || Exception::no_right(&env.user, &meta.name);
        if !meta.child {
            let sees = self.may(env, meta, "read") || self.may(env, meta, "select");
            return if sees { Ok(None) } else { Err(refused()) };
        }
        let parent = wanted.parent.as_ref().and_then(|parent| self.store.meta(parent));
        match parent {
            Some(parent) if parent.tables().any(|field| field.options == meta.name) => {
                if self.may(env, &parent, "read") { Ok(Some(parent)) } else { Err(refused()) }
            }
            _ if env.is_administrator() => Ok(None),
            _ => Err(Exception::raise(PERMISSION)),
        }
    }

    /// The rows of documents: up to 15 those of every parent, of whatever doctype.
    fn rows_of_parent(&self, env: &Env, meta: &Meta, parent: &Meta) -> Vec<&Row> {
        let rows = self.store.rows(&meta.name).map(|(_, row)| row);
        if self.flavour().shows_all_children() || env.is_administrator() {
            return rows.collect();
        }
        let readable: BTreeSet<&str> = self.visible(env, parent).into_iter().map(|row| text(row, "name")).collect();
        rows.filter(|row| text(row, "parenttype") == parent.name && readable.contains(text(row, "parent"))).collect()
    }

    /// The documents that a list shows: by role with limits and own ones, and those that are shared.
    pub(super) fn visible(&self, env: &Env, meta: &Meta) -> Vec<&Row> {
        let rows = self.store.rows(&meta.name).map(|(_, row)| row);
        let decided = self.decided(env, &meta.name, "read");
        if env.is_administrator() || decided == Some(true) || meta.child {
            return rows.collect();
        }
        let shared = self.shared(env, &meta.name, "read");
        let perms = self.role_perms(env, meta, false);
        let by_role = perms.has("read") || perms.has("select");
        let limits = if self.faults.ignores_limits(&meta.name, &|role| env.holds(role)) {
            super::limits::Limits::new()
        } else {
            self.limits(env)
        };
        let within = |row: &Row| {
            let named = allowed(&limits, &meta.name, &meta.name).is_none_or(|names| names.contains(text(row, "name")));
            named && self.links_within(&limits, meta, &meta.name, row)
        };
        rows.filter(|row| {
            let by_role = by_role && if perms.only_own() { env.owns(row) } else { within(row) };
            (by_role || shared.contains(text(row, "name"))) && hooks::lists(self, env, &meta.name, row)
        })
        .collect()
    }

    /// The columns that an account sees in lists.
    fn permitted(&self, env: &Env, meta: &Meta, levels_of: &Meta) -> BTreeSet<String> {
        let standard = STANDARD.iter().chain(if meta.child { &OF_CHILDREN[..] } else { &[] });
        let standard = standard.map(|column| (*column).to_owned());
        if !meta.child && self.only_selects(env, meta) {
            return meta.search.iter().filter(|field| !field.is_empty()).cloned().chain(["name".to_owned()]).collect();
        }
        let levels = levels_of.levels(env, "read");
        let fields = meta.columns().filter(|field| self.reads_field(env, levels_of, &levels, field));
        standard.chain(fields.map(|field| field.name.clone())).collect()
    }

    /// Fails on a column that cannot be asked for. Up to 14 a column that is not there breaks the query, later it is left
    /// out; one that may not be read can still be filtered by up to 15.
    fn check_columns(&self, env: &Env, meta: &Meta, permitted: &BTreeSet<String>, wanted: &Wanted) -> Outcome<()> {
        let is_there = |column: &str| {
            permitted.contains(column)
                || meta.field(column).is_some()
                || STANDARD.contains(&column)
                || (meta.child && OF_CHILDREN.contains(&column))
        };
        let unknown = |column: &str, clause: &str| {
            let text = format!("(1054, \"Unknown column 'tab{}.{column}' in '{clause}'\")", meta.name);
            Exception::raise_with("OperationalError", text)
        };
        if self.flavour() == Flavour::V14 {
            let odd = wanted.fields.iter().map(|field| super::filter::column(field));
            if let Some(odd) = odd.filter(|field| field != "*").find(|field| !is_there(field)) {
                return Err(unknown(&odd, "field list"));
            }
        }
        // What custom apps show they do not let anybody ask for.
        let shown_alone = |column: &str| self.faults.shows(&meta.name, column, &|role| env.holds(role));
        let order = order(wanted.order.as_deref(), "name");
        let used = wanted.filters.iter().chain(&wanted.any).map(|condition| condition.field.as_str());
        for column in used.chain(order.iter().map(|(column, _)| column.as_str())) {
            if self.flavour().filters_by_hidden_fields() || env.is_administrator() {
                if !is_there(column) {
                    return Err(unknown(column, "where clause"));
                }
            } else if !permitted.contains(column) || shown_alone(column) {
                let text =
                    format!("You do not have permission to access field: <strong>{}.{column}</strong>", meta.name);
                return Err(Exception::throw_titled(PERMISSION, "Permission Error", text));
            }
        }
        Ok(())
    }

    /// A document that is there, or the exception that its absence gives.
    pub(super) fn document(&self, env: &Env, meta: &Meta, name: &str) -> Outcome<Document> {
        Document::of(&self.store, meta, name).ok_or_else(|| self.not_there(env, &meta.name, name))
    }
}

/// A row as the account sees it.
fn listed(env: &Env, levels_of: &Meta, meta: &Meta, columns: &BTreeSet<String>, fields: &[String], row: &Row) -> Value {
    let value = |column: &str| {
        let value = row.get(column).cloned().unwrap_or_default();
        match meta.field(column).filter(|field| levels_of.is_masked(env, field)) {
            Some(field) => masked(field, &value),
            None => value,
        }
    };
    let mut shown = Map::new();
    for field in fields {
        if field.trim() == "*" {
            shown.extend(columns.iter().map(|column| (column.clone(), value(column))));
            continue;
        }
        let (source, name) = field.split_once(" as ").unwrap_or((field, field));
        let column = super::filter::column(source);
        if columns.contains(&column) {
            shown.insert(super::filter::column(name), value(&column));
        }
    }
    json!(shown)
}
