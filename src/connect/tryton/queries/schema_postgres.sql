-- What is there of the tables that the collector knows, and what this login may read of it. Only real tables: a view runs
-- whatever its owner put into it.
select 'public',
       c.relname::text,
       a.attname::text,
       has_column_privilege(c.oid, a.attnum, 'select'),
       row_security_active(c.oid)
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid
  join pg_attribute a on a.attrelid = c.oid
 where a.attnum > 0
   and not a.attisdropped
   and n.nspname = 'public'
   and c.relkind in ('r', 'p')
   and c.relname in (
         'company_company',
         'ir_action',
         'ir_action-res_group',
         'ir_action_act_window',
         'ir_action_report',
         'ir_action_wizard',
         'ir_configuration',
         'ir_model',
         'ir_model_access',
         'ir_model_button',
         'ir_model_button-res_group',
         'ir_model_data',
         'ir_model_field',
         'ir_model_field_access',
         'ir_module',
         'ir_rule',
         'ir_rule_group',
         'ir_rule_group-res_group',
         'ir_session',
         'ir_ui_menu',
         'ir_ui_menu-res_group',
         'res_group',
         'res_user',
         'res_user-company_company',
         'res_user-res_group',
         'res_user_application'
       )
