-- Whether, never what.
select id::bigint, coalesce(totp_secret <> '', false)
  from public.res_users
