select count(*) from public."tabUser"
