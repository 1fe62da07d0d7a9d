-- Counts alone, of the sessions that are not yet too old to be used (`odoo/http.py`, `SESSION_LIFETIME`: 7 days).
select user_id::bigint,
       count(distinct session_identifier),
       count(distinct ip_address),
       count(distinct (platform, browser))
  from public.res_device_log
 where user_id is not null
   and revoked is not true
   and last_activity > (now() at time zone 'utc') - interval '7 days'
 group by user_id
