-- The last: kept, and not as JSON, in which Odoo keeps a value for each language (16 on) or company (18 on).
select f.id::bigint, f.model_id::bigint, left(f.name::text, 4000), left(coalesce(f.ttype, ''), 4000), left(f.relation::text, 4000), coalesce(f.state = 'manual', false),
       coalesce(f.store, false) and (f.ttype in ('one2many', 'many2many') or exists (
         select from pg_catalog.pg_attribute a
           join pg_catalog.pg_class t on t.oid = a.attrelid and t.relnamespace = 'public'::regnamespace
          where t.relname = (select replace(m.model, '.', '_') from public.ir_model m where m.id = f.model_id) and a.attname = f.name and a.atttypid <> 'jsonb'::regtype))
  from public.ir_model_fields f
