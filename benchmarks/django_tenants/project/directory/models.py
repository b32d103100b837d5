"""Tenants and their domains."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    """One tenant."""

    name = models.TextField()
    auto_create_schema = False


class Domain(DomainMixin):
    """A host name of a tenant."""
