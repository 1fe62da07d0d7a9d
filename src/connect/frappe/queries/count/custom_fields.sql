select count(*)
  from (select distinct "dt", "fieldname" from public."tabCustom Field"
         where "fieldname" <> ''
           and "dt" not in ('DocField', 'DocPerm', 'DocType', 'DocType Action', 'DocType Link', 'DocType State', 'Module Def')
           and "dt" in (select "name" from public."tabDocType")) as named
