//! Rows of groups that nobody is made a member of, because the ERP gives them by itself.

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::GrantIx;
use crate::snapshot::{Audience, Grantee, Group, UserKind};

/// Whether callers without a login are in the group.
pub(super) fn open_to_anonymous(group: &Group) -> bool {
    group.given_to == Some(Audience::Everyone) || group.makes == Some(UserKind::Anonymous)
}

/// A finding about a row of such a group, without severity, actual and path: for rows made by hand, and for shipped ones
/// that the design of a role does not have.
pub(super) fn tell(cx: &Context<'_>, info: &'static CheckInfo, row: GrantIx, subject: Subject) -> Option<Finding> {
    let grant = cx.snapshot.grant(row);
    let Grantee::Group(group) = grant.to else { return None };
    let roles = cx.comparison.and_then(|comparison| Some((comparison, comparison.roles.everyone.get(&row)?)));
    if !grant.active || grant.ops.is_empty() || (grant.origin.is_vendor() && roles.is_none()) {
        return None;
    }
    let (resource, ops) = (&cx.snapshot.resource(grant.resource).key, cx.ops(grant.ops));
    let whom = match cx.snapshot.group(group).given_to {
        Some(audience) => audience.words(),
        None => "callers without a login",
    };
    let on = match (grant.level, grant.own) {
        (0, false) => resource.clone(),
        (0, true) => format!("own records of {resource}"),
        (level, _) => format!("fields of level {level} of {resource}"),
    };
    let mut finding = finding(info, subject, cx.model(grant.resource, grant.ops));
    finding.title = format!("{whom}: {ops} on {on}");
    finding.affected = cx.in_use(Some(group));
    finding.expected = Some(match roles {
        Some((comparison, roles)) => {
            let names = roles.iter().map(|role| comparison.design.role(*role).name());
            format!("the design of {} does not have it", and(names))
        }
        None => "access is given to groups that somebody is made a member of".to_owned(),
    });
    finding.origin = Some(grant.origin.clone());
    finding.fix =
        Fix { summary: format!("take {ops} on {on} out of row `{}`, or give it to another group", grant.key) };
    Some(finding)
}
