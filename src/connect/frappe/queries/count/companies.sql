select count(*) from public."tabCompany"
