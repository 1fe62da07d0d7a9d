-- Technical names, the oldest first: the module that made a row comes before those that extend it.
-- Of users only the ones that the base module ships, because an import names every user.
select model::text, res_id::bigint, left(module::text, 4000), left(name::text, 4000)
  from public.ir_model_data
 where res_id is not null
   and (model in ('res.groups', 'ir.model', 'ir.model.access', 'ir.rule', 'ir.ui.menu', 'ir.actions.server',
                 'ir.actions.act_window', 'ir.actions.report', 'ir.ui.view')
    or (model = 'res.users' and module = 'base'))
 order by id
