-- Since 16.
select left("name", 4000)
  from public."tabCustom DocPerm"
 where "mask" = 1
