"""What can go wrong when a tenant's state is to change."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class WrongWayError(DomainError):
    """There is no way from the present state to the wanted one."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "wrong_way"
    text = _("当前状态下不能进行这个操作，请刷新后再看。")


class ReasonMissingError(DomainError):
    """Whoever suspends must say why: the tenant's people read it."""

    code: ClassVar[str] = "reason"
    field = "reason"
    text = _("请填写原因，企业的成员会看到。")
