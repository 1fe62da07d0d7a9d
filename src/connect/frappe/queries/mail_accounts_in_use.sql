select left("name", 4000), cast("modified" as char(26)), "enable_incoming", "enable_outgoing"
  from public."tabEmail Account"
