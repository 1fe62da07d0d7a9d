-- Lines of pg_hba.conf that let somebody into this database without a password. The first line that fits a connection counts,
-- so that one behind a line for the same is none. A line for `replication` alone opens no database.
-- Columns that say how a line authenticates are not read: they may hold secrets.
-- From PostgreSQL 16 on there are several files.
select coalesce(regexp_replace(to_jsonb(h) ->> 'file_name', '^.*/', ''), 'pg_hba.conf') || ':' || h.line_number,
       array_to_string(h.user_name, ', '),
       case when h.address is null then h.type
            when h.netmask is null or h.netmask in ('255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff') then h.address
            else h.address || ' mask ' || h.netmask end,
       h.auth_method
  from pg_catalog.pg_hba_file_rules h
 where h.auth_method = 'trust'
   and h.error is null
   and (h.database && array['all', 'sameuser', 'samerole', 'samegroup', current_database()::text]
        or exists (select from unnest(h.database) name where name ~ '^[/@]'))
   and not exists (select from pg_catalog.pg_hba_file_rules e
                    where e.line_number < h.line_number and e.error is null and e.type = h.type
                      and (to_jsonb(e) ->> 'file_name') is not distinct from (to_jsonb(h) ->> 'file_name')
                      and e.database = h.database and e.user_name = h.user_name
                      and e.address is not distinct from h.address and e.netmask is not distinct from h.netmask)
 order by h.line_number
