-- Never `key` nor `index`.
select id::bigint, left(coalesce(name::text, ''), 4000), user_id::bigint, left(scope::text, 4000), to_char(create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from public.res_users_apikeys
