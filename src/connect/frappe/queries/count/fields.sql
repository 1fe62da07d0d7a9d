select count(*)
  from (select distinct "parent", "fieldname" from public."tabDocField"
         where "parenttype" = 'DocType' and "fieldname" <> '' and "parent" in (select "name" from public."tabDocType")) as named
