-- 16 to 18: a group without a technical name is called `Category / Name`.
select g.id::bigint, left(coalesce(c.name ->> 'en_US', c.name::text, ''), 4000)
  from public.res_groups g
  join public.ir_module_category c on c.id = g.category_id
