-- Disabled ones too: whoever still has one keeps its rights.
select left("name", 4000), "two_factor_auth", "is_custom", left("owner", 4000), cast("creation" as char(26))
  from public."tabRole"
