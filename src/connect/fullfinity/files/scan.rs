//! The Python of a module as records.

use std::sync::Arc;

use super::python::{self, Auth, Route};
use super::tree::Unread;
use super::walk::File;
use super::{ConnectError, Import};
use crate::connect::error::one_line;
use crate::connect::fullfinity::records::{ClassRow, FieldRow, Source};
use crate::model::Origin;
use crate::snapshot::{Code, Domain, State};

impl Import {
    /// Classes, their fields and what these say about groups.
    pub(super) fn models(&mut self, file: &File, module: &Arc<str>, partial: bool) -> Result<(), ConnectError> {
        let Some(tokens) = self.tokens(file, Domain::Fields)? else { return Ok(()) };
        self.code.models += 1;
        let found = python::classes(&tokens);
        for (line, column, what) in found.unread {
            let why = format!("{}:{line}:{column}: {}", one_line(&file.name), one_line(&what));
            self.records.note(Domain::Fields, State::Incomplete, why);
        }
        let source = |line: u64, column: u64| Source {
            module: Some(Arc::clone(module)),
            place: Some(format!("{}:{line}:{column}", file.name)),
            partial,
        };
        for class in found.classes {
            if class.fields.is_empty() && class.extends.is_empty() {
                self.records.other_classes.insert(class.name);
                continue;
            }
            if !class.extends.is_empty() {
                self.records.other_classes.insert(class.name.clone());
            }
            let field = |field: python::Declared| FieldRow {
                name: field.name,
                field_type: field.field_type,
                relation: field.relation,
                gate: field.gate,
                elevated: field.elevated,
                source: source(field.line, field.column),
            };
            let fields = class.fields.into_iter().map(field).collect();
            let source = source(class.line, class.column);
            self.records.classes.push(ClassRow { name: class.name, extends: class.extends, fields, source });
        }
        Ok(())
    }

    /// Addresses.
    pub(super) fn routes(&mut self, file: &File, module: &Arc<str>) -> Result<(), ConnectError> {
        let Some(tokens) = self.tokens(file, Domain::Surfaces)? else { return Ok(()) };
        for route in python::routes(&tokens) {
            self.code.routes += 1;
            if let Auth::Unread(why) = &route.auth {
                let place = format!("{}:{}:{}", one_line(&file.name), route.line, route.column);
                let path = route.path.as_deref().unwrap_or("an address that is worked out when it runs");
                let why = format!("{place}: for whom `{}` is cannot be told: {}", one_line(path), one_line(why));
                self.records.note(Domain::Surfaces, State::Incomplete, why);
            }
            self.records.code.push(code(&route, module, &file.name));
        }
        Ok(())
    }

    fn tokens(&mut self, file: &File, domain: Domain) -> Result<Option<Vec<python::Token>>, ConnectError> {
        let Some(text) = self.text(file, domain)? else { return Ok(None) };
        match python::lex(&text) {
            Ok(tokens) => Ok(Some(tokens)),
            Err(broken) => {
                let why = format!("no Python that can be read: {}", broken.why);
                self.unread(file, &Unread { line: broken.line, column: broken.column, why }, domain);
                Ok(None)
            }
        }
    }
}

fn code(route: &Route, module: &Arc<str>, file: &str) -> Code {
    let path = route.path.as_deref().map(one_line);
    let whose = match route.auth {
        Auth::Internal => "internal",
        Auth::User => "user",
        Auth::Public => "public",
        Auth::Unread(_) => "unknown",
    };
    let raw = if route.raw { "raw route" } else { "route" };
    let name = path.clone().unwrap_or_else(|| format!("{}:{}", one_line(file), route.line));
    Code {
        kind: format!("{raw} (auth {whose})"),
        name: format!("{} {name}", one_line(module)),
        runs_at: path.map(|path| format!("{} {path}", one_line(&route.methods))),
        anonymous: route.auth == Auth::Public,
        elevated: false,
        // Whether the module is installed is in no file.
        active: None,
        origin: Origin::Vendor { module: one_line(module) },
    }
}
