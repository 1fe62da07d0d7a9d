//! What makes two findings of two runs the same one.

use sha2::{Digest, Sha256};

use super::{ResourceRef, Subject};
use crate::model::hex;

/// Hash of check, rule, system, subject and resource: stable names only, never an id of the database, a label that someone
/// may translate, a number of users or a time. `v1:` and 32 hexadecimal digits.
pub fn fingerprint(check_id: &str, rule: Option<&str>, subject: &Subject, resource: &ResourceRef) -> String {
    let empty = String::new();
    let mut ops = resource.ops.clone();
    ops.sort_unstable();
    let rule = rule.map(|rule| format!("{check_id}|{rule}"));
    let parts = [
        rule.as_deref().unwrap_or(check_id),
        &resource.instance,
        subject.kind,
        &subject.id,
        resource.model.as_ref().unwrap_or(&empty),
        resource.field.as_ref().unwrap_or(&empty),
        resource.group.as_ref().unwrap_or(&empty),
        resource.owner.as_ref().unwrap_or(&empty),
        &ops.join(","),
    ];
    format!("v1:{}", hash_of(&parts, 16))
}

/// The first bytes of a hash over several texts, as hexadecimal digits.
pub fn hash_of(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // The length in front keeps `a|b` and `a` + `|b` apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(hash.finalize().get(..bytes).unwrap_or_default())
}

/// Whether a text looks like a fingerprint.
pub fn is_fingerprint(text: &str) -> bool {
    let digits = text.strip_prefix("v1:").unwrap_or_default();
    digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
