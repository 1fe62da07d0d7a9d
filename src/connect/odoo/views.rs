//! Fields that views hide from people. Odoo enforces nothing of it: whoever may read the record reads the field over the API.

use std::collections::{BTreeMap, HashMap};

use super::arch::{Shown, ViewField, fields};
use super::collector::Collector;
use super::names::Stamp;
use super::queries::VIEWS;
use super::source::Source;
use crate::connect::ConnectError;
use crate::model::ResourceIx;
use crate::snapshot::{HiddenInView, Snapshot};

/// A view, or a change of another.
struct View {
    id: i64,
    resource: ResourceIx,
    changes: Option<i64>,
    stamp: Stamp,
    fields: Vec<ViewField>,
}

/// Where a field is hidden: by which view, and to whom it is shown.
type Place = (usize, Shown);

impl<S: Source> Collector<S> {
    /// Fields that no view shows to everybody who sees it, with one view for each set of groups that they are shown to.
    pub(super) async fn views(&mut self) -> Result<(), ConnectError> {
        let mut views: Vec<View> = Vec::new();
        let names = &self.resource_names;
        self.reader
            .each(&VIEWS, |row| {
                let model: Option<String> = row.get(1)?;
                if let Some(resource) = model.and_then(|model| names.get(&model)) {
                    views.push(View {
                        id: row.get(0)?,
                        resource: *resource,
                        changes: row.get(2)?,
                        stamp: Stamp::read(row, 4)?,
                        fields: fields(&row.get::<String>(3)?),
                    });
                }
                Ok(())
            })
            .await?;
        let mut hidden = Vec::new();
        for ((resource, field), places) in hidden_fields(&self.snapshot, &self.resource_names, &views) {
            let mut told: Vec<&Shown> = Vec::new();
            for (at, shown) in &places {
                let Some(view) = views.get(*at).filter(|_| !told.contains(&shown)) else { continue };
                told.push(shown);
                hidden.push(HiddenInView {
                    resource,
                    field: field.clone(),
                    view: self.xml_ids.key("ir.ui.view", view.id).unwrap_or_else(|| format!("view {}", view.id)),
                    shown_to: if let Shown::To(groups) = shown { groups.clone() } else { Vec::new() },
                    origin: self.origin("ir.ui.view", view.id, &view.stamp),
                });
            }
        }
        self.snapshot.hidden_in_views = hidden;
        Ok(())
    }
}

/// Fields that are there and that no view shows to all, with the places that hide them.
fn hidden_fields(
    snapshot: &Snapshot,
    names: &HashMap<String, ResourceIx>,
    views: &[View],
) -> BTreeMap<(ResourceIx, String), Vec<Place>> {
    let by_id: HashMap<i64, &View> = views.iter().map(|view| (view.id, view)).collect();
    // What a view looks like is said by itself and by all that change it.
    let mut looks: BTreeMap<(i64, ResourceIx, &str), Look> = BTreeMap::new();
    for (at, view) in views.iter().enumerate() {
        let root = root(view, &by_id);
        for field in &view.fields {
            let Some(resource) = resolved(snapshot, names, view.resource, &field.through) else { continue };
            if snapshot.field(resource, &field.name).is_none() {
                continue;
            }
            let look = looks.entry((root, resource, &field.name)).or_default();
            if field.changes {
                look.changed = Some((at, field.shown.clone()))
            } else {
                look.own.push((at, field.shown.clone()))
            }
        }
    }
    let mut found: BTreeMap<(ResourceIx, String), Option<Vec<Place>>> = BTreeMap::new();
    for ((_, resource, name), look) in looks {
        let places = look.changed.map_or(look.own, |changed| vec![changed]);
        let entry = found.entry((resource, name.to_owned())).or_insert_with(|| Some(Vec::new()));
        if places.iter().any(|(_, shown)| *shown == Shown::All) {
            *entry = None;
        } else if let Some(known) = entry {
            known.extend(places);
        }
    }
    let hidden = found.into_iter().filter_map(|(field, places)| Some((field, places?)));
    hidden.filter(|(_, places)| !places.is_empty()).collect()
}

/// How a field looks in a view: as the view and additions to it have it, unless something changes that; the last change counts.
#[derive(Default)]
struct Look {
    own: Vec<Place>,
    changed: Option<Place>,
}

/// The view that is changed in the end; a ring of changes ends somewhere in it.
fn root(view: &View, by_id: &HashMap<i64, &View>) -> i64 {
    let mut at = view;
    for _ in 0..by_id.len().min(50) {
        match at.changes.map(|id| (id, by_id.get(&id))) {
            Some((_, Some(next))) => at = next,
            Some((id, None)) => return id,
            None => break,
        }
    }
    at.id
}

/// The model at the end of a chain of links.
fn resolved(
    snapshot: &Snapshot,
    names: &HashMap<String, ResourceIx>,
    from: ResourceIx,
    through: &[String],
) -> Option<ResourceIx> {
    through.iter().try_fold(from, |at, link| names.get(snapshot.field(at, link)?.relation.as_deref()?).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::Builder;

    fn view(id: i64, changes: Option<i64>, arch: &str) -> View {
        View { id, resource: ResourceIx(0), changes, stamp: Stamp::unknown(), fields: fields(arch) }
    }

    /// What is hidden in the views of `a.order`, whose `lines` are of `b.line`.
    fn hidden(views: &[View]) -> Vec<String> {
        let mut system = Builder::new("views");
        for (model, field) in [("a.order", "cost"), ("a.order", "note"), ("a.order", "lines"), ("b.line", "price")] {
            system.field(model, field, &[]);
        }
        let mut snapshot = system.build();
        snapshot
            .fields
            .iter_mut()
            .filter(|field| field.name == "lines")
            .for_each(|field| field.relation = Some("b.line".to_owned()));
        let names = HashMap::from([("a.order".to_owned(), ResourceIx(0)), ("b.line".to_owned(), ResourceIx(1))]);
        let told = hidden_fields(&snapshot, &names, views).into_iter();
        told.map(|((resource, field), places)| format!("{}.{field} {:?}", snapshot.resource(resource).key, places))
            .collect()
    }

    #[test]
    fn a_field_that_some_view_shows_to_all_is_not_hidden() {
        let form =
            view(1, None, "<form><field name='cost' groups='a.boss'/><field name='nothing' groups='a.boss'/></form>");
        assert_eq!(hidden(&[form]), ["a.order.cost [(0, To([\"a.boss\"]))]"]);
        let form = view(1, None, "<form><field name='cost' groups='a.boss'/></form>");
        assert!(hidden(&[form, view(2, None, "<list><field name='cost'/></list>")]).is_empty());
    }

    #[test]
    fn a_change_counts_instead_of_what_the_view_has() {
        let form = || view(1, None, "<form><field name='cost'/></form>");
        let hides = "<field name='cost' position='attributes'><attribute name='groups'>a.boss</attribute></field>";
        assert_eq!(hidden(&[form(), view(2, Some(1), hides)]), ["a.order.cost [(1, To([\"a.boss\"]))]"]);
        assert!(
            hidden(&[form(), view(2, Some(7), hides), view(3, None, "<form><field name='cost'/></form>")]).is_empty()
        );
    }

    #[test]
    fn fields_of_lines_are_those_of_the_model_that_is_linked_to() {
        let form = view(
            1,
            None,
            "<form><field name='lines'><list><field name='price' column_invisible='1'/><field name='cost'/></list></field></form>",
        );
        assert_eq!(hidden(&[form]), ["b.line.price [(0, Nobody)]"]);
        let ring = [view(1, Some(2), "<form/>"), view(2, Some(1), "<form><field name='note' invisible='1'/></form>")];
        assert_eq!(hidden(&ring).len(), 1);
    }
}
