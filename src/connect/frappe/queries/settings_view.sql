-- The view of the recipe, which shows what `settings.sql` asks for.
select left("doctype", 4000), left("field", 4000), left("value", 4000)
  from rolecall."settings"
