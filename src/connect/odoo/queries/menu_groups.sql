select menu_id::bigint, gid::bigint
  from public.ir_ui_menu_group_rel
