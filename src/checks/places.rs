//! Parts of a system, as what findings are about.

use super::Context;
use crate::findings::ResourceRef;
use crate::model::{GroupIx, Ops, ResourceIx};

impl Context<'_> {
    /// The system itself, as what a finding is about when it names no part of it.
    pub(super) fn whole(&self) -> ResourceRef {
        ResourceRef {
            system: self.snapshot.system.kind.clone(),
            instance: self.snapshot.system.name.clone(),
            ..ResourceRef::default()
        }
    }

    /// Something of an account's own.
    pub(super) fn whole_of(&self, owner: &str) -> ResourceRef {
        ResourceRef { owner: (!owner.is_empty()).then(|| owner.to_owned()), ..self.whole() }
    }

    /// Operations on a model.
    pub(super) fn model(&self, resource: ResourceIx, ops: Ops) -> ResourceRef {
        ResourceRef { model: Some(self.snapshot.resource(resource).key.clone()), ..self.several(ops) }
    }

    /// Operations on several models, each of which the finding names.
    pub(super) fn several(&self, ops: Ops) -> ResourceRef {
        ResourceRef { ops: self.snapshot.op_names(ops).into_iter().map(str::to_owned).collect(), ..self.whole() }
    }

    /// Operations on a field.
    pub(super) fn field(&self, resource: ResourceIx, name: &str, ops: Ops) -> ResourceRef {
        ResourceRef { field: Some(name.to_owned()), ..self.model(resource, ops) }
    }

    /// A group that is held or missing.
    pub(super) fn group(&self, group: GroupIx) -> ResourceRef {
        ResourceRef { group: Some(self.group_key(group).to_owned()), ..self.whole() }
    }
}
