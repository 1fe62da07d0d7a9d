-- The same by the recipe.
select role::text, has_password from rolecall.database_passwords
