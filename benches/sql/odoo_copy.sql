-- What `rolecall collect` reads of an Odoo 18 database, table by table; secrets only by their presence.
copy (select name, state, latest_version from ir_module_module) to stdout
copy (select model, res_id, module, name from ir_model_data where model <> 'res.users' or module = 'base') to stdout
copy (select id, name, parent_id, active from res_company) to stdout
copy (select id, login, active, company_id, create_date, partner_id, oauth_provider_id, password <> '', totp_secret <> '' from res_users) to stdout
copy (select id, name, email from res_partner where id in (select partner_id from res_users)) to stdout
copy (select create_uid, create_date from res_users_log) to stdout
copy res_company_users_rel to stdout
copy (select id, name, category_id, create_uid, create_date, write_uid, write_date from res_groups) to stdout
copy (select id, name from ir_module_category) to stdout
copy res_groups_users_rel to stdout
copy res_groups_implied_rel to stdout
copy (select id, model, name, transient, create_uid, create_date, write_uid, write_date from ir_model) to stdout
copy (select id, name, model_id, group_id, active, perm_read, perm_write, perm_create, perm_unlink, create_uid, create_date, write_uid, write_date from ir_model_access) to stdout
copy (select id, name, model_id, domain_force, active, perm_read, perm_write, perm_create, perm_unlink, global, create_uid, create_date, write_uid, write_date from ir_rule) to stdout
copy rule_group_rel to stdout
copy (select model_id, parent_id, parent_field_id from ir_model_inherit) to stdout
copy (select id, model_id, name, ttype, relation, store, state from ir_model_fields) to stdout
copy ir_model_fields_group_rel to stdout
copy (select id, name, user_id, scope, create_date, expiration_date from res_users_apikeys) to stdout
copy (select id, name, user_id, scope, create_date, expiration_date from auth_totp_device) to stdout
copy (select key, value from ir_config_parameter) to stdout
copy (select name, enabled, validation_endpoint from auth_oauth_provider) to stdout
copy (select id, name, create_uid, create_date, write_uid, write_date from ir_ui_menu) to stdout
copy ir_ui_menu_group_rel to stdout
copy (select id, name, type, create_uid, create_date, write_uid, write_date from ir_actions) to stdout
copy (select id, res_model from ir_act_window) to stdout
copy ir_act_window_group_rel to stdout
copy (select id, model_id from ir_act_server) to stdout
copy ir_act_server_group_rel to stdout
copy (select id, model from ir_act_report_xml) to stdout
copy res_groups_report_rel to stdout
