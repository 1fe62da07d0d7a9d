-- Since 18.
select id::bigint, to_char(expiration_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from public.auth_totp_device
 where expiration_date is not null
