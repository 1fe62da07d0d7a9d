-- What is there of the tables that the collector knows, and what this login may read of it. Of `public` only real tables: a
-- view runs whatever its owner put into it. The recipe's own view is for logins without other rights; a superuser, in whose
-- name such code could do anything, reads the table itself.
select n.nspname::text,
       c.relname::text,
       a.attname::text,
       has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select'),
       row_security_active(c.oid)
  from pg_namespace n
  join pg_class c on c.relnamespace = n.oid
  join pg_attribute a on a.attrelid = c.oid
 where a.attnum > 0
   and not a.attisdropped
   and ((n.nspname = 'rolecall' and c.relname = 'with_password' and c.relkind = 'v' and current_setting('is_superuser') = 'off')
        or (n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname in (
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
       )))
