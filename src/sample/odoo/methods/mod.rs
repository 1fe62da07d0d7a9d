//! The methods that can be called from outside, and how their arguments are bound.

mod checks;
mod read;
mod write;

use serde_json::{Map, Value};

use super::Flavour;
use super::erp::Erp;
use super::exception::{Exception, Outcome};
use super::rights::Env;
use super::store::links;

/// One method.
struct Method {
    name: &'static str,
    /// The model that has it; none for all.
    model: Option<&'static str>,
    /// Whether it is called on records, whose ids come first.
    records: bool,
    /// Parameters in order; `!` behind those that must be there.
    params: &'static [&'static str],
    /// The versions that have it.
    versions: [Flavour; 2],
    run: fn(&mut Erp, &Env, &Call) -> Outcome,
}

use Flavour::{V16, V18, V19};

/// A method of every model and version.
const ANY: Method =
    Method { name: "", model: None, records: false, params: &[], versions: [V16, V19], run: |_, _, _| Ok(None) };

const METHODS: &[Method] = &[
    Method { name: "search", params: &["domain!", "offset", "limit", "order"], run: read::search, ..ANY },
    Method { name: "search_count", params: &["domain!", "limit"], run: read::search_count, ..ANY },
    Method {
        name: "search_read",
        params: &["domain", "fields", "offset", "limit", "order", "load"],
        run: read::search_read,
        ..ANY
    },
    Method { name: "read", records: true, params: &["fields", "load"], run: read::read, ..ANY },
    Method {
        name: "fields_get",
        params: &["allfields", "attributes"],
        run: |erp, env, call| Ok(Some(read::fields_get(erp, env, call))),
        ..ANY
    },
    Method {
        name: "get_external_id",
        records: true,
        run: |erp, _, call| Ok(Some(read::external_ids(erp, call))),
        ..ANY
    },
    Method { name: "check_access_rights", params: &["operation!", "raise_exception"], run: checks::rights, ..ANY },
    Method { name: "check_access_rule", records: true, params: &["operation!"], run: checks::rule, ..ANY },
    Method {
        name: "has_access",
        records: true,
        params: &["operation!"],
        versions: [V18, V19],
        run: checks::has_access,
        ..ANY
    },
    Method {
        name: "check_access",
        records: true,
        params: &["operation!"],
        versions: [V18, V18],
        run: checks::check_access,
        ..ANY
    },
    Method { name: "create", params: &["vals_list!"], run: write::create, ..ANY },
    Method { name: "write", records: true, params: &["vals!"], run: write::write, ..ANY },
    Method { name: "unlink", records: true, run: write::unlink, ..ANY },
    Method {
        name: "context_get",
        model: Some("res.users"),
        run: |erp, env, _| Ok(Some(checks::context_get(erp, env))),
        ..ANY
    },
    Method {
        name: "has_group",
        model: Some("res.users"),
        params: &["group_ext_id!"],
        versions: [V16, V16],
        run: |erp, env, call| Ok(Some(checks::has_group(erp, env, call))),
        ..ANY
    },
    Method {
        name: "has_group",
        model: Some("res.users"),
        records: true,
        params: &["group_ext_id!"],
        versions: [V18, V19],
        run: |erp, env, call| Ok(Some(checks::has_group(erp, env, call))),
    },
    Method {
        name: "get_available_models",
        model: Some("ir.model"),
        run: |erp, env, _| Ok(Some(checks::available_models(erp, env))),
        ..ANY
    },
    Method {
        name: "display_name_for",
        model: Some("ir.model"),
        params: &["models!"],
        run: |erp, env, call| Ok(Some(checks::display_names(erp, env, call))),
        ..ANY
    },
];

/// Methods without an underscore that cannot be called from outside either: since mid-2025 in 18.0, more in 19.0.
const PRIVATE_18: [&str; 7] = ["sudo", "with_user", "with_context", "filtered", "mapped", "new", "ensure_one"];
const PRIVATE_19: [&str; 6] = ["check_access", "search_fetch", "fetch", "exists", "browse", "update"];

/// What a caller sends along.
#[derive(Debug)]
pub(super) enum Arguments {
    /// `execute_kw`: by position, ids first where there are any, and by name.
    Positional(Vec<Value>, Map<String, Value>),
    /// JSON-2: all by name, `ids` and `context` among them.
    Named(Map<String, Value>),
}

/// A call with its arguments bound.
struct Call<'a> {
    model: &'a str,
    ids: Vec<i64>,
    args: Map<String, Value>,
}

impl Call<'_> {
    /// An argument; null where none was given.
    fn arg(&self, name: &str) -> &Value {
        self.args.get(name).unwrap_or(&Value::Null)
    }

    fn operation(&self) -> Result<&str, Exception> {
        match self.arg("operation").as_str() {
            Some(operation @ ("read" | "write" | "create" | "unlink")) => Ok(operation),
            _ => Err(Exception::value("Invalid operation")),
        }
    }
}

/// Whether a method may not be called from outside.
fn is_private(flavour: Flavour, method: &str) -> bool {
    method.starts_with('_')
        || (flavour >= V18 && PRIVATE_18.contains(&method))
        || (flavour == V19 && PRIVATE_19.contains(&method))
}

/// Calls a method as an account.
pub(super) fn call(erp: &mut Erp, uid: i64, model: &str, method: &str, arguments: Arguments) -> Outcome {
    let by_name = matches!(arguments, Arguments::Named(_));
    if !erp.shapes.contains_key(model) {
        return Err(if by_name {
            Exception::not_found(format!("the model '{model}' does not exist"))
        } else {
            Exception::user(format!("Object {model} doesn't exist"))
        });
    }
    if is_private(erp.flavour, method) {
        return Err(erp.private_method(model, method));
    }
    let there = |known: &&Method| {
        let [since, until] = known.versions;
        known.name == method && known.model.is_none_or(|its| its == model) && (since..=until).contains(&erp.flavour)
    };
    let Some(method) = METHODS.iter().find(there) else {
        let absent = erp.no_such_method(model, method);
        return Err(if by_name { Exception::not_found(absent.message) } else { absent });
    };
    let refuse = if by_name { Exception::unprocessable } else { Exception::type_error };
    let (context, call) = bind(method, model, arguments).map_err(refuse)?;
    let env = erp.env(uid, &context);
    (method.run)(erp, &env, &call)
}

/// Binds arguments to parameters; gives the context apart.
fn bind<'a>(method: &Method, model: &'a str, arguments: Arguments) -> Result<(Value, Call<'a>), String> {
    let (ids, positional, mut named) = match arguments {
        Arguments::Positional(mut values, named) if method.records => {
            let ids = if values.is_empty() { Vec::new() } else { links(&values.remove(0)) };
            (ids, values, named)
        }
        Arguments::Positional(values, named) => (Vec::new(), values, named),
        Arguments::Named(mut named) => {
            let ids = named.remove("ids").map(|ids| links(&ids)).unwrap_or_default();
            if !method.records && !ids.is_empty() {
                return Err(format!("cannot call {model}.{} with ids", method.name));
            }
            (ids, Vec::new(), named)
        }
    };
    let context = named.remove("context").unwrap_or(Value::Null);
    let params = || method.params.iter().map(|param| param.trim_end_matches('!'));
    if positional.len() > method.params.len() {
        return Err("too many positional arguments".to_owned());
    }
    if let Some(alien) = named.keys().find(|name| !params().any(|param| param == *name)) {
        return Err(format!("got an unexpected keyword argument '{alien}'"));
    }
    let by_position = params().map(str::to_owned).zip(positional);
    let args: Map<String, Value> = by_position.chain(named).collect();
    let missing =
        method.params.iter().filter_map(|param| param.strip_suffix('!')).find(|name| !args.contains_key(*name));
    match missing {
        Some(name) => Err(format!("missing a required argument: '{name}'")),
        None => Ok((context, Call { model, ids, args })),
    }
}
