-- Which account or role is in which role.
select User, Host, Role from mysql.roles_mapping
