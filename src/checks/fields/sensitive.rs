//! The sensitive fields that the system has, with who sees and changes each.

use fixedbitset::FixedBitSet;

use crate::checks::context::Context;
use crate::findings::Impact;
use crate::model::{GroupIx, ResourceIx, Verb};
use crate::policy::{Fact, FactFields, NOBODY, SensitiveClass};
use crate::snapshot::{Field, FieldGuard};

/// A field of the catalogue that is there.
#[derive(Debug)]
pub(in crate::checks) struct Sensitive<'a> {
    pub(super) fact: &'a Fact,
    /// The field; where only the vendor's guard is known, with that.
    pub(super) field: Field,
    /// The snapshot does not know who sees it: taken as the vendor ships it.
    pub(super) as_shipped: bool,
    /// Reading it gives no value.
    pub(super) write_only: bool,
    /// Nobody changes it.
    pub(super) computed: bool,
}

impl<'a> Sensitive<'a> {
    /// Every field of the catalogue that is there and of which it is known, or known of the shipped one, who sees it.
    pub(super) fn all(cx: &Context<'a>) -> impl Iterator<Item = Self> {
        each(cx).filter_map(|(fact, fields, field)| Self::of(cx, fact, fields, field))
    }

    fn of(cx: &Context<'a>, fact: &'a Fact, fields: &FactFields, field: &Field) -> Option<Self> {
        let as_shipped = field.guard.is_none();
        let guard = field.guard.clone().or_else(|| shipped(cx, fields))?;
        // What single accounts were seen to see says nothing of a group.
        if matches!(guard, FieldGuard::Observed { .. }) {
            return None;
        }
        let field = Field { guard: Some(guard), ..field.clone() };
        Some(Self { fact, field, as_shipped, write_only: fields.write_only, computed: fields.computed })
    }

    /// `model.field`.
    pub(super) fn name(&self, cx: &Context<'_>) -> String {
        format!("{}.{}", cx.snapshot.resource(self.field.resource).key, self.field.name)
    }

    /// Whether an account in exactly these groups reads or changes the field, if the resource lets it.
    pub(super) fn admits(&self, cx: &Context<'_>, groups: &FixedBitSet, verb: Verb) -> bool {
        cx.access.admits(&self.field, groups, verb) == Some(true)
    }

    /// Whether somebody decided on this system who sees the field, rather than its vendor.
    pub(super) fn is_protected_by_hand(&self, cx: &Context<'_>) -> bool {
        let by_hand = |group: &GroupIx| !cx.snapshot.group(*group).origin.is_vendor();
        let groups = matches!(&self.field.guard, Some(FieldGuard::Groups { any, .. }) if any.iter().any(by_hand));
        self.is_protected() && (self.field.shipped.is_some() || self.field.custom || groups)
    }

    /// Whether somebody protects the field beside its resource.
    pub(super) fn is_protected(&self) -> bool {
        !matches!(self.field.guard, None | Some(FieldGuard::Open))
    }
}

/// Fields of the catalogue that are there and of which nobody knows who sees them.
pub(in crate::checks) fn unknown(cx: &Context<'_>) -> Vec<String> {
    let unknown = each(cx).filter(|(fact, fields, field)| Sensitive::of(cx, fact, fields, field).is_none());
    unknown.map(|(_, _, field)| format!("{}.{}", cx.snapshot.resource(field.resource).key, field.name)).collect()
}

/// Facts of the catalogue and their fields that are there.
fn each<'x, 'a: 'x>(cx: &'x Context<'a>) -> impl Iterator<Item = (&'a Fact, &'a FactFields, &'a Field)> + 'x {
    let system = &cx.snapshot.system;
    let facts = cx.policies.sensitive_fields.of(&system.kind);
    let fields = facts.flat_map(|fact| fact.fields.iter().map(move |fields| (fact, fields)));
    fields.filter(|(_, fields)| fields.versions.hold(&system.version)).flat_map(move |(fact, fields)| {
        let resource = cx.resource_named(&fields.of);
        let of = move |name: &String| cx.snapshot.field(resource?, name);
        fields.names.iter().filter_map(of).map(move |field| (fact, fields, field))
    })
}

/// The guard that the vendor ships, as far as the groups that it names are there.
fn shipped(cx: &Context<'_>, fields: &FactFields) -> Option<FieldGuard> {
    let groups = fields.shown_to.as_ref()?;
    if groups.is_empty() {
        return Some(FieldGuard::Open);
    }
    let any: Vec<GroupIx> = groups.iter().filter(|key| *key != NOBODY).filter_map(|key| cx.group_named(key)).collect();
    Some(if any.is_empty() { FieldGuard::Nobody } else { FieldGuard::Groups { any, none: Vec::new() } })
}

/// How bad it is that somebody reads what is of a class.
pub(in crate::checks) fn when_read(class: SensitiveClass) -> Impact {
    match class {
        SensitiveClass::Price | SensitiveClass::Cost => Impact::Commercial,
        SensitiveClass::Payroll | SensitiveClass::Bank | SensitiveClass::Personal | SensitiveClass::Credentials => {
            Impact::Personal
        }
    }
}

/// How bad it is that somebody changes it: pay and bank accounts move money, and a secret lets somebody in. What concerns a person
/// is no less bad to change than to read.
pub(super) fn when_written(class: SensitiveClass) -> Impact {
    match class {
        SensitiveClass::Price | SensitiveClass::Cost => Impact::Commercial,
        SensitiveClass::Personal => Impact::Personal,
        SensitiveClass::Payroll | SensitiveClass::Bank | SensitiveClass::Credentials => Impact::Money,
    }
}

/// How bad it is that somebody reads rows of a resource: that of the worst that its fields tell and that is not meant for
/// everybody in the company, and no less than master data.
pub(in crate::checks) fn of_rows(cx: &Context<'_>, resource: ResourceIx) -> Impact {
    let for_all = |fact: &Fact| {
        fact.meant_for
            .iter()
            .filter_map(|key| cx.group_named(key))
            .map(|group| cx.snapshot.group(group))
            .any(|group| group.makes.is_some() || group.given_to.is_some())
    };
    let told = each(cx).filter(|(fact, _, field)| field.resource == resource && !for_all(fact));
    told.map(|(fact, _, _)| when_read(fact.class)).fold(Impact::Commercial, Impact::max)
}
