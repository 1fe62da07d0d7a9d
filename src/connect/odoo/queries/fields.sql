select id::bigint, model_id::bigint, name::text, coalesce(ttype, '')::text, relation::text, coalesce(state = 'manual', false)
  from public.ir_model_fields
