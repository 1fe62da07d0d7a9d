-- Since 16.
select left("parent", 4000), left("fieldname", 4000)
  from public."tabDocField"
 where "mask" = 1 and "parenttype" = 'DocType'
