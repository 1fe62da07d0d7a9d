-- Views of their own and changes of others; of its translations the English text, which Odoo keeps for every view.
select id::bigint,
       left(model::text, 4000),
       inherit_id::bigint,
       left(coalesce(arch_db ->> 'en_US', ''), 1100000),
       create_uid::bigint,
       to_char(create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       write_uid::bigint,
       to_char(write_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(write_uid is distinct from 1 and write_date > create_date + interval '1 second', false)
  from public.ir_ui_view
 where active and model is not null and type in ('form', 'tree', 'list', 'kanban')
 order by id
