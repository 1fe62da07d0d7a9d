-- A login row has no user column: whoever logged in created it.
select create_uid::bigint, to_char(max(create_date), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
  from public.res_users_log
 where create_uid is not null
 group by create_uid
