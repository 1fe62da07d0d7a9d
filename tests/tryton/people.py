"""The company that `seed.py` makes: who works there, in which groups, and what is wrong with it."""

COMPANY = 'Acme Trading'

# What the tests sign in with: `password(login)`.
ADMIN = 'admin'
INTEGRATION = 'svc.webshop'
INTEGRATION_KEY = 'integration-key-' + 'a1b2c3d4' * 6
LEFT_KEY = 'left-behind-key-' + 'e5f6a7b8' * 6


def password(login):
    return f'rolecall of {login}'


# Groups made by hand: name, parent (a vendor's group by its id, or one of these by its name), active.
GROUPS = [
    # Three deep: a member of the last has what Sales has.
    ('Region North', 'sale.group_sale', True),
    ('Region North Leads', 'Region North', True),
    # Counts for nothing itself, but its parent does.
    ('Season Helpers', 'stock.group_stock', False),
    # With nothing of its own: its name is another's grant.
    ('Web Shop', None, True),
    ]

# login, name, groups; in the order of their ids.
PEOPLE = [
    ('mara.sales', 'Mara Graf', ['sale.group_sale']),
    ('lena.lead', 'Lena Vogt', ['sale.group_sale_admin']),
    ('nils.north', 'Nils Berg', ['Region North Leads']),
    ('ben.buyer', 'Ben Hart', ['purchase.group_purchase']),
    ('olga.orders', 'Olga Kern', ['purchase.group_purchase_admin']),
    ('ada.books', 'Ada Lenz', ['account.group_account']),
    ('chief.books', 'Carl Hofer', ['account.group_account_admin']),
    ('walt.store', 'Walt Roth', ['stock.group_stock']),
    ('sina.season', 'Sina Frei', ['Season Helpers']),
    ('pia.party', 'Pia Moser', ['party.group_party_admin']),
    ('noel.nogroup', 'Noel Imhof', []),
    ('ex.employee', 'Ed Exner', []),
    ('sod.clerk', 'Sofia Odermatt', ['sale.group_sale']),
    (INTEGRATION, 'Web shop', ['Web Shop']),
    ]
INACTIVE = {'ex.employee'}

# Only in the company with faults.
SHARED = ('shared.shop', 'Shop', ['stock.group_stock', 'sale.group_sale'])
TEST_ADMIN = ('test.admin', 'Test', [])
CLERK_MORE = ['purchase.group_purchase', 'account.group_account_admin']
STORE_MORE = ['sale.group_sale']
