//! Whose rows are whose: what divides a system into companies, and resources of which people are meant to reach some rows only.

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Spanned, filled, invalid, position, read};
use super::part::Part;
use super::{PolicyError, SensitiveClass};
use crate::model::Position;

/// One entry for each kind of system, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordPolicy(Vec<RowsOf>);

impl Deref for RecordPolicy {
    type Target = [RowsOf];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl RecordPolicy {
    /// What is said of one kind of system.
    pub fn of(&self, system: &str) -> Option<&RowsOf> {
        self.0.iter().find(|rows| rows.system == system)
    }
}

/// Whose rows are whose in one kind of system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsOf {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// The resource whose rows are the companies.
    pub company: Option<String>,
    /// Resources that link to a company and are everybody's all the same.
    pub of_all_companies: Vec<String>,
    /// Rules that the vendor ships switched off.
    pub shipped_inactive: Vec<String>,
    /// Resources of which people are meant to reach some rows only.
    pub narrowed: Vec<NarrowedRows>,
}

/// A resource of which people are meant to reach some rows only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrowedRows {
    /// Its name; for ever.
    pub rule: String,
    /// The resource.
    pub resource: String,
    /// What it tells.
    pub class: SensitiveClass,
    /// Members of these groups reach some rows only.
    pub groups: Vec<String>,
    /// Unless they are in one of these, too.
    pub except: Vec<String>,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

impl Part for RecordPolicy {
    const AT: &'static str = "records.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("records.yaml", include_str!("../../policies/records.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        for read in read::<File>(text, file)?.map(|read| read.records).unwrap_or_default() {
            let place = read.referenced;
            let rows = rows_of(read.value, file)?;
            if self.of(&rows.system).is_some() {
                let message = format!("`{}` is there twice: keep one", rows.system);
                return Err(invalid(Some(place), file, &message));
            }
            self.0.push(rows);
        }
        Ok(())
    }

    fn speaks_of(&self, kind: &str) -> bool {
        self.of(kind).is_some()
    }

    fn forget_places(&mut self) {
        for narrowed in self.0.iter_mut().flat_map(|rows| &mut rows.narrowed) {
            narrowed.at = None;
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    records: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    system: Spanned<String>,
    company: Option<String>,
    #[serde(default)]
    of_all_companies: Vec<String>,
    #[serde(default)]
    shipped_inactive: Vec<String>,
    #[serde(default)]
    narrowed: Vec<Spanned<Narrowed>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Narrowed {
    rule: Spanned<String>,
    resource: String,
    class: SensitiveClass,
    groups: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    why: String,
    fix: String,
}

fn rows_of(read: Entry, file: &Arc<str>) -> Result<RowsOf, PolicyError> {
    let Entry { system, company, of_all_companies, shipped_inactive, narrowed } = read;
    if system.value.trim().is_empty() {
        return Err(invalid(Some(system.referenced), file, "`system` names the kind of system, such as `odoo`"));
    }
    let mut known: Vec<NarrowedRows> = Vec::new();
    for read in narrowed {
        let at = position(Some(read.referenced), file);
        let Narrowed { rule, resource, class, groups, except, why, fix } = read.value;
        let place = Some(rule.referenced);
        let needed = [("rule", &*rule.value), ("resource", &resource), ("why", &why), ("fix", &fix)];
        filled("the rule", &needed, rule.referenced, file)?;
        if groups.is_empty() {
            return Err(invalid(place, file, "it speaks of nobody: say `groups`"));
        }
        if known.iter().any(|other| other.rule == rule.value) {
            return Err(invalid(place, file, &format!("another rule is called `{}`", rule.value)));
        }
        known.push(NarrowedRows { rule: rule.value, resource, class, groups, except, why, fix, at: Some(at) });
    }
    Ok(RowsOf { system: system.value, company, of_all_companies, shipped_inactive, narrowed: known })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const ROWS: &str = "\
records:
  - system: frappe
    company: Company
    narrowed:
      - rule: own-employee
        resource: Employee
        class: personal
        groups: [Employee]
        except: [HR User]
        why: w
        fix: f
";

    fn add(text: &str) -> Result<RecordPolicy, String> {
        of_text(text, "r.yaml")
    }

    #[test]
    fn an_entry_is_read() {
        let rows = add(ROWS).unwrap();
        let frappe = rows.of("frappe").unwrap();
        assert_eq!(frappe.company.as_deref(), Some("Company"));
        assert_eq!(frappe.narrowed[0].at.as_ref().unwrap().to_string(), "r.yaml:5:9");
        assert!(rows.of("odoo").is_none() && add("").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            ROWS.replace("company:", "companies:"),
            ROWS.replace("class: personal", "class: private"),
            ROWS.replace("groups: [Employee]", "groups: []"),
            ROWS.replace("why: w", "why: ''"),
            ROWS.replace("system: frappe", "system: ' '"),
            format!("{ROWS}{}", &ROWS[ROWS.find("      - rule").unwrap()..]),
            format!("{ROWS}{}", &ROWS[ROWS.find("  - system").unwrap()..]),
        ]
        .map(|text| add(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        r.yaml:3:5: unknown field `companies`, expected one of system, company, of_all_companies, shipped_inactive, narrowed
        r.yaml:7:16: unknown variant `private`, expected one of price, cost, payroll, bank, personal, credentials
        r.yaml:5:15: it speaks of nobody: say `groups`
        r.yaml:5:15: the rule has nothing in `why`
        r.yaml:2:13: `system` names the kind of system, such as `odoo`
        r.yaml:12:15: another rule is called `own-employee`
        r.yaml:12:5: `frappe` is there twice: keep one
        ");
    }
}
