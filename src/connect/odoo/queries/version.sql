select latest_version::text
  from public.ir_module_module
 where name = 'base' and state in ('installed', 'to upgrade')
