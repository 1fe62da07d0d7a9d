-- In the order in which Frappe lays them over a doctype.
select left("doc_type", 4000), left("doctype_or_field", 4000), left("field_name", 4000), left("property", 4000), left("value", 4000), left("owner", 4000), cast("creation" as char(26))
  from public."tabProperty Setter"
 where "property" in ('permlevel', 'is_submittable', 'allow_import', 'ignore_user_permissions', 'options', 'fieldtype', 'mask', 'hidden', 'track_changes')
 order by "modified" desc, "name"
