select gid::bigint, hid::bigint
  from public.res_groups_implied_rel
