-- Whether, never what.
select left("name", 4000)
  from public."tabUser"
 where "api_key" <> ''
