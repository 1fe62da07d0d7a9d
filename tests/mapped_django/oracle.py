"""Makes a database with Django itself and prints what Django says: one JSON line a user, permission and answer.

Usage: oracle.py DATABASE
"""

import itertools
import json
import os
import random
import sys

import django
from django.conf import settings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "shop"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
chance = random.Random(20261129)
permissions = list(Permission.objects.order_by("pk"))

groups = []
for name in ["clerks", "managers", "auditors", "empty", "odd, name; \"quoted\"", "gr\u00fcn \u2014 \U0001f600"]:
    group = Group.objects.create(name=name)
    if name != "empty":
        group.permissions.set(chance.sample(permissions, 7))
    groups.append(group)

for number in range(40):
    user = User.objects.create_user(f"user{number:02}@acme.example", f"user{number:02}@acme.example", "x")
    user.is_active = number % 7 != 3
    user.is_superuser = number in (0, 3, 5)
    if number % 5 == 1:
        user.set_unusable_password()
    user.save()
    user.groups.set(chance.sample(groups, chance.randrange(0, 4)))
    if number % 3 == 0:
        user.user_permissions.set(chance.sample(permissions, 3))

fresh = User.objects.order_by("pk")
cells = [(t.app_label, t.model, op) for t, op in itertools.product(ContentType.objects.all(), ["view", "add", "change", "delete"])]
usual = {f"{app}.{op}_{model}" for app, model, op in cells}
for user in fresh:
    for app, model, op in cells:
        allowed = user.has_perm(f"{app}.{op}_{model}")
        print(json.dumps({"user": user.username, "resource": f"{app}.{model}", "op": op, "allowed": allowed}))
    for permission in permissions:
        name = f"{permission.content_type.app_label}.{permission.codename}"
        if name not in usual:
            print(json.dumps({"user": user.username, "resource": name, "op": "use", "allowed": user.has_perm(name)}))
