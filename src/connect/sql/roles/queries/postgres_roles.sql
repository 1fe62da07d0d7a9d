-- Accounts of the server. Whoever is in a role may act as it, inheriting or by `set role`, so that what a role is and may do
-- counts for its members; so do two roles of the server's own, by which anything can be done to it. Until PostgreSQL 15 whoever may create roles puts itself into any that is no superuser.
with recursive member (account, role) as (
  select oid, oid from pg_roles
  union
  select m.account, g.roleid from member m join pg_auth_members g on g.member = m.role
)
select r.rolname::text,
       r.rolcanlogin and has_database_privilege(r.oid, d.oid, 'connect'),
       exists (select from member m join pg_roles s on s.oid = m.role where m.account = r.oid
                  and (s.rolsuper or s.rolname in ('pg_execute_server_program', 'pg_write_server_files'))),
       exists (select from member m join pg_class c on c.relowner = m.role join pg_namespace n on n.oid = c.relnamespace
                where m.account = r.oid and m.role = r.oid and n.nspname = $2 and c.relname = any($1) and c.relkind in ('r', 'p')),
       r.rolname = current_user,
       current_setting('server_version_num')::int < 160000
         and exists (select from member m join pg_roles s on s.oid = m.role where m.account = r.oid and s.rolcreaterole)
  from pg_roles r
  join pg_database d on d.datname = current_database()
 where r.rolname !~ '^pg_'
 order by r.rolname collate "C"
