"""An application with permissions of its own, and with a model that has none."""

from django.db import models


class Order(models.Model):
    class Meta:
        permissions = [("approve_order", "May approve"), ("export", "May export")]


class Log(models.Model):
    class Meta:
        default_permissions = ()
        permissions = [("view_everything", "May see every log")]


class AddOn(models.Model):
    class Meta:
        default_permissions = ("view",)
