//! What errors say. Accounts whose language is German read German, so a client that goes by the text is soon wrong.

use super::Flavour;
use super::erp::Erp;
use super::exception::Exception;
use super::rights::Env;

impl Erp {
    fn label<'a>(&'a self, model: &'a str) -> &'a str {
        self.shapes.get(model).map_or(model, |shape| shape.label.as_str())
    }

    /// No row of `ir.model.access` allows it. The technical name stands in brackets, as in every version.
    pub(super) fn refused_by_access(&self, env: &Env, model: &str, operation: &str) -> Exception {
        let label = self.label(model);
        Exception::access(if env.german {
            format!("Keine Berechtigung ({operation}) für '{label}' ({model}).")
        } else {
            format!("No permission to {} '{label}' ({model}) records.", verb(operation))
        })
    }

    /// A record rule keeps a row away.
    pub(super) fn refused_by_rule(&self, env: &Env, model: &str, operation: &str) -> Exception {
        let label = self.label(model);
        Exception::access(match (env.german, self.flavour) {
            (true, _) => format!("Dieser Datensatz ist geschützt ({operation}):\n- {label} ({model})"),
            (false, Flavour::V16) => {
                format!("Security restrictions do not let you {} '{label}' ({model}).", verb(operation))
            }
            (false, _) => format!("These records are not for you to {}:\n- {label} ({model})", verb(operation)),
        })
    }

    /// The groups of a field keep it away.
    pub(super) fn refused_field(&self, env: &Env, model: &str, field: &str, operation: &str) -> Exception {
        let label = self.label(model);
        let uid = env.uid;
        Exception::access(match (env.german, self.flavour) {
            (true, _) => format!(
                "Feld \"{field}\" von {label} ({model}) ist geschützt.\n\nVorgang: {operation}\nBenutzer: {uid}"
            ),
            (false, Flavour::V16) => {
                format!(
                    "Refused for security.\n\nDocument type: {label} ({model})\nOperation: {operation}\nUser: {uid}\nFields:\n- {field}"
                )
            }
            (false, _) => format!(
                "No right to the field \"{field}\" of {label} ({model}).\n\nOperation: {operation}\nUser: {uid}"
            ),
        })
    }

    /// A field that the model does not have; every version names it in quotes.
    pub(super) fn no_such_field(&self, model: &str, field: &str, reading: bool) -> Exception {
        Exception::value(match (self.flavour, reading) {
            (Flavour::V19, true) => format!("Invalid field '{field}' on '{model}'"),
            (Flavour::V19, false) => format!("Invalid field '{field}' in '{model}'"),
            _ => format!("Invalid field '{field}' on model '{model}'"),
        })
    }

    /// A method that cannot be called from outside.
    pub(super) fn private_method(&self, model: &str, method: &str) -> Exception {
        let name = if self.flavour == Flavour::V16 { method.to_owned() } else { format!("'{model}.{method}'") };
        Exception::access(format!("Private methods (such as {name}) cannot be called remotely."))
    }

    /// A method that the model does not have.
    pub(super) fn no_such_method(&self, model: &str, method: &str) -> Exception {
        Exception::attribute(match self.flavour {
            Flavour::V16 => format!("The method '{method}' does not exist on the model '{model}'"),
            _ => format!("The method '{model}.{method}' does not exist"),
        })
    }
}

/// A row is not there.
pub(super) fn gone(env: &Env, model: &str, id: i64) -> Exception {
    let text =
        if env.german { "Datensatz nicht vorhanden oder gelöscht." } else { "No such record, or it was deleted." };
    Exception::missing(format!("{text}\n(Record: {model}({id},), User: {})", env.uid))
}

fn verb(operation: &str) -> &str {
    match operation {
        "read" => "access",
        "write" => "modify",
        "unlink" => "delete",
        other => other,
    }
}
