"""Forms as people fill them: nothing typed is lost when something is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import ClientException

from ..errors import DomainError
from ..formats import FormatError
from ..formats.cleaning import cleaned, is_blank, is_line
from ..formats.dates import parse_date
from ..formats.numbers import whole_number
from ..i18n import gettext as _
from ..requests import AnyRequest

T = TypeVar("T")


async def read_fields(request: AnyRequest) -> FormMultiDict:
    """What a form sends, as it stands there.

    Raises:
        ClientException: it is written in signs that nobody knows.
    """
    try:
        return await request.form()
    except (LookupError, ValueError) as problem:  # a charset that there is not, bytes that are none of its
        raise ClientException from problem


class Form:
    """What was typed, and what is wrong with it, field by field."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})
        self._lists: dict[str, list[str]] = {}
        self._files: dict[str, list[UploadFile]] = {}
        self.errors: dict[str, list[str]] = {}

    @classmethod
    async def read(cls, request: AnyRequest) -> "Form":
        """The form of a request.

        Raises:
            ClientException: it is written in signs that nobody knows.
        """
        form = cls()
        for name, value in (await read_fields(request)).multi_items():
            if isinstance(value, UploadFile):
                form._files.setdefault(name, []).append(value)
            else:
                text = cleaned(str(value).replace("\r\n", "\n")).strip()  # browsers end lines as mail does
                form._values.setdefault(name, text)
                form._lists.setdefault(name, []).append(text)
        return form

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self._values.get(name, "")

    def values(self) -> dict[str, str]:
        """Everything typed."""
        return dict(self._values)

    def all(self, name: str) -> list[str]:
        """Every value of a field that may come several times."""
        return self._lists.get(name, [])

    def set_all(self, name: str, values: Iterable[str]) -> None:
        """Fill a field that may come several times."""
        self._lists[name] = list(values)

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self._values

    def errors_of(self, name: str) -> list[str]:
        """What is wrong with a field."""
        return self.errors.get(name, [])

    @property
    def ok(self) -> bool:
        return not self.errors

    def add_error(self, name: str, message: str) -> None:
        """Note that something is wrong; the empty name is the form as a whole."""
        self.errors.setdefault(name, []).append(message)

    def refuse(self, error: DomainError) -> None:
        """Put a refusal of the domain beside its field."""
        self.add_error(error.field, str(error))

    def text(self, name: str, *, required: bool = True, most: int = 500) -> str:
        """One line, as every name is: it may stand in a mail's header, a calendar or a file's name."""
        value = self.lines(name, required=required, most=most)
        if not is_line(value):
            self.add_error(name, _("请写在一行里，不要换行或夹带控制字符。"))
        return value

    def lines(self, name: str, *, required: bool = True, most: int = 500) -> str:
        """A text of any number of lines."""
        value = self.value(name)
        if required and is_blank(value):
            self.add_error(name, _("请填写这一项。"))
        elif len(value) > most:
            self.add_error(name, _("最多 {most} 个字。").format(most=most))
        return value

    def choice(self, name: str, options: Mapping[str, Any] | tuple[str, ...]) -> str:
        """One of the options."""
        value = self.value(name)
        if value not in options:
            self.add_error(name, _("请选择一项。"))
        return value

    def parsed(self, name: str, parse: Callable[[str], T], *, required: bool = True) -> T | None:
        """A value read by a function that raises FormatError."""
        value = self.value(name)
        if not value:
            if required:
                self.add_error(name, _("请填写这一项。"))
            return None
        try:
            return parse(value)
        except FormatError as wrong:
            self.add_error(name, str(wrong))
            return None

    def day(self, name: str, *, required: bool = True) -> date | None:
        """A date."""
        return self.parsed(name, parse_date, required=required)

    def decimal(self, name: str, low: Decimal, high: Decimal) -> Decimal | None:
        """A number within limits, at most two decimals; None where the field is blank."""
        value = self.value(name)
        if not value:
            return None
        try:
            number = Decimal(value)
            if not number.is_finite() or not low <= number <= high or number != round(number, 2):
                raise ValueError
        except (ValueError, ArithmeticError):
            self.add_error(name, _("请填写 {low} 到 {high} 之间的数。").format(low=low, high=high))
            return None
        return number

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number within limits; `low` where the field is wrong."""
        number = whole_number(self.value(name))
        if number is not None and low <= number <= high:
            return number
        self.add_error(name, _("请填写 {low} 到 {high} 之间的数。").format(low=low, high=high))
        return low

    def has_file(self, name: str) -> bool:
        """Whether a file was chosen."""
        return bool(self._chosen(name))

    async def file(self, name: str, *, most: int) -> tuple[str, bytes] | None:
        """An uploaded file's name and bytes."""
        chosen = self._chosen(name)
        if not chosen:
            self.add_error(name, _("请选择文件。"))
            return None
        data = await chosen[-1].read(most + 1)
        if len(data) > most:
            self.add_error(name, _("文件超过 {size} MB。").format(size=most // 1_000_000))
            return None
        return chosen[-1].filename, data

    async def all_files(self, name: str, *, most: int, most_files: int) -> list[bytes]:
        """The bytes of several uploaded files in the order of their names, as cameras and scanners count them up.

        `most` is for all of them together; where something is wrong there are none.
        """
        chosen = sorted(self._chosen(name), key=lambda one: _counted(one.filename))
        if not chosen:
            self.add_error(name, _("请选择文件。"))
        elif len(chosen) > most_files:
            self.add_error(name, _("最多 {n} 个文件。").format(n=most_files))
        else:
            found = [await one.read(most + 1) for one in chosen]
            if sum(map(len, found)) <= most:
                return found
            self.add_error(name, _("文件一共超过 {size} MB。").format(size=most // 1_000_000))
        return []

    def _chosen(self, name: str) -> list[UploadFile]:
        return [one for one in self._files.get(name, []) if one.filename]


def _counted(name: str) -> list[tuple[int, str]]:
    """A file's name as people count: 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part]
