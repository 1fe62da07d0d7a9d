-- Since 16.
select left("name", 4000)
  from public."tabDocPerm"
 where "mask" = 1
