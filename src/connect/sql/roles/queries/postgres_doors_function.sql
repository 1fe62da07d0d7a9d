-- The same by the recipe.
select at, role, origin, method from rolecall.open_doors()
