select count(*) from rolecall."settings"
