-- 19: a group without a technical name is called `Privilege / Name`.
select g.id::bigint, left(coalesce(p.name ->> 'en_US', p.name::text, ''), 4000)
  from public.res_groups g
  join public.res_groups_privilege p on p.id = g.privilege_id
