//! The fields in a view's text, and to whom the view shows each.
//!
//! Odoo 16 to 19, `ir_ui_view.arch_db`: a view of its own, or a change of another one. A field inside a field is one of the
//! model that the outer one links to. A text is hostile until read: entities are not followed, and its size and depth are bounded.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Longest text that is read, in bytes; the longest form of stock databases has 60,000.
pub(super) const MAX_ARCH: usize = 1 << 20;
/// How deep elements may be nested; stock forms reach 20.
const MAX_DEPTH: usize = 100;
/// The group whose elements Odoo shows in developer mode alone: that is about clutter, not about people.
const TECHNICAL: &str = "base.group_no_one";

/// To whom an element is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// Whoever sees the view.
    All,
    /// Members of these groups.
    To(Vec<String>),
    /// Nobody.
    Nobody,
}

/// A field in a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ViewField {
    /// The fields through which it is reached, from the view's model on.
    pub(super) through: Vec<String>,
    /// Its technical name.
    pub(super) name: String,
    /// To whom it is shown.
    pub(super) shown: Shown,
    /// Says so of a field that another view has (`position="attributes"`).
    pub(super) changes: bool,
}

/// An element that is open.
struct Open {
    /// Fields through which its inner elements are reached: they are about the model that the last one links to.
    fields: Vec<String>,
    shown: Shown,
    /// It changes the attributes of a field of the view that this one changes.
    changed: Option<Changed>,
}

/// A field whose attributes are changed.
struct Changed {
    through: Vec<String>,
    name: String,
    shown: Option<Shown>,
    /// The attribute whose text comes next.
    attribute: Option<String>,
}

/// The fields of a view's text; what comes before the first thing that is no XML.
pub(super) fn fields(arch: &str) -> Vec<ViewField> {
    let mut found = Vec::new();
    if arch.len() > MAX_ARCH {
        return found;
    }
    let mut reader = Reader::from_str(arch);
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                if open.len() >= MAX_DEPTH {
                    return found;
                }
                enter(&element, &mut open, &mut found);
            }
            Ok(Event::Empty(element)) => {
                enter(&element, &mut open, &mut found);
                leave(&mut open, &mut found);
            }
            Ok(Event::Text(text)) => {
                attribute_text(&text.xml_content(XmlVersion::Implicit1_0), &mut open);
            }
            Ok(Event::End(_)) => leave(&mut open, &mut found),
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn enter(element: &BytesStart<'_>, open: &mut Vec<Open>, found: &mut Vec<ViewField>) {
    let inside = |open: &[Open]| open.iter().flat_map(|outer| outer.fields.iter().cloned()).collect::<Vec<_>>();
    let around = open.last().map_or(Shown::All, |outer| outer.shown.clone());
    let position = attribute(element, "position");
    let mut entered = Open { fields: Vec::new(), shown: around.clone(), changed: None };
    let name = attribute(element, "name");
    match (element.local_name().as_ref().as_bytes(), position.as_deref()) {
        (b"attribute", _) => {
            // What is said of an attribute with a text of its own is read when the text comes.
            if let Some(changed) = open.iter_mut().rev().find_map(|outer| outer.changed.as_mut()) {
                changed.attribute = name;
            }
        }
        (b"field", None) => {
            if let Some(name) = name {
                let shown = narrowed(around, element);
                found.push(ViewField {
                    through: inside(open),
                    name: name.clone(),
                    shown: shown.clone(),
                    changes: false,
                });
                entered = Open { fields: vec![name], shown: Shown::All, changed: None };
            }
        }
        (b"field", Some("attributes")) => {
            entered.changed = name.map(|name| Changed { through: inside(open), name, shown: None, attribute: None });
        }
        // Beside a field of the view's model, or inside the one that it is about.
        (b"field", Some("inside")) => entered.fields.extend(name),
        (b"field", Some(_)) => {}
        (b"xpath", position) => {
            let mut through = attribute(element, "expr").map(|expr| steps(&expr)).unwrap_or_default();
            match (position, through.pop()) {
                (Some("attributes"), Some(Some(name))) => {
                    let through = std::mem::take(&mut through).into_iter().flatten().collect();
                    entered.changed = Some(Changed { through, name, shown: None, attribute: None });
                }
                (Some("inside") | None, last) => through.extend(last),
                _ => {}
            }
            if entered.changed.is_none() {
                entered.fields.extend(through.into_iter().flatten());
            }
        }
        _ => entered.shown = narrowed(around, element),
    }
    open.push(entered);
}

fn leave(open: &mut Vec<Open>, found: &mut Vec<ViewField>) {
    let Some(Open { changed: Some(Changed { through, name, shown: Some(shown), .. }), .. }) = open.pop() else {
        return;
    };
    found.push(ViewField { through, name, shown, changes: true });
}

fn attribute_text(text: &str, open: &mut [Open]) {
    let Some(changed) = open.iter_mut().rev().find_map(|outer| outer.changed.as_mut()) else { return };
    let Some(attribute) = changed.attribute.take() else { return };
    let said = of_attribute(&attribute, text);
    if said != Some(Shown::All) || changed.shown.is_none() {
        changed.shown = said.or(changed.shown.take());
    }
}

/// To whom an element is shown by its own attributes, inside one that is shown so.
fn narrowed(around: Shown, element: &BytesStart<'_>) -> Shown {
    let said = |name: &str| attribute(element, name).and_then(|text| of_attribute(name, &text));
    let own = ["invisible", "column_invisible", "groups"].iter().filter_map(|name| said(name));
    own.fold(around, |shown, own| match (shown, own) {
        (Shown::Nobody, _) | (_, Shown::Nobody) => Shown::Nobody,
        (shown, Shown::All) => shown,
        (_, own) => own,
    })
}

/// What an attribute says; nothing where it says nothing of people. A condition on the record is no protection, and hides
/// nothing from anybody in particular.
fn of_attribute(name: &str, text: &str) -> Option<Shown> {
    match name {
        "invisible" | "column_invisible" => {
            Some(if matches!(text.trim(), "1" | "True" | "true") { Shown::Nobody } else { Shown::All })
        }
        "groups" => {
            let mut groups: Vec<String> = text
                .split(',')
                .map(str::trim)
                .filter(|group| !group.is_empty() && !group.starts_with('!') && *group != TECHNICAL)
                .map(str::to_owned)
                .collect();
            groups.sort_unstable();
            groups.dedup();
            Some(if groups.is_empty() { Shown::All } else { Shown::To(groups) })
        }
        _ => None,
    }
}

/// The steps of an XPath: of each the field that it names, if it names one.
fn steps(expr: &str) -> Vec<Option<String>> {
    let steps = expr.split('/').filter(|step| !step.is_empty());
    let field = |step: &str| {
        let rest = step.strip_prefix("field")?;
        let name = rest.split("@name=").nth(1)?;
        let quote = name.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        name.get(1..)?.split(quote).next().map(str::to_owned)
    };
    steps.map(field).collect()
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `through.name shown`, one a line.
    fn read(arch: &str) -> String {
        let told = fields(arch).into_iter().map(|field| {
            let path: Vec<String> = field.through.iter().chain([&field.name]).cloned().collect();
            let shown = match field.shown {
                Shown::All => "all".to_owned(),
                Shown::Nobody => "nobody".to_owned(),
                Shown::To(groups) => groups.join(","),
            };
            format!("{}{} {shown}", if field.changes { "change " } else { "" }, path.join("."))
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_field_is_shown_as_it_and_what_is_around_it_say() {
        let form = r#"<form>
            <field name="name"/><field name="state" invisible="state == 'draft'"/>
            <field name="cost" groups="a.manager, a.boss"/>
            <group groups="a.manager"><field name="margin"/><field name="secret" invisible="1"/></group>
            <page groups="base.group_no_one"><field name="note"/></page><field name="other" groups="!base.group_portal"/>
            <field name="lines" invisible="True"><list><field name="price" column_invisible="1"/><field name="qty"/></list></field>
        </form>"#;
        insta::assert_snapshot!(read(form), @"");
    }

    #[test]
    fn a_view_that_changes_another_says_so_of_its_fields() {
        let change = r#"<data>
            <field name="cost" position="attributes"><attribute name="groups">a.manager</attribute><attribute name="string">C</attribute></field>
            <field name="name" position="after"><field name="margin" groups="a.boss"/></field>
            <xpath expr="//field[@name='lines']/list/field[@name='price']" position="attributes"><attribute name="column_invisible">1</attribute></xpath>
            <xpath expr="//field[@name=&quot;lines&quot;]/list" position="inside"><field name="discount"/></xpath>
            <xpath expr="//page[@name='x']" position="before"><field name="ref"/></xpath>
        </data>"#;
        insta::assert_snapshot!(read(change), @"");
    }

    #[test]
    fn what_is_no_view_gives_what_can_be_read_of_it() {
        assert_eq!(read("<form><field name='a'/><<"), "a all");
        assert_eq!(read(""), "");
        assert_eq!(read(&"<group>".repeat(5000)), "");
        assert_eq!(read(&format!("<form>{}</form>", "<field name='a'/>".repeat(80_000))), "", "too long to be a view");
        let bomb = "<!DOCTYPE f [<!ENTITY a 'aaaa'>]><form><field name='&a;'/><field name='b'/></form>";
        assert!(!read(bomb).contains("aaaa"));
    }
}
