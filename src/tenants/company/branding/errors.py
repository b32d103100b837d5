"""What can be wrong with a logo."""

from typing import ClassVar

from ....platform.errors import DomainError
from ....platform.i18n import lazy as _


class LogoRefusedError(DomainError):
    """Not a PNG that every browser and the contract's typesetter can show."""

    code: ClassVar[str] = "logo"
    field = "logo"
    text = _("请上传完好的 PNG 图片，边长 32 至 1024 像素，不超过 200 KB。")
