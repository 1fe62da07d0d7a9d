select id::bigint, res_model::text
  from public.ir_act_window
