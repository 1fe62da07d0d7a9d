select id::bigint,
       left(coalesce(name ->> 'en_US', name::text, ''), 4000),
       'ir.ui.menu'::text,
       create_uid::bigint,
       to_char(create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       write_uid::bigint,
       to_char(write_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       coalesce(write_uid is distinct from 1 and write_date > create_date + interval '1 second', false)
  from public.ir_ui_menu
