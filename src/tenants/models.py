"""Every table of a tenant: importing this module makes them all known."""

from ..platform.crypto import vault
from ..platform.db import numbering
from ..platform.discovery import modules

__all__ = ["MODULES"]

MODULES = (vault, numbering, *modules(__package__ or "", "models"))
