"""Rows of the people tab: candidates, or the reason why not."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ....platform.formats import FormatError
from ....platform.formats.contact import find_mobile, parse_email, phone_warning
from ....platform.formats.dates import parse_date
from ....platform.formats.money import parse_pay
from ....platform.formats.names import parse_name, same_name
from ....platform.i18n import gettext as _
from .cells import Row, text_of
from .headings import Tab
from .rows import PersonRow, Reader
from .words import pay_hints

NameOf = Callable[[str], str | None]
_ASIDE = re.compile(r"\s*[(\[【（［](.{0,40}?)[)\]】）］]\s*$")
_SUMMARY = re.compile(
    r"(?:合计|总计|小计|共计|平均|汇总|统计|人数|total|average|sum)(?:值|分|数|人数)?[:：]?", re.I
)
_EXAMPLE = re.compile(
    r"(?:填写)?(?:例|示例|样例|范例|举例|样本|example|sample|e\.g\.)(?:如)?(?:[:：].*|[一二三0-9]?$)", re.I
)
_STRANGE = re.compile(r"[<>=+@{}\\|$%^&*#0-9]|[\U0001f000-\U0001faff\u2600-\u27bf]")
_YEARS = range(2000, 2101)


@dataclass(slots=True)
class Seen:
    """Somebody met further up in the sheet."""

    number: int
    name: str
    vacancies: dict[str, int] = field(default_factory=dict)


def read_people(tab: Tab, known: NameOf) -> tuple[PersonRow, ...]:
    """Every row. `known`: phone (E.164) → name of somebody already here."""
    seen: dict[str, Seen] = {}
    rows: list[PersonRow] = []
    for row in tab.rows:
        read = _person(tab, row, seen, known)
        rows.append(read)
        if read.verdict != "faulty":
            met = seen.setdefault(read.phone, Seen(row.number, read.name))
            met.vacancies.setdefault(read.vacancy, row.number)
    return tuple(rows)


def _person(tab: Tab, row: Row, seen: dict[str, Seen], known: NameOf) -> PersonRow:
    reader = Reader(tab, row)
    name, aside = read_name(reader)
    phone, vacancy = read_phone(reader), reader.line("post")
    if not vacancy:
        reader.refuse("post", _("缺少应聘岗位"))
    verdict = _twin(reader, name, phone, vacancy, seen, known) if name and phone else "person"
    unit, yearly = pay_hints(tab.heading_of("pay"))

    def pay_of(cell: Any) -> tuple[Decimal, Decimal]:
        return parse_pay(text_of(cell), unit=unit, yearly=yearly)

    pay = reader.optional("pay", pay_of)
    note = reader.prose("note")
    return PersonRow(
        row=row,
        email=reader.optional("email", lambda cell: _email(reader, text_of(cell))),
        department=reader.line("department"),
        kind=reader.line("kind"),
        location=reader.line("location"),
        source=reader.line("source"),
        applied_on=reader.optional("applied_on", _day),
        available_on=reader.optional("available_on", _day),
        verdict="faulty" if reader.faulty else verdict,
        findings=tuple(reader.findings),
        name=name,
        phone=phone,
        vacancy=vacancy,
        pay_low=pay[0] if pay else None,
        pay_high=pay[1] if pay else None,
        note="；".join(filter(None, (note, aside))),
    )


def read_name(reader: Reader) -> tuple[str, str]:
    """The name, and what stood behind it in brackets: 李想（内推）."""
    text = "".join(_plain(sign) for sign in reader.text("name") if unicodedata.category(sign) != "Cf")
    if _SUMMARY.fullmatch(text) or _EXAMPLE.fullmatch(text):
        reader.refuse("name", _("这是合计、说明或示例行，不是候选人"))
        return "", ""
    found = _ASIDE.search(text)
    bare, aside = (text[: found.start()], found[1].strip()) if found else (text, "")
    try:
        name, changed = parse_name(bare)
    except FormatError as wrong:
        reader.refuse("name", str(wrong))
        return "", ""
    if aside:
        reader.warn("name", _("按「{name}」导入，「{aside}」记入备注").format(name=name, aside=aside))
    elif changed or text != reader.text("name"):
        reader.warn("name", _("已整理为「{name}」").format(name=name))
    if _STRANGE.search(name):
        reader.warn("name", _("含有姓名中少见的符号，请核对"))
    return name, aside


def _plain(sign: str) -> str:
    """A full-width letter as a letter: Ａ → A."""
    return chr(ord(sign) - 0xFEE0) if "Ａ" <= sign <= "Ｚ" or "ａ" <= sign <= "ｚ" else sign


def read_phone(reader: Reader) -> str:
    """The number in E.164, or nothing and an error."""
    if not reader.text("phone"):
        reader.refuse("phone", _("缺少手机号，无法联系候选人"))
        return ""
    try:
        phone, more = find_mobile(reader.text("phone"))
    except FormatError as wrong:
        reader.refuse("phone", str(wrong))
        return ""
    if more:
        reader.warn("phone", _("已取其中的号码 {phone}").format(phone=phone.removeprefix("+86")))
    if warning := phone_warning(phone):
        reader.warn("phone", warning)
    return phone


def _twin(reader: Reader, name: str, phone: str, vacancy: str, seen: dict[str, Seen], known: NameOf) -> str:
    """person or duplicate; refuses a row whose phone number belongs to somebody of another name."""
    met = seen.get(phone)
    other = met.name if met else known(phone)
    if not other:
        return "person"
    if not same_name(name, other):
        if met:
            message = _("与第 {row} 行「{name}」的手机号相同，但姓名不同").format(row=met.number, name=other)
        else:
            message = _("该手机号在系统中属于「{name}」，姓名不同").format(name=other)
        reader.refuse("phone", message)
        return "faulty"
    if not met:
        reader.tell("phone", _("此人已在系统中，不重复建人；岗位不同则记为另一份申请"))
    elif vacancy in met.vacancies:
        reader.tell("phone", _("与第 {row} 行重复").format(row=met.vacancies[vacancy]))
    else:
        message = _("与第 {row} 行是同一人，「{post}」记为此人的另一份申请")
        reader.tell("phone", message.format(row=met.number, post=vacancy))
    return "duplicate"


def _email(reader: Reader, text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    given = [part for part in re.split(r"[\s,;、/|<>()]+", folded.removeprefix("mailto:")) if "@" in part]
    if len(given) > 1:
        reader.warn("email", _("有多个邮箱，已用第一个"))
    return parse_email(given[0] if given else folded)


def _day(cell: Any) -> date:
    day = parse_date(cell)
    if day.year not in _YEARS:
        raise FormatError("RANGE", _("日期不合理"))
    return day
