select count(*) from public."tabServer Script"
