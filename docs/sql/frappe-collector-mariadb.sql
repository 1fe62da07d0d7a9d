-- The least-privilege login with which `rolecall collect` reads the database of a Frappe 14, 15, 16 or 17 site on MariaDB.
--
-- Run it as `root` or whoever may create users, databases and views, once for each site, and again after an
-- upgrade of Frappe or the installation of an app (running it twice does no harm):
--
--     mariadb SITE_DATABASE < frappe-collector-mariadb.sql
--     mariadb
--       > alter user rolecall identified by 'PASSWORD' account unlock;
--
-- `SITE_DATABASE` is `db_name` of the site's `site_config.json`. The user is made locked, so that nobody gets in before it has a
-- password. Another name, or a user who may come from one host alone:
--     mariadb --init-command="set @collector = 'NAME', @host = '10.0.0.7'" SITE_DATABASE < …
--
-- The login can read the columns listed below and nothing else. It cannot read passwords, API secrets, session ids, OAuth
-- tokens, client secrets, 2FA secrets, scripts or documents. Of `tabSessions` it may read the whole data of sessions, the token
-- against forged requests (`csrf_token`) included, which is of no use without the session id; rolecall asks it for address and
-- browser alone. Leave that line out if you like: then the snapshot says that nobody looked at sessions. The values of settings that hold no secret come from a view
-- that the one who runs this owns. Where that is `root`, it may also read which accounts the server has, what is granted to
-- them (`mysql.db` and its like, which hold no secret), and, from a view, whether a password is empty.
set @collector = coalesce(@collector, 'rolecall'), @host = coalesce(@host, '%');

delimiter //
begin not atomic
  declare site text default database();
  declare account text default concat(quote(@collector), '@', quote(@host));
  declare present text;

  execute immediate concat('create user if not exists ', account, ' account lock');
  execute immediate concat('alter user ', account, ' with max_user_connections 3');

  -- Columns, as far as this version and these apps have them.
  for wanted in (
    with list (relation, names) as (values
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
    )
    select relation, names from list
  ) do
    set present = (
      select group_concat(concat('`', replace(c.column_name, '`', '``'), '`') order by c.ordinal_position separator ', ')
        from information_schema.columns c
       where c.table_schema = site
         and c.table_name = wanted.relation
         and (find_in_set(c.column_name, replace(wanted.names, ' ', ',')) > 0
              -- Rights that apps add to the tables of permissions and shares (16 and later).
              or (wanted.relation in ('tabDocPerm', 'tabCustom DocPerm', 'tabDocShare')
                  and exists (select 1 from `tabCustom Field` f
                               where f.dt = 'DocPerm' and f.fieldtype = 'Check' and f.fieldname = c.column_name)))
    );
    if present is not null then
      execute immediate concat('grant select (', present, ') on `', replace(site, '`', '``'), '`.`', wanted.relation, '` to ', account);
    end if;
  end for;

  -- Values only of settings that hold no secret, in a database of its own under the name of the site's.
  create database if not exists rolecall;
  execute immediate concat(
    'create or replace sql security definer view rolecall.`', replace(site, '`', '``'), '` as
     select doctype, field, value from `', replace(site, '`', '``'), '`.`tabSingles`
      where (doctype = ''System Settings'' and field in (
         ''allow_consecutive_login_attempts'',
         ''allow_error_traceback'',
         ''allow_guests_to_upload_files'',
         ''allow_login_after_fail'',
         ''allow_login_using_mobile_number'',
         ''allow_login_using_user_name'',
         ''allow_older_web_view_links'',
         ''apply_perm_level_on_api_calls'',
         ''apply_strict_user_permissions'',
         ''bypass_2fa_for_retricted_ip_users'',
         ''bypass_restrict_ip_check_if_2fa_enabled'',
         ''deny_multiple_sessions'',
         ''disable_document_sharing'',
         ''disable_user_pass_login'',
         ''document_share_key_expiry'',
         ''enable_password_policy'',
         ''enable_two_factor_auth'',
         ''force_user_to_reset_password'',
         ''login_with_email_link'',
         ''login_with_email_link_expiry'',
         ''logout_on_password_reset'',
         ''minimum_password_score'',
         ''password_reset_limit'',
         ''reset_password_link_expiry_duration'',
         ''session_expiry'',
         ''session_expiry_mobile'',
         ''time_zone'',
         ''two_factor_method''
       ))
         or (doctype = ''Website Settings'' and field = ''disable_signup'')');
  execute immediate concat('grant select on rolecall.`', replace(site, '`', '``'), '` to ', account);

  -- The server's own accounts and what they are granted, and whether a password is empty; never what it is. Only who may read the
  -- server's tables can let somebody see them: run by anybody else this is left out, and the snapshot says what is missing.
  if exists (select 1 from information_schema.columns c
              where c.table_schema = 'mysql' and c.table_name = 'global_priv' and c.privileges like '%select%') then
    execute immediate
      'create or replace sql security definer view rolecall.`accounts of the server` as
       select User as name,
              Host as host,
              coalesce(json_value(Priv, ''$.is_role''), 0) = 1 as is_role,
              coalesce(json_value(Priv, ''$.account_locked''), 0) = 1 as locked,
              coalesce(json_value(Priv, ''$.plugin''), '''') as plugin,
              coalesce(json_value(Priv, ''$.authentication_string''), '''') = '''' as password_empty,
              cast(coalesce(json_value(Priv, ''$.access''), 0) as unsigned) & 0x7fffffff as access
         from mysql.global_priv';
    execute immediate concat('grant select on rolecall.`accounts of the server` to ', account);
    execute immediate concat('grant select on mysql.db to ', account);
    execute immediate concat('grant select on mysql.tables_priv to ', account);
    execute immediate concat('grant select on mysql.columns_priv to ', account);
    execute immediate concat('grant select on mysql.roles_mapping to ', account);
  end if;
end //
delimiter ;
