"""Everything that no contract may say."""

from .ban import Ban
from .bans_on_ending import ON_ENDING
from .bans_on_pay import ON_PAY
from .bans_on_persons import ON_PERSONS

BANS: tuple[Ban, ...] = (*ON_PERSONS, *ON_PAY, *ON_ENDING)

__all__ = ["BANS", "Ban"]
