select id::bigint,
       left(coalesce(login, ''), 4000),
       coalesce(active, false),
       company_id::bigint,
       to_char(create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from public.res_users
