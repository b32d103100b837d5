"""When the rules about pay speak."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ....platform.formats.regions import region_name, regions_of
from ....platform.i18n import lazy as _
from ..minimum_wages.types import MinimumWage
from .speech import Said, say, yuan
from .terms import Terms

_SHARE = Decimal("0.8")
_PARTS = re.compile(r"([0-9][0-9,]*(?:\.[0-9]{1,2})?)元")  # rules: allow untranslated – what contracts say


def pay(terms: Terms) -> Iterator[Said]:
    """《劳动合同法》 Art. 17(1)(6): amounts that can be paid, and that agree."""
    if not 1 <= terms.pay_day <= 31:
        yield say("PAY_DAY")
    for field, value in terms.components.items():
        if value < 0 or (value == 0 and field == "pay.base"):
            yield say("PAY_NOT_POSITIVE", field, what=_("月工资"), value=yuan(value))
    if not terms.components and terms.wage <= 0:
        yield say("PAY_NOT_POSITIVE", what=_("月工资"), value=yuan(terms.wage))
    if terms.probation_end is not None and terms.probation_wage is not None and terms.probation_wage <= 0:
        yield say(
            "PAY_NOT_POSITIVE", "probation.wage", what=_("试用期工资"), value=yuan(terms.probation_wage)
        )
    parts = [Decimal(part.replace(",", "")) for part in _PARTS.findall(terms.pay_structure)]
    if parts and sum(parts) != terms.wage:
        yield say("PAY_PARTS_DIFFER", sum=yuan(sum(parts, Decimal(0))), wage=yuan(terms.wage))


def probation_pay(terms: Terms) -> Iterator[Said]:
    """《劳动合同法》 Art. 20, regulation Art. 15: 80 % of the wage agreed, or of the lowest of the same post; no rounding."""
    if terms.probation_end is None:
        return
    if terms.probation_wage is None:
        yield say("PROBATION_PAY_MISSING")
        return
    floor = terms.wage * _SHARE
    if terms.probation_wage >= floor:
        return
    said = {"wage": yuan(terms.probation_wage), "floor": yuan(floor)}
    lowest = None if terms.lowest_same_post is None else terms.lowest_same_post * _SHARE
    if lowest is not None and terms.probation_wage >= lowest:
        yield say("WARN_LOWEST_POST_BASIS", **said, lowest=yuan(lowest))
    else:
        least = floor if lowest is None else min(floor, lowest)
        yield say("PROBATION_PAY_BELOW_80", **said, least=yuan(least))


def minimum_pay(terms: Terms, today: date, minimum: MinimumWage | None) -> Iterator[Said]:
    """《劳动法》 Art. 48: nobody's month below the local standard; the base of sales may be, what is paid may not."""
    if minimum is None:
        if regions := regions_of(terms.location):
            yield say("MIN_WAGE_UNKNOWN", place=region_name(regions[0]))
        else:
            yield say("PLACE_UNKNOWN", place=terms.location)
        return
    standard = _("{place} {monthly} 元（{since} 起）").format(
        place=minimum.place, monthly=yuan(minimum.monthly), since=minimum.effective_from
    )
    least = yuan(minimum.monthly)
    if terms.wage < minimum.monthly:
        code = "BASE_BELOW_MIN_WAGE" if terms.sales else "BELOW_MIN_WAGE"
        yield say(code, what=_("月工资"), value=yuan(terms.wage), standard=standard, least=least)
    on_probation = terms.probation_wage if terms.probation_end else None
    if on_probation is not None and on_probation < minimum.monthly:
        said = {"what": _("试用期工资"), "value": yuan(on_probation), "standard": standard, "least": least}
        yield Said("BELOW_MIN_WAGE", said, "probation.wage")
    if minimum.doubtful(today):
        yield say("MIN_WAGE_UNVERIFIED", standard=standard)
