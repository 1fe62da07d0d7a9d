//! The part of OCSF 1.8.0 that we write; names are the schema's.

use serde::Serialize;

use crate::findings::{Affected, AgainstBaseline, Waived};

/// An event of the class Compliance Finding.
#[derive(Serialize)]
pub(in crate::report) struct Event<'a> {
    pub(super) activity_id: u8,
    pub(super) activity_name: &'static str,
    pub(super) category_uid: u8,
    pub(super) category_name: &'static str,
    pub(super) class_uid: u16,
    pub(super) class_name: &'static str,
    pub(super) type_uid: u32,
    pub(super) type_name: String,
    pub(super) time: i64,
    pub(super) timezone_offset: i16,
    pub(super) severity_id: u8,
    pub(super) severity: &'static str,
    #[serde(flatten)]
    pub(super) confidence: Option<Confidence>,
    pub(super) status_id: u8,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status_detail: Option<String>,
    pub(super) message: String,
    pub(super) metadata: Metadata<'a>,
    pub(super) finding_info: FindingInfo<'a>,
    pub(super) compliance: Compliance<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) resources: Vec<Resource>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) evidences: Vec<Evidence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remediation: Option<Remediation<'a>>,
    pub(super) unmapped: Unmapped<'a>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the schema's own names")]
pub(super) struct Confidence {
    pub(super) confidence_id: u8,
    pub(super) confidence: &'static str,
    pub(super) confidence_score: u8,
}

#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    pub(super) version: &'static str,
    pub(super) uid: String,
    pub(super) product: Product,
    pub(super) log_name: &'static str,
    pub(super) original_time: &'a str,
}

#[derive(Serialize)]
pub(super) struct Product {
    pub(super) name: &'static str,
    pub(super) vendor_name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Serialize)]
pub(super) struct FindingInfo<'a> {
    pub(super) uid: String,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) desc: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) analytic: Option<Analytic>,
    pub(super) types: Vec<&'a str>,
    pub(super) created_time: i64,
    pub(super) last_seen_time: i64,
    pub(super) data_sources: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Analytic {
    pub(super) uid: &'static str,
    pub(super) name: &'static str,
    pub(super) type_id: u8,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Compliance<'a> {
    pub(super) status_id: u8,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) status_details: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) control: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) standards: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) requirements: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) checks: Vec<Check>,
}

#[derive(Serialize)]
pub(super) struct Check {
    pub(super) uid: &'static str,
    pub(super) name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) desc: Option<&'static str>,
    pub(super) status_id: u8,
    pub(super) status: &'static str,
}

#[derive(Serialize)]
pub(super) struct Resource {
    pub(super) uid: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) namespace: String,
    pub(super) role_id: u8,
    pub(super) role: &'static str,
}

#[derive(Serialize)]
pub(super) struct Evidence<'a> {
    pub(super) name: &'static str,
    pub(super) data: Data<'a>,
}

/// What makes a finding checkable.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) designed_at: Option<String>,
    pub(super) actual: &'a str,
    pub(super) path: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<String>,
    pub(super) affected: &'a Affected,
}

#[derive(Serialize)]
pub(super) struct Remediation<'a> {
    pub(super) desc: &'a str,
}

/// What OCSF has no place for.
#[derive(Default, Serialize)]
pub(super) struct Unmapped<'a> {
    pub(super) verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) severity_by: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) vendor_default: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) asked_for: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiver: Option<&'a Waived>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline: Option<AgainstBaseline>,
}
