-- Delegation as its traces show it, where the table for it cannot be read: a stored, required link to a model all of whose
-- fields the leaning model has too, at least one of them through the link and copied with the record. (A field that is
-- merely `related` is not copied unless someone asks for it.)
select m.id::bigint, p.id::bigint, l.name::text
  from public.ir_model_fields l
  join public.ir_model m on m.id = l.model_id
  join public.ir_model p on p.model = l.relation
 where l.ttype = 'many2one' and l.store and l.required
   and exists (select from public.ir_model_fields own
                where own.model_id = m.id and own.copied and own.related = l.name || '.' || own.name)
   and not exists (select from public.ir_model_fields theirs
                    where theirs.model_id = p.id
                      and not exists (select from public.ir_model_fields own
                                       where own.model_id = m.id and own.name = theirs.name))
