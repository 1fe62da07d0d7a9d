select count(*) from public."tabDocType"
