-- Delegation as Odoo records it. A link that is not stored does not narrow anything.
select i.model_id::bigint, i.parent_id::bigint, f.name::text
  from public.ir_model_inherit i
  join public.ir_model_fields f on f.id = i.parent_field_id
 where f.store
