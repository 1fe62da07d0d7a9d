"""The same company in a PostgreSQL database.

    python postgres.py DATABASE.sqlite postgresql://LOGIN@HOST:PORT NAME

NAME is an empty database and LOGIN a superuser. Tryton itself makes the tables there; the rows are those of the SQLite file.
"""
import sqlite3
import sys

import psycopg
import trytond.config as config
from psycopg import sql
from seed import MODULES


def main(file, server, name):
    config.set('database', 'uri', f'{server}/')
    make_tables(name)
    with sqlite3.connect(f'file:{file}?mode=ro', uri=True) as source, psycopg.connect(f'{server}/{name}') as target:
        # No foreign keys while the rows come table by table.
        target.execute("SET session_replication_role = 'replica'")
        names = tables(target)
        target.execute(sql.SQL('TRUNCATE {}').format(sql.SQL(', ').join(map(sql.Identifier, names))))
        for table in names:
            fill(source, target, table)


def make_tables(name):
    from trytond import backend, convert, modules
    from trytond.pool import Pool
    database = backend.Database(name)
    database.connect()
    database.init()
    # The records come from the other database.
    convert.TrytondXmlHandler.parse_xmlstream = lambda self, stream: None
    convert.post_import = lambda pool, module, to_delete: None
    modules.load_translations = lambda pool, node, languages: None
    Pool(name).init(update=MODULES, lang=['en'], activatedeps=True, indexes=False)
    database.close()


def tables(target):
    names = target.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for name, in names]


def fill(source, target, table):
    name = sql.Identifier(table)
    types = dict(target.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
            [table]).fetchall())
    columns = [column[1] for column in source.execute(f'PRAGMA table_info("{table}")') if column[1] in types]
    if not columns:
        return
    listed = sql.SQL(', ').join(map(sql.Identifier, columns))
    with target.cursor().copy(sql.SQL('COPY {} ({}) FROM STDIN').format(name, listed)) as copy:
        for row in source.execute('SELECT {} FROM "{}"'.format(', '.join(f'"{column}"' for column in columns), table)):
            copy.write_row([value_of(types[column], value) for column, value in zip(columns, row)])
    if 'id' in types:
        # The next number is the one after the highest.
        sequence, = target.execute('SELECT pg_get_serial_sequence(%s, %s)', [f'"{table}"', 'id']).fetchone()
        if sequence:
            target.execute(sql.SQL('SELECT setval(%s, coalesce((SELECT max(id) FROM {}), 0) + 1, false)').format(name), [sequence])


def value_of(kind, value):
    "SQLite has no truth values, and Tryton keeps decimals there as the bytes of their digits."
    if kind == 'boolean' and value is not None:
        return bool(value)
    if kind != 'bytea' and isinstance(value, bytes):
        return value.decode()
    return value


if __name__ == '__main__':
    main(*sys.argv[1:])
