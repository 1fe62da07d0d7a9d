select count(*) from public."tabOAuth Bearer Token" where "status" = 'Active'
