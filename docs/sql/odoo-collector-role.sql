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
-- secret, and which records hold a secret of a third party, come from three views that the one who runs this owns.
-- secret, come from two views that the one who runs this owns. Where that is a superuser, a view and a function more tell which
-- accounts of the server have a password and who gets in without one.
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
  secret text[];
  secrets text[];
  found bigint;
begin
  -- Columns, as far as this version and these modules have them.
  for wanted in
    select * from (values
      ('auditlog_rule', 'model_id state log_write'),
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
      ('ir_model_fields', 'id model_id name ttype relation related required store copied state tracking'),
      ('ir_model_fields_group_rel', 'field_id group_id'),
      ('ir_model_inherit', 'model_id parent_id parent_field_id'),
      ('ir_module_category', 'id name'),
      ('ir_module_module', 'name state latest_version'),
      ('ir_rule', 'id name model_id domain_force active perm_read perm_write perm_create perm_unlink global create_uid create_date write_uid write_date'),
      ('ir_ui_menu', 'id name create_uid create_date write_uid write_date'),
      ('ir_ui_menu_group_rel', 'menu_id gid'),
      ('ir_ui_view', 'id model type active inherit_id arch_db create_uid create_date write_uid write_date'),
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

  -- Which records hold a secret of a third party, never what it is: model, table, column, the column of the record's name, and
  -- the one that says whether the record is in use.
  foreach secret slice 1 in array array[
    ['ir.mail_server', 'ir_mail_server', 'smtp_pass', 'name', 'active'],
    ['ir.mail_server', 'ir_mail_server', 'smtp_ssl_private_key', 'name', 'active'],
    ['ir.mail_server', 'ir_mail_server', 'google_gmail_refresh_token', 'name', 'active'],
    ['ir.mail_server', 'ir_mail_server', 'microsoft_outlook_refresh_token', 'name', 'active'],
    ['fetchmail.server', 'fetchmail_server', 'password', 'name', 'active'],
    ['fetchmail.server', 'fetchmail_server', 'google_gmail_refresh_token', 'name', 'active'],
    ['fetchmail.server', 'fetchmail_server', 'microsoft_outlook_refresh_token', 'name', 'active'],
    ['payment.provider', 'payment_provider', 'adyen_api_key', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'adyen_hmac_key', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'authorize_transaction_key', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'mollie_api_key', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'paypal_client_secret', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'razorpay_key_secret', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'stripe_secret_key', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'stripe_webhook_secret', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'worldline_api_secret', 'name', 'state'],
    ['payment.provider', 'payment_provider', 'worldline_webhook_secret', 'name', 'state'],
    ['pos.payment.method', 'pos_payment_method', 'adyen_api_key', 'name', 'active'],
    ['pos.payment.method', 'pos_payment_method', 'viva_wallet_client_secret', 'name', 'active'],
    ['pos.payment.method', 'pos_payment_method', 'viva_wallet_bearer_token', 'name', 'active'],
    ['pos.payment.method', 'pos_payment_method', 'razorpay_api_key', 'name', 'active'],
    ['pos.payment.method', 'pos_payment_method', 'paytm_merchant_key', 'name', 'active'],
    ['iap.account', 'iap_account', 'account_token', 'id', ''],
    ['res.company.ldap', 'res_company_ldap', 'ldap_password', 'ldap_server', ''],
    ['certificate.certificate', 'certificate_certificate', 'pkcs12_password', 'name', ''],
    ['certificate.key', 'certificate_key', 'password', 'name', ''],
    ['mail.ice.server', 'mail_ice_server', 'credential', 'uri', ''],
    ['account_edi_proxy_client.user', 'account_edi_proxy_client_user', 'refresh_token', 'id_client', '']
  ] loop
    select count(*) into found from pg_catalog.pg_attribute
     where attrelid = to_regclass(format('public.%I', secret[2])) and attname = any (secret[3:5]) and not attisdropped;
    continue when found < case when secret[5] = '' then 2 else 3 end;
    secrets := secrets || format(
      $view$
        select %1$L::text as model, id::bigint as id,
               left(coalesce(to_jsonb(%4$I) ->> 'en_US', to_jsonb(%4$I) #>> '{}', ''), 400) as name,
               %5$s as active,
               to_char(write_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as written,
               %3$L::text as field
          from public.%2$I
         where %3$I is not null and %3$I::text <> ''
      $view$,
      secret[1], secret[2], secret[3], secret[4],
      case when secret[5] = '' then 'null::boolean'
           else format($$coalesce(to_jsonb(%I) #>> '{}' not in ('false', 'disabled'), false)$$, secret[5]) end);
  end loop;
  drop view if exists rolecall.credentials;
  execute 'create view rolecall.credentials with (security_barrier) as '
    || coalesce(array_to_string(secrets, ' union all '),
                'select null::text as model, 0::bigint as id, null::text as name, null::boolean as active, null::text as written, null::text as field where false');
  execute format('grant select on rolecall.credentials to %I', collector);
  -- Of the database's own accounts whether they have a password, and who gets in without one; never what it is. Only a superuser
  -- may see that and let somebody see it: run by anybody else this is left out, and the snapshot says what is missing.
  if current_setting('is_superuser') = 'on' then
    create or replace view rolecall.database_passwords with (security_barrier) as
    select rolname as role, rolpassword is not null as has_password from pg_catalog.pg_authid;
    execute format('grant select on rolecall.database_passwords to %I', collector);

    create or replace function rolecall.open_doors() returns table (at text, role text, origin text, method text)
      language sql stable security definer set search_path = '' as $doors$
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
    $doors$;
    revoke all on function rolecall.open_doors() from public;
    execute format('grant execute on function rolecall.open_doors() to %I', collector);
  end if;
end
$recipe$;

commit;
