-- Who asks what, and when.
select current_setting('server_version')::text,
       current_database()::text,
       current_user::text,
       to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
