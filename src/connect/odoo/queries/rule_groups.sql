select rule_group_id::bigint, group_id::bigint
  from public.rule_group_rel
