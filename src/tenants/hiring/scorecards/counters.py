"""Cards that a member can write now."""

from ....platform.features import Counter
from .pending import due_assignments

MINE = Counter("assignments", due_assignments)
