"""What a ban on words is."""

import re
from dataclasses import dataclass, field
from datetime import date

from .....platform.i18n import LazyText
from ..vocabulary import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """Something that no contract may say.

    `unlawful`: its wordings; `harmless`: neighbours that are lawful, each only for the words it covers. Both are patterns in
    the short forms of `vocabulary`. A group `k` in the former is the part that must be covered, else the whole.
    The vectors of a ban are sentences: see tests/unit/tenants/law.
    """

    code: str
    id: str
    article: LazyText
    unlawful: tuple[str, ...]
    harmless: tuple[str, ...] = ()
    remedy: LazyText
    level: str = "error"
    since: date = date(2008, 1, 1)
    found: tuple[re.Pattern[str], ...] = field(init=False, repr=False)
    lawful: tuple[re.Pattern[str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "found", compiled(self.unlawful))
        object.__setattr__(self, "lawful", compiled(self.harmless))
