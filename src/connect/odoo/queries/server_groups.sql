select act_id::bigint, gid::bigint
  from public.ir_act_server_group_rel
