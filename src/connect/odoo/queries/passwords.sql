-- Whether, never what.
select id::bigint, coalesce(password <> '', false)
  from public.res_users
