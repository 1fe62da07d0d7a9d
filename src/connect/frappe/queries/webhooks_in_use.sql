select left("name", 4000), cast("modified" as char(26)), "enabled"
  from public."tabWebhook"
