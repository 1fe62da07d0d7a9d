select count(*) from public."tabDocShare" where "share_doctype" in (select "name" from public."tabDocType")
