select act_id::bigint, gid::bigint
  from public.ir_act_window_group_rel
