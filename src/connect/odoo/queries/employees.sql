select id::bigint, user_id::bigint, coalesce(active, false)
  from public.hr_employee
 where user_id is not null
