select count(*) from public."tabReport"
