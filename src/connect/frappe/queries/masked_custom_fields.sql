-- Since 16.
select left("dt", 4000), left("fieldname", 4000)
  from public."tabCustom Field"
 where "mask" = 1
