select left("name", 4000), left("user_id", 4000), left("status", 4000), cast("relieving_date" as char(10))
  from public."tabEmployee"
 where "user_id" <> ''
