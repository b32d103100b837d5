"""Why there is no such seal, or why it can't be used."""

from typing import ClassVar

from ....platform.errors import DomainError, NotFoundError
from ....platform.i18n import lazy as _


class NoSealError(DomainError):
    """The employer has no seal in use for this kind of document."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "no_seal"
    text = _("该用人单位没有用于劳动合同的印章，请管理员在“设置 › 印章”中添加或指定。")


class SealNotFoundError(NotFoundError):
    """No such seal in this tenant."""


class SealStoppedError(DomainError):
    """It is out of use."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "seal_stopped"
    text = _("这枚印章已停用，不能再使用或修改。")


class OfficialSealError(DomainError):
    """A company has one 公章 at a time."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "official_seal"
    field = "kind"
    text = _("这家单位已有一枚启用的公章。要换新章，请打开原来那枚，点“换章”。")


class ImprintRefusedError(DomainError):
    """No picture that the print of a seal can be taken from."""

    code: ClassVar[str] = "imprint"
    field = "scan"
    text = _("请上传完好的 PNG 或 JPEG 图片，不超过 2 MB：白纸上清晰的红色印迹，占画面大部分。")


class SealNotDrawableError(DomainError):
    """The name has a character that no font has."""

    code: ClassVar[str] = "seal_not_drawable"
    field = "holder"
    text = _("名称中有无法绘制的字，请改为上传印章图片。")


class NotKeeperError(DomainError):
    """Others keep this seal."""

    status: ClassVar[int] = 403
    code: ClassVar[str] = "not_keeper"
    text = _("这枚印章由别的用印人保管，您不能使用。")
