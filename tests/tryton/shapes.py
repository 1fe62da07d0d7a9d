"""Which models of Tryton open something else than everything where no access row speaks.

`ModelAccess.get_access` (trytond/ir/model.py) opens every operation of a model that has no row, except: a singleton
(ModelSingleton) opens read and write; a query model (with `table_query`) opens read, and those of create, write and delete
that its class overrides. That is in the classes, not in the database, so it is written down from the classes of each series
with all official modules:

    python shapes.py one >8.2.json              in an environment with one series and its modules: what its classes say
    python shapes.py table *.json >shapes.tsv   several of these as one table: src/connect/tryton/shapes.tsv

The next series: a virtual environment with `trytond==X.Y.*`, and every `trytond_*` of that series installed with `--no-deps`
(packages that are not there are replaced by empty stand-ins). Keep the older files, or the older series leave the table.
"""
import importlib
import importlib.abc
import importlib.machinery
import json
import re
import sys
import types

OPERATIONS = ('create', 'write', 'delete')


class Anything(type):
    "A class that has every attribute, each again such a class."

    def __getattr__(cls, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return Anything(name, (Exception,), {})


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    "Last of all finders: what a module of Tryton imports and is not there is an empty package."

    def __init__(self):
        self.names = set()

    def find_spec(self, name, path, target=None):
        top = name.partition('.')[0]
        if top not in self.names and (top == 'trytond' or not self.asked_by_a_module()):
            return None
        self.names.add(top)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    @staticmethod
    def asked_by_a_module():
        frame = sys._getframe(2)
        while 'importlib' in frame.f_code.co_filename:
            frame = frame.f_back
        return frame.f_globals.get('__name__', '').startswith('trytond.modules.')

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        any_class = Anything('Any', (Exception,), {})
        module.__getattr__ = lambda name: getattr(any_class, name)
        return module

    def exec_module(self, module):
        pass


def start():
    "The pool with every class registered, and the modules in the order in which they are laid over each other."
    import trytond.config
    # A module since 7.8, an object in a module before.
    getattr(trytond.config, 'config', trytond.config).set('database', 'uri', 'sqlite://')
    from trytond import modules
    from trytond.pool import Pool
    Pool.start()
    if hasattr(modules, 'get_modules'):
        names = modules.get_modules()
    else:
        names = {'ir', 'res', *modules.get_module_list()}
    return Pool, [node.name for node in modules.create_graph(names) if node.name in names]


def models():
    "Every model with its class and the modules that it comes from, the first of which defines it."
    Pool, names = start()
    from trytond.tools import resolve
    pool = Pool(':memory:')
    pool._modules = []
    by_name = pool._pool['model'] = {}
    # By database until 7.0.
    pool._pool[':memory:'] = {'model': by_name}
    origins = {}
    for module in names:
        prefix = '' if module in {'ir', 'res'} else 'modules.'
        for cls, depends in Pool.classes['model'].get(module, {}).items():
            if not set(depends) <= set(names):
                continue
            if isinstance(cls, str):
                cls = resolve(f'trytond.{prefix}{module}.{cls}')
            below = by_name.get(cls.__name__)
            pool.add(type(cls.__name__, (cls, below) if below else (cls,), {'__slots__': ()}))
            origins.setdefault(cls.__name__, []).append(module)
        pool._modules.append(module)
    pool.setup_mixin(type='model')
    return {name: (cls, origins[name]) for name, cls in by_name.items()}


def shape(cls):
    "Kind and operations that are open where no row speaks, as in `get_access`; None where it is all of them."
    from trytond.model import ModelSingleton, ModelSQL
    if callable(getattr(cls, 'table_query', None)):
        # The class may be no ModelSQL in name only; what it does not override is ModelSQL's.
        own = [operation for operation in OPERATIONS
            if getattr(cls, operation).__func__ != getattr(ModelSQL, operation).__func__]
        return 'query', ['read', *own]
    if issubclass(cls, ModelSingleton):
        return 'singleton', ['read', 'write']
    return None


def says(cls, attribute):
    "The module whose class says it."
    for base in cls.__mro__:
        if attribute in vars(base):
            match = re.match(r'trytond\.(?:modules\.)?(\w+)', base.__module__)
            return match.group(1) if match else base.__module__
    return None


def one():
    stand_ins = StandIns()
    sys.meta_path.append(stand_ins)
    found = models()
    from trytond import __version__
    from trytond.model import ModelSingleton, ModelSQL, ModelStorage
    shapes = {}
    for name, (cls, origins) in sorted(found.items()):
        if (known := shape(cls)) is None:
            continue
        kind, opens = known
        shapes[name] = {
            'module': origins[0], 'kind': kind, 'opens': opens, 'table': issubclass(cls, ModelSQL),
            'says': {operation: says(cls, operation) for operation in opens if operation != 'read' and kind == 'query'},
            'query': says(cls, 'table_query') if kind == 'query' else None,
            }
    json.dump({
            'series': '.'.join(__version__.split('.')[:2]), 'version': __version__, 'models': len(found),
            'modules': sorted({module for _, origins in found.values() for module in origins}),
            'stand_ins': sorted(stand_ins.names),
            'stored': sum(issubclass(cls, ModelSQL) for cls, _ in found.values()),
            'storage_only': sorted(name for name, (cls, _) in found.items()
                if issubclass(cls, ModelStorage) and not issubclass(cls, (ModelSQL, ModelSingleton))),
            'shapes': shapes,
            }, sys.stdout, indent=1)


HEADER = """\
# Models of Tryton's official modules that open something else than everything where no access row speaks to somebody
# (trytond/ir/model.py, ModelAccess.get_access), by series; generated from the classes by tests/tryton/shapes.py.
# Looked at, with the number of modules that have models: {looked}.
# A line per model: its name, the module that defines it, what it is (a singleton, or a query without a table of its own),
# what is open where no row speaks, the series. A line per module that was looked at: module, its name, the series; its models
# that are not named here are of the plain kind.
"""


def spans(series, all_series):
    "`7.0-7.4,8.2` for some of the series looked at."
    parts, run = [], []
    for one_series in [*all_series, None]:
        if one_series in series:
            run.append(one_series)
        elif run:
            parts.append(run[0] if len(run) == 1 else f'{run[0]}-{run[-1]}')
            run = []
    return ','.join(parts)


def table(files):
    said = sorted((json.load(open(file)) for file in files), key=lambda one: [int(n) for n in one['series'].split('.')])
    all_series = [one['series'] for one in said]
    rows, modules = {}, {}
    for one in said:
        for module in one['modules']:
            modules.setdefault(module, set()).add(one['series'])
        for name, is_a in one['shapes'].items():
            row = (name, is_a['module'], is_a['kind'], ','.join(is_a['opens']))
            rows.setdefault(row, set()).add(one['series'])
    looked = ', '.join(f"{one['version']} ({len(one['modules'])})" for one in said)
    sys.stdout.write(HEADER.format(looked=looked))
    for row, series in sorted(rows.items()):
        print(*row, spans(series, all_series), sep='\t')
    for module, series in sorted(modules.items()):
        print('module', module, spans(series, all_series), sep='\t')


if __name__ == '__main__':
    if sys.argv[1:] == ['one']:
        one()
    elif sys.argv[1:2] == ['table']:
        table(sys.argv[2:])
    else:
        sys.exit(__doc__)
