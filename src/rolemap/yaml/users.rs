//! `users:` at the top: a file, a list or a mapping.

use crate::model::{Glob, Located};
use crate::rolemap::Assignment;

use super::UserFile;
use super::keys::USER;
use crate::yaml::Reader;
use crate::yaml::{Node, Tree};

impl Reader<'_> {
    /// Reads who holds which role, or says which file does.
    pub(super) fn users(&mut self, tree: Option<&Tree>, into: &mut Vec<Assignment>) -> Option<UserFile> {
        let tree = tree?;
        match &tree.node {
            Node::Text(_) => return self.name(tree, "file"),
            Node::List(items) => {
                for item in items {
                    self.user(item, into);
                }
            }
            Node::Map(entries) => {
                for (login, roles) in entries {
                    let Some(login) = self.key(login, "login") else { continue };
                    let roles = self.names(Some(roles), "role");
                    into.extend(roles.into_iter().map(|role| assignment(&login, role, None, None)));
                }
            }
            Node::Null => {}
        }
        None
    }

    fn user(&mut self, tree: &Tree, into: &mut Vec<Assignment>) {
        let Some(user) = self.object(tree, USER, "user") else { return };
        let Some(login) = user.get("login").and_then(|tree| self.name(tree, "login")) else { return };
        let person = self.note(user.get("person"), "person");
        let department = self.note(user.get("department"), "department");
        for role in self.names(user.get("role"), "role") {
            into.push(assignment(&login, role, person.clone(), department.clone()));
        }
    }
}

fn assignment(
    login: &Located<String>,
    role: Located<String>,
    person: Option<String>,
    department: Option<String>,
) -> Assignment {
    Assignment { who: Located::new(Glob::new(&login.value), login.at.clone()), role, person, department }
}
