-- The least-privilege login with which `rolecall collect` reads the PostgreSQL database of a Tryton 7.0 to 8.2.
--
-- Run it as a superuser, or as a role that may create roles and owns Tryton's tables, once for each database, and again after
-- an update of Tryton or the activation of a module (running it twice does no harm):
--
--     psql -X -d TRYTON_DATABASE -f tryton-collector-postgres.sql
--     psql -X -d TRYTON_DATABASE -c '\password rolecall'
--
-- Another name than `rolecall`: psql -v role=NAME … (the schema is always called `rolecall`).
--
-- The login can read the columns listed below and nothing else. It cannot read password hashes, keys of applications, sessions'
-- keys or business data. Whether a password is set comes from a view that the one who runs this owns. Where that
-- is a superuser, a view and a function more tell which accounts of the server have a password and who gets in without one.
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
  -- Columns, as far as this series and these modules have them.
  for wanted in
    select * from (values
      ('company_company', 'id'),
      ('company_employee', 'end_date id party'),
      ('ir_action', 'id name type'),
      ('ir_action-res_group', 'action group'),
      ('ir_action_act_window', 'action id res_model'),
      ('ir_action_report', 'action id model'),
      ('ir_action_wizard', 'action id model'),
      ('ir_configuration', 'series'),
      ('ir_model', 'id model module name string'),
      ('ir_model_access', 'active create_date create_uid group id model perm_create perm_delete perm_read perm_write write_date write_uid'),
      ('ir_model_button', 'active id model name'),
      ('ir_model_button-res_group', 'active button group'),
      ('ir_model_data', 'db_id fs_id model module'),
      ('ir_model_field', 'access id model module name relation ttype'),
      ('ir_model_field_access', 'active create_date create_uid field group id model perm_read perm_write write_date write_uid'),
      ('ir_module', 'name state'),
      ('ir_rule', 'create_date create_uid domain id rule_group write_date write_uid'),
      ('ir_rule_group', 'create_date create_uid default_p global_p id model name perm_create perm_delete perm_read perm_write write_date write_uid'),
      ('ir_rule_group-res_group', 'group rule_group'),
      ('ir_session', 'create_date create_uid'),
      ('ir_ui_menu', 'id name'),
      ('ir_ui_menu-res_group', 'group menu'),
      ('res_group', 'active create_date create_uid id name parent write_date write_uid'),
      ('res_user', 'active administrator company create_date email id login name'),
      ('res_user-company_company', 'company user'),
      ('res_user-company_employee', 'employee user'),
      ('res_user-res_group', 'group user'),
      ('res_user_application', 'application create_date id state user')
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
  create or replace view rolecall.with_password with (security_barrier) as
  select id as user_id from public.res_user where password_hash is not null;
  execute format('grant select on rolecall.with_password to %I', collector);

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
