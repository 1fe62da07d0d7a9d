select left("dt", 4000), left("fieldname", 4000), left("fieldtype", 4000), left("options", 4000), "permlevel", "ignore_user_permissions"
  from public."tabCustom Field"
