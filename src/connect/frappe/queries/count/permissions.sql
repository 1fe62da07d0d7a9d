select (select count(*) from public."tabDocPerm" where "parent" in (select "name" from public."tabDocType"))
     + (select count(*) from public."tabCustom DocPerm" where "parent" in (select "name" from public."tabDocType"))
