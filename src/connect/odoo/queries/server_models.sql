select a.id::bigint, m.model::text
  from public.ir_act_server a
  join public.ir_model m on m.id = a.model_id
