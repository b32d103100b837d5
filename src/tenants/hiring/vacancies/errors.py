"""What can go wrong with vacancies."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class VacancyNotFoundError(NotFoundError):
    """No such vacancy in this tenant."""


class VacancyExistsError(DomainError):
    """A vacancy of this title, department and place is there already."""

    code: ClassVar[str] = "vacancy_exists"
    field = "title"
    text = _("同一部门、同一地点已有这个职位。")


class VacancyClosedError(DomainError):
    """Nobody new is taken in for a closed vacancy."""

    code: ClassVar[str] = "vacancy_closed"
    field = "post"
    text = _("这个职位已关闭，不再接收新的候选人。请先重新打开职位。")
