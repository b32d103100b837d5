"""The whole domain in this process: importing it makes every table and every listener of what lower wings announce known.

Each process does so when it starts; whoever uses one feature alone would miss those that act on what it announces.
"""

from ..platform.discovery import load

load(__package__ or "")
