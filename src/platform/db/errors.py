"""What a tenant's whereabouts can stand in the way of."""

from typing import ClassVar

from ..errors import DomainError
from ..i18n import lazy as _


class TenantMovingError(DomainError):
    """The tenant is being carried to another cell: for some minutes everything can be looked at, nothing changed."""

    status: ClassVar[int] = 503
    code: ClassVar[str] = "moving"
    text = _("正在搬迁数据，几分钟后就好。")
