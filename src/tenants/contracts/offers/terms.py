"""The terms of an offer: read, checked against the law, kept as bytes with a hash, and held against a contract's."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ....platform import clock
from ....platform.crypto.keyed import sha256_hex
from ....platform.i18n import lazy as _
from ...people.employers.models import LegalEntity
from ..contract_templates.fields import TermField, label_of
from ..labour_contracts.facts import Parsed, parse_values
from ..law.findings import FIGURE, Finding, blocking
from ..law.rules import check_terms
from ..law.terms import Terms
from ..law.wording import Passage, check_wording
from ..minimum_wages.types import WageTable
from .errors import OfferBlockedError
from .fields import fields

_SALT_BYTES = 16
# What an offer leaves to the contract, in values about which the law has nothing to say.
_DUTIES = "〇" * 10  # rules: allow untranslated – data
_SYSTEM = "标准"  # rules: allow untranslated – data
_HOURS = "每周一至周五 9:00—18:00，午休一小时"  # rules: allow untranslated – data
_PAY_DAY = 10


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is offered: `values` by the names of a contract's blanks as they were typed, `words` to the candidate."""

    values: Mapping[str, str]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A blank in which a contract says something else than the offer that was accepted; as both are read."""

    field: str
    offered: str
    written: str


def check(pay_structure: str, terms: OfferTerms, wages: WageTable) -> None:
    """See that nothing stands in the terms' way.

    Raises:
        OfferBlockedError: something does.
    """
    findings = findings_of(pay_structure, terms, wages)
    if blocking(findings):
        raise OfferBlockedError(findings)


def findings_of(pay_structure: str, terms: OfferTerms, wages: WageTable) -> list[Finding]:
    """What is wrong or doubtful with the terms, as far as an offer goes; what is late, or to be looked up, is the contract's
    matter."""
    asked = fields(pay_structure)
    names = {field.name for field in asked}
    parsed = parse_values(terms.values, asked)
    said = [(str(field.label), field.name, terms.values.get(field.name, "")) for field in asked]
    said.append((str(_("给候选人的话")), "words", terms.words))
    findings = [
        *parsed.problems,
        *check_wording([Passage(label, ((name, text),)) for label, name, text in said if text.strip()]),
    ]
    if not parsed.problems:
        today = clock.today_in_china()
        wanted = _terms_of(parsed)
        found = check_terms(wanted, today=today, minimum=wages.at(wanted.location, max(wanted.start, today)))
        findings += [
            one for one in found if one.field in names and one.level != "alarm" and one.asks != FIGURE
        ]
    return findings


def encode(terms: OfferTerms) -> bytes:
    """The terms as they are kept. A salt lies within: nobody tries pays until the hash in the chain fits."""
    kept = {
        "values": {name: text for name, text in terms.values.items() if text.strip()},
        "words": terms.words,
        "salt": secrets.token_hex(_SALT_BYTES),
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(data: bytes) -> OfferTerms:
    """What `encode` gave."""
    kept = json.loads(data)
    return OfferTerms(kept["values"], kept["words"])


def digest(data: bytes) -> str:
    """SHA-256 (hexadecimal) of the encoded terms."""
    return sha256_hex(data)


def differences(
    pay_structure: str,
    offered: OfferTerms,
    written: Mapping[str, str],
    *,
    employers: tuple[LegalEntity, LegalEntity],
) -> list[Difference]:
    """In what a contract, as typed, differs from the accepted offer; `employers`: who offered, and whose contract it is."""
    found = []
    before, after = employers
    if before.id != after.id:
        found.append(Difference("employer", before.name, after.name))
    for field in fields(pay_structure):
        one, other = (_meaning(field, values.get(field.name, "")) for values in (offered.values, written))
        if one != other:
            found.append(
                Difference(
                    field.name, offered.values.get(field.name, ""), written.get(field.name, "").strip()
                )
            )
    return found


def difference_findings(found: list[Difference]) -> list[Finding]:
    """Each of them beside its blank, with both values."""
    blank = _("（未填写）")
    return [
        Finding(
            "OFFER",
            _("候选人接受的录用通知书"),
            "error",
            one.field,
            _("{field}与录用通知书不一致：录用通知书是 {offered}，合同是 {written}。").format(
                field=_("用人单位") if one.field == "employer" else label_of(one.field),
                offered=one.offered or blank,
                written=one.written or blank,
            ),
            _("请改回，或在“与录用通知书不一致的原因”里写明。"),
        )
        for one in found
    ]


def _terms_of(parsed: Parsed) -> Terms:
    """What the law looks at; only for values without problems."""
    start, end = parsed.dates["contract.start"], parsed.dates.get("contract.end")
    return Terms(
        kind="fixed" if end is not None else "open",
        start=start,
        end=end,
        employment_start=start,
        probation_end=parsed.dates.get("probation.end"),
        wage=parsed.wage,
        probation_wage=parsed.money.get("probation.wage"),
        location=parsed.texts["job.location"],
        duties=_DUTIES,
        work_system=_SYSTEM,
        work_approval="",
        pay_day=_PAY_DAY,
        work_hours=_HOURS,
    )


def _meaning(field: TermField, typed: str) -> date | Decimal | int | str:
    """A value by what it means: 8,000 and 8000.00 are one, as are no pay and a pay of nothing."""
    text = typed.strip()
    parsed = parse_values({field.name: text}, [replace(field, required=False, choices=(text,))])
    if field.kind == "money" and field.name in parsed.money:
        return parsed.money[field.name] or ""
    if field.name in parsed.dates:
        return parsed.dates[field.name]
    return parsed.numbers.get(field.name, "".join(text.split()))
