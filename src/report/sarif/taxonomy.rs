//! The frameworks of controls, and which control a check or a finding gives evidence for.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Component, Relationship, Taxon, TaxonReference, Taxonomy};
use super::{message, plain};
use crate::findings::{CheckInfo, Report, marked};

/// Frameworks with the controls that the report names, both sorted.
pub(super) struct Controls<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Controls<'a> {
    /// Those of all checks and all findings.
    pub(super) fn of(report: &'a Report, checks: &[&'a CheckInfo]) -> Self {
        let of_checks = checks.iter().flat_map(|check| check.controls).copied();
        let of_findings = report.findings.iter().flat_map(|finding| &finding.controls).map(String::as_str);
        let mut frameworks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (framework, id) in of_checks.chain(of_findings).filter_map(|control| control.split_once(' ')) {
            frameworks.entry(framework).or_default().insert(id);
        }
        Self(frameworks)
    }

    /// Every framework with its controls; of one that nobody read it says so.
    pub(super) fn taxonomies(&self) -> Vec<Taxonomy> {
        let taxonomy = |(framework, ids): (&&str, &BTreeSet<&str>)| Taxonomy {
            name: plain(framework),
            short_description: message(&format!("controls of {framework} for which checks give evidence")),
            is_comprehensive: false,
            taxa: ids
                .iter()
                .map(|id| Taxon { id: plain(id), name: plain(&marked(&format!("{framework} {id}"))) })
                .collect(),
        };
        self.0.iter().map(taxonomy).collect()
    }

    /// References to every framework.
    pub(super) fn supported(&self) -> Vec<Component> {
        self.0.keys().enumerate().map(|(index, framework)| Component { name: plain(framework), index }).collect()
    }

    /// References to controls, each once.
    pub(super) fn taxa<'c>(&self, controls: impl IntoIterator<Item = &'c str>) -> Vec<TaxonReference> {
        let controls: BTreeSet<&str> = controls.into_iter().collect();
        controls.into_iter().filter_map(|control| self.reference(control)).collect()
    }

    /// What a rule says about its controls.
    pub(super) fn relationships(&self, check: &CheckInfo) -> Vec<Relationship> {
        let taxa = self.taxa(check.controls.iter().copied());
        taxa.into_iter().map(|target| Relationship { target, kinds: ["relevant"] }).collect()
    }

    fn reference(&self, control: &str) -> Option<TaxonReference> {
        let (framework, id) = control.split_once(' ')?;
        let component = self.0.keys().position(|known| *known == framework)?;
        let index = self.0.get(framework)?.iter().position(|known| *known == id)?;
        Some(TaxonReference {
            id: plain(id),
            index,
            tool_component: Component { name: plain(framework), index: component },
        })
    }
}
