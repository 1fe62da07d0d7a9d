//! `models/*.py`: classes, their fields, and what a field says about groups (`models/field-types`).

use super::lexer::{Kind, Token};
use super::stream::{Statement, arguments, call, closing, is, name, statements, text, texts};
use crate::connect::fullfinity::records::Gate;

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) field_type: String,
    pub(crate) relation: Option<String>,
    pub(crate) gate: Gate,
    pub(crate) elevated: bool,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Class {
    pub(crate) name: String,
    /// The models that it adds to.
    pub(crate) extends: Vec<String>,
    pub(crate) fields: Vec<Declared>,
    pub(crate) line: u64,
    pub(crate) column: u64,
}

/// The classes of a file, and what could not be read of them: line, column and what it is.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    pub(crate) classes: Vec<Class>,
    pub(crate) unread: Vec<(u64, u64, String)>,
}

/// Bases of classes that are no models.
const NO_MODELS: [&str; 5] = ["Enum", "IntEnum", "StrEnum", "Exception", "Controller"];

/// The classes of a file.
pub(crate) fn classes(tokens: &[Token]) -> Classes {
    let mut found = Classes::default();
    found.block(tokens, 0);
    found
}

impl Classes {
    fn block(&mut self, tokens: &[Token], depth: usize) {
        for statement in statements(tokens) {
            match statement.line.first().and_then(name) {
                Some("class") => self.class(&statement),
                // What a function defines is there only when it runs.
                Some("def" | "async") => {}
                _ if depth < 20 => self.block(statement.block, depth + 1),
                _ => {}
            }
        }
    }

    fn class(&mut self, statement: &Statement<'_>) {
        let [keyword, named, rest @ ..] = statement.line else { return };
        let Some(class_name) = name(named) else { return };
        let bases = if is(rest.first(), '(') {
            closing(rest, 0).and_then(|end| rest.get(1..end)).unwrap_or_default()
        } else {
            &[]
        };
        let of_other_kind = bases.iter().filter_map(name).any(|base| NO_MODELS.contains(&base));
        let mut class = Class {
            name: class_name.to_owned(),
            extends: Vec::new(),
            fields: Vec::new(),
            line: keyword.line,
            column: keyword.column,
        };
        let mut told = true;
        for statement in statements(statement.block) {
            self.member(&statement, &mut class, &mut told);
        }
        if !told {
            let what =
                format!("`__inherit__` of class {class_name} is no plain text, so its fields belong to no known model");
            self.unread.push((keyword.line, keyword.column, what));
            class.fields.clear();
        }
        if of_other_kind {
            class.fields.clear();
        }
        self.classes.push(class);
    }

    /// One statement of a class.
    fn member(&mut self, statement: &Statement<'_>, class: &mut Class, told: &mut bool) {
        let Some((first, value)) = assigned(statement.line) else {
            self.hidden(statement, class);
            return;
        };
        let Some(member) = name(first) else { return };
        if member == "__inherit__" {
            match (text(value), texts(value)) {
                (Some(one), _) => class.extends.push(one),
                (None, Some(several)) => class.extends.extend(several),
                (None, None) => match value {
                    [one] if name(one).is_some() => class.extends.extend(name(one).map(str::to_owned)),
                    _ => *told = false,
                },
            }
            return;
        }
        let Some((called, inside, behind)) = call(value) else { return };
        if member.starts_with('_') || !called.starts_with(|c: char| c.is_ascii_uppercase()) {
            return;
        }
        if !behind.is_empty() {
            self.unread.push((first.line, first.column, format!("{}.{member} is no plain declaration", class.name)));
            return;
        }
        let field = self.field(&class.name, (member, called), inside, (first.line, first.column));
        class.fields.push(field);
    }

    /// A statement that is no assignment: where it speaks of groups, nobody can tell of which field.
    fn hidden(&mut self, statement: &Statement<'_>, class: &Class) {
        let Some(first) = statement.line.first() else { return };
        if matches!(name(first), Some("def" | "async")) || is(Some(first), '@') {
            return;
        }
        let speaks = |token: &Token| matches!(name(token), Some("groups" | "calculate_elevated"));
        if statement.line.iter().chain(statement.block).any(speaks) {
            let what = format!("a block in class {} declares groups", class.name);
            self.unread.push((first.line, first.column, what));
        }
    }

    fn field(&mut self, class: &str, (member, called): (&str, &str), inside: &[Token], at: (u64, u64)) -> Declared {
        let mut field = Declared {
            name: member.to_owned(),
            field_type: called.to_owned(),
            relation: None,
            gate: Gate::Open,
            elevated: false,
            line: at.0,
            column: at.1,
        };
        let mut unpacked = false;
        for (place, (key, value)) in arguments(inside).into_iter().enumerate() {
            match key {
                // `**options` may hold anything.
                None if is(value.first(), '*') => unpacked = true,
                None if place == 0 => field.relation = text(value).filter(|_| called.contains("To")),
                Some("groups") => field.gate = gate(value),
                Some("calculate_elevated") => match value {
                    [flag] if name(flag) == Some("True") => field.elevated = true,
                    [flag] if name(flag) == Some("False") => {}
                    _ => {
                        let what = format!("`calculate_elevated` of {class}.{member} is neither True nor False");
                        self.unread.push((at.0, at.1, what));
                    }
                },
                _ => {}
            }
        }
        if unpacked {
            field.gate = Gate::Unread;
        }
        if field.gate == Gate::Unread {
            self.unread.push((at.0, at.1, format!("`groups` of {class}.{member} is no plain list of texts")));
        }
        field
    }
}

fn gate(value: &[Token]) -> Gate {
    match texts(value) {
        Some(groups) if groups.is_empty() => Gate::Open,
        Some(groups) => Gate::Groups(groups),
        None => Gate::Unread,
    }
}

/// The name and the value of `name = value` or `name: type = value`.
fn assigned(line: &[Token]) -> Option<(&Token, &[Token])> {
    let first = line.first().filter(|token| name(token).is_some())?;
    let equals = match line.get(1)?.kind {
        Kind::Op('=') => 1,
        Kind::Op(':') => {
            let mut depth = 0_i32;
            line.iter().position(|token| {
                match token.kind {
                    Kind::Op('(' | '[' | '{') => depth += 1,
                    Kind::Op(')' | ']' | '}') => depth -= 1,
                    _ => {}
                }
                depth == 0 && token.kind == Kind::Op('=')
            })?
        }
        _ => return None,
    };
    let value = line.get(equals + 1..)?;
    // `==` compares.
    if is(value.first(), '=') { None } else { Some((first, value)) }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::lexer::lex;
    use super::*;

    fn show(source: &str) -> String {
        let found = classes(&lex(source).unwrap());
        let mut told = String::new();
        for class in &found.classes {
            let _ = writeln!(told, "{} {:?}", class.name, class.extends);
            for field in &class.fields {
                let elevated = if field.elevated { " elevated" } else { "" };
                let to = field.relation.as_deref().map_or(String::new(), |to| format!(" to {to}"));
                let _ = writeln!(told, "  {}: {}{to} {:?}{elevated}", field.name, field.field_type, field.gate);
            }
        }
        for (line, column, what) in &found.unread {
            let _ = writeln!(told, "{line}:{column} {what}");
        }
        told
    }

    #[test]
    fn declarations_are_read_as_they_are_written() {
        let source = r#"
import x
class CrmLead(Model):
    """groups=['not_this']"""
    _track = True
    name = Char("Name", groups=[])
    salesperson: ManyToOne = fields.ManyToOne("User", groups=["crm_user", 'crm' '_admin',])
    margin = Decimal(
        calculate="_margin",  # groups=["nor this"]
        calculate_elevated=True,
        groups=("crm_admin",),
    )
    def _margin(self):
        inner = Char(groups=["nor_that"])
        return 1

class LeadMore:
    __inherit__ = "CrmLead"
    probability = Float(groups=["crm_admin"])

class Several(Model):
    __inherit__ = ["CrmLead", "Contact"]
    x = Char()
"#;
        insta::assert_snapshot!(show(source), @r#"
        CrmLead []
          name: Char Open
          salesperson: ManyToOne to User Groups(["crm_user", "crm_admin"])
          margin: Decimal Groups(["crm_admin"]) elevated
        LeadMore ["CrmLead"]
          probability: Float Groups(["crm_admin"])
        Several ["CrmLead", "Contact"]
          x: Char Open
        "#);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_never_open() {
        let source = r#"
GROUPS = ["a"]
class A(Model):
    a = Char(groups=GROUPS)
    b = Char(groups=["x", Y])
    c = Char(groups=["x"] + more)
    d = Char(**options)
    e = Char(groups=[f"{x}_user"])
    f = Char(groups=("one"))
    g = Char(groups=None)
    h = Char() or None
    i = Char(calculate_elevated=flag)
    if DEBUG:
        j = Char(groups=["x"])
class B(Model):
    __inherit__ = base()
    k = Char(groups=["x"])
class Stage(str, Enum):
    NEW = Value("new")
if True:
    class C(Model):
        z = Char(groups=["x"])
"#;
        insta::assert_snapshot!(show(source), @r#"
        A []
          a: Char Unread
          b: Char Unread
          c: Char Unread
          d: Char Unread
          e: Char Unread
          f: Char Unread
          g: Char Unread
          i: Char Open
        B []
        Stage []
        C []
          z: Char Groups(["x"])
        4:5 `groups` of A.a is no plain list of texts
        5:5 `groups` of A.b is no plain list of texts
        6:5 `groups` of A.c is no plain list of texts
        7:5 `groups` of A.d is no plain list of texts
        8:5 `groups` of A.e is no plain list of texts
        9:5 `groups` of A.f is no plain list of texts
        10:5 `groups` of A.g is no plain list of texts
        11:5 A.h is no plain declaration
        12:5 `calculate_elevated` of A.i is neither True nor False
        13:5 a block in class A declares groups
        15:1 `__inherit__` of class B is no plain text, so its fields belong to no known model
        "#);
    }
}
