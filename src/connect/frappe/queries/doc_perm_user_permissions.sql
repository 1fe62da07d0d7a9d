-- 14 alone; the column stays after an upgrade and means nothing.
select left("name", 4000)
  from public."tabDocPerm"
 where "set_user_permissions" = 1
