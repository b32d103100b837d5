"""Why nothing is exported now."""

from datetime import datetime
from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _
from ....platform.i18n.formats import format_datetime


class ExportLimitError(DomainError):
    """So many exports were asked for in a day; `until`: from when on another one may be."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "export_limit"
    field = "export"
    text = _("您在 24 小时内已导出 {most} 次，{until} 起可以再次导出。已生成的文件仍可下载。")

    def __init__(self, most: int, until: datetime) -> None:
        super().__init__()
        self._most, self._until = most, until

    def __str__(self) -> str:
        return str(self.text).format(most=self._most, until=format_datetime(self._until))


class TenantExportLimitError(ExportLimitError):
    """The same for all members together."""

    text = _("贵公司在 24 小时内已导出 {most} 次，{until} 起可以再次导出。已生成的文件仍可下载。")
