"""Which column is what. Only a heading we know is taken; one we do not know is named to the person, never guessed."""

import re
import unicodedata
from dataclasses import dataclass

from .workbook import Row, Sheet, column_letter, text_of

IGNORED = "ignore"
DIMENSION = "dimension"

_PEOPLE = {
    "name": "姓名 候选人 候选人姓名 应聘者 应聘人 应聘人姓名 求职者 人员姓名 名字 name fullname candidate candidatename",
    "phone": "手机号 手机 手机号码 电话 电话号码 联系电话 联系方式 联系手机 移动电话 mobile phone tel mobilephone"
    " phonenumber cellphone",
    "email": "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 email mail emailaddress",
    "post": "应聘岗位 岗位 职位 应聘职位 申请岗位 申请职位 岗位名称 职位名称 意向岗位 应聘岗位名称 position post job"
    " jobtitle title",
    "department": "部门 所属部门 用人部门 应聘部门 department dept",
    "kind": "岗位类别 岗位类型 职位类别 职类 category jobcategory",
    "location": "工作地点 工作地 地点 城市 工作城市 location city workplace",
    "source": "渠道 来源 招聘渠道 简历来源 来源渠道 source channel",
    "applied_on": "投递日期 申请日期 投递时间 申请时间 应聘日期 登记日期 applied appliedon applicationdate dateapplied",
    "pay": "期望薪资 期望月薪 薪资要求 期望工资 期望薪酬 薪资期望 期望待遇 salary expectedsalary expectedpay",
    "available_on": "可到岗日期 到岗日期 到岗时间 可到岗时间 最快到岗 入职时间 可入职日期 available availableon"
    " availabledate startdate",
    "note": "备注 说明 其他 note notes remark remarks comment",
}
_SCORES = {
    "name": _PEOPLE["name"],
    "phone": _PEOPLE["phone"],
    "post": _PEOPLE["post"],
    "round": "面试轮次 轮次 面试阶段 面试环节 阶段 round interviewround stage",
    "interviewer": "面试官 面试官姓名 评委 面试人 主面试官 考官 评价人 interviewer assessor",
    "held_at": "面试时间 面试日期 时间 日期 interviewtime interviewdate date time",
    "note": "备注 评语 评价 面试评语 面试评价 说明 note notes comment comments remark",
    "conclusion": "结论 面试结论 建议 推荐意见 面试结果 结果 conclusion result recommendation",
}
_DIMENSIONS = [
    "沟通能力",
    "专业技能",
    "团队协作",
    "稳定性",
    "学习能力",
    "逻辑思维",
    "执行力",
    "责任心",
    "抗压能力",
    "领导力",
    "文化匹配",
    "英语水平",
    "综合素质",
    "沟通表达",
    "专业能力",
    "团队合作",
    "岗位匹配",
    "服务意识",
    "工作态度",
    "主动性",
    "创新能力",
    "形象气质",
    "求职动机",
    "职业素养",
    "应变能力",
    "communication",
    "teamwork",
    "professionalskills",
    "stability",
    "leadership",
    "learning",
]
_NEVER = {"原行号", "问题", "序号", "编号", "no", "#"}
REQUIRED = {
    "people": ("name", "phone", "post"),
    "scores": ("phone", "round", "interviewer"),
}
LABELS = {
    "name": "姓名", "phone": "手机号", "email": "邮箱", "post": "应聘岗位", "department": "部门", "kind": "岗位类别",
    "location": "工作地点", "source": "渠道", "applied_on": "投递日期", "pay": "期望薪资", "available_on": "可到岗日期",
    "note": "备注", "round": "面试轮次", "interviewer": "面试官", "held_at": "面试时间", "conclusion": "结论",
}  # fmt: skip
_LOOK_AT_ROWS = 15


@dataclass(frozen=True, slots=True)
class Column:
    """One column with a heading: `field` is None where the heading is not known."""

    index: int
    heading: str
    field: str | None

    @property
    def letter(self) -> str:
        return column_letter(self.index)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab understood: `kind` is people or scores; `columns` those that have a heading."""

    kind: str
    sheet: Sheet
    heading_row: int
    columns: tuple[Column, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows under the headings, blank ones left out."""
        return tuple(row for row in self.sheet.rows if row.number > self.heading_row and not row.blank)

    def index_of(self, field: str) -> int | None:
        """The column of a field."""
        return next((column.index for column in self.columns if column.field == field), None)

    @property
    def dimensions(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field == DIMENSION)

    @property
    def unmapped(self) -> tuple[Column, ...]:
        """Columns whose heading nobody knows."""
        return tuple(column for column in self.columns if column.field is None)

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields without a column."""
        absent = [field for field in REQUIRED[self.kind] if self.index_of(field) is None]
        if self.kind == "scores" and not self.dimensions:
            absent.append(DIMENSION)
        return tuple(absent)

    @property
    def ambiguous(self) -> tuple[str, ...]:
        """Fields that two columns claim."""
        fields = [column.field for column in self.columns if column.field not in (None, IGNORED, DIMENSION)]
        return tuple(sorted({field for field in fields if field and fields.count(field) > 1}))


def fold(heading: str) -> str:
    """A heading without what does not matter: width, case, spaces, hints in brackets, asterisks and colons."""
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\s*_:：/\-]", "", text).casefold()


def _index(table: dict[str, str]) -> dict[str, str]:
    return {fold(word): field for field, words in table.items() for word in words.split()}


_KNOWN = {"people": _index(_PEOPLE), "scores": _index(_SCORES)}
_KNOWN_DIMENSIONS = {fold(word) for word in _DIMENSIONS}
_KNOWN_NEVER = {fold(word) for word in _NEVER}


def understand(sheets: tuple[Sheet, ...], overrides: dict[str, str] | None = None) -> tuple[Tab, ...]:
    """The tabs that hold people or scores. `overrides`: "tab title!column letter" → field, said by a person."""
    tabs = [tab for sheet in sheets if (tab := _tab(sheet, overrides or {})) is not None]
    # Two tabs of people would hide one another; the first of each kind counts, as people expect.
    firsts = {tab.kind: tab for tab in reversed(tabs)}
    return tuple(tab for tab in tabs if firsts[tab.kind] is tab)


def _tab(sheet: Sheet, overrides: dict[str, str]) -> Tab | None:
    best: tuple[int, str, Row] | None = None
    for row in sheet.rows[:_LOOK_AT_ROWS]:
        headings = [fold(text_of(cell)) for cell in row.cells]
        for kind in ("people", "scores"):
            score = sum(1 for heading in headings if heading and heading in _KNOWN[kind])
            if kind == "scores":
                marks = sum(1 for heading in headings if heading in _KNOWN_DIMENSIONS)
                own = {_KNOWN["scores"].get(heading) for heading in headings} & {
                    "round",
                    "interviewer",
                }
                score = score + marks + 1 if own else 0
            if score >= 2 and (best is None or score > best[0]):
                best = (score, kind, row)
    if best is None:
        return None
    _score, kind, row = best
    columns = tuple(
        Column(
            index,
            text_of(cell),
            _field(
                kind,
                text_of(cell),
                overrides.get(f"{sheet.title}!{column_letter(index)}"),
            ),
        )
        for index, cell in enumerate(row.cells)
        if text_of(cell)
    )
    return Tab(kind, sheet, row.number, columns)


def _field(kind: str, heading: str, said: str | None) -> str | None:
    if said:
        return said
    folded = fold(heading)
    if folded in _KNOWN_NEVER:
        return IGNORED
    if kind == "scores" and folded in _KNOWN_DIMENSIONS:
        return DIMENSION
    return _KNOWN[kind].get(folded)
