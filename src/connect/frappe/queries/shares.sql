select left("name", 4000), left("user", 4000), "everyone", left("share_doctype", 4000), left("share_name", 4000), "read", "write", "submit", "share", left("owner", 4000), cast("creation" as char(26))
  from public."tabDocShare"
