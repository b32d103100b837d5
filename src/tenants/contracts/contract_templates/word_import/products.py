"""Which of the product's fields a blank of somebody's contract may be, by the words around it; none where that is not sure."""

import re
import unicodedata
from enum import Enum


class Side(Enum):
    """Of whom a contract speaks."""

    NOBODY = 0
    EMPLOYER = 1
    WORKER = 2


_A, _B = r"(?:甲方|用人单位|公司|单位|企业)", r"(?:乙方|劳动者|员工|职工|雇员)"
_OF_A = re.compile(_A)
_OF_B = re.compile(_B)
_ID = r"(?:居民)?身份证(?:件)?(?:或者?其他有效证件)?|有效身份证件|证件"
# By what the blank is called, whoever it is about.
_BY_LABEL: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"{_A}{{1,2}}(?:名称|全称)?(?:盖章|公章)?", "employer.name"),
        (rf"{_A}?(?:统一)?社会信用代码", "employer.uscc"),
        (
            rf"{_A}?(?:的)?(?:法定代表人|主要负责人|委托代理人|或者?|、)*(?:法定代表人|主要负责人)(?:或者?委托代理人)?",
            "employer.legal_rep",
        ),
        (rf"{_B}{{1,2}}(?:姓名|签名|签字)?", "worker.name"),
        (rf"{_B}?(?:{_ID})(?:号码|号)", "worker.id_number"),
        (rf"{_B}?(?:有效)?(?:身份)?证件(?:类型|种类|名称)", "worker.id_type"),
        (r"(?:劳动)?合同(?:编号|号码?)", "contract.no"),
        (r"(?:工作)?(?:岗位|职务)(?:名称)?|职位(?:名称)?", "job.title"),
        (r"(?:所属|所在|工作)?部门", "job.department"),
        (r"(?:主要|岗位|工作)职责(?:为|是)?", "job.duties"),
        (r"(?:工作时间)?(?:具体)?(?:工作时间)?安排(?:为|是)?", "work.hours"),
        (r"(?:职业病?)?危害(?:因素)?的?种类", "hazard.kinds"),
        (r"可能(?:产生|造成)?的?后果", "hazard.consequence"),
        (r"(?:职业病?)?防护措施", "hazard.measures"),
        (r"相应(?:的)?待遇", "hazard.treatment"),
        (rf"(?:{_B}的?)?工作地点(?:为|是|在|位于)?", "job.location"),
        (r"(?:社会保险|社保)?参保地(?:点|区)?(?:为|是|在)?", "social.place"),
    )
)
# By what it is called and whose it is.
_BY_SIDE: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), of_a, of_b)
    for pattern, of_a, of_b in (
        (r"(?:单位|企业|公司)?(?:名称|全称)", "employer.name", ""),
        (r"姓名", "", "worker.name"),
        (r"(?:注册|登记|经营|办公)(?:地址?|住所)", "employer.address", ""),
        (r"住所地?|地址", "employer.address", "worker.address"),
        (r"(?:现|家庭)?(?:住址|居住地址?)|现住地址", "", "worker.address"),
        (r"(?:联系)?电话(?:号码)?|联系方式", "employer.contact_phone", "worker.mobile"),
        (r"手机(?:号码?)?|移动电话", "", "worker.mobile"),
        (r"联系人(?:姓名)?", "employer.contact_name", ""),
        (r"(?:电子)?(?:邮箱|邮件)(?:地址)?|(?i:e-?mail)", "", "worker.email"),
    )
)
_PRE_TAX = r"(?:[(]?税前[)]?)?"
_AMOUNT = rf"{_PRE_TAX}(?:标准)?{_PRE_TAX}(?:每月)?(?:为|是|:)?(?:每月)?(?:人民币|¥|￥|RMB)?{_PRE_TAX}$"
_WAGE = re.compile(rf"(?:月工资|基本工资|月基本工资|底薪|月薪|试用期工资){_AMOUNT}")
_BASE = re.compile(rf"(?:月工资|基本工资|月基本工资|底薪){_AMOUNT}")
_TERM = re.compile("合同期限?|固定期限|劳动合同")


def product_of(label: str, before: str, after: str, side: Side, title: str) -> str:
    """The product's field that a blank with these words around it may be, "" where nothing says so clearly."""
    label, before, after, title = (_folded(one) for one in (label, before, after, title))
    return (
        _of_a_term(before, after, title)
        or _of_pay(before, after)
        or _of_a_post(before, after)
        or _by_label(label, side)
    )


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _by_label(label: str, side: Side) -> str:
    name = re.sub(r"[^\w]", "", label)
    for pattern, known in _BY_LABEL:
        if pattern.fullmatch(name):
            return known
    own = Side.EMPLOYER if _OF_A.match(name) else Side.WORKER if _OF_B.match(name) else side
    bare = re.sub(rf"^(?:{_A}|{_B}){{1,2}}的?", "", name) or name
    for pattern, of_a, of_b in _BY_SIDE:
        if pattern.fullmatch(bare) or pattern.fullmatch(name):
            return {Side.EMPLOYER: of_a, Side.WORKER: of_b}.get(own, "")
    return ""


def _of_a_term(before: str, after: str, title: str) -> str:
    """自…起至…止, of the contract or of the time of trial: whichever was named last."""
    begins = re.search("[自从]$", before) and after.startswith("起")
    ends = re.search("[至到]$", before) and re.match("止|终止|[(]?含|[,。;]|$", after)
    if not begins and not ends:
        return ""
    sentence = re.split("[。;]", before)[-1]
    trial = sentence.rfind("试用期")
    term = max((one.start() for one in _TERM.finditer(sentence)), default=-1)
    if trial > term:
        return "probation.start" if begins else "probation.end"
    if term < 0 and ("试用" in title or not _TERM.search(title)):
        return ""
    return "contract.start" if begins else "contract.end"


def _of_pay(before: str, after: str) -> str:
    sentence = re.split("[。;]", before)[-1]
    if re.search("每月(?:的)?$", before) and re.match("日|号", after):
        near = sentence + re.split("[。;]", after)[0]
        return "pay.pay_day" if re.search("工资|报酬|薪", near) and re.search("发|付", near) else ""
    if not after.startswith("元") or not _WAGE.search(before):
        return ""
    tail = re.split("[,、]", sentence)[-1]
    if "试用期" in tail:
        return "probation.wage"
    return "pay.base" if _BASE.search(before) and "试用期" not in sentence else ""


def _of_a_post(before: str, after: str) -> str:
    says = re.search("(?:从事|担任|安排在|岗位为|岗位是|职务为|职务是)$", before)
    if says and (re.match("岗位|工作岗位|职务|职位", after) or says[0][-1] in "为是"):
        return "job.title"
    if re.search("(?:实行|执行)$", before) and after.startswith("工时"):
        return "work.system"
    return "job.location" if re.search("工作地点(?:为|是|在|位于|:)$", before) else ""
