select id::bigint, model_id::bigint, left(name::text, 4000), left(coalesce(ttype, ''), 4000), left(relation::text, 4000), coalesce(state = 'manual', false)
  from public.ir_model_fields
