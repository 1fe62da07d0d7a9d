select left("parent", 4000), left("fieldname", 4000), left("fieldtype", 4000), left("options", 4000), "permlevel", "ignore_user_permissions"
  from public."tabDocField"
 where "parenttype" = 'DocType'
