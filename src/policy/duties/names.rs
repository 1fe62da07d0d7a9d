//! Names of duties: each once, and none that leads nowhere.

use std::collections::HashMap;

use super::{Duties, Function, Way};
use crate::model::{Located, nearest};
use crate::policy::PolicyError;

/// Refuses ids that are there twice, and names that no entry of the same kind of system has.
pub(super) fn check(duties: &Duties) -> Result<(), PolicyError> {
    let functions = duties.functions.iter().map(|function| (&function.system, &function.id));
    let mitigations = duties.mitigations.iter().map(|mitigation| (&mitigation.system, &mitigation.id));
    let risks = duties.risks.iter().map(|risk| (&risk.system, &risk.id));
    let sensitive = duties.sensitive.iter().map(|sensitive| (&sensitive.system, &sensitive.id));
    once("function", functions.clone())?;
    once("mitigation", mitigations.clone())?;
    once("risk", risks.chain(sensitive))?;

    for risk in &duties.risks {
        for name in &risk.functions {
            known("function", &risk.system, name, functions.clone())?;
        }
        for name in &risk.mitigations {
            known("mitigation", &risk.system, name, mitigations.clone())?;
        }
    }
    let of_functions = duties.functions.iter().map(|function| (&function.system, &function.any));
    let of_sensitive = duties.sensitive.iter().map(|sensitive| (&sensitive.system, &sensitive.any));
    for (system, any) in of_functions.chain(of_sensitive) {
        for name in references(any) {
            known("function", system, name, functions.clone())?;
        }
    }
    duties.functions.iter().try_for_each(|function| no_circle(duties, function))
}

fn references(any: &[Way]) -> impl Iterator<Item = &Located<String>> {
    any.iter().filter_map(|way| match way {
        Way::Function(name) => Some(name),
        Way::Right(_) => None,
    })
}

fn once<'d>(what: &str, ids: impl Iterator<Item = (&'d String, &'d Located<String>)>) -> Result<(), PolicyError> {
    let mut seen = HashMap::new();
    for (system, id) in ids {
        if let Some(first) = seen.insert((system, &id.value), &id.at) {
            let message = format!("{what} `{}` is there twice for {system}: the other is at {first}", id.value);
            return Err(PolicyError::Invalid { at: id.at.clone(), message });
        }
    }
    Ok(())
}

fn known<'d>(
    what: &str,
    system: &str,
    name: &Located<String>,
    ids: impl Iterator<Item = (&'d String, &'d Located<String>)>,
) -> Result<(), PolicyError> {
    let ids: Vec<&str> = ids.filter(|(of, _)| *of == system).map(|(_, id)| id.value.as_str()).collect();
    if ids.contains(&name.value.as_str()) {
        return Ok(());
    }
    let meant = nearest(&name.value, ids).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let message = format!("no {what} `{}` for {system}{meant}", name.value);
    Err(PolicyError::Invalid { at: name.at.clone(), message })
}

/// A function that leads back to itself would never say what it takes.
fn no_circle(duties: &Duties, function: &Function) -> Result<(), PolicyError> {
    let mut waiting: Vec<&Located<String>> = references(&function.any).collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(name) = waiting.pop() {
        if name.value == function.id.value {
            let message = format!("function `{}` leads back to itself", function.id.value);
            return Err(PolicyError::Invalid { at: function.id.at.clone(), message });
        }
        if !seen.contains(&name.value.as_str()) {
            seen.push(&name.value);
            let of = duties.functions.iter().filter(|other| other.system == function.system && other.id == *name);
            waiting.extend(of.flat_map(|other| references(&other.any)));
        }
    }
    Ok(())
}
