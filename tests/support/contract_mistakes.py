"""Contracts with exactly one mistake, of many kinds, and right ones that look like it: made from a number, the same each time.

Each case says where its mistake must be found. What is right is lawful and awkward: bans on deposits, protection of pregnant
workers, 投标保证金 as a duty.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from huiyin.platform import clock
from huiyin.platform.ids import new_id
from huiyin.platform.word.document import WordDocument
from huiyin.platform.word.reader import read_word
from huiyin.platform.word.tree import paragraphs_of
from huiyin.road.people import AGREED
from huiyin.tenants.contracts.contract_templates.models import ContractTemplate
from huiyin.tenants.contracts.labour_contracts.checking import Proposal, findings_of
from huiyin.tenants.contracts.labour_contracts.facts import History, parse_values
from huiyin.tenants.contracts.law.findings import Finding
from huiyin.tenants.contracts.law.periods import last_day, longest_probation
from huiyin.tenants.contracts.law.wording import TEMPLATE, Passage, check_wording
from huiyin.tenants.contracts.minimum_wages.presets import PRESETS
from huiyin.tenants.contracts.minimum_wages.types import WageTable
from huiyin.tenants.contracts.offers.terms import OfferTerms, difference_findings, differences
from huiyin.tenants.people.employers.models import LegalEntity
from huiyin.tenants.people.persons.service import Identity

from tests.support.word_files import docx, paragraph

KINDS = ("fixed_tech", "fixed_sales", "open_ended")
TABLES = Path(__file__).parents[1] / "unit" / "tenants" / "law"
PLACES = (
    "上海市浦东新区世纪大道 100 号", "上海", "北京市朝阳区望京", "广东省深圳市南山区", "广州市越秀区北京路168号", "江苏省苏州市昆山市花桥镇",
    "浙江杭州", "湖南省长沙市岳麓区", "辽宁省大连市高新园区", "珠海市香洲区",
)  # fmt: skip
DUTIES = (
    "负责后端服务的设计、开发和维护，参加代码评审", "负责投标保证金的缴纳、登记和退回，办理投标文件的封标", "维护华东大区各产线的设备，完成部门安排的工作任务",
    "负责女职工特殊保护制度的落实，怀孕、产期、哺乳期员工的岗位调整", "负责押金类科目的账务核对（客户押金、房租押金）", "检查施工现场的安全防护，纠正工伤自负一类的违法约定",
    "管理客户合同中的违约金条款，跟进争议处理", "负责社会保险的申报和缴费，不得遗漏任何员工", "负责招聘，不得询问应聘者的婚育情况",
)  # fmt: skip
HOURS = (
    "每周一至周五 9:00—18:00，午休一小时", "周一至周五 8:30-12:00，13:00-17:30", "每周工作五天，每日八小时", "周一至周六 9:00—16:00，午休一小时",
    "周一到周五上午9点至下午6点，午休1小时",
)  # fmt: skip
NAMES = ("欧阳娜娜", "阿卜杜热合曼·买买提艾力", "李想", "司马喆", "王雪", "诸葛瑾瑜")
BENEFITS = ("", "补充医疗保险", "每年一次体检，餐补每天 20 元", "不收取任何押金，工作服由甲方免费提供")


def _rows(name: str) -> list[str]:
    lines = (TABLES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


UNLAWFUL = tuple(tuple(row.split("\t")) for row in _rows("unlawful.txt"))
LAWFUL = tuple(row for row in _rows("lawful.txt") if "附件" not in row)


@dataclass(slots=True)
class Case:
    """A contract as HR would make it; `field` is beside which its mistake must be found, none where it has none."""

    name: str
    kind: str
    values: dict[str, str]
    body: str
    worker: Identity
    history: History = field(default_factory=History)
    offered: dict[str, str] | None = None
    word: bytes | None = None
    field: str = ""

    def findings(self) -> list[Finding]:
        """What is found in it before it could be sent."""
        if self.word is not None:
            return _read_word(self.word)
        wages = WageTable([replace(one, verified_on=clock.today_in_china()) for one in PRESETS])
        employer = _employer()
        kind = "open" if self.kind == "open_ended" else "fixed"
        template = ContractTemplate(
            id=new_id(), code=self.kind, version=1, name="", kind=kind, body=self.body
        )
        proposal = Proposal(
            person_id=new_id(),
            employer=employer,
            template=template,
            values=self.values,
            fonts=None,
            fixed_on_request=False,
            previous_end=None,
        )
        found = findings_of(
            proposal, parse_values(self.values), self.worker, history=self.history, wages=wages
        )
        if self.offered is not None:
            terms = OfferTerms(self.offered)
            found += difference_findings(differences("", terms, self.values, employers=(employer, employer)))
        return found

    def stops(self) -> list[Finding]:
        """Those that stand in the way of making it."""
        return [one for one in self.findings() if one.level != "alarm"]


def right(seed: int) -> Case:
    """A lawful contract."""
    chance = random.Random(seed)  # noqa: S311 – the same contracts in every run
    kind = chance.choice(KINDS)
    start = clock.today_in_china() + timedelta(days=chance.randrange(1, 200))
    months = chance.choice((3, 6, 12, 18, 24, 36, 48, 60))
    end = None if kind == "open_ended" else last_day(start, months)
    wage = chance.choice((6000, 8500, 12_000, 23_456, 60_000))
    values = {name: text for name, text in AGREED.items() if name.startswith(("bonus.", "commission."))} | {
        "contract.start": start.isoformat(),
        "contract.end": end.isoformat() if end else "",
        "contract.employment_start": start.isoformat(),
        "contract.service_start": start.isoformat(),
        "contract.open_basis": "协商一致",
        "job.title": chance.choice(("工程师", "大客户经理", "会计")),
        "job.department": chance.choice(("研发部", "华东大区·设备二部")),
        "job.duties": chance.choice(DUTIES),
        "job.location": chance.choice(PLACES),
        "job.sales_area": "华东地区",
        "work.system": "标准",
        "work.hours": chance.choice(HOURS),
        "pay.base": chance.choice((f"{wage}", f"{wage:,}.00", f"¥{wage:,}")),
        "pay.pay_day": str(chance.randrange(1, 29)),
        "pay.overtime_base": "乙方的月工资标准",
        "pay.structure": "基本工资、岗位工资和绩效奖金",
        "social.place": "按工作地点",
        "benefit.extra": chance.choice(BENEFITS),
        "hazard.exists": "无",
    }
    most = longest_probation("open" if end is None else "fixed", start, end)
    if most and (end is None or last_day(start, most) < end) and chance.random() < 0.7:
        values |= {
            "probation.end": last_day(start, chance.randrange(1, most + 1)).isoformat(),
            "probation.wage": str(max(wage * 8 // 10, wage - 500)),
            "job.conditions": "具备岗位要求的学历和从业经验，试用期考核合格",
        }
    if chance.random() < 0.3:
        values |= {
            "hazard.exists": "有", "hazard.kinds": "噪声、粉尘", "hazard.consequence": "听力损伤、尘肺病",
            "hazard.measures": "佩戴护耳器和防尘口罩", "hazard.treatment": "岗位津贴每月 300 元",
        }  # fmt: skip
    if kind != "fixed_sales" and chance.random() < 0.3:
        values |= _noncompete()
    if chance.random() < 0.6:
        values["annex.secrets"] = "\n".join(chance.sample(LAWFUL, 3))
    if chance.random() < 0.3:
        values["annex.bonus"] = chance.choice(LAWFUL)
    return Case("right", kind, values, _body(kind), _worker(chance.choice(NAMES), "199003071234"))


def wrong(seed: int) -> Case:
    """A contract with one mistake: the kinds one after the other."""
    name = list(MISTAKES)[seed % len(MISTAKES)]
    for attempt in range(1000):  # until one of the right ones can have it
        case = right(seed * 1000 + attempt)
        chance = random.Random(seed)  # noqa: S311
        if MISTAKES[name](case, chance):
            case.name = name
            return case
    raise ValueError(f"no contract can have the mistake {name}")


Mistake = Callable[[Case, random.Random], bool]


def _set(where: str, **values: str) -> Mistake:
    """These values, with `__` for the dot; found beside `where`."""

    def make(case: Case, _chance: random.Random) -> bool:
        case.values |= {name.replace("__", "."): value for name, value in values.items()}
        case.field = where
        return True

    return make


def _fixed(where: str, change: Callable[[date, date], Mapping[str, str]]) -> Mistake:
    """Of a contract for a fixed term of three years: values that follow from its first and last day."""

    def make(case: Case, _chance: random.Random) -> bool:
        if case.kind == "open_ended":
            return False
        start = date.fromisoformat(case.values["contract.start"])
        end = last_day(start, 36)
        case.values |= {"contract.end": end.isoformat(), "probation.end": "", "probation.wage": ""}
        case.values |= change(start, end)
        case.field = where
        return True

    return make


def _on_probation(**values: str) -> Callable[[date, date], Mapping[str, str]]:
    """A lawful probation but for these."""

    def change(start: date, _end: date) -> Mapping[str, str]:
        lawful = {
            "pay.base": "10000", "probation.end": last_day(start, 6).isoformat(), "probation.wage": "8000",
            "job.conditions": "试用期考核合格",
        }  # fmt: skip
        return lawful | {name.replace("__", "."): value for name, value in values.items()}

    return change


def _open(where: str, **values: str) -> Mistake:
    def make(case: Case, _chance: random.Random) -> bool:
        if case.kind != "open_ended":
            return False
        return _set(where, **values)(case, _chance)

    return make


def _competing(where: str, **values: str) -> Mistake:
    def make(case: Case, chance: random.Random) -> bool:
        if case.kind == "fixed_sales":
            return False
        case.values |= _noncompete()
        return _set(where, **values)(case, chance)

    return make


def _born(birth: str) -> Mistake:
    def make(case: Case, chance: random.Random) -> bool:
        case.worker, case.field = _worker(chance.choice(NAMES), birth), "worker.id_number"
        return True

    return make


def _after(history: History, where: str, **values: str) -> Mistake:
    def make(case: Case, _chance: random.Random) -> bool:
        if case.kind == "open_ended":
            return False
        case.history, case.field = history, where
        if where == "probation.end":
            return bool(case.values.get("probation.end"))
        case.values |= values | {"probation.end": "", "probation.wage": ""}
        return True

    return make


def _said(where: str) -> Mistake:
    """A sentence that no contract may say, among lawful ones, in a value."""

    def make(case: Case, chance: random.Random) -> bool:
        _code, sentence = chance.choice(UNLAWFUL)
        if where == "bonus.base_desc" and case.kind != "fixed_tech":
            return False
        if where == "commission.return_rule" and case.kind != "fixed_sales":
            return False
        before, after = chance.sample(LAWFUL, 2)
        case.values[where] = f"{before}。{sentence}。{after}"
        case.field = where
        return True

    return make


def _written(case: Case, chance: random.Random) -> bool:
    """The same in the template."""
    _code, sentence = chance.choice(UNLAWFUL)
    case.body = case.body.replace("## 第十一条", f"{sentence}。\n\n## 第十一条")
    case.field = "template"
    return True


def _without(*pieces: str) -> Mistake:
    """A template that lacks one of these."""

    def make(case: Case, chance: random.Random) -> bool:
        piece = chance.choice(pieces)
        if piece not in case.body:
            return False
        case.body = case.body.replace(piece, "", 1)
        case.field = "template"
        return True

    return make


def _with(line: str) -> Mistake:
    def make(case: Case, _chance: random.Random) -> bool:
        case.body = case.body.replace("## 第十四条", f"{line}\n\n## 第十四条")
        case.field = "template"
        return True

    return make


def _otherwise(name: str, value: str, *, fixed: bool = False) -> Mistake:
    """The accepted offer said something else."""

    def make(case: Case, _chance: random.Random) -> bool:
        if (fixed and case.kind == "open_ended") or case.values.get(name, "") == value:
            return False
        case.offered = dict(case.values) | {name: value}
        case.field = name
        return True

    return make


def _from_word(case: Case, chance: random.Random) -> bool:
    """A Word file of the tenant's own, with such a sentence in it."""
    _code, sentence = chance.choice(UNLAWFUL)
    lines = [*chance.sample(LAWFUL, 2), sentence, chance.choice(LAWFUL)]
    case.word = docx("".join(paragraph(line) for line in lines))
    case.field = "template"
    return True


MISTAKES: dict[str, Mistake] = {
    "end before start": _fixed("contract.end", lambda start, _end: {"contract.end": (start - timedelta(days=1)).isoformat()}),
    "no end": _fixed("contract.end", lambda _start, _end: {"contract.end": ""}),
    "end of an open term": _open("contract.end", contract__end="2099-12-31"),
    "probation a day too long": _fixed(
        "probation.end",
        lambda start, end: _on_probation(probation__end=(last_day(start, 6) + timedelta(days=1)).isoformat())(start, end),
    ),
    "probation in a short term": _fixed(
        "probation.end",
        lambda start, end: {
            **_on_probation(probation__end=last_day(start, 1).isoformat())(start, end),
            "contract.end": (last_day(start, 3) - timedelta(days=1)).isoformat(),
        },
    ),
    "probation before the start": _fixed(
        "probation.end", lambda start, end: _on_probation(probation__end=(start - timedelta(days=1)).isoformat())(start, end)
    ),
    "probation below 80 %": _fixed("probation.wage", _on_probation(probation__wage="7999.99")),
    "no pay on probation": _fixed("probation.wage", _on_probation(probation__wage="")),
    "no conditions of recruitment": _fixed("job.conditions", _on_probation(job__conditions="")),
    "pay below zero": _set("pay.base", pay__base="-5000"),
    "pay of nothing": _set("pay.base", pay__base="0"),
    "pay below the minimum": _fixed("pay.base", lambda _start, _end: {"pay.base": "1900"}),
    "pay in words": _set("pay.base", pay__base="一万二千元"),
    "a day that is none": _set("contract.start", contract__start="2027-02-30"),
    "pay day 32": _set("pay.pay_day", pay__pay_day="32"),
    "duties of one word": _set("job.duties", job__duties="写程序"),
    "no duties": _set("job.duties", job__duties=""),
    "anywhere": _set("job.location", job__location="全国"),
    "a road for a place": _set("job.location", job__location="南京路步行街 100 号"),
    "ten hours a day": _set("work.hours", work__hours="周一至周五 8:00—20:00，午休一小时"),
    "six days of eight hours": _set("work.hours", work__hours="每周一至周六 9:00—18:00，午休一小时"),
    "no day of rest": _set("work.hours", work__hours="每周工作七天，每天五小时"),
    "no break": _set("work.hours", work__hours="周一至周五 9:00—18:00"),
    "special hours without a permit": _set("work.approval_no", work__system="不定时", work__approval_no=""),
    "work begins after the end": _fixed(
        "contract.employment_start", lambda _s, end: {"contract.employment_start": (end + timedelta(days=1)).isoformat()}
    ),
    "parts of pay do not add up": _open("pay.structure", pay__base="12000", pay__post="", pay__structure="基本工资8000元，绩效奖金3000元"),
    "hazards not answered": _set("hazard.exists", hazard__exists=""),
    "hazards without measures": _set("hazard.measures", hazard__exists="有", hazard__kinds="噪声", hazard__consequence="听力损伤", hazard__measures="", hazard__treatment="津贴"),
    "25 months of non-compete": _competing("noncompete.months", noncompete__months="25"),
    "non-compete unpaid": _competing("noncompete.monthly_comp", noncompete__monthly_comp="0"),
    "non-compete below the minimum": _competing("noncompete.monthly_comp", noncompete__monthly_comp="1500", noncompete__penalty="50000"),
    "non-compete at 20 %": _competing("noncompete.comp_pct", noncompete__comp_pct="20"),
    "a penalty out of proportion": _competing("noncompete.penalty", noncompete__penalty="5000000"),
    "a child": _born("201301011234"),
    "nearly grown up": _born("200912011234"),
    "past retirement": _born("195001011234"),
    "a third fixed term": _after(History(True, True, 2), "template"),
    "a second probation": _after(History(True, True, 1), "probation.end"),
    "an annex that is not there": _set("job.duties", job__duties="按照附件九《绩效办法》完成部门安排的工作任务"),
    "a character no font has": _set("job.department", job__department="研发\U0003134a部"),
    "unlawful duties": _said("job.duties"),
    "an unlawful benefit": _said("benefit.extra"),
    "an unlawful annex": _said("annex.secrets"),
    "an unlawful bonus": _said("bonus.base_desc"),
    "unlawful rules of bonus": _said("annex.bonus"),
    "an unlawful commission": _said("commission.return_rule"),
    "unlawful treatment": _said("pay.overtime_base"),
    "an unlawful template": _written,
    "an unlawful Word file": _from_word,
    "a template without an item": _without(*(f"<!--clause:LC17-{number}-->" for number in range(1, 10))),
    "a template without a blank": _without(
        "{{employer.legal_rep}}", "{{worker.id_number}}", "{{contract.start}}", "{{job.duties}}", "{{work.hours}}",
        "{{social.place}}", "{{hazard.measures}}",
    ),
    "a template without women's protection": _without("<!--clause:LC17-9a-->"),
    "a blank that nobody knows": _with("14.9 乙方生肖：{{worker.zodiac}}。"),
    "a blank without its end": _with("14.9 乙方：{{worker.name。"),
    "a template that names what it lacks": _with("14.9 保密办法见附件《技术秘密清单》。"),
    "less than was offered": _otherwise("pay.base", "999999"),
    "another first day than offered": _otherwise("contract.start", "2039-01-01"),
    "a shorter term than offered": _otherwise("contract.end", "2099-01-01", fixed=True),
    "another place than offered": _otherwise("job.location", "天津市"),
}  # fmt: skip


def _read_word(data: bytes) -> list[Finding]:
    """What is found in a Word file, as it comes in."""
    document = read_word(data)
    assert isinstance(document, WordDocument)
    lines = [one.text for one in paragraphs_of(document.blocks)]
    return check_wording([Passage(str(number), ((TEMPLATE, line),)) for number, line in enumerate(lines, 1)])


def _noncompete() -> dict[str, str]:
    return {
        "noncompete.role": "高级技术人员", "noncompete.secrets": "未公开的源代码", "noncompete.months": "12", "noncompete.area": "上海市",
        "noncompete.scope": "同类软件", "noncompete.monthly_comp": "6000", "noncompete.comp_pct": "50", "noncompete.pay_day": "10",
        "noncompete.penalty": "100000",
    }  # fmt: skip


def _body(kind: str) -> str:
    return (files("huiyin.tenants.contracts.contract_templates.built_in") / f"{kind}.md").read_text("utf-8")


def _worker(name: str, birth_and_order: str) -> Identity:
    return Identity(
        name,
        "+8613800040001",
        "",
        "居民身份证",
        f"310199{birth_and_order[:11]}1",
        "上海市浦东新区世纪大道 100 号 101 室",
    )


def _employer() -> LegalEntity:
    return LegalEntity(
        id=_EMPLOYER, name="杭州云栖星河科技有限公司", uscc="91330106MA2KXY8B2Q", address="浙江省杭州市西湖区云栖小镇星河路 18 号",
        legal_representative="沈知远", contact_name="周敏", contact_phone="0571-88001234",
    )  # fmt: skip


_EMPLOYER = new_id()
