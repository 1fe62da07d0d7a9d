-- The least-privilege login with which `rolecall collect` reads an Odoo 16, 17, 18 or 19 database.
--
-- Run it as a superuser, or as a role that may create roles and owns Odoo's tables, once for each Odoo database, and again
-- after an upgrade of Odoo or the installation of a module (running it twice does no harm):
--
--     psql -X -d ODOO_DATABASE -f odoo-collector-role.sql
--     psql -X -d ODOO_DATABASE -c '\password rolecall'
--
-- Another name than `rolecall`: psql -v role=NAME … (the schema is always called `rolecall`).
--
-- The login can read the columns listed below and nothing else. It cannot read passwords, TOTP secrets, OAuth tokens, API keys
-- or the values of settings. Whether a password and a second factor are set, and the values of settings that hold no
-- secret, come from two views that the one who runs this owns.
\set ON_ERROR_STOP on
\if :{?role}
\else
  \set role rolecall
\endif

begin;
set local client_min_messages = warning;
set local search_path = '';

select format('create role %I login', :'role')
 where not exists (select from pg_catalog.pg_roles where rolname = :'role') \gexec
alter role :"role" connection limit 3;
alter role :"role" set default_transaction_read_only = on;
alter role :"role" set statement_timeout = '5min';
alter role :"role" set idle_in_transaction_session_timeout = '5min';
select format('grant connect on database %I to %I', current_database(), :'role') \gexec
grant usage on schema public to :"role";

create schema if not exists rolecall;
revoke all on schema rolecall from public;
grant usage on schema rolecall to :"role";

-- A DO block cannot see psql's variables, so the name travels through a setting of the transaction.
select set_config('rolecall.role', :'role', true) \g /dev/null

do $recipe$
declare
  collector constant text := current_setting('rolecall.role');
  wanted record;
  present text;
  second_factor text := 'false';
begin
  -- Columns, as far as this version and these modules have them.
  for wanted in
    select * from (values
      ('auth_oauth_provider', 'id name enabled validation_endpoint'),
      ('auth_totp_device', 'id name user_id scope create_date expiration_date'),
      ('hr_employee', 'id user_id active departure_date'),
      ('ir_act_report_xml', 'id model'),
      ('ir_act_server', 'id model_id'),
      ('ir_act_server_group_rel', 'act_id gid'),
      ('ir_act_window', 'id res_model'),
      ('ir_act_window_group_rel', 'act_id gid'),
      ('ir_actions', 'id name type create_uid create_date write_uid write_date'),
      ('ir_config_parameter', 'key'),
      ('ir_model', 'id model name transient create_uid create_date write_uid write_date'),
      ('ir_model_access', 'id name model_id group_id active perm_read perm_write perm_create perm_unlink create_uid create_date write_uid write_date'),
      ('ir_model_data', 'id model res_id module name'),
      ('ir_model_fields', 'id model_id name ttype relation related required store copied state'),
      ('ir_model_fields_group_rel', 'field_id group_id'),
      ('ir_model_inherit', 'model_id parent_id parent_field_id'),
      ('ir_module_category', 'id name'),
      ('ir_module_module', 'name state latest_version'),
      ('ir_rule', 'id name model_id domain_force active perm_read perm_write perm_create perm_unlink global create_uid create_date write_uid write_date'),
      ('ir_ui_menu', 'id name create_uid create_date write_uid write_date'),
      ('ir_ui_menu_group_rel', 'menu_id gid'),
      ('res_company', 'id name parent_id active'),
      ('res_company_users_rel', 'cid user_id'),
      ('res_device_log', 'user_id session_identifier ip_address platform browser revoked last_activity'),
      ('res_groups', 'id name category_id privilege_id create_uid create_date write_uid write_date'),
      ('res_groups_implied_rel', 'gid hid'),
      ('res_groups_privilege', 'id name'),
      ('res_groups_report_rel', 'uid gid'),
      ('res_groups_users_rel', 'gid uid'),
      ('res_partner', 'id name email'),
      ('res_users', 'id login active company_id partner_id oauth_provider_id create_date'),
      ('res_users_apikeys', 'id name user_id scope create_date expiration_date'),
      ('res_users_log', 'create_uid create_date'),
      ('rule_group_rel', 'rule_group_id group_id')
    ) as list (relation, columns)
  loop
    select string_agg(format('%I', a.attname), ', ' order by a.attnum)
      into present
      from pg_catalog.pg_attribute a
     where a.attrelid = to_regclass(format('public.%I', wanted.relation))
       and a.attnum > 0
       and not a.attisdropped
       and a.attname = any (string_to_array(wanted.columns, ' '));
    if present is not null then
      execute format('grant select (%s) on public.%I to %I', present, wanted.relation, collector);
    end if;
  end loop;

  -- Whether, never what.
  if exists (select from pg_catalog.pg_attribute
              where attrelid = 'public.res_users'::regclass and attname = 'totp_secret' and not attisdropped) then
    second_factor := $$coalesce(totp_secret <> '', false)$$;
  end if;
  execute format(
    $view$
      create or replace view rolecall.account_state with (security_barrier) as
      select id as user_id, coalesce(password <> '', false) as has_password, %s as has_second_factor
        from public.res_users
    $view$, second_factor);
  execute format('grant select on rolecall.account_state to %I', collector);

  -- Values only of settings that hold no secret.
  create or replace view rolecall.settings with (security_barrier) as
  select key,
         case when key in (
           'auth_password_policy.minlength',
           'auth_signup.invitation_scope',
           'auth_signup.reset_password',
           'auth_totp.policy',
           'base.login_cooldown_after',
           'base.login_cooldown_duration',
           'base_setup.default_user_rights',
           'mail.restrict.template.rendering',
           'password.hashing.rounds',
           'portal.allow_api_keys',
           'web.base.url',
           'web.base.url.freeze'
         ) then value end as value
    from public.ir_config_parameter;
  execute format('grant select on rolecall.settings to %I', collector);
end
$recipe$;

commit;
