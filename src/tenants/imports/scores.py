"""A score as people write it."""

import re
import unicodedata
from decimal import Decimal

from ...platform.formats import FormatError
from ...platform.i18n import gettext as _

_SCORE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:分|/10(?:分)?)?")
MOST = Decimal(10)


def parse_score(text: str) -> Decimal:
    """A score between 0 and 10: `8`, `8.5`, `8分`, `8/10`; any other scale is refused, not converted.

    Raises:
        FormatError: FORMAT or RANGE.
    """
    found = _SCORE.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if found is None:
        raise FormatError("FORMAT", _("「{value}」不是 0 到 10 的分数").format(value=text[:20]))
    score = Decimal(found[1])
    if score > MOST:
        raise FormatError("RANGE", _("{value} 超出 0 到 10 的范围").format(value=found[1]))
    return score
