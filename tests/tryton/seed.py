"""Makes the company of the tests in a new Tryton database, once as it was designed and once with faults planted in it.

    python seed.py FOLDER       writes FOLDER/honest.sqlite and FOLDER/faults.sqlite, and what the ERP itself answers for the
                                second (oracle.py) into FOLDER/faults

Run in the environment that tests/support/tryton.rs installs. What is wrong in the second is told in faults.json.
"""
import os
import sqlite3
import sys

import people
import trytond.config as config

DATABASE = 'work'
MODULES = [
    'ir', 'res', 'party', 'company', 'currency', 'country', 'product', 'account', 'account_invoice', 'account_product', 'stock',
    'sale', 'purchase', 'account_invoice_stock']


def main(folder):
    config.set('database', 'uri', 'sqlite://')
    config.set('database', 'path', folder)
    open(os.path.join(folder, f'{DATABASE}.sqlite'), 'w').close()
    activate()

    import oracle
    from trytond import backend
    commit(company)
    save(folder, 'honest')
    commit(faults)
    save(folder, 'faults')
    oracle.write(DATABASE, os.path.join(folder, 'faults'))
    backend.Database(DATABASE).close()
    for end in ['', '-wal', '-shm']:
        if os.path.exists(path := os.path.join(folder, f'{DATABASE}.sqlite{end}')):
            os.remove(path)


def activate():
    "A new database with the modules, as `trytond-admin -u … --activate-dependencies` makes it."
    from trytond import backend
    from trytond.model import ModelStorage
    from trytond.pool import Pool
    database = backend.Database(DATABASE)
    database.connect()
    database.init()
    # Half of the time goes into the validation of the vendor's own records, which were valid when they left the house.
    validate = vars(ModelStorage)['_validate']
    ModelStorage._validate = classmethod(lambda cls, *args, **kwargs: None)
    Pool(DATABASE).init(update=MODULES, lang=['en'], activatedeps=True, indexes=False)
    ModelStorage._validate = validate


def commit(plant):
    from trytond.transaction import Transaction, TransactionError
    extras = {}
    while True:
        with Transaction().start(DATABASE, 0, **extras) as transaction:
            try:
                return plant()
            except TransactionError as error:
                # A table to lock is told too late: once more, with the lock from the start.
                transaction.rollback()
                error.fix(extras)


def save(folder, name):
    "A copy of what is committed."
    source = sqlite3.connect(os.path.join(folder, f'{DATABASE}.sqlite'))
    target = sqlite3.connect(os.path.join(folder, f'{name}.sqlite'))
    with target:
        source.backup(target)
    target.execute('PRAGMA journal_mode = DELETE')
    target.close()
    source.close()


def record(model, /, **values):
    from trytond.pool import Pool
    created, = Pool().get(model).create([values])
    return created


def vendors(xml_id):
    "A record that a module ships, by its id there."
    from trytond.pool import Pool
    module, fs_id = xml_id.split('.')
    return Pool().get('ir.model.data').get_id(module, fs_id)


def group(name):
    from trytond.pool import Pool
    from trytond.transaction import inactive_records
    if '.' in name:
        return vendors(name)
    with inactive_records():
        found, = Pool().get('res.group').search([('name', '=', name)])
    return found.id


def button(model, name):
    from trytond.pool import Pool
    found, = Pool().get('ir.model.button').search([('model', '=', model), ('name', '=', name)])
    return found.id


def person(login, name, groups, company, **more):
    return record(
        'res.user', login=login, name=name, email=f'{login}@acme.example', password=people.password(login),
        groups=[('add', [group(one) for one in groups])], companies=[('add', [company])], company=company, **more)


def company():
    "As it was designed: roles.yaml says the same."
    from trytond.pool import Pool
    from trytond.transaction import Transaction
    from trytond import __series__
    configuration = Pool().get('ir.configuration')(1)
    configuration.series, configuration.language = __series__, 'en'
    configuration.save()

    euro = record('currency.currency', name='Euro', code='EUR', symbol='€', rates=[('create', [{'rate': 1}])])
    acme = record('company.company', party=record('party.party', name=people.COMPANY).id, currency=euro.id).id
    person(people.ADMIN, 'Administrator', [], acme, administrator=True)

    for name, parent, active in people.GROUPS:
        record('res.group', name=name, parent=group(parent) if parent else None, active=active)
    users = {}
    for login, name, groups in people.PEOPLE:
        users[login] = person(login, name, groups, acme, active=login not in people.INACTIVE)

    # The shop may book parties and nothing else; its key is designed.
    record('res.user.application', user=users[people.INTEGRATION].id, application='rest', key=people.INTEGRATION_KEY)
    # What goods cost is for those who buy and keep the books: nobody else sees it.
    record('ir.model.field.access', model='product.product', field='cost_price', group=None, perm_read=False, perm_write=False)
    for who in ['purchase.group_purchase', 'account.group_account', 'product.group_product_admin']:
        record('ir.model.field.access', model='product.product', field='cost_price', group=group(who), perm_read=True)
    # Orders are confirmed by those who answer for purchasing.
    record('ir.model.button-res.group', button=button('purchase.purchase', 'confirm'), group=group('purchase.group_purchase_admin'))
    # The seller sees what is not cancelled.
    rules = record('ir.rule.group', name='Live sales', model='sale.sale', global_p=False, default_p=False,
        perm_read=True, perm_write=True, perm_create=True, perm_delete=True,
        groups=[('add', [group('sale.group_sale')])])
    record('ir.rule', rule_group=rules.id, domain='[["state", "!=", "cancelled"]]')

    # Something to work on.
    customer = record('party.party', name='Best Customer', addresses=[('create', [{'street': 'High Street 1'}])])
    record('party.party', name='Good Supplier', addresses=[('create', [{'street': 'Low Street 2'}])])
    for login, reference, state in [
            ('mara.sales', 'S1', 'draft'), ('lena.lead', 'S2', 'draft'), ('lena.lead', 'S3', 'cancelled')]:
        with Transaction().set_user(users[login].id), Transaction().set_context(company=acme):
            record('sale.sale', company=acme, party=customer.id, currency=euro.id, reference=reference, state=state,
                invoice_address=customer.addresses[0].id, shipment_address=customer.addresses[0].id)
    record('product.template', name='Bicycle', default_uom=vendors('product.uom_unit'), type='goods',
        products=[('create', [{'code': 'BIKE'}])])


def faults():
    "What went wrong since: faults.json says the same."
    from trytond.pool import Pool
    from trytond.transaction import inactive_records
    User = Pool().get('res.user')
    acme, = Pool().get('company.company').search([])
    with inactive_records():
        users = {user.login: user for user in User.search([])}

    User.write([users['sod.clerk']], {'groups': [('add', [group(one) for one in people.CLERK_MORE])]})
    User.write([users['walt.store']], {'groups': [('add', [group(one) for one in people.STORE_MORE])]})
    person(*people.SHARED, acme.id)
    person(*people.TEST_ADMIN, acme.id, administrator=True)
    record('res.user.application', user=users['ex.employee'].id, application='rest', key=people.LEFT_KEY)
    record('ir.model.access', model='account.move', group=None, perm_read=True, perm_write=True)
    record('ir.model.field.access', model='product.product', field='cost_price', group=group('sale.group_sale'), perm_read=True)
    record('ir.model.button-res.group', button=button('account.move', 'post'), group=group('stock.group_stock'))
    rules = record('ir.rule.group', name='Everything', model='sale.sale', global_p=False, default_p=True,
        perm_read=True, perm_write=True, perm_create=True, perm_delete=True)
    record('ir.rule', rule_group=rules.id, domain='[]')


if __name__ == '__main__':
    main(os.path.abspath(sys.argv[1]))
