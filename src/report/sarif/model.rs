//! The part of SARIF 2.1.0 that we write; names and order are the standard's.

use serde::Serialize;

/// The file.
#[derive(Serialize)]
pub(in crate::report) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) invocations: [Invocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) taxonomies: Vec<Taxonomy>,
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<ResultObject>,
    pub(super) properties: RunProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties {
    pub(super) verdict: &'static str,
    pub(super) system: String,
    pub(super) taken_at: String,
    pub(super) snapshot_sha256: String,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) supported_taxonomies: Vec<Component>,
    pub(super) rules: Vec<Rule>,
}

/// A framework of controls: `toolComponent` in the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taxonomy {
    pub(super) name: String,
    pub(super) short_description: Message,
    pub(super) is_comprehensive: bool,
    pub(super) taxa: Vec<Taxon>,
}

#[derive(Serialize)]
pub(super) struct Taxon {
    pub(super) id: String,
    pub(super) name: String,
}

/// A reference to a framework: `toolComponentReference` in the standard.
#[derive(Clone, Serialize)]
pub(super) struct Component {
    pub(super) name: String,
    pub(super) index: usize,
}

/// A reference to a control: `reportingDescriptorReference` in the standard.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaxonReference {
    pub(super) id: String,
    pub(super) index: usize,
    pub(super) tool_component: Component,
}

#[derive(Serialize)]
pub(super) struct Relationship {
    pub(super) target: TaxonReference,
    pub(super) kinds: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) short_description: Message,
    pub(super) full_description: Message,
    pub(super) help: Help,
    pub(super) default_configuration: Configuration,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relationships: Vec<Relationship>,
    pub(super) properties: RuleProperties,
}

#[derive(Serialize)]
pub(super) struct Help {
    pub(super) text: String,
    pub(super) markdown: String,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: Level,
}

#[derive(Serialize)]
pub(super) struct RuleProperties {
    pub(super) tags: Vec<String>,
    #[serde(rename = "security-severity")]
    pub(super) security_severity: &'static str,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Error,
    Warning,
    Note,
}

#[derive(Serialize)]
pub(super) struct Message {
    pub(super) text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    pub(super) exit_code: u8,
    pub(super) exit_code_description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tool_execution_notifications: Vec<Notification>,
    pub(super) properties: InvocationProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvocationProperties {
    pub(super) verdict: &'static str,
    pub(super) fail_on: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) judged_on: String,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) descriptor: Descriptor,
    pub(super) level: Level,
    pub(super) message: Message,
}

#[derive(Serialize)]
pub(super) struct Descriptor {
    pub(super) id: &'static str,
}

/// `result` in the standard.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultObject {
    pub(super) rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) level: Level,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    pub(super) message: Message,
    pub(super) locations: [Location; 1],
    pub(super) partial_fingerprints: Fingerprints,
    /// In all results or in none (3.27.23): empty says that nobody accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<Suppression>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) taxa: Vec<TaxonReference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) code_flows: Vec<CodeFlow>,
    pub(super) properties: ResultProperties,
}

#[derive(Serialize)]
pub(super) struct Suppression {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: String,
    pub(super) properties: SuppressionProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SuppressionProperties {
    pub(super) waiver: String,
    pub(super) expires: String,
    pub(super) approved_by: String,
    pub(super) approved_on: String,
    pub(super) requested_by: String,
    pub(super) compensating_control: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "primary/v1")]
    pub(super) primary: String,
}

#[derive(Serialize)]
pub(super) struct ResultProperties {
    pub(super) severity: &'static str,
    pub(super) confidence: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<String>,
    #[serde(rename = "vendorDefault", skip_serializing_if = "std::ops::Not::not")]
    pub(super) vendor_default: bool,
    pub(super) affected: usize,
    pub(super) controls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<String>,
    pub(super) fix: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<String>,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region,
}

#[derive(Clone, Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub(super) start_line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_column: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the standard's own names")]
pub(super) struct Location {
    pub(super) physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation {
    pub(super) fully_qualified_name: String,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow {
    pub(super) thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
pub(super) struct ThreadFlow {
    pub(super) locations: Vec<Step>,
}

#[derive(Serialize)]
pub(super) struct Step {
    pub(super) location: Location,
}
