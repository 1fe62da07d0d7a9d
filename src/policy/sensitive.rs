//! Which fields tell what must not be told to everybody: facts by class, each with every field that tells it.

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Location, Spanned, filled, invalid, position, read, versions};
use super::part::Part;
use super::{PolicyError, Versions};
use crate::model::Position;

/// Sensitive facts of every kind of system, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SensitiveFields(Vec<Fact>);

impl Deref for SensitiveFields {
    type Target = [Fact];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl SensitiveFields {
    /// The facts of one kind of system.
    pub fn of<'a>(&'a self, system: &'a str) -> impl Iterator<Item = &'a Fact> {
        self.0.iter().filter(move |fact| fact.system == system)
    }
}

/// What a fact is about, which decides how bad it is to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SensitiveClass {
    /// What customers pay, and how much less.
    Price,
    /// What things cost, and what is earned with them.
    Cost,
    /// What people earn.
    Payroll,
    /// Where money goes to.
    Bank,
    /// What concerns a person and not their work.
    Personal,
    /// What opens another system, or this one.
    Credentials,
}

impl SensitiveClass {
    /// The name in policies and findings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Cost => "cost",
            Self::Payroll => "payroll",
            Self::Bank => "bank",
            Self::Personal => "personal",
            Self::Credentials => "credentials",
        }
    }
}

/// One thing that several fields tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// Its name; for ever.
    pub name: String,
    /// What it is about.
    pub class: SensitiveClass,
    /// In words: `what products cost`.
    pub what: String,
    /// Groups whose work needs it.
    pub meant_for: Vec<String>,
    /// Groups whose work is to change it.
    pub changed_by: Vec<String>,
    /// The fields that tell it.
    pub fields: Vec<FactFields>,
    /// How a field is protected in this kind of system, if the file says it.
    pub protect: Option<Arc<str>>,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// Fields of one resource that tell a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactFields {
    /// Technical name of the resource.
    pub of: String,
    /// Technical names of its fields.
    pub names: Vec<String>,
    /// In which versions.
    pub versions: Versions,
    /// The groups to which the vendor shows them: none for whoever may read the resource, [`NOBODY`] for nobody. Nothing where
    /// that is not known, or where the snapshot always knows better.
    pub shown_to: Option<Vec<String>>,
    /// Reading them gives no value.
    pub write_only: bool,
    /// They are worked out from others: nobody changes them.
    pub computed: bool,
}

/// The group of [`FactFields::shown_to`] that nobody is in, as Odoo writes it (`fields.NO_ACCESS`).
pub const NOBODY: &str = ".";

impl Part for SensitiveFields {
    const AT: &'static str = "sensitive-fields";
    const BUILT_IN: &'static [(&'static str, &'static str)] = &[
        ("sensitive-fields/frappe.yaml", include_str!("../../policies/sensitive-fields/frappe.yaml")),
        ("sensitive-fields/odoo.yaml", include_str!("../../policies/sensitive-fields/odoo.yaml")),
        ("sensitive-fields/tryton.yaml", include_str!("../../policies/sensitive-fields/tryton.yaml")),
    ];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { system, protect, facts }) = read(text, file)? else { return Ok(()) };
        if system.value.trim().is_empty() {
            return Err(invalid(Some(system.referenced), file, "`system` names the kind of system, such as `odoo`"));
        }
        let protect: Option<Arc<str>> = protect.map(Into::into);
        for read in facts {
            let place = read.value.fact.referenced;
            let fact = Fact { protect: protect.clone(), ..fact(read, &system.value, file)? };
            if self.of(&fact.system).any(|other| other.name == fact.name) {
                let message = format!("another fact of `{}` is called `{}`", fact.system, fact.name);
                return Err(invalid(Some(place), file, &message));
            }
            self.0.push(fact);
        }
        Ok(())
    }

    fn speaks_of(&self, kind: &str) -> bool {
        self.of(kind).next().is_some()
    }

    fn forget_places(&mut self) {
        for fact in &mut self.0 {
            fact.at = None;
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    system: Spanned<String>,
    protect: Option<String>,
    #[serde(default)]
    facts: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fact: Spanned<String>,
    class: SensitiveClass,
    what: String,
    #[serde(default)]
    meant_for: Vec<String>,
    changed_by: Option<Vec<String>>,
    fields: Vec<Spanned<Fields>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    of: String,
    names: Vec<String>,
    versions: Option<Spanned<String>>,
    shown_to: Option<Vec<String>>,
    #[serde(default)]
    write_only: bool,
    #[serde(default)]
    computed: bool,
}

fn fact(read: Spanned<Entry>, system: &str, file: &Arc<str>) -> Result<Fact, PolicyError> {
    let at = position(Some(read.referenced), file);
    let Entry { fact, class, what, meant_for, changed_by, fields } = read.value;
    filled("the fact", &[("fact", &fact.value), ("what", &what)], fact.referenced, file)?;
    if fields.is_empty() {
        return Err(invalid(Some(fact.referenced), file, "no field tells it: say `fields`"));
    }
    let mut known: Vec<FactFields> = Vec::new();
    for read in fields {
        let place = read.referenced;
        let fields = fields_of(read.value, place, file)?;
        let twice = |other: &FactFields| {
            let same = other.of == fields.of && other.versions.meet(&fields.versions);
            fields.names.iter().find(|name| same && other.names.contains(name)).cloned()
        };
        if let Some(name) = known.iter().find_map(twice) {
            let message = format!("`{}.{name}` is there twice for some version: keep one", fields.of);
            return Err(invalid(Some(place), file, &message));
        }
        known.push(fields);
    }
    Ok(Fact {
        system: system.to_owned(),
        name: fact.value,
        class,
        what,
        changed_by: changed_by.unwrap_or_else(|| meant_for.clone()),
        meant_for,
        fields: known,
        protect: None,
        at: Some(at),
    })
}

fn fields_of(read: Fields, at: Location, file: &Arc<str>) -> Result<FactFields, PolicyError> {
    let Fields { of, names, versions, shown_to, write_only, computed } = read;
    if of.trim().is_empty() || names.is_empty() || names.iter().any(|name| name.trim().is_empty()) {
        return Err(invalid(Some(at), file, "fields have a resource (`of`) and `names`"));
    }
    let versions = self::versions(versions, file)?;
    Ok(FactFields { of, names, versions, shown_to, write_only, computed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const FACT: &str = "\
system: odoo
facts:
  - fact: product-cost
    class: cost
    what: what products cost
    meant_for: [stock.group_stock_manager]
    fields:
      - { of: product.template, names: [standard_price], shown_to: [base.group_user] }
      - { of: stock.lot, names: [avg_cost], versions: 18.., shown_to: [] }
";

    fn add(text: &str) -> Result<SensitiveFields, String> {
        of_text(text, "f.yaml")
    }

    #[test]
    fn a_fact_is_read_with_all_its_fields() {
        let facts = add(FACT).unwrap();
        let [fact] = facts.of("odoo").collect::<Vec<_>>()[..] else { panic!("one fact") };
        assert_eq!((fact.name.as_str(), fact.class.name()), ("product-cost", "cost"));
        assert_eq!(
            fact.changed_by, fact.meant_for,
            "who is meant to know it is meant to change it, unless it says more"
        );
        assert_eq!(fact.fields[0].shown_to.as_deref(), Some(&["base.group_user".to_owned()][..]));
        assert_eq!((fact.fields[1].shown_to.as_deref(), fact.fields[1].versions.hold("17.0")), (Some(&[][..]), false));
        assert_eq!(fact.at.as_ref().unwrap().to_string(), "f.yaml:3:5");
        assert_eq!(fact.protect, None);
        let said = add(&FACT.replace("facts:", "protect: in a module\nfacts:")).unwrap();
        assert_eq!(said[0].protect.as_deref(), Some("in a module"));
        assert!(facts.of("frappe").next().is_none() && add("").unwrap().is_empty());
    }

    /// `default_bank_account` of Customer and Supplier is labelled *Default Company Bank Account* (ERPNext 14 to 16).
    #[test]
    fn an_account_of_the_companys_own_is_nobodys_bank_account() {
        let facts = crate::policy::Policies::built_in().sensitive_fields.of("frappe").flat_map(|fact| &fact.fields);
        let of_parties = facts.filter(|fields| ["Customer", "Supplier"].contains(&fields.of.as_str()));
        let mut names = of_parties.flat_map(|fields| &fields.names);
        assert!(names.all(|name| name != "default_bank_account"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let again = &FACT[FACT.find("  - fact").unwrap()..];
        let told = [
            FACT.replace("class: cost", "class: costs"),
            FACT.replace("meant_for", "ment_for"),
            FACT.replace("what: what products cost", "what: ' '"),
            FACT.replace("names: [avg_cost]", "names: []"),
            FACT.replace("18..", "eighteen"),
            FACT.replace("stock.lot, names: [avg_cost], versions: 18..", "product.template, names: [standard_price]"),
            FACT.replace("system: odoo", "system: ''"),
            format!("{FACT}{again}"),
            FACT[..FACT.find("      - {").unwrap()].replace("fields:", "fields: []"),
        ]
        .map(|text| add(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        f.yaml:4:12: unknown variant `costs`, expected one of price, cost, payroll, bank, personal, credentials
        f.yaml:6:5: unknown field `ment_for`, expected one of fact, class, what, meant_for, changed_by, fields
        f.yaml:3:11: the fact has nothing in `what`
        f.yaml:9:9: fields have a resource (`of`) and `names`
        f.yaml:9:55: `eighteen` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        f.yaml:9:9: `product.template.standard_price` is there twice for some version: keep one
        f.yaml:1:9: `system` names the kind of system, such as `odoo`
        f.yaml:10:11: another fact of `odoo` is called `product-cost`
        f.yaml:3:11: no field tells it: say `fields`
        ");
    }
}
