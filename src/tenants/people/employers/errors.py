"""What can be wrong with an employer."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class EmployerTakenError(DomainError):
    """The company stands here already."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "employer_taken"
    field = "uscc"
    text = _("已有统一社会信用代码相同的用人单位。")


class EmployerNotFoundError(NotFoundError):
    """No such employer in this tenant."""
