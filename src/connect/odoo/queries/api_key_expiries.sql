-- Since 18; before, keys never expire.
select id::bigint, to_char(expiration_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from public.res_users_apikeys
 where expiration_date is not null
