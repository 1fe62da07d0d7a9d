-- An empty permission or `active` counts as no, as Odoo's own query does.
select id::bigint,
       left(coalesce(name::text, ''), 4000),
       model_id::bigint,
       group_id::bigint,
       coalesce(active, false),
       coalesce(perm_read, false),
       coalesce(perm_write, false),
       coalesce(perm_create, false),
       coalesce(perm_unlink, false),
       create_uid::bigint,
       to_char(create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       write_uid::bigint,
       to_char(write_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(write_uid is distinct from 1 and write_date > create_date + interval '1 second', false)
  from public.ir_model_access
