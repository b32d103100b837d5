"""What can go wrong with scorecard forms and with re-opening a card."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import gettext
from ....platform.i18n import lazy as _


class FormNotFoundError(NotFoundError):
    """No such form in this tenant."""


class FormNameTakenError(DomainError):
    """Another form is called so."""

    code: ClassVar[str] = "form_name_taken"
    field = "name"
    text = _("已有同名的评价表。")


class FormChangedError(DomainError):
    """Somebody else saved a version since this one was begun."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "form_changed"

    def __init__(self, number: int, by: str) -> None:
        super().__init__()
        self._number, self._by = number, by

    def __str__(self) -> str:
        text = gettext("{name} 刚刚保存了第 {n} 版。您填写的都还在，请对照后再保存，会成为下一版。")
        return text.format(name=self._by, n=self._number)


class UseTakenError(DomainError):
    """Another form is chosen for the very same vacancies and round."""

    code: ClassVar[str] = "form_use_taken"
    field = "round"
    text = _("这些职位的这一轮已经指定了评价表，请先取消原来的指定。")


class UseEmptyError(DomainError):
    """A form for every vacancy and every round would be the default."""

    code: ClassVar[str] = "form_use_empty"
    field = "place"
    text = _("请选择职位、岗位类别或轮次；都不选就是默认评价表。")
