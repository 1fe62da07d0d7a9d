select count(*) from public."tabSocial Login Key"
