-- Whether, never what.
select array_agg(id::bigint)
  from public.res_users
 where totp_secret <> ''
