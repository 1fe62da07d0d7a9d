-- Which account may read or write which of these tables, or any column of them: by itself, by a role that it is in, or as
-- everybody may. Without a right on the schema none of it counts.
with recursive member (account, role) as (
  select oid, oid from pg_roles
  union
  select m.account, g.roleid from member m join pg_auth_members g on g.member = m.role
),
held as materialized (
  select r.oid as role,
         c.relname::text as relation,
         has_any_column_privilege(r.oid, c.oid, 'select') as reads,
         has_any_column_privilege(r.oid, c.oid, 'insert, update')
           or has_table_privilege(r.oid, c.oid, 'delete, truncate') as writes
    from pg_roles r, pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = $2 and c.relname = any($1) and c.relkind in ('r', 'p')
),
enters as materialized (
  select m.account
    from member m, pg_namespace n
   where n.nspname = $2 and has_schema_privilege(m.role, n.oid, 'usage')
   group by m.account
)
select r.rolname::text, h.relation, bool_or(h.reads), bool_or(h.writes)
  from pg_roles r
  join enters e on e.account = r.oid
  join member m on m.account = r.oid
  join held h on h.role = m.role
 where r.rolname !~ '^pg_'
 group by r.rolname, h.relation
having bool_or(h.reads or h.writes)
 order by r.rolname collate "C", h.relation collate "C"
