-- The least-privilege login with which `rolecall collect` reads the database of a Frappe 14, 15, 16 or 17 site on PostgreSQL.
--
-- Run it as a superuser, or as a role that may create roles and owns the site's tables, once for each site, and again after an
-- upgrade of Frappe or the installation of an app (running it twice does no harm):
--
--     psql -X -d SITE_DATABASE -f frappe-collector-postgres.sql
--     psql -X -d SITE_DATABASE -c '\password rolecall'
--
-- `SITE_DATABASE` is `db_name` of the site's `site_config.json`. Another name than `rolecall`: psql -v role=NAME … (the schema is
-- always called `rolecall`).
--
-- The login can read the columns listed below and nothing else. It cannot read passwords, API secrets, session ids, OAuth
-- tokens, client secrets, 2FA secrets, scripts or documents. Of `tabSessions` it may read the whole data of sessions, the token
-- against forged requests (`csrf_token`) included, which is of no use without the session id; rolecall asks it for address and
-- browser alone. Leave that line out if you like: then the snapshot says that nobody looked at sessions. The values of settings that hold no secret come from a view
-- that the one who runs this owns. Where that is a superuser, a view and a function more tell which accounts of the server have
-- a password and who gets in without one.
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
begin
  -- Columns, as far as this version and these apps have them.
  for wanted in
    select * from (values
      ('__Auth', 'name doctype fieldname'),
      ('tabCompany', 'name parent_company'),
      ('tabCustom DocPerm', 'name parent role permlevel if_owner select read write create delete submit cancel amend print email report import export share owner creation mask set_user_permissions'),
      ('tabCustom Field', 'dt fieldname fieldtype options permlevel ignore_user_permissions mask hidden owner creation'),
      ('tabCustom Role', 'name page report modified'),
      ('tabDocField', 'parent fieldname fieldtype options permlevel ignore_user_permissions parenttype mask'),
      ('tabDocPerm', 'name parent role permlevel if_owner select read write create delete submit cancel amend print email report import export share owner creation mask set_user_permissions'),
      ('tabDocShare', 'name user everyone share_doctype share_name read write submit share owner creation'),
      ('tabDocType', 'name module issingle istable is_virtual is_submittable allow_import custom owner creation'),
      ('tabEmail Account', 'name enable_incoming enable_outgoing modified'),
      ('tabDocType', 'name module issingle istable is_virtual is_submittable allow_import custom owner creation track_changes'),
      ('tabEmployee', 'name user_id status relieving_date'),
      ('tabHas Role', 'parent role parenttype'),
      ('tabInstalled Application', 'app_name app_version'),
      ('tabModule Def', 'name app_name'),
      ('tabOAuth Bearer Token', 'client user scopes creation expiration_time status'),
      ('tabOAuth Client', 'name app_name'),
      ('tabPage', 'name module standard owner creation'),
      ('tabPermission Type', 'perm_type doc_type'),
      ('tabProperty Setter', 'doc_type doctype_or_field field_name property value owner creation modified name'),
      ('tabReport', 'name module is_standard ref_doctype report_type reference_report owner creation'),
      ('tabRole', 'name two_factor_auth is_custom owner creation'),
      ('tabServer Script', 'name script_type reference_doctype api_method allow_guest disabled owner creation'),
      ('tabSessions', 'user sessiondata'),
      ('tabSingles', 'doctype field'),
      ('tabSocial Login Key', 'name provider_name enable_social_login base_url modified'),
      ('tabUser', 'name enabled user_type full_name email creation last_login last_active api_key simultaneous_sessions'),
      ('tabUser Permission', 'user allow for_value applicable_for hide_descendants'),
      ('tabWebhook', 'name enabled modified')
    ) as list (relation, columns)
  loop
    select string_agg(format('%I', a.attname), ', ' order by a.attnum)
      into present
      from pg_catalog.pg_attribute a
     where a.attrelid = to_regclass(format('public.%I', wanted.relation))
       and a.attnum > 0
       and not a.attisdropped
       and (a.attname = any (string_to_array(wanted.columns, ' '))
            -- Rights that apps add to the tables of permissions and shares (16 and later).
            or (wanted.relation in ('tabDocPerm', 'tabCustom DocPerm', 'tabDocShare')
                and exists (select from public."tabCustom Field" f
                             where f."dt" = 'DocPerm' and f."fieldtype" = 'Check' and f."fieldname" = a.attname)));
    if present is not null then
      execute format('grant select (%s) on public.%I to %I', present, wanted.relation, collector);
    end if;
  end loop;

  -- Values only of settings that hold no secret.
  create or replace view rolecall.settings with (security_barrier) as
  select "doctype", "field", "value"
    from public."tabSingles"
   where ("doctype" = 'System Settings' and "field" in (
         'allow_consecutive_login_attempts',
         'allow_error_traceback',
         'allow_guests_to_upload_files',
         'allow_login_after_fail',
         'allow_login_using_mobile_number',
         'allow_login_using_user_name',
         'allow_older_web_view_links',
         'apply_perm_level_on_api_calls',
         'apply_strict_user_permissions',
         'bypass_2fa_for_retricted_ip_users',
         'bypass_restrict_ip_check_if_2fa_enabled',
         'deny_multiple_sessions',
         'disable_document_sharing',
         'disable_user_pass_login',
         'document_share_key_expiry',
         'enable_password_policy',
         'enable_two_factor_auth',
         'force_user_to_reset_password',
         'login_with_email_link',
         'login_with_email_link_expiry',
         'logout_on_password_reset',
         'minimum_password_score',
         'password_reset_limit',
         'reset_password_link_expiry_duration',
         'session_expiry',
         'session_expiry_mobile',
         'time_zone',
         'two_factor_method'
       ))
      or ("doctype" = 'Website Settings' and "field" = 'disable_signup');
  execute format('grant select on rolecall.settings to %I', collector);

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
