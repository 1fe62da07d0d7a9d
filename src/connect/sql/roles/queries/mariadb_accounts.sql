-- Accounts and roles of the server (MariaDB 10.4 and later). Whether a password is empty, never what it is. `invalid` is what
-- the server itself writes for one that nothing fits.
select User,
       Host,
       coalesce(json_value(Priv, '$.is_role'), 0) = 1,
       coalesce(json_value(Priv, '$.account_locked'), 0) = 1,
       coalesce(json_value(Priv, '$.plugin'), ''),
       coalesce(json_value(Priv, '$.authentication_string'), '') = '',
       cast(coalesce(json_value(Priv, '$.access'), 0) as unsigned) & 0x7fffffff,
       concat(User, '@', Host) = current_user()
  from mysql.global_priv
 order by binary User, binary Host
