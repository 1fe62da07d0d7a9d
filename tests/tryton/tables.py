"""Copies a SQLite database and tells what differs between two copies.

    python tables.py copy DATABASE.sqlite COPY.sqlite     also while a server works on it
    python tables.py compare BEFORE.sqlite AFTER.sqlite   a line for each table that differs, in one of two kinds
"""
import hashlib
import sqlite3
import sys

# Written to by sign-in and by the server itself: sessions, failed attempts, remembered devices, cache times.
TRACES = {'ir_session', 'res_user_login_attempt', 'res_user_device', 'ir_cache'}
SHOWN = 5


def copy(source, target):
    source, target = sqlite3.connect(f'file:{source}?mode=ro', uri=True), sqlite3.connect(target)
    source.backup(target)
    target.execute('PRAGMA journal_mode = DELETE')


def tables(database):
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name for name, in names}


def rows(database, table):
    "Hash of each row by its id."
    found = {}
    for row in database.execute(f'SELECT rowid, * FROM "{table}"'):
        found[row[0]] = hashlib.sha256(repr(row).encode()).digest()
    return found


def some(ids):
    shown = ', '.join(map(str, sorted(ids)[:SHOWN]))
    return f'{len(ids)}', f'({shown}{", …" if len(ids) > SHOWN else ""})'


def compare(before, after):
    before, after = sqlite3.connect(before), sqlite3.connect(after)
    olds, news = tables(before), tables(after)
    for table in sorted(olds | news):
        old = rows(before, table) if table in olds else {}
        new = rows(after, table) if table in news else {}
        told = [f'{number} {what} {which}' for what, ids in [
                ('new', new.keys() - old.keys()),
                ('gone', old.keys() - new.keys()),
                ('changed', {id for id in old.keys() & new.keys() if old[id] != new[id]})]
            if ids for number, which in [some(ids)]]
        if (table in olds) != (table in news):
            told.insert(0, 'the table itself is ' + ('new' if table in news else 'gone'))
        if told:
            print('trace' if table in TRACES else 'change', f'{table}:', ', '.join(told))


if __name__ == '__main__':
    {'copy': copy, 'compare': compare}[sys.argv[1]](*sys.argv[2:])
