"""From typed values to what stands in the contract, and to what the law looks at."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ....platform.formats import FormatError
from ....platform.formats.dates import parse_date
from ....platform.formats.identity import birth_date, is_male
from ....platform.formats.money import parse_amount, to_capital
from ....platform.formats.names import parse_name
from ....platform.formats.regions import region_name, regions_of
from ....platform.i18n import LazyText, gettext
from ....platform.i18n import lazy as _
from ...people.employers.models import LegalEntity
from ...people.persons.service import Identity
from ..contract_templates.fields import OWN, TERM_FIELDS, TermField, rows_in
from ..contract_templates.merging import Facts
from ..contract_templates.models import ContractTemplate
from ..contract_templates.tree import printed_fields
from ..law.findings import Finding
from ..law.periods import whole_months
from ..law.terms import Terms

_COMPONENTS = ("pay.base", "pay.post")
NOTHING_IS_NONE = ("pay.post",)
"""Parts of pay that are printed as 0.00 where nobody has filled them in."""
_NO_HAZARD = "无"  # rules: allow untranslated – data
_OF_HAZARD = ("hazard.kinds", "hazard.consequence", "hazard.measures", "hazard.treatment")
_OF_NONCOMPETE = tuple(
    name for name in TERM_FIELDS if name.startswith("noncompete.") and name != "noncompete.role"
)
_LAST_DAY = 31
_MOST, _MOST_OF_A_LINE = {"lines": 5_000, "rows": 5_000}, 500
_PERCENT = re.compile(r"(?:100(?:\.0{1,3})?|[0-9]{1,2}(?:\.[0-9]{1,3})?)%?")
_ON_COMMISSION = "commission.rate_table"
_YES, _NO = "是", "否"  # rules: allow untranslated – data
_DEMO_PLATFORM = "回音电子签约平台"  # rules: allow untranslated – goes into the contract


@dataclass(frozen=True, slots=True)
class Parsed:
    """HR's values, read; `problems` where one cannot be."""

    dates: dict[str, date]
    money: dict[str, Decimal]
    numbers: dict[str, int]
    texts: dict[str, str]
    problems: list[Finding]

    @property
    def wage(self) -> Decimal:
        """The monthly wage: base and post together."""
        return sum((self.money[name] for name in _COMPONENTS if name in self.money), Decimal(0))


def parse_values(values: Mapping[str, str], fields: Iterable[TermField] = TERM_FIELDS.values()) -> Parsed:
    """Read every field by its kind."""
    parsed = Parsed({}, {}, {}, {}, [])
    for field in fields:
        name = field.name
        text = values.get(name, "").strip()
        if len(text) > (most := _MOST.get(field.kind, _MOST_OF_A_LINE)):
            long = _("{field}最多 {most} 个字。").format(field=_(field.label), most=most)
            parsed.problems.append(_problem(name, long, _("请改短，长的内容可以写在附件里。")))
            continue
        if not text:
            if field.required:
                parsed.problems.append(not_filled(name, _(field.label)))
            continue
        try:
            if field.kind == "date":
                parsed.dates[name] = parse_date(text)
            elif field.kind == "money":
                parsed.money[name] = parse_amount(text)
            elif field.kind == "number":
                parsed.numbers[name] = _number(text)
            else:
                text = _checked(field, text)
        except FormatError as wrong:
            parsed.problems.append(
                _problem(name, _("{field}：{wrong}").format(field=_(field.label), wrong=wrong), _("请改正。"))
            )
            continue
        parsed.texts[name] = text
    parsed.problems.extend(_contradictions(parsed))
    return parsed


def _checked(field: TermField, text: str) -> str:
    """What is kept in words, where its kind says what it must be."""
    if field.kind == "choice" and text not in field.choices:
        raise FormatError("CHOICE", gettext("不在可选项中"))
    if field.kind == "percent":
        if not _PERCENT.fullmatch(text):
            raise FormatError("FORMAT", gettext("应为 0 到 100 之间的数，最多三位小数，例如 12.5"))
        return f"{text.removesuffix('%')}%"
    if field.kind == "region" and not regions_of(text):
        raise FormatError("REGION", gettext("没有认出这个地区，请从省、市写起"))
    if field.kind == "person":
        return parse_name(text)[0]
    if field.kind == "rows":
        wide = next((row for row in rows_in(text) if len(row) != len(field.columns)), None)
        if wide is not None:
            wanted = gettext("每行 {count} 格，用 | 分开：{columns}；这一行不是：{row}")
            raise FormatError(
                "ROWS",
                wanted.format(
                    count=len(field.columns), columns=" | ".join(field.columns), row=" | ".join(wide)[:40]
                ),
            )
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise FormatError("FORMAT", gettext("应为整数"))
    return int(text)


def not_filled(name: str, label: LazyText) -> Finding:
    """What is said beside a blank that says nothing; `label`: what it is called."""
    return _problem(name, _("没有填写{field}。").format(field=label), _("请填写。"))


def _problem(field: str, message: LazyText, remedy: LazyText) -> Finding:
    return Finding("LC17-x", _("《劳动合同法》第十七条、第八十一条"), "error", field, message, remedy)


@dataclass(frozen=True, slots=True)
class History:
    """What was between the two before. `employed`: they worked together already; `fixed_terms`: contracts for a fixed
    term that both signed while the employment lasted."""

    employed: bool = False
    renews: bool = False
    fixed_terms: int = 0

    @property
    def two_fixed_terms(self) -> bool:
        """After which the next contract has no end, unless the employee asks for one (劳动合同法 Art. 14)."""
        return self.fixed_terms >= 2


def terms_of(
    parsed: Parsed,
    template: ContractTemplate,
    worker: Identity,
    history: History,
    *,
    fixed_on_request: bool = False,
) -> Terms:
    """What the law looks at; only for values without problems. `fixed_on_request`: the employee wants a term with an end."""
    start = parsed.dates["contract.start"]
    kind = template.kind
    return Terms(
        kind=kind,
        start=start,
        end=parsed.dates.get("contract.end"),
        # The month in which a renewal is to be signed begins with its own term.
        employment_start=start if history.renews else parsed.dates["contract.employment_start"],
        probation_end=parsed.dates.get("probation.end"),
        wage=parsed.wage,
        probation_wage=parsed.money.get("probation.wage"),
        location=parsed.texts["job.location"],
        duties=parsed.texts["job.duties"],
        work_system=parsed.texts["work.system"],
        work_approval=parsed.texts.get("work.approval_no", ""),
        pay_day=parsed.numbers["pay.pay_day"],
        birth=birth_date(worker.id_type, worker.id_number),
        male=is_male(worker.id_type, worker.id_number),
        earlier_probation=history.employed,
        fixed_terms_before=history.fixed_terms,
        asked_for_fixed=fixed_on_request,
        sales=_ON_COMMISSION in printed_fields(template.tree),
        components={name: parsed.money[name] for name in _COMPONENTS if name in parsed.money},
        pay_structure=parsed.texts.get("pay.structure", "") if kind == "open" else "",
        work_hours=parsed.texts["work.hours"],
        service_start=parsed.dates.get("contract.service_start"),
        **_noncompete(parsed),
    )


def _region(place: str) -> str:
    """The city, or the province, whose rules apply where somebody works; the place as it was typed where nobody can tell."""
    regions = [code for code in regions_of(place) if code.endswith("00")]
    return region_name(regions[0]) if regions else place


def _contradictions(parsed: Parsed) -> Iterator[Finding]:
    """What was filled in for a clause that somebody has said not to print, and amounts that are none."""
    said = parsed.texts
    if said.get("hazard.exists") == _NO_HAZARD and any(said.get(name) for name in _OF_HAZARD):
        yield _problem(
            "hazard.exists",
            _("选了没有职业病危害，下面又写了危害的内容。"),
            _("请改选“有”，或清空下面几项。"),
        )
    if not said.get("noncompete.role") and any(said.get(name) for name in _OF_NONCOMPETE):
        yield _problem(
            "noncompete.role",
            _("写了竞业限制的内容，没有选乙方属于哪类人员。"),
            _("请选择，或清空竞业限制的各项。"),
        )
    for name in ("noncompete.penalty", "training_bond.cost"):
        if parsed.money.get(name, Decimal(1)) <= 0:
            yield _problem(name, _("数额必须大于零。"), _("请填写实际约定的数额，没有约定的请留空。"))
    if not 1 <= parsed.numbers.get("noncompete.pay_day", 1) <= _LAST_DAY:
        yield _problem("noncompete.pay_day", _("支付日应在 1 到 31 日之间。"), _("请改为每月的某一日。"))
    if parsed.numbers.get("noncompete.months", 1) < 1:
        yield _problem("noncompete.months", _("竞业限制的期限至少一个月。"), _("请改正，或不约定竞业限制。"))


def _noncompete(parsed: Parsed) -> dict[str, Any]:
    """What the law looks at where the parties agree on not competing; nothing where they do not."""
    if not parsed.texts.get("noncompete.role"):
        return {}
    return {
        "noncompete_months": parsed.numbers.get("noncompete.months"),
        "noncompete_pay": parsed.money.get("noncompete.monthly_comp"),
        "noncompete_percent": parsed.numbers.get("noncompete.comp_pct"),
        "noncompete_penalty": parsed.money.get("noncompete.penalty"),
    }


def facts_of(
    parsed: Parsed, *, number: str, employer: LegalEntity, worker: Identity, reliable: bool = False
) -> Facts:
    """What fills the template; `reliable` as for `known_of`. Percentages are printed with their sign."""
    known = known_of(parsed, employer=employer, worker=worker, reliable=reliable)
    values = dict(known)
    values |= {name: _date(value) for name, value in parsed.dates.items()}
    values |= {name: f"{value:,.2f}" for name, value in parsed.money.items()}
    values |= {name: "0.00" for name in NOTHING_IS_NONE if name not in values}
    values |= {
        "contract.no": number,
        "worker.email": worker.email or "（未提供）",  # rules: allow untranslated – goes into the contract
        "pay.monthly_total": f"{parsed.wage:,.2f}",
        "pay.monthly_total_cn": to_capital(parsed.wage),
        "pay.base_cn": to_capital(parsed.money["pay.base"]),
    }
    if "probation.end" in parsed.dates:
        values["probation.start"] = _date(parsed.dates["contract.start"])
        values["probation.wage_cn"] = to_capital(parsed.money["probation.wage"])
    return Facts(values, known)


def known_of(
    parsed: Parsed, *, employer: LegalEntity, worker: Identity, reliable: bool = False
) -> dict[str, str]:
    """What the conditions of a template look at, as far as the values could be read. `reliable`: signatures are by certificates of
    a licensed authority (《电子签名法》 Art. 13, 16)."""
    return parsed.texts | {
        "employer.name": employer.name,
        "employer.uscc": employer.uscc,
        "employer.address": employer.address,
        "employer.legal_rep": employer.legal_representative,
        "employer.contact_name": employer.contact_name,
        "employer.contact_phone": employer.contact_phone,
        "worker.name": worker.name,
        "worker.id_type": worker.id_type,
        "worker.id_number": worker.id_number,
        "worker.address": worker.address,
        "worker.mobile": worker.phone.removeprefix("+86"),
        "worker.email": worker.email,
        "job.region_name": _region(parsed.texts.get("job.location", "")),
        "probation.months": _months(parsed),
        "esign.platform_name": _DEMO_PLATFORM,
        "esign.reliable": _YES if reliable else _NO,
    }


def words_of(typed: Mapping[str, str], *, employer: LegalEntity, worker: Identity) -> dict[str, str]:
    """What is read of the values for its wording: all that HR typed, and addresses; names say nothing."""
    typed = {name: text for name, text in typed.items() if _is_typed(name) and text.strip()}
    return typed | {"employer.address": employer.address, "worker.address": worker.address}


def _is_typed(name: str) -> bool:
    return name in TERM_FIELDS or name.startswith(OWN)


def _months(parsed: Parsed) -> str:
    """Of the probation, only where they are whole: of 2½ months the two dates are printed, and no number."""
    start, end = parsed.dates.get("contract.start"), parsed.dates.get("probation.end")
    months = whole_months(start, end) if start is not None and end is not None else None
    return "" if months is None else str(months)


def _date(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"  # rules: allow untranslated – goes into the contract
