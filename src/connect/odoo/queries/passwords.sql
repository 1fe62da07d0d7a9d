-- Whether, never what; a row for each answer rather than for each user.
select coalesce(password <> '', false), array_agg(id::bigint)
  from public.res_users
 group by 1
