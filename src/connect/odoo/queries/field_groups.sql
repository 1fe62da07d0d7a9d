-- Groups that an administrator wrote on a field. Odoo 16 to 19 do not enforce them.
select field_id::bigint, group_id::bigint
  from public.ir_model_fields_group_rel
