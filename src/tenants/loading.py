"""The whole domain in this process: importing it makes every table and every listener of what lower wings announce known.

Each process does so when it starts; whoever uses one feature alone would miss those that act on what it announces.
"""

from importlib import import_module
from pkgutil import walk_packages

from . import __path__ as _path

for _module in sorted(one.name for one in walk_packages(_path, f"{__package__}.")):
    if _module != __name__:
        import_module(_module)
