"""What stands in the way of a signature; one class for one rung."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class NoSealError(DomainError):
    """The employer has no seal in use."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_seal"
    text = _("该用人单位还没有启用的印章，请先在“用印”中启用。")
