select count(*) from public."tabRole"
