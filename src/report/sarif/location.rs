//! Where a result is: a line of the role map, and a resource of the ERP.
//!
//! GitHub refuses a whole file if one location has no physical part, so every location has one: the line that designs the
//! access; else the role map; else, without a map, the resource's name as a relative address.

use std::fmt::Write as _;

use super::model::{ArtifactLocation, CodeFlow, Location, LogicalLocation, PhysicalLocation, Region, Step, ThreadFlow};
use super::{message, plain};
use crate::findings::{Finding, Report, ResourceRef};
use crate::model::{Place, Position};

/// The finding's place.
pub(super) fn of(finding: &Finding, report: &Report) -> Location {
    let resource = &finding.resource;
    let kind = if resource.field.is_some() {
        "field"
    } else if resource.model.is_some() {
        "model"
    } else {
        "group"
    };
    let subject = format!("{}/{}/{}", system(resource), finding.subject.kind, finding.subject.id);
    Location {
        physical_location: physical(finding, report),
        logical_locations: vec![
            LogicalLocation { fully_qualified_name: plain(&qualified(resource)), kind },
            LogicalLocation { fully_qualified_name: plain(&subject), kind: finding.subject.kind },
        ],
        // A cell of a sheet has no line; it is told in words.
        message: match &finding.designed_at {
            Some(position @ Position { place: Place::Cell(..), .. }) => Some(message(&position.to_string())),
            _ => None,
        },
    }
}

/// The path as a code flow, one step a location; every step stands at the finding's own place.
pub(super) fn path(finding: &Finding, report: &Report) -> Vec<CodeFlow> {
    if finding.path.is_empty() {
        return Vec::new();
    }
    let step = |text: &String| Step {
        location: Location {
            physical_location: physical(finding, report),
            logical_locations: Vec::new(),
            message: Some(message(text)),
        },
    };
    vec![CodeFlow { thread_flows: [ThreadFlow { locations: finding.path.iter().map(step).collect() }] }]
}

fn physical(finding: &Finding, report: &Report) -> PhysicalLocation {
    let (file, line, column) = match (&finding.designed_at, &report.summary.map) {
        (Some(Position { file, place: Place::Line(line, column) }), _) => (file.to_string(), *line, Some(*column)),
        (Some(Position { file, .. }), _) => (file.to_string(), 1, None),
        (None, Some(map)) => (map.clone(), 1, None),
        (None, None) => (qualified(&finding.resource), 1, None),
    };
    PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri(&file) },
        // One-based in SARIF; a reader's zero would make the whole file invalid.
        region: Region { start_line: line.max(1), start_column: column.map(|column| column.max(1)) },
    }
}

fn system(resource: &ResourceRef) -> String {
    format!("{}/{}", resource.system, resource.instance)
}

/// `odoo/prod/product.product/standard_price`; `odoo/prod/group/base.group_user`.
fn qualified(resource: &ResourceRef) -> String {
    let mut name = system(resource);
    if let Some(model) = &resource.model {
        name.extend(["/", model]);
    }
    if let Some(field) = &resource.field {
        name.extend(["/", field]);
    }
    if let (None, Some(group)) = (&resource.model, &resource.group) {
        name.extend(["/group/", group]);
    }
    name
}

/// A file's name as a relative reference of RFC 3986: everything but unreserved characters and `/` in percent form, and
/// no `//` in front, which would name a host.
fn uri(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    let rest = file.trim_start_matches('/');
    if rest.len() < file.len() {
        out.push('/');
    }
    for byte in rest.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_file_name_cannot_become_another_address() {
        assert_eq!(uri("maps/a b.yaml"), "maps/a%20b.yaml");
        assert_eq!(uri("javascript:alert(1)"), "javascript%3Aalert%281%29");
        assert_eq!(uri("//evil.example/x"), "/evil.example/x");
        assert_eq!(uri("Rollen für Büro.xlsx"), "Rollen%20f%C3%BCr%20B%C3%BCro.xlsx");
    }
}
