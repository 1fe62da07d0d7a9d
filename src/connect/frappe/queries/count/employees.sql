select count(*) from public."tabEmployee" where coalesce("user_id", '') not in ('')
