//! Reading a file of duties.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;

use super::{Cell, Duties, Function, Mitigation, Right, Risk, Sensitive, Way};
use crate::findings::Impact;
use crate::model::{Located, Severity};
use crate::policy::PolicyError;
use crate::policy::file::{self, Spanned, invalid, position, read};

/// Operations that show what is there: nobody performs a function by looking.
const LOOKING: [&str; 6] = ["read", "select", "print", "email", "report", "export"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    system: Spanned<String>,
    #[serde(default)]
    functions: Vec<Spanned<FunctionEntry>>,
    #[serde(default)]
    mitigations: Vec<MitigationEntry>,
    #[serde(default)]
    risks: Vec<Spanned<RiskEntry>>,
    #[serde(default)]
    sensitive: Vec<Spanned<SensitiveEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionEntry {
    id: Spanned<String>,
    title: String,
    impact: Impact,
    any: Vec<Spanned<WayEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MitigationEntry {
    id: Spanned<String>,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RiskEntry {
    id: Spanned<String>,
    title: String,
    functions: Vec<Spanned<String>>,
    severity: Severity,
    #[serde(default)]
    own_is_enough: bool,
    #[serde(default)]
    of_administrators: bool,
    why: String,
    fix: String,
    #[serde(default)]
    controls: Vec<String>,
    #[serde(default)]
    mitigations: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SensitiveEntry {
    id: Spanned<String>,
    title: String,
    impact: Impact,
    any: Vec<Spanned<WayEntry>>,
    #[serde(default)]
    of_others: bool,
    why: String,
    fix: String,
    #[serde(default)]
    controls: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WayEntry {
    function: Option<Spanned<String>>,
    on: Option<Spanned<String>>,
    #[serde(rename = "do", default)]
    ops: Vec<Spanned<String>>,
    field: Option<Spanned<String>>,
    #[serde(default)]
    groups: Vec<String>,
    with: Option<Spanned<CellEntry>>,
    versions: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CellEntry {
    on: String,
    #[serde(rename = "do")]
    ops: Vec<Spanned<String>>,
}

/// Adds what a file says.
pub(super) fn add(duties: &mut Duties, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
    let Some(read) = read::<File>(text, file)? else { return Ok(()) };
    let reader = Reader { system: read.system.value, file };
    if reader.system.trim().is_empty() {
        return Err(invalid(Some(read.system.referenced), file, "the file does not say for which kind of `system`"));
    }
    for entry in read.functions {
        duties.functions.push(reader.function(entry)?);
    }
    for MitigationEntry { id, title } in read.mitigations {
        reader.filled(&id, &[("title", &title)])?;
        duties.mitigations.push(Mitigation { system: reader.system.clone(), id: reader.located(id), title });
    }
    for entry in read.risks {
        duties.risks.push(reader.risk(entry)?);
    }
    for entry in read.sensitive {
        duties.sensitive.push(reader.sensitive(entry)?);
    }
    Ok(())
}

struct Reader<'f> {
    system: String,
    file: &'f Arc<str>,
}

impl Reader<'_> {
    fn located(&self, read: Spanned<String>) -> Located<String> {
        Located::new(read.value, position(Some(read.referenced), self.file))
    }

    fn filled(&self, id: &Spanned<String>, texts: &[(&str, &str)]) -> Result<(), PolicyError> {
        let texts = [texts, &[("id", &id.value)]].concat();
        file::filled(&format!("`{}`", id.value), &texts, id.referenced, self.file)
    }

    fn function(&self, read: Spanned<FunctionEntry>) -> Result<Function, PolicyError> {
        let at = Some(position(Some(read.referenced), self.file));
        let FunctionEntry { id, title, impact, any } = read.value;
        self.filled(&id, &[("title", &title)])?;
        let any = self.ways(&id, any, false)?;
        Ok(Function { system: self.system.clone(), id: self.located(id), title, impact, any, at })
    }

    fn risk(&self, read: Spanned<RiskEntry>) -> Result<Risk, PolicyError> {
        let at = Some(position(Some(read.referenced), self.file));
        let entry = read.value;
        self.filled(&entry.id, &[("title", &entry.title), ("why", &entry.why), ("fix", &entry.fix)])?;
        let mut seen = HashSet::new();
        if let Some(twice) = entry.functions.iter().find(|function| !seen.insert(&function.value)) {
            let message = format!("`{}` names `{}` twice", entry.id.value, twice.value);
            return Err(invalid(Some(twice.referenced), self.file, &message));
        }
        if entry.functions.len() < 2 {
            let message =
                format!("`{}` takes two functions or more; one alone belongs under `sensitive`", entry.id.value);
            return Err(invalid(Some(entry.id.referenced), self.file, &message));
        }
        Ok(Risk {
            system: self.system.clone(),
            id: self.located(entry.id),
            title: entry.title,
            functions: entry.functions.into_iter().map(|function| self.located(function)).collect(),
            severity: entry.severity,
            own_is_enough: entry.own_is_enough,
            of_administrators: entry.of_administrators,
            why: entry.why,
            fix: entry.fix,
            controls: entry.controls,
            mitigations: entry.mitigations.into_iter().map(|id| self.located(id)).collect(),
            at,
        })
    }

    fn sensitive(&self, read: Spanned<SensitiveEntry>) -> Result<Sensitive, PolicyError> {
        let at = Some(position(Some(read.referenced), self.file));
        let SensitiveEntry { id, title, impact, any, of_others, why, fix, controls } = read.value;
        self.filled(&id, &[("title", &title), ("why", &why), ("fix", &fix)])?;
        let any = self.ways(&id, any, true)?;
        let (system, id) = (self.system.clone(), self.located(id));
        Ok(Sensitive { system, id, title, impact, any, of_others, why, fix, controls, at })
    }

    fn ways(
        &self,
        id: &Spanned<String>,
        entries: Vec<Spanned<WayEntry>>,
        may_look: bool,
    ) -> Result<Vec<Way>, PolicyError> {
        if entries.is_empty() {
            let message = format!("`{}` has no way in `any`", id.value);
            return Err(invalid(Some(id.referenced), self.file, &message));
        }
        entries.into_iter().map(|entry| self.way(entry, may_look)).collect()
    }

    fn way(&self, read: Spanned<WayEntry>, may_look: bool) -> Result<Way, PolicyError> {
        let wrong = |message: &str| Err(invalid(Some(read.referenced), self.file, message));
        let WayEntry { function, on, ops, field, groups, with, versions } = read.value;
        if let Some(function) = function {
            let alone = on.is_none() && ops.is_empty() && field.is_none() && groups.is_empty() && with.is_none();
            if !alone || versions.is_some() {
                return wrong("a way that is another `function` says nothing else");
            }
            return Ok(Way::Function(self.located(function)));
        }
        let cell = match (on, ops.is_empty()) {
            (None, true) if groups.is_empty() => return wrong("the way says nothing: name `on` and `do`, or `groups`"),
            (None, true) => None,
            (Some(_), true) => return wrong("the way does nothing: name operations in `do`"),
            (None, false) => return wrong("the way has operations and no resource: name it in `on`"),
            (Some(on), false) => Some(self.cell(on.value, ops, may_look)?),
        };
        if let (Some(field), None) = (&field, &cell) {
            return Err(invalid(
                Some(field.referenced),
                self.file,
                "a `field` needs the resource that it belongs to in `on`",
            ));
        }
        let with = with.map(|with| self.cell(with.value.on, with.value.ops, true)).transpose()?;
        let versions = file::versions(versions, self.file)?;
        Ok(Way::Right(Right { cell, field: field.map(|field| field.value), groups, with, versions }))
    }

    fn cell(&self, on: String, ops: Vec<Spanned<String>>, may_look: bool) -> Result<Cell, PolicyError> {
        if let Some(look) = ops.iter().find(|op| !may_look && LOOKING.contains(&op.value.as_str())) {
            let message = format!("nobody performs a function by `{}` alone; `sensitive` may speak of it", look.value);
            return Err(invalid(Some(look.referenced), self.file, &message));
        }
        Ok(Cell { on, ops: ops.into_iter().map(|op| op.value.to_lowercase()).collect() })
    }
}
