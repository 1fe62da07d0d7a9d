select id::bigint, left(coalesce(name::text, ''), 4000), parent_id::bigint, coalesce(active, false)
  from public.res_company
 order by id
