"""What can be in the way of taking a sheet in."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class MappingChangedError(DomainError):
    """Somebody said otherwise what a column is while the sheet was read: what was looked at is not what would come in."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "mapping_changed"
    text = _("列的对应刚刚被改过，请再看一遍预览后导入。")
