-- The same by the recipe.
select name, host, is_role, locked, plugin, password_empty, access, concat(name, '@', host) = current_user()
  from rolecall."accounts of the server"
 order by binary name, binary host
