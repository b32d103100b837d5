"""Workbooks for tests, built here."""

import io
from typing import Any

from openpyxl import Workbook

PEOPLE = ("姓名", "手机号", "邮箱", "应聘岗位", "部门", "岗位类别", "工作地点", "期望薪资", "可到岗日期")
SCORES = ("姓名", "手机号", "应聘岗位", "面试轮次", "面试官", "面试时间", "沟通能力", "专业技能", "备注")


def workbook(tabs: dict[str, list[tuple[Any, ...]]]) -> bytes:
    """An .xlsx of these tabs and rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def person(name: str, phone: object, post: str = "后端开发工程师", **more: Any) -> tuple[Any, ...]:
    """A row of the people tab."""
    kind = more.get("kind", "技术")
    email = more.get("email", "a@example.com")
    return (
        name,
        phone,
        email,
        post,
        "研发部",
        kind,
        "上海市浦东新区",
        more.get("pay", "20k"),
        more.get("available"),
    )


def score(name: str, phone: object, communication: object, skill: object, **more: Any) -> tuple[Any, ...]:
    """A row of the score tab."""
    post, by = more.get("post", "后端开发工程师"), more.get("by", "王磊")
    return (name, phone, post, "初试", by, "2026-09-24 15:30", communication, skill, more.get("note", ""))
