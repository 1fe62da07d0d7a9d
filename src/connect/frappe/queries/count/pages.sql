select count(*) from public."tabPage"
