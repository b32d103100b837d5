"""What can go wrong with people, their rights and their signing in."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class RoleNotFoundError(NotFoundError):
    """No such role in this tenant."""


class RoleNameTakenError(DomainError):
    """Two roles of one name cannot be told apart."""

    code: ClassVar[str] = "role_name"
    field = "name"
    text = _("已有同名角色。")


class RoleInUseError(DomainError):
    """Somebody has it."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "role_in_use"
    text = _("还有成员使用这个角色，请先改成其他角色。")
