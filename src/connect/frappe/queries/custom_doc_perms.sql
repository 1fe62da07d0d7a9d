select left("name", 4000), left("parent", 4000), left("role", 4000), "permlevel", "if_owner",
       "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report", "import", "export", "share",
       left("owner", 4000), cast("creation" as char(26))
  from public."tabCustom DocPerm"
