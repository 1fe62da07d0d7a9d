select count(*)
  from (select distinct "dt", "fieldname" from public."tabCustom Field"
         where "fieldname" <> '' and "dt" in (select "name" from public."tabDocType")) as named
