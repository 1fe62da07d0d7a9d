-- Installed modules. `to upgrade` and `to remove` still run.
select name::text, coalesce(latest_version, '')::text
  from public.ir_module_module
 where state in ('installed', 'to upgrade', 'to remove')
