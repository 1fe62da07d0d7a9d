-- A hundred thousand users on top of tests/fixtures/odoo: 250 groups, 1000 models, 30 groups a user (Odoo 18 stores implied
-- ones), two companies and five sign-ins each.
insert into ir_module_module (name, state, latest_version) values ('bench', 'installed', '18.0.1.0');
insert into res_groups (id, name, create_uid, write_uid, create_date, write_date)
select 1000 + n, jsonb_build_object('en_US', 'Group ' || n), 1, 1, '2024-02-01 08:00', '2024-02-01 08:00'
  from generate_series(1, 250) n;
insert into ir_model (id, model, name, state, transient, create_uid, create_date)
select 1000 + n, 'bench.model.' || n, jsonb_build_object('en_US', 'Model ' || n), 'base', false, 1, '2024-02-01 08:00'
  from generate_series(1, 1000) n;
insert into ir_model_fields (id, model_id, model, name, ttype, state, required, readonly, store, copied)
select m.id * 100 + n, m.id, m.model, 'field_' || n, 'char', 'base', false, false, true, true
  from ir_model m cross join generate_series(1, 25) n where m.id > 1000;
insert into ir_model_access (id, name, model_id, group_id, active, perm_read, perm_write, perm_create, perm_unlink, create_uid, create_date)
select 1000 + n, 'access ' || n, 1001 + n % 1000, 1001 + n % 250, true, true, n % 2 = 0, n % 3 = 0, n % 5 = 0, 1, '2024-02-01 08:00'
  from generate_series(1, 3000) n;
insert into ir_model_data (module, name, model, res_id)
select 'bench', 'group_' || id, 'res.groups', id from res_groups where id > 1000
union all select 'bench', 'model_' || id, 'ir.model', id from ir_model where id > 1000
union all select 'bench', 'access_' || id, 'ir.model.access', id from ir_model_access where name like 'access %';

insert into res_partner (id, name, email)
select 1000 + n, 'Person Number ' || n, 'person.' || n || '@nordlicht.example' from generate_series(1, 100000) n;
insert into res_users (id, company_id, partner_id, active, create_date, login, password, totp_secret)
select 1000 + n, 1, 1000 + n, n % 10 <> 0, timestamp '2024-02-01 08:00' + n * interval '1 minute',
       'person.' || n || '@nordlicht.example', '$pbkdf2-sha512$600000$' || repeat('x', 108),
       case when n % 3 = 0 then 'JBSWY3DPEHPK3PXP' end
  from generate_series(1, 100000) n;
insert into res_company_users_rel select company, 1000 + n from generate_series(1, 100000) n cross join (values (1), (2)) of(company);
insert into res_users_log (create_uid, create_date)
select 1000 + n, timestamp '2026-01-01 07:00' + day * interval '1 day' + n * interval '1 second'
  from generate_series(0, 4) day cross join generate_series(1, 100000) n;
insert into res_groups_users_rel (gid, uid) select 1, 1000 + n from generate_series(1, 100000) n;
-- Two thousand different sets of 29 groups.
insert into res_groups_users_rel (gid, uid)
select 1001 + (n % 250 + step * (1 + n % 2000 / 250)) % 250, 1000 + n
  from generate_series(1, 100000) n cross join generate_series(1, 29) step;
vacuum analyze;
