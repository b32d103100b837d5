"""A form that takes several files: in the order in which people count, and not too many of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from huiyin.platform.http.forms import Form
from litestar.datastructures import UploadFile


@asynccontextmanager
async def _form(*names: str) -> AsyncIterator[Form]:
    form = Form()
    form._files["files"] = given = [
        UploadFile(content_type="image/jpeg", filename=name, file_data=name.encode()) for name in names
    ]
    yield form
    for one in given:
        await one.close()


async def test_they_come_in_the_order_of_their_names() -> None:
    async with _form("IMG_10.jpg", "IMG_2.jpg", "", "IMG_1.jpg", "a.pdf") as form:
        found = await form.all_files("files", most=100, most_files=4)
        assert found == [b"IMG_1.jpg", b"IMG_2.jpg", b"IMG_10.jpg", b"a.pdf"] and form.ok


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ((), "请选择文件"),
        (("",), "请选择文件"),
        (("1", "2", "3"), "最多 2 个"),
        (("1" * 60, "2" * 60), "一共超过"),
    ],
)
async def test_none_too_many_and_too_large_are_said(names: tuple[str, ...], problem: str) -> None:
    async with _form(*names) as form:
        assert await form.all_files("files", most=100, most_files=2) == []
        assert problem in form.errors_of("files")[0]
