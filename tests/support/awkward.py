"""Awkward sheets, made here from a seed: what HR people really keep. Each says what should become of it."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import Workbook

Grid = list[tuple[Any, ...]]
POSTS = ("后端开发工程师", "大客户销售", "财务主管", "门店店员")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"


@dataclass(frozen=True, slots=True)
class Awkward:
    """A sheet with its name and bytes, and the counts it should give; None: it should be refused and say why."""

    filename: str
    data: bytes
    counts: dict[str, int] | None
    unmapped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass
class Maker:
    """Invented people from a seed."""

    seed: int = 1
    start: int = 13700000000
    made: int = field(default=0)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 – test data

    def person(self) -> tuple[str, str, str]:
        """Name, phone, vacancy; phones never repeat."""
        self.made += 1
        name = self.random.choice(_SURNAMES) + "".join(self.random.choices(_GIVEN, k=2))
        return name, str(self.start + self.made), self.random.choice(POSTS)


def book(tabs: dict[str, Grid], finish: Callable[[Workbook], None] | None = None) -> bytes:
    """An .xlsx of these tabs; `finish` may merge, hide and so on."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in tabs.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if finish:
        finish(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def counts(people: int, cards: int = 0, **more: int) -> dict[str, int]:
    """The counts of a sheet where `more` says what else than clean rows there is."""
    other = {key: more.get(key, 0) for key in ("duplicates", "faulty", "score_duplicates", "score_faulty")}
    rows = people + other["duplicates"] + other["faulty"]
    score_rows = cards + other["score_duplicates"] + other["score_faulty"]
    return {"rows": rows, "people": people, "score_rows": score_rows, "scorecards": cards, **other}


_SETS = {
    "plain": (("姓名", "手机号", "应聘岗位"), ("手机号", "面试轮次", "面试官", "沟通能力", "专业技能")),
    "synonyms": (
        ("候选人", "联系方式", "求职岗位"),
        ("联系电话", "面试环节", "评委", "语言表达", "业务理解"),
    ),
    "english": (
        ("Full Name", "Mobile No.", "Position Applied For"),
        ("Phone", "Round", "Interviewer", "Communication Skills", "Problem Solving"),
    ),
    "mixed": (
        ("姓名 Name*", "手机/电话（必填）", "职位\nPosition"),
        ("手机号码 Mobile", "轮次 Round", "面试官/Interviewer", "沟通（0-10分）", "专业能力评分*"),
    ),
    "spaced": (
        ("姓  名", " 联系电话：", "应聘职位（全称）"),
        ("电 话", "面 试 轮 次", "考官", "团队 协作", "稳 定 性"),
    ),
}


def heading_sheets() -> dict[str, Awkward]:
    """The same people under other words, in other places."""
    made = {}
    for number, (name, (people, scores)) in enumerate(_SETS.items()):
        maker = Maker(number + 1, 13700000000 + number * 1000)
        rows = [maker.person() for _n in range(12)]
        cards: Grid = [(phone, "初试", "王磊", 8, 7) for _name, phone, _post in rows[:9]]
        above: Grid = [("登记表",), (), (), ("填表人：周敏",)] if number % 2 else []
        data = book({f"表{number}": [*above, people, *rows], "打分": [*above, scores, *cards]})
        made[f"headings_{name}"] = Awkward(f"{name}.xlsx", data, counts(12, 9))
    return made


def shape_sheets() -> dict[str, Awkward]:
    """Tabs, orders, merged cells, files of other kinds."""
    maker = Maker(20, 13710000000)
    rows = [maker.person() for _n in range(6)]
    head = ("姓名", "手机号", "应聘岗位")
    csv_text = "\n".join(",".join(row) for row in [head, *rows])
    both_head = (
        "序号",
        "应聘岗位",
        "姓名",
        "手机",
        "期望薪资(K)",
        "学历",
        "星座",
        "沟通",
        "专业技能",
        "总分",
        "评语",
    )
    both: Grid = [
        (n, post, name, phone, 18, "本科", "白羊", 8, 7, 15, "好")
        for n, (name, phone, post) in enumerate(rows)
    ]
    two_rows: Grid = [
        ("基本信息", None, None, "评分", None, "面试官", "轮次"),
        ("姓名", "手机号", "岗位", "沟通能力", "专业技能", None, None),
        *[(*row, 9, 8, "王磊", "初试") for row in rows],
    ]

    def merge(made: Workbook) -> None:
        sheet = made.worksheets[0]
        for cells in ("A1:C1", "D1:E1", "F1:F2", "G1:G2", "F3:F8"):
            sheet.merge_cells(cells)

    def hide(made: Workbook) -> None:
        made["字典"].sheet_state = "hidden"
        made["名单"].row_dimensions[3].hidden = True

    by_name: Grid = [("姓名", "面试官", "沟通能力"), *[(name, "王磊", 8) for name, _phone, _post in rows]]
    plan: Grid = [("姓名", "手机号", "面试官", "面试时间"), (rows[0][0], rows[0][1], "王磊", "2026-09-01")]
    people: Grid = [head, *rows]
    return {
        "csv_utf8": Awkward("a.csv", csv_text.encode(), counts(6)),
        "csv_bom": Awkward("b.csv", csv_text.encode("utf-8-sig"), counts(6)),
        "csv_gb18030": Awkward("c.csv", csv_text.replace(",", ";").encode("gb18030"), counts(6)),
        "csv_utf16": Awkward("d.csv", csv_text.replace(",", "\t").encode("utf-16"), counts(6)),
        "both_in_one": Awkward("both.xlsx", book({"总表": [both_head, *both]}), counts(6, 6), ("星座",)),
        "two_row_headings": Awkward("two.xlsx", book({"表": two_rows}, merge), counts(6, 6)),
        "hidden": Awkward("hidden.xlsx", book({"字典": [("甲", "乙")], "名单": people}, hide), counts(6)),
        "by_name": Awkward("name.xlsx", book({"评": by_name, "人": people}), counts(6, 6)),
        "schedule": Awkward("plan.xlsx", book({"安排": plan, "人": people}), counts(6)),
        "scores_only": Awkward(
            "scores.xlsx",
            book({"评": [("姓名", "手机号", "应聘岗位", "轮次", "面试官", "沟通能力"), *[(*r, "初试", "王磊", 8) for r in rows]]}),
            counts(6, 6),
        ),
        "unknown_scores": Awkward(
            "odd.xlsx",
            book({"人": people, "评": [("手机号", "轮次", "面试官", "气场", "默契"), *[(r[1], "初", "王", 8, 7) for r in rows]]}),
            None,
            ("气场", "默契"),
            ("评：评分维度",),
        ),
        "one_unknown_score": Awkward(
            "odd2.xlsx",
            book({"人": people, "评": [("手机号", "轮次", "面试官", "沟通", "默契"), *[(r[1], "初", "王", 8, 7) for r in rows]]}),
            counts(6, 6),
            ("默契",),
        ),
        "no_post": Awkward("nopost.xlsx", book({"人": [("姓名", "手机号", "想做啥"), *rows]}), None, ("想做啥",), ("人：应聘岗位",)),
        "nothing": Awkward("nothing.xlsx", book({"人": [("甲", "乙"), (1, 2)]}), None),
    }  # fmt: skip


def value_sheets() -> dict[str, Awkward]:
    """Cells as people write them: each row says whether it may come in."""
    head = (
        "姓名", "手机号", "邮箱", "应聘岗位", "部门", "岗位类别", "工作地点", "投递日期", "期望薪资", "可到岗日期", "备注",
    )  # fmt: skip
    good: Grid = [
        (
            "张 三",
            13720000001,
            "a@x.com；b@x.com",
            "销售",
            "",
            "",
            "",
            "2026年9月3日",
            "面议",
            "随时",
            "=1+1",
        ),
        (
            "李想（内推）",
            13720000002.0,
            "Ａ@x.com",
            "销售",
            "=A1",
            "奇怪的类别",
            "火星",
            "9月3日",
            "15k-20k",
            "2026.9.3",
            "<b>x</b>",
        ),
        (
            "王\u200b芳",
            "+86 137-2000-0003",
            "无",
            "销售",
            None,
            "技术",
            "上海",
            46302,
            "年薪30万",
            "20260903",
            "😀\u0001\u0007",
        ),
        (
            "𬭎𠮷",
            "１３７２０００００04",
            "",
            "销售",
            None,
            None,
            None,
            "3-Sep-26",
            "20000以上",
            datetime(2199, 1, 1),
            "x" * 32000,
        ),
        (
            "买买提•阿不都",
            "电话：13720000005（微信同号）",
            None,
            "销售",
            None,
            None,
            None,
            "?",
            "1.5-2万",
            "1990-01-01",
            None,
        ),
        (
            "<b>陈</b>",
            "0086 13720000006",
            None,
            "-总监",
            "@研发",
            "+技术",
            None,
            None,
            9.9e15,
            None,
            "@SUM(A1)",
        ),
        (
            "Ａｎｎａ Lee",
            "1.3720000007E+10",
            None,
            "销" * 500,
            None,
            None,
            None,
            float("nan"),
            -5,
            True,
            None,
        ),
    ]
    bad: Grid = [
        ("", "13720000011", None, "销售"), ("甲乙", "", None, "销售"), ("甲丙", "+852 1123 4567", None, "销售"),
        ("甲丁", "1372000001", None, "销售"), ("甲戊", "13720000015", None, None), ("例：张三", "13720000016", None, "销售"),
        ("合计", None, None, 7), ("平均", "13720000017", None, "销售"), ("甲己", "13720000018/13720000019", None, "销售"),
        ("ABC" * 20, "13720000020", None, "销售"), ("=1+1", "13720000021", None, "销售"), ("别人", 13720000001, None, "销售"),
        ("自造\ue000字", "13720000022", None, "销售"),
    ]  # fmt: skip
    again: Grid = [("张三", "137 2000 0001", None, "销售"), ("张三", "13720000001", None, "店员")]
    same_name: Grid = [("张三", "13720000031", None, "销售")]
    data = book({"人员": [head, *[_safe(row) for row in good + bad + again], (), *same_name]})
    return {"values": Awkward("values.xlsx", data, counts(len(good) + 1, duplicates=2, faulty=len(bad)))}


def _safe(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """openpyxl writes no control characters and takes = for a formula; a real file may hold both."""
    return tuple(
        f"'{cell}"
        if isinstance(cell, str) and cell.startswith("=")
        else cell.replace("\u0001\u0007", "_x0001__x0007_")
        if isinstance(cell, str)
        else cell
        for cell in row
    )


def score_sheets() -> dict[str, Awkward]:
    """Scores on other scales, words for none, the same card twice."""
    maker = Maker(40, 13730000000)
    rows = [maker.person() for _n in range(10)]
    people: Grid = [("姓名", "手机号", "应聘岗位"), *rows]
    head = ("手机号", "轮次", "面试官", "沟通能力", "专业技能(100分)", "稳定性（满分5分）")
    phones = [row[1] for row in rows]
    cards: Grid = [
        (phones[0], "初试", "王", 8, 85, 4), (phones[1], "初试", "王", "8分", "85/100", "5"), (phones[2], "初试", "王", "8/10", 90.5, 3),
        (phones[3], "初试", "王", "优秀", 85, 4), (phones[4], "初试", "王", "缺考", 85, "-"), (phones[5], "初试", "王", "未到场", None, "缺考"),
        (phones[6], "初试", "王", 85, 85, 4), (phones[7], "初试", "王", 8, 101, 4), (phones[0], "初试", "王", "8.0", 85, 4),
        (phones[0], "初试", "王", 3, 85, 4), (phones[8], "", "王", 8, 80, 4), ("13999999999", "初试", "王", 8, 80, 4),
    ]  # fmt: skip
    expected = counts(10, 5, score_duplicates=1, score_faulty=6)
    return {"scores": Awkward("scores.xlsx", book({"人": people, "评": [head, *cards]}), expected)}


def large(rows: int = 5_000) -> Awkward:
    """Thousands of people with a card each."""
    maker = Maker(99, 13800000000)
    people = [maker.person() for _n in range(rows)]
    marks = [
        (phone, "初试", "王磊", maker.random.randint(4, 10), maker.random.randint(4, 10))
        for _n, phone, _p in people
    ]
    tabs: dict[str, Grid] = {"人": [("姓名", "手机号", "应聘岗位"), *people]}
    tabs["评"] = [("手机号", "轮次", "面试官", "沟通能力", "专业技能"), *marks]
    return Awkward("large.xlsx", book(tabs), counts(rows, rows))


def every() -> dict[str, Awkward]:
    """All of them but the large one."""
    return heading_sheets() | shape_sheets() | value_sheets() | score_sheets()
