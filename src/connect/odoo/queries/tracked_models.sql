-- Models that note who changed a field. Without the module `mail` there is no such column, and nothing is noted.
select model_id::bigint, coalesce(tracking, 0)::bigint
  from public.ir_model_fields
 where coalesce(tracking, 0) <> 0
