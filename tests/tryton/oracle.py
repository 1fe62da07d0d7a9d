"""What the ERP itself answers, for every user and every model: the truth that computed access is held against.

    python oracle.py DATABASE.sqlite FOLDER

writes into FOLDER, a line per user and resource:
    access.jsonl    operations that ir.model.access lets through, where there are any
    fields.jsonl    fields that a row of ir.model.field.access speaks of, with the four permissions
    buttons.jsonl   a line per user: every button, and whether a press of no record is let through
    rules.jsonl     the domain that ir.rule makes of the rules for each operation, where there is one
    case.json       users, administrators, models (`resources` are those with a table or a query), versions

Nothing is computed here: ModelAccess.get_access, ModelFieldAccess.get_access, ModelView.button and Rule.domain_get answer, each
in a transaction of that user with access checked.
"""
import json
import os
import shutil
import sys
import tempfile

OPERATIONS = ['create', 'delete', 'read', 'write']


def tuples(domain):
    return tuple(map(tuples, domain)) if isinstance(domain, (list, tuple)) else domain


def access_of(name):
    from trytond.pool import Pool
    # What `check` goes by, but for user 0, whom it never asks.
    answer = Pool().get('ir.model.access').get_access([name])[name]
    return [one for one in OPERATIONS if answer[one]]


def fields_of(name):
    from trytond.pool import Pool
    # One model a call: the answers for several share one dictionary.
    answer = Pool().get('ir.model.field.access').get_access([name])[name]
    return {field: {one: bool(perms[one]) for one in ['read', 'write', 'create', 'delete']}
        for field, perms in sorted(answer.items())}


def models_with_rules(models):
    "Those that have rules or lean on one that has: of the others there is no need to ask."
    from trytond.ir.rule import _get_access_models
    from trytond.pool import Pool
    ruled = {group.model for group in Pool().get('ir.rule.group').search([])}
    return {name for name, Model in models if not ruled.isdisjoint(_get_access_models(Model)[0])}


def rules_of(name):
    from trytond.pool import Pool
    Rule = Pool().get('ir.rule')
    domains = {one: Rule.domain_get(name, one) for one in ['read', 'write', 'create', 'delete']}
    return {one: repr(tuples(domain)) for one, domain in domains.items() if domain}


def may_press(Model, name):
    "The ERP's own wrapper around every button judges; what the button does is left out."
    from trytond.model import ModelView
    from trytond.model.exceptions import AccessError
    from trytond.model.modelview import AccessButtonError

    def pressed(cls, records):
        return True
    pressed.__name__ = name
    try:
        return ModelView.button(pressed)(Model, [])
    except (AccessError, AccessButtonError):
        return False


def users_of(database):
    from trytond.pool import Pool
    from trytond.transaction import Transaction, inactive_records
    with Transaction().start(database, 0, readonly=True), inactive_records():
        return [(user.id, user.login, bool(user.administrator)) for user in Pool().get('res.user').search([], order=[('id', 'ASC')])]


def write(database, folder):
    from trytond import __version__
    from trytond.model import ModelSQL, ModelStorage
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    os.makedirs(folder, exist_ok=True)
    users = users_of(database)
    models = sorted(Pool(database).iterobject())
    with Transaction().start(database, 0, readonly=True):
        ruled = models_with_rules((name, Model) for name, Model in models if issubclass(Model, ModelStorage))
    names = ['access', 'fields', 'rules', 'buttons']
    out = {name: open(os.path.join(folder, f'{name}.jsonl'), 'w') for name in names}

    def line(name, **values):
        out[name].write(json.dumps(values, separators=(',', ':')) + '\n')

    for user, login, _ in users:
        with Transaction().start(database, user, readonly=True) as transaction:
            context = Pool().get('res.user').get_preferences(context_only=True)
            with transaction.set_context(context, _check_access=True):
                buttons = {}
                for name, Model in models:
                    if ops := access_of(name):
                        line('access', user=login, resource=name, ops=ops)
                    if fields := fields_of(name):
                        line('fields', user=login, resource=name, fields=fields)
                    if name in ruled and (rules := rules_of(name)):
                        line('rules', user=login, resource=name, rules=rules)
                    for one in sorted(getattr(Model, '_buttons', {})):
                        buttons[f'{name}.{one}'] = may_press(Model, one)
                line('buttons', k='btn', u=login, b=buttons)
    for file in out.values():
        file.close()
    with open(os.path.join(folder, 'case.json'), 'w') as file:
        json.dump({
                'kind': 'tryton', 'version': __version__, 'engine': 'sqlite', 'ops': OPERATIONS,
                'users': [login for _, login, _ in users],
                'administrators': [login for _, login, administrator in users if administrator],
                'models': [name for name, _ in models],
                'resources': [name for name, Model in models if issubclass(Model, ModelSQL)],
                }, file, indent=1)


def main(file, folder):
    import trytond.config as config
    from trytond.pool import Pool
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(file, os.path.join(place, 'lab.sqlite'))
        config.set('database', 'uri', 'sqlite://')
        config.set('database', 'path', place)
        Pool('lab').init()
        write('lab', folder)


if __name__ == '__main__':
    main(*sys.argv[1:])
