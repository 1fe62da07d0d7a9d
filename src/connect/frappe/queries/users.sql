-- `last_login` is a text, and empty from 16 on.
select left("name", 4000), "enabled", left("user_type", 4000), left("full_name", 4000), left("email", 4000), cast("creation" as char(26)), left("last_login", 4000), cast("last_active" as char(26))
  from public."tabUser"
