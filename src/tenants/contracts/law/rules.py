"""The checks on a contract's terms: when a rule of the catalogue speaks. Its words, article and severity stand there."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from ....platform.i18n import LazyText
from ....platform.i18n import lazy as _
from ..minimum_wages.types import MinimumWage
from .catalogue import LONGER, rule_in_force
from .findings import Finding
from .hours import read_hours
from .pay_rules import minimum_pay, pay, probation_pay
from .periods import last_day, longest_probation, months_later, ten_years_before
from .retirement import retires_between
from .speech import Said, say, yuan
from .terms import Terms

_VAGUE_PLACES = ("全国", "全球", "服从公司安排", "服从安排")  # rules: allow untranslated – what contracts say
_STANDARD = "标准"  # rules: allow untranslated – data
_DAY, _WEEK = 8, 40
_SHORTEST_DUTIES = 10
_LONGEST_NONCOMPETE = 24
_SHARE_OF_WAGE, _SHARE_OF_WAGE_LONG = 30, 50  # per cent; the second after more than twelve months
_PENALTY_TIMES = 5


def check_terms(terms: Terms, *, today: date, minimum: MinimumWage | None) -> list[Finding]:
    """Everything wrong or doubtful with the terms, in the order of the articles, in the wording in force today."""
    said = (
        *_dates(terms),
        *_in_time(terms, today),
        *_open_ended(terms, today),
        *_work(terms),
        *_hours(terms),
        *pay(terms),
        *_probation(terms),
        *probation_pay(terms),
        *_noncompete(terms, minimum),
        *_age(terms),
        *minimum_pay(terms, today, minimum),
    )
    in_force = ((one, rule_in_force(one.code, today)) for one in said)
    return [rule.finding(one.values, one.beside) for one, rule in in_force if rule is not None]


def _dates(terms: Terms) -> Iterator[Said]:
    if terms.kind == "fixed" and terms.end is None:
        yield say("END_MISSING")
    if terms.kind == "fixed" and terms.end is not None and terms.end <= terms.start:
        yield say("END_NOT_AFTER_START")
    if terms.kind == "open" and terms.end is not None:
        yield say("END_OF_OPEN_TERM")
    ends = min((day for day in (terms.end, terms.probation_end) if day is not None), default=None)
    if ends is not None and ends >= terms.start and terms.employment_start > ends:
        yield say("EMPLOYMENT_OUTSIDE_TERM", begins=terms.employment_start, ends=ends)
    elif terms.employment_start > terms.start:
        yield say("EMPLOYMENT_AFTER_START", begins=terms.employment_start, start=terms.start)
    service = terms.service_start if terms.kind == "open" else None  # no other contract prints it
    if service is not None and service > terms.start:
        yield say("SERVICE_AFTER_START", service=service, start=terms.start)


def _in_time(terms: Terms, today: date) -> Iterator[Said]:
    limit = last_day(terms.employment_start, 1)
    if today > limit:
        yield say("SIGNING_LATE", limit=limit)
    elif (limit - today).days <= 7 and today >= terms.employment_start:
        yield say("SIGNING_DUE", limit=limit)


def _open_ended(terms: Terms, today: date) -> Iterator[Said]:
    if terms.kind == "fixed" and not terms.asked_for_fixed:
        if terms.fixed_terms_before >= 2:
            yield say("OPEN_TERM_OWED")
        service = terms.service_start
        if service is not None and ten_years_before(service, terms.start):
            yield say("OPEN_TERM_AFTER_TEN_YEARS", service=service)
    year = last_day(terms.employment_start, 12)
    if terms.kind != "open" and today > year:
        yield say("OPEN_TERM_DEEMED", limit=year)
    if terms.previous_end is not None:
        after = terms.previous_end + timedelta(days=1)
        if today > last_day(after, 1):
            yield say("EXPIRED_STILL_AT_WORK", ended=terms.previous_end)


def _work(terms: Terms) -> Iterator[Said]:
    place = terms.location.strip()
    if place in _VAGUE_PLACES:
        yield say("PLACE_VAGUE", place=place)
    if len(terms.duties.strip()) < _SHORTEST_DUTIES:
        yield say("DUTIES_TOO_SHORT")


def _hours(terms: Terms) -> Iterator[Said]:
    if terms.work_system != _STANDARD and not terms.work_approval:
        yield say("HOURS_NOT_APPROVED", system=_(terms.work_system))
    found = read_hours(terms.work_hours)
    if not found.rests:
        yield say("NO_REST_DAY")
    if terms.work_system != _STANDARD:
        return  # an approved system counts over longer periods, or not at all
    day, week, likely = found.day, found.week, Decimal(0 if found.break_stated else 1)
    if day is not None and day - likely > _DAY:
        yield say("DAY_TOO_LONG", hours=_plain(day))
    elif day is not None and day > _DAY:
        yield say("BREAK_NOT_STATED", hours=_plain(day))
    days = found.days or Decimal(0)
    if week is not None and week - likely * days > _WEEK and (day is None or day - likely <= _DAY):
        yield say("WEEK_TOO_LONG", hours=_plain(week - likely * days))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _probation(terms: Terms) -> Iterator[Said]:
    if terms.probation_end is None:
        return
    if terms.earlier_probation:
        yield say("PROBATION_TWICE")
    unless_ended = terms.kind == "fixed" and terms.end is None  # END_MISSING says it
    most = 0 if terms.part_time else longest_probation(terms.kind, terms.start, terms.end)
    if most == 0 and not unless_ended:
        yield say("PROBATION_NOT_ALLOWED")
    elif terms.end is not None and terms.probation_end >= terms.end:
        yield say("PROBATION_IS_WHOLE_TERM")
    elif terms.probation_end < terms.start:
        yield say("PROBATION_OUTSIDE_TERM")
    elif not unless_ended and terms.probation_end > (limit := last_day(terms.start, most)):
        longer = LazyText("")
        if terms.kind == "fixed" and most < 6:
            longer = LONGER.format(needed=last_day(terms.start, 12 if most == 1 else 36))
        yield say("PROBATION_TOO_LONG", most=most, end=terms.probation_end, limit=limit, longer=longer)


def _noncompete(terms: Terms, minimum: MinimumWage | None) -> Iterator[Said]:
    months, percent, pay = terms.noncompete_months, terms.noncompete_percent, terms.noncompete_pay
    if months is not None and months > _LONGEST_NONCOMPETE:
        yield say("NONCOMPETE_TOO_LONG", months=months)
    if pay is not None and pay <= 0:
        yield say("NONCOMPETE_UNPAID")
    elif pay is not None and minimum is not None and pay < minimum.monthly:
        yield say("NONCOMPETE_PAY_LOW", pay=yuan(pay), least=yuan(minimum.monthly))
    if percent is not None and percent < (_SHARE_OF_WAGE_LONG if (months or 0) > 12 else _SHARE_OF_WAGE):
        yield say("NONCOMPETE_SHARE_LOW", percent=percent)
    if pay is not None and months is not None and terms.noncompete_penalty is not None:
        most = pay * months * _PENALTY_TIMES
        if terms.noncompete_penalty > most > 0:
            yield say("NONCOMPETE_PENALTY_HIGH", penalty=yuan(terms.noncompete_penalty), most=yuan(most))


def _age(terms: Terms) -> Iterator[Said]:
    if terms.birth is None:
        return
    age = _age_on(terms.birth, terms.start)
    first, last = retires_between(terms.birth, terms.male)
    if age < 16:
        yield say("UNDER_16", age=age)
    elif age < 18:
        yield say("MINOR")
    elif terms.start >= first:
        yield say("PAST_RETIREMENT", age=age)
    elif terms.end is not None and terms.end >= first:
        both = _("一般岗位 {first}，管理、技术岗位 {last}").format(first=first, last=last)
        yield say("ENDS_AFTER_RETIREMENT", when=first if first == last else both)


def _age_on(birth: date, day: date) -> int:
    return day.year - birth.year - (day < months_later(birth, (day.year - birth.year) * 12))
